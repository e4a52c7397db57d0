"""Builds the parts that every way of running the program shares: window, terminal, worker."""

from __future__ import annotations

from pathlib import Path

from tikscheduler.bootstrap.rooms import Rooms
from tikscheduler.bootstrap.rooms import built_once as built_once
from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.post import Post
from tikscheduler.domain.video import VideoFacts
from tikscheduler.publishing.asking import Timing, Tools
from tikscheduler.publishing.publisher import Publisher
from tikscheduler.services.accounts import Accounts
from tikscheduler.services.audit import Audit
from tikscheduler.services.blocks import Blocks
from tikscheduler.services.delivering import Delivering
from tikscheduler.services.hashes import file_of
from tikscheduler.services.insights import Insights
from tikscheduler.services.outbox import Choosing, Outbox
from tikscheduler.services.pausing import Pausing
from tikscheduler.services.plan import Plan
from tikscheduler.services.repeats import Repeats
from tikscheduler.services.scheduling import Scheduling
from tikscheduler.services.webhooks import Webhooks


def _probe(video: Path) -> VideoFacts:
    # Loaded here: most of the time a program that publishes looks into no video.
    from tikscheduler.media.probe import probe

    return probe(video)


class Program(Rooms):
    """What acts in the rooms of one profile."""

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

    def set_credentials(self, key: str, secret: str) -> None:
        """Keep the app's key and secret in the vault."""
        super().set_credentials(key, secret)
        if "audit" in self.__dict__:  # else nothing was learnt, and no database need be opened
            self.audit.forget()

    @built_once
    def audit(self) -> Audit:
        """What TikTok's answers have told about the app."""
        return Audit(self.storage.notes, self.credentials, lambda: self.accounts_changed())

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

    def note_news(self, post: Post) -> None:
        """A post has come to another status: what the webhook is to be told of it."""
        self.outbox.note(post)

    def _hash_of(self, facts: VideoFacts) -> str:
        file = file_of(facts)
        return self.hashes.of(file) if self.reads_videos else self.hashes.known(file)

    def _ask_creator(self, account: Account) -> CreatorInfo:
        # Through a method, so that the vault is opened only when TikTok is really asked.
        return self.accounts.ask_creator(account)
