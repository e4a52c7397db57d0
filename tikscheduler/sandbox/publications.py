"""A post from its init to its end: what was announced, what came in, where it stands."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tikscheduler.sandbox.clock import stamp
from tikscheduler.sandbox.people import PUBLIC
from tikscheduler.sandbox.switches import Switches

UPLOADING = "PROCESSING_UPLOAD"
DOWNLOADING = "PROCESSING_DOWNLOAD"
IN_INBOX = "SEND_TO_USER_INBOX"
COMPLETE = "PUBLISH_COMPLETE"
FAILED = "FAILED"
DAY = timedelta(hours=24)


@dataclass(slots=True, kw_only=True)
class Publication:
    """One publish_id. `size` and `part_size` are bytes as announced, `received` as they came."""

    publish_id: str
    client_key: str
    username: str
    draft: bool
    photo: bool = False
    pull: bool = False
    privacy: str = ""
    caption: str = ""
    options: dict[str, bool] = field(default_factory=dict)
    size: int = 0
    part_size: int = 0
    part_count: int = 0
    upload_id: str = ""
    upload_token: str = ""
    upload_expires: datetime | None = None
    file: Path | None = None
    content_type: str = ""
    seconds: float | None = None
    received: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256, repr=False)
    writer: object = None
    """The PUT that may write now; a later one takes its place."""
    init_at: datetime
    first_byte_at: datetime | None = None
    completed_at: datetime | None = None
    live_at: datetime | None = None
    status: str = UPLOADING
    fail_reason: str = ""
    polls: int = 0
    post_id: int = 0
    post_ids: list[int] = field(default_factory=list)
    """What the status call shows: empty until moderation is through, and never for others."""
    will_fail: str = ""
    stuck: bool = False
    hide_id: bool = False
    extra_seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether every byte is in."""
        return self.completed_at is not None

    @property
    def public(self) -> bool:
        """Whether anyone can see it: live, and posted to everyone."""
        return self.status == COMPLETE and self.privacy == PUBLIC

    def part_range(self, index: int) -> tuple[int, int]:
        """First and last byte of the part at `index` from 0; the last part takes the rest."""
        first = index * self.part_size
        last = self.size if index == self.part_count - 1 else first + self.part_size
        return first, last - 1

    def part_at(self, first: int) -> int | None:
        """The index of the planned part that starts at this byte, or None."""
        index, rest = divmod(first, self.part_size)
        return index if rest == 0 and 0 <= index < self.part_count else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A completed upload as `/control/published` lists it. Times are UTC ISO with milliseconds."""

    account: str
    publish_id: str
    post_id: str
    caption: str
    privacy: str
    mode: str
    status: str
    fail_reason: str
    size: int
    sha256: str
    parts: int
    content_type: str
    client_key: str
    options: dict[str, bool]
    init_at: str | None
    first_byte_at: str | None
    completed_at: str | None
    live_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """The same file taken more than once for one account; failed posts do not count."""

    account: str
    sha256: str
    count: int
    publish_ids: list[str]


def advance(post: Publication, now: datetime, switches: Switches, *, polled: bool = False) -> None:
    """Move a post on as far as its time and its status calls allow."""
    if post.status not in {UPLOADING, DOWNLOADING} or not post.complete or post.stuck:
        return
    assert post.completed_at is not None  # noqa: S101
    if polled:
        post.polls += 1
    wait = timedelta(seconds=switches.processing_seconds + post.extra_seconds)
    asked_enough = post.polls > switches.processing_polls or not switches.processing_polls
    if asked_enough and now >= post.completed_at + wait:
        finish(post, now if switches.processing_polls else post.completed_at + wait)


def finish(post: Publication, now: datetime) -> None:
    """End the processing of a post, one way or the other."""
    post.polls = 0
    if post.will_fail:
        post.status, post.fail_reason = FAILED, post.will_fail
    elif post.draft:
        post.status = IN_INBOX
    else:
        go_live(post, now)


def go_live(post: Publication, now: datetime) -> None:
    """Publish it: direct after processing, a draft when its creator posts it."""
    post.status = COMPLETE
    post.live_at = now
    post.post_id = post.post_id or new_post_id()


def moderate(post: Publication, switches: Switches) -> None:
    """Count one status call after going live; a public post's id appears after some."""
    if not post.public or post.hide_id or post.post_ids:
        return
    post.polls += 1
    if post.polls > switches.moderation_polls:
        post.post_ids.append(post.post_id)


def new_post_id() -> int:
    """A 19-digit number, beyond what a JavaScript number holds exactly (section 3.5)."""
    return 7_500_000_000_000_000_000 + secrets.randbelow(400_000_000_000_000_000)


def describe(post: Publication) -> Published:
    """The post as the control pages list it."""
    return Published(
        account=post.username,
        publish_id=post.publish_id,
        post_id=str(post.post_id or ""),
        caption=post.caption,
        privacy=post.privacy,
        mode="draft" if post.draft else "direct",
        status=post.status,
        fail_reason=post.fail_reason,
        size=post.size,
        sha256="" if post.pull else post.digest.hexdigest(),
        parts=post.part_count,
        content_type=post.content_type,
        client_key=post.client_key,
        options=dict(post.options),
        init_at=stamp(post.init_at),
        first_byte_at=stamp(post.first_byte_at),
        completed_at=stamp(post.completed_at),
        live_at=stamp(post.live_at),
    )


class PublicationBook:
    """Every post announced to the sandbox, in order of its init."""

    def __init__(self, folder: Path, switches: Switches) -> None:
        self._folder = folder
        self._switches = switches
        self._by_id: dict[str, Publication] = {}
        self._by_upload: dict[str, Publication] = {}
        self._by_user: dict[str, list[Publication]] = {}

    def add(self, post: Publication) -> None:
        """Keep a new post; one with bytes to come gets its file and upload address."""
        self._by_id[post.publish_id] = post
        self._by_user.setdefault(post.username, []).append(post)
        if post.pull:
            return
        post.upload_id = str(new_post_id())
        post.upload_token = secrets.token_urlsafe(24)
        post.upload_expires = post.init_at + timedelta(seconds=self._switches.upload_seconds)
        post.file = self._folder / f"{post.upload_id}.video"
        self._by_upload[post.upload_id] = post

    def find(self, publish_id: str) -> Publication | None:
        """The post of a publish_id."""
        return self._by_id.get(publish_id)

    def by_upload(self, upload_id: str, token: str) -> Publication | None:
        """The post whose upload address this is."""
        post = self._by_upload.get(upload_id)
        return post if post and secrets.compare_digest(post.upload_token, token) else None

    def all(self) -> list[Publication]:
        """Every post, oldest first."""
        return list(self._by_id.values())

    def of(self, username: str) -> list[Publication]:
        """A creator's posts, oldest first."""
        return list(self._by_user.get(username, ()))

    def directs_in_a_day(self, username: str, now: datetime) -> int:
        """Direct posts with all their bytes in the last 24 hours, over all apps (section 5)."""
        return sum(
            1
            for post in self.of(username)
            if not post.draft
            and post.status != FAILED
            and post.completed_at is not None
            and post.completed_at > now - DAY
        )

    def pending_drafts(self, username: str, now: datetime) -> int:
        """Drafts of the last 24 hours that the creator has not posted (section 5)."""
        return sum(
            1
            for post in self.of(username)
            if post.draft
            and post.status not in {FAILED, COMPLETE}
            and post.completed_at is not None
            and post.completed_at > now - DAY
        )

    def posting_users(self, client_key: str, now: datetime) -> set[str]:
        """Creators an app posted for in the last 24 hours (section 5)."""
        return {
            post.username
            for post in self.all()
            if post.client_key == client_key and post.init_at > now - DAY
        }
