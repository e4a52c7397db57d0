"""A TikTok that keeps state and breaks as planned, and what else the core is given in tests."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from tests.conftest import CREATOR, NOON, FakeClock
from tikscheduler.domain.account import AccessToken, CreatorInfo, TokenGrant
from tikscheduler.domain.errors import LoginNeeded, NeedsUser, UploadGone, UploadOutOfStep
from tikscheduler.domain.ports import Lane, PublishState, Stage, UploadTicket
from tikscheduler.domain.post import NewPost, Post, PostStatus, Privacy
from tikscheduler.domain.video import Part, PartPlan
from tikscheduler.publishing.asking import Timing, Tools
from tikscheduler.publishing.publisher import Publisher
from tikscheduler.publishing.tokens import Tokens, access_name, refresh_name
from tikscheduler.storage import Storage

LIVE = PublishState(stage=Stage.LIVE, post_id="7300000000000000001")


@dataclass
class Remote:
    """One upload as TikTok sees it."""

    post_id: int
    size: int
    received: int = 0
    polls: int = 0
    expired: bool = False

    @property
    def complete(self) -> bool:
        return self.received == self.size


@dataclass
class FakeTikTok:
    """Keeps uploads like TikTok does. `faults[call]` is a list of what the next calls do: an
    exception raised before TikTok acts, or ("after", exception) for an answer that is lost."""

    creator: CreatorInfo = CREATOR
    uploads: dict[str, Remote] = field(default_factory=dict)
    faults: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    calls: list[str] = field(default_factory=list)
    processing_polls: int = 1
    final: PublishState = LIVE
    byte_counts: bool = True
    on_call: Callable[[str, str], None] = lambda _call, _when: None
    here: Any = field(default_factory=threading.local)

    @contextlib.contextmanager
    def _calling(self, name: str) -> Iterator[None]:
        self.calls.append(name)
        planned = self.faults[name].pop(0) if self.faults[name] else None
        if isinstance(planned, Exception):
            raise planned
        self.on_call(name, "before")
        yield
        self.on_call(name, "after")
        if planned:
            raise planned[1]

    def creator_info(self, token: AccessToken) -> CreatorInfo:
        with self._calling("creator"):
            return self.creator

    def init_upload(self, token: AccessToken, post: Post, plan: PartPlan) -> UploadTicket:
        with self._calling("init"):
            publish_id = f"v_pub_file~v2-1.{len(self.uploads) + 1}"
            self.uploads[publish_id] = Remote(post.id, plan.size)
            return UploadTicket(publish_id=publish_id, upload_url=f"https://up/{publish_id}")

    def send_part(
        self,
        url: str,
        file: BinaryIO,
        part: Part,
        *,
        total: int,
        content_type: str,
        on_bytes: Callable[[int], None],
    ) -> None:
        self.here.total = total
        with self._calling("part"):
            remote = self.uploads[url.removeprefix("https://up/")]
            if remote.expired or remote.complete:
                raise UploadGone("TikTok no longer takes this upload.")
            if part.first != remote.received:
                raise UploadOutOfStep("Another part is wanted.", received=remote.received)
            assert os.fstat(file.fileno()).st_size == total
            remote.received = part.last + 1
            on_bytes(remote.received)

    def status(self, token: AccessToken, publish_id: str) -> PublishState:
        with self._calling("status"):
            remote = self.uploads.get(publish_id)
            if remote is None:
                raise NeedsUser("TikTok does not know this upload.", code="invalid_publish_id")
            if remote.complete:
                remote.polls += 1
                if remote.polls > self.processing_polls:
                    return self.final
            told = remote.received if self.byte_counts else None
            return PublishState(stage=Stage.RECEIVING, uploaded_bytes=told)

    def size_under_way(self) -> int:
        """The size of the file whose part this thread is sending."""
        return int(getattr(self.here, "total", 0))

    def live(self, post_id: int) -> int:
        """How many times a post's video is on TikTok."""
        return sum(1 for r in self.uploads.values() if r.post_id == post_id and r.complete)


class FakeSecrets(dict[str, str]):
    """A vault in memory."""

    def read(self, name: str) -> str | None:
        return self.get(name)

    def write(self, name: str, value: str) -> None:
        self[name] = value

    def erase(self, name: str) -> None:
        self.pop(name, None)


@dataclass
class FakeOAuth:
    """A token endpoint that rotates: an old refresh token is dead at once."""

    current: str = "rft.1"
    refreshed: int = 0
    faults: list[Exception] = field(default_factory=list)

    def refresh(self, refresh_token: str) -> TokenGrant:
        if self.faults:
            raise self.faults.pop(0)
        if refresh_token != self.current:
            raise LoginNeeded("invalid_grant", code="invalid_grant")
        self.refreshed += 1
        self.current = f"rft.{self.refreshed + 1}"
        return TokenGrant(
            open_id="open-mira.films",
            scopes=frozenset({"user.info.basic", "video.publish", "video.upload"}),
            access_token=f"act.{self.refreshed + 1}",
            expires_in=7200,
            refresh_token=self.current,
            refresh_expires_in=15_552_000,
        )


@contextlib.contextmanager
def _no_lock(_open_id: str) -> Iterator[None]:
    yield


@dataclass
class Bench:
    """A publisher over a real database and a fake TikTok, driven by hand."""

    storage: Storage
    tiktok: FakeTikTok
    now: Callable[[], datetime]
    video: Path
    account_id: int
    timing: Timing = field(default_factory=Timing)
    oauth: FakeOAuth = field(default_factory=FakeOAuth)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    changed: list[int] = field(default_factory=list)
    progress: list[tuple[int, int]] = field(default_factory=list)
    audits: list[bool] = field(default_factory=list)
    account_news: list[datetime] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    posts: Any = None

    def __post_init__(self) -> None:
        self.secrets.write(access_name("open-mira.films"), "act.1")
        self.secrets.write(refresh_name("open-mira.films"), "rft.1")
        self.posts = self.posts or self.storage.posts

    @property
    def publisher(self) -> Publisher:
        """A publisher as a freshly started process has it."""
        tokens = Tokens(
            accounts=self.storage.accounts,
            secrets=self.secrets,
            refresher=self.oauth,
            lock=_no_lock,
            now=self.now,
        )
        tools = Tools(
            posts=self.posts,
            accounts=self.storage.accounts,
            blocks=self.storage.blocks,
            tokens=tokens,
            tiktok=self.tiktok,
            now=self.now,
            progress=lambda post_id, sent: self.progress.append((post_id, sent)),
            stopping=self.stopping,
            timing=self.timing,
            learn_audit=self.audits.append,
            account_changed=lambda: self.account_news.append(self.now()),
        )
        return Publisher(tools, notify=self.changed.append)

    def schedule(self, at: datetime = NOON, **changes: Any) -> int:
        """A scheduled post of the video; its id."""
        stat = self.video.stat()
        values: dict[str, Any] = {
            "account_id": self.account_id,
            "video": self.video,
            "video_size": stat.st_size,
            "video_mtime_ns": stat.st_mtime_ns,
            "duration_ms": 3000,
            "privacy": Privacy.PUBLIC,
            "scheduled_at": at,
            "wall_time": at.replace(tzinfo=None),
        }
        new = NewPost(**{**values, **changes})
        post = self.storage.posts.add(new, status=PostStatus.SCHEDULED, now=NOON, due_at=at)
        return post.id

    def post(self, post_id: int) -> Post:
        """What the row says."""
        return self.storage.posts.get(post_id)

    def run_due(self) -> int:
        """Everything that is due now, one step each, as an engine does it; how many steps."""
        publisher = self.publisher
        return sum(publisher.sweep(publisher.advance, limit=100, lane=lane) for lane in Lane)


def run_until_settled(bench: Bench, clock: FakeClock, post_id: int, most: int = 60) -> list[str]:
    """Let time pass from due moment to due moment; the statuses the post went through."""
    seen: list[str] = []
    for _ in range(most):
        bench.run_due()
        post = bench.post(post_id)
        if not seen or seen[-1] != post.status:
            seen.append(str(post.status))
        if post.due_at is None or post.status in (PostStatus.PUBLISHED, PostStatus.DELIVERED):
            return seen
        clock.time = max(clock.time, post.due_at)
    raise AssertionError(f"not settled: {seen}")


def no_waiting(bench: Bench) -> None:
    """Pauses between parts end at once, without the program being told to stop."""
    bench.stopping.wait = lambda timeout=None: False  # type: ignore[method-assign]


def power_cut(call: str, number: int) -> object:
    """Ends the process at the n-th call of a kind."""
    left = [number]

    def strike(name: str, when: str) -> None:
        if (name, when) == (call, "before"):
            left[0] -= 1
            if left[0] == 0:
                raise SystemExit("power cut")

    return strike
