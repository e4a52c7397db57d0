"""The rooms of one profile: database, vault, the way to TikTok. `Program` acts in them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from types import TracebackType
from typing import Any, Self, TypeVar

from tikscheduler.domain.ports import Clock, Notify, Progress
from tikscheduler.domain.post import Post
from tikscheduler.logs import register_secret
from tikscheduler.publishing.tokens import Tokens
from tikscheduler.services.hashes import VideoHashes
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


def built_once(build: Callable[[Any], T]) -> cached_property[T]:
    """A part of a program, built by the first thread that asks; the others wait for it.

    Each part has a lock of its own: who waits for a passphrase keeps nobody from the database.
    """
    name = build.__name__

    def part(program: Any) -> T:
        with program.turns.setdefault(name, threading.RLock()):
            if name not in program.__dict__:
                program.__dict__[name] = build(program)
            found: T = program.__dict__[name]
            return found

    part.__doc__ = build.__doc__
    return cached_property(part)


class Rooms:
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
            storage.posts.outbox = self.note_news
        self._ask_passphrase = ask_passphrase

    def __enter__(self) -> Self:
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

    def note_news(self, post: Post) -> None:
        """A post has come to another status, in a transaction that is still open."""

    # --- the rooms -------------------------------------------------------------------------

    @built_once
    def storage(self) -> Storage:
        """The database, brought up to date. Raises `StorageError`."""
        storage = open_storage(self.settings, self.now())
        storage.posts.outbox = self.note_news
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
