"""Builds the parts that every way of running the program shares: window, terminal, worker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.ports import Clock, Notify, Progress
from tikscheduler.domain.post import Post
from tikscheduler.domain.video import VideoFacts
from tikscheduler.logs import register_secret
from tikscheduler.publishing.asking import Timing, Tools
from tikscheduler.publishing.publisher import Publisher
from tikscheduler.publishing.tokens import Tokens
from tikscheduler.services.accounts import Accounts
from tikscheduler.services.audit import Audit
from tikscheduler.services.blocks import Blocks
from tikscheduler.services.delivering import Delivering
from tikscheduler.services.hashes import VideoHashes, file_of
from tikscheduler.services.insights import Insights
from tikscheduler.services.outbox import Choosing, Outbox
from tikscheduler.services.pausing import Pausing
from tikscheduler.services.plan import Plan
from tikscheduler.services.repeats import Repeats
from tikscheduler.services.scheduling import Scheduling
from tikscheduler.services.webhooks import Webhooks
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage, open_storage
from tikscheduler.tiktok.client import TikTok
from tikscheduler.tiktok.oauth import Credentials, OAuth
from tikscheduler.tiktok.transport import Transport
from tikscheduler.vault import Vault, open_vault
from tikscheduler.vault.locks import refresh_lock

CLIENT_KEY, CLIENT_SECRET = "client_key", "client_secret"
"""The names under which the vault keeps the TikTok app's credentials."""


T = TypeVar("T")


def built_once(build: Callable[[Program], T]) -> cached_property[T]:
    """A part of a program, built by the first thread that asks; the others wait for it.

    Each part has a lock of its own: who waits for a passphrase keeps nobody from the database.
    """
    name = build.__name__

    def part(program: Program) -> T:
        with program.turns.setdefault(name, threading.RLock()):
            if name not in program.__dict__:
                program.__dict__[name] = build(program)
            found: T = program.__dict__[name]
            return found

    part.__doc__ = build.__doc__
    return cached_property(part)


def _probe(video: Path) -> VideoFacts:
    # Loaded here: most of the time a program that publishes looks into no video.
    from tikscheduler.media.probe import probe

    return probe(video)


class Program:
    """One profile, opened: every part is built when it is first asked for, and once.

    So listing posts needs no keyring, and scheduling offline needs no network. `notify` is told ids
    of changed posts, `accounts_changed` that an account or a pause has changed; these, `progress`
    and `wake` may be set at any time. `close` ends what was opened, a `storage` given here too.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        now: Clock,
        storage: Storage | None = None,
        ask_passphrase: Callable[[], str] | None = None,
        notify: Notify = lambda _post_id: None,
        progress: Progress = lambda _post_id, _sent: None,
        wake: Callable[[], None] = lambda: None,
        accounts_changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.settings, self.now = settings, now
        self.notify, self.progress, self.wake = notify, progress, wake
        self.accounts_changed = accounts_changed
        self.hashes = VideoHashes()
        self.reads_videos = True
        """Whether adding a post may read its whole video; the window does so on another thread."""
        self.stopping = threading.Event()
        self.turns: dict[str, threading.RLock] = {}
        if storage is not None:
            self.__dict__["storage"] = storage
            storage.posts.outbox = self._note_news
        self._ask_passphrase = ask_passphrase

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and every connection to TikTok."""
        self.stopping.set()
        for name in ("transport", "storage"):
            if name in self.__dict__:
                getattr(self, name).close()

    # --- the rooms -------------------------------------------------------------------------

    @built_once
    def storage(self) -> Storage:
        """The database, brought up to date. Raises `StorageError`."""
        storage = open_storage(self.settings, self.now())
        storage.posts.outbox = self._note_news
        return storage

    @built_once
    def vault(self) -> Vault:
        """Where secrets are kept. Raises `VaultError`."""
        return open_vault(
            self.settings, ask_passphrase=self._ask_passphrase, on_secret=register_secret
        )

    @built_once
    def transport(self) -> Transport:
        """The one way out to TikTok."""
        return Transport(self.settings.api_url, stopping=self.stopping)

    @built_once
    def tiktok(self) -> TikTok:
        """TikTok's posting and account calls."""
        return TikTok(self.transport)

    @built_once
    def oauth(self) -> OAuth:
        """TikTok's login."""
        return OAuth(self.transport, self.credentials, auth_url=self.settings.auth_url)

    @built_once
    def tokens(self) -> Tokens:
        """Live access tokens."""
        return Tokens(
            accounts=self.storage.accounts,
            secrets=self.vault,
            refresher=self.oauth,
            lock=refresh_lock(self.settings.profile),
            now=self.now,
            logged_out=lambda: self.accounts_changed(),
        )

    @built_once
    def audit(self) -> Audit:
        """What TikTok's answers have told about the app."""
        return Audit(self.storage.notes, self.credentials, lambda: self.accounts_changed())

    # --- credentials of the TikTok app -----------------------------------------------------

    def credentials(self) -> Credentials | None:
        """The app's key and secret: the environment's, else the vault's; None if there are none."""
        settings = self.settings
        key = settings.client_key or self.vault.read(CLIENT_KEY)
        secret = settings.client_secret or self.vault.read(CLIENT_SECRET)
        return Credentials(key=key, secret=secret) if key and secret else None

    def set_credentials(self, key: str, secret: str) -> None:
        """Keep the app's key and secret in the vault."""
        self.vault.write(CLIENT_KEY, key)
        self.vault.write(CLIENT_SECRET, secret)

    # --- what acts -------------------------------------------------------------------------

    @built_once
    def publisher(self) -> Publisher:
        """The publishing core."""
        settings = self.settings
        tools = Tools(
            posts=self.storage.posts,
            accounts=self.storage.accounts,
            blocks=self.storage.blocks,
            tokens=self.tokens,
            tiktok=self.tiktok,
            now=self.now,
            progress=lambda post_id, sent: self.progress(post_id, sent),
            stopping=self.stopping,
            timing=Timing(
                retry_delays=settings.retry_delays,
                lateness_limit=settings.lateness_limit,
                first_poll=settings.first_poll,
            ),
            learn_audit=self.audit.learn,
            account_changed=lambda: self.accounts_changed(),
        )
        return Publisher(tools, notify=lambda post_id: self.notify(post_id))

    @built_once
    def accounts(self) -> Accounts:
        """User actions on accounts, and the daily sync."""
        return Accounts(
            accounts=self.storage.accounts,
            posts=self.storage.posts,
            notes=self.storage.notes,
            counts=self.storage.counts,
            tokens=self.tokens,
            tiktok=self.tiktok,
            oauth=self.oauth,
            now=self.now,
            zone=self.settings.zone,
            notify=lambda post_id: self.notify(post_id),
            wake=lambda: self.wake(),
            accounts_changed=lambda: self.accounts_changed(),
        )

    @built_once
    def insights(self) -> Insights:
        """What TikTok counts for videos."""
        return Insights(
            accounts=self.storage.accounts,
            counts=self.storage.counts,
            tokens=self.tokens,
            tiktok=self.tiktok,
            now=self.now,
            zone=self.settings.zone,
            changed=lambda: self.accounts_changed(),
        )

    @built_once
    def pausing(self) -> Pausing:
        """Pauses of everything and of accounts."""
        return Pausing(
            accounts=self.storage.accounts,
            notes=self.storage.notes,
            accounts_changed=lambda: self.accounts_changed(),
            wake=lambda: self.wake(),
        )

    @built_once
    def blocks(self) -> Blocks:
        """Accounts that TikTok takes nothing of for a while."""
        return Blocks(
            self.storage.blocks,
            self.storage.posts,
            now=self.now,
            notify=lambda post_id: self.notify(post_id),
            changed=lambda: self.accounts_changed(),
            wake=lambda: self.wake(),
        )

    @built_once
    def scheduling(self) -> Scheduling:
        """User actions on posts."""
        return Scheduling(
            posts=self.storage.posts,
            accounts=self.storage.accounts,
            blocks=self.storage.blocks,
            probe=_probe,
            hash_of=self._hash_of,
            repeats=Repeats(self.storage.database),
            ask_creator=self._ask_creator,
            now=self.now,
            zone=self.settings.zone,
            lateness_limit=self.settings.lateness_limit,
            notify=lambda post_id: self.notify(post_id),
            wake=lambda: self.wake(),
        )

    @built_once
    def plan(self) -> Plan:
        """User actions on many posts at once, which can be taken back."""
        return Plan(
            scheduling=self.scheduling,
            posts=self.storage.posts,
            now=self.now,
            notify=lambda post_id: self.notify(post_id),
            wake=lambda: self.wake(),
        )

    # --- the webhook -----------------------------------------------------------------------

    @built_once
    def choosing(self) -> Choosing:
        """What the user has chosen for the webhook."""
        return Choosing(self.storage.notes)

    @built_once
    def outbox(self) -> Outbox:
        """Where news are kept until they are delivered."""
        storage = self.storage
        return Outbox(
            self.choosing,
            storage.deliveries,
            account=storage.accounts.get,
            attempts=storage.posts.attempts,
            now=self.now,
        )

    @built_once
    def delivering(self) -> Delivering:
        """The way of news out to the webhook."""
        return Delivering(
            self.choosing,
            self.storage.deliveries,
            self.vault,
            stopping=self.stopping,
            now=self.now,
        )

    @built_once
    def webhooks(self) -> Webhooks:
        """The user's side of the webhook."""
        return Webhooks(
            self.choosing,
            self.storage.deliveries,
            self.vault,
            self.delivering,
            now=self.now,
            wake=lambda: self.wake(),
        )

    def _note_news(self, post: Post) -> None:
        # Through a method, so that a command that changes nothing does not build it.
        self.outbox.note(post)

    def _hash_of(self, facts: VideoFacts) -> str:
        file = file_of(facts)
        return self.hashes.of(file) if self.reads_videos else self.hashes.known(file)

    def _ask_creator(self, account: Account) -> CreatorInfo:
        # Through a method, so that the vault is opened only when TikTok is really asked.
        return self.accounts.ask_creator(account)
