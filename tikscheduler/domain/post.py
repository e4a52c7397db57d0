"""A post: what it holds, the words for its state, and the one table of legal moves."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from tikscheduler.domain.errors import InputError


class PostStatus(StrEnum):
    """Where a post stands; the words are those of the outside interface."""

    UNPLANNED = "unplanned"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    STAGED = "staged"
    PROCESSING = "processing"
    RETRYING = "retrying"
    PUBLISHED = "published"
    DELIVERED = "delivered"
    HELD = "held"
    FAILED = "failed"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    """`direct` goes live by itself; `draft` lands in the creator's TikTok inbox."""

    DIRECT = "direct"
    DRAFT = "draft"


class Privacy(StrEnum):
    """Who can view a post."""

    PUBLIC = "public"
    FRIENDS = "friends"
    FOLLOWERS = "followers"
    PRIVATE = "private"


S = PostStatus

LEGAL_MOVES: dict[PostStatus, frozenset[PostStatus]] = {
    S.UNPLANNED: frozenset({S.SCHEDULED, S.CANCELLED}),
    S.SCHEDULED: frozenset({S.SCHEDULED, S.UNPLANNED, S.PUBLISHING, S.HELD, S.CANCELLED}),
    S.PUBLISHING: frozenset(
        {
            S.STAGED,
            S.PROCESSING,
            S.RETRYING,
            S.PUBLISHED,
            S.DELIVERED,
            S.HELD,
            S.FAILED,
            S.MISSED,
        }
    ),
    S.STAGED: frozenset({S.PUBLISHING, S.SCHEDULED, S.UNPLANNED, S.HELD, S.CANCELLED}),
    S.PROCESSING: frozenset(
        {S.PROCESSING, S.RETRYING, S.PUBLISHED, S.DELIVERED, S.HELD, S.FAILED, S.MISSED}
    ),
    S.RETRYING: frozenset({S.PUBLISHING, S.SCHEDULED, S.UNPLANNED, S.HELD, S.CANCELLED}),
    S.PUBLISHED: frozenset({S.PUBLISHED}),
    S.DELIVERED: frozenset({S.DELIVERED, S.PUBLISHED}),
    S.HELD: frozenset({S.SCHEDULED, S.UNPLANNED, S.CANCELLED}),
    S.FAILED: frozenset({S.SCHEDULED, S.UNPLANNED, S.CANCELLED}),
    S.MISSED: frozenset({S.SCHEDULED, S.UNPLANNED, S.CANCELLED}),
    S.CANCELLED: frozenset({S.SCHEDULED, S.UNPLANNED}),
}

UPLOADING = frozenset({S.SCHEDULED, S.RETRYING, S.STAGED, S.PUBLISHING})
"""Posts that still have bytes to send: one of these at a time per account."""

NOT_BEGUN = UPLOADING - {S.PUBLISHING}
"""Posts that begin by themselves once they are due, and that a pause keeps from it."""

FINAL = frozenset({S.PUBLISHED, S.DELIVERED})
"""Out. For a day they are asked about now and then: for the public id, for a finished draft."""

CLAIMABLE = UPLOADING | {S.PROCESSING} | FINAL
"""What a sweep may take once it is due. A claimed post is due again when its lease ends."""

IN_TIKTOKS_HANDS = frozenset({S.PUBLISHING, S.PROCESSING})
"""The user cannot change these: bytes are under way, and TikTok takes nothing back."""


STOPPED = frozenset({S.HELD, S.FAILED, S.MISSED})
"""These wait for their user, and go again when told to."""

CANCELLABLE = frozenset(old for old, new in LEGAL_MOVES.items() if S.CANCELLED in new)
"""What the user can take out of the plan."""

MOVABLE = frozenset(old for old, new in LEGAL_MOVES.items() if S.SCHEDULED in new)
"""What the user can give another time: all but what is with TikTok or was."""


class IllegalMove(InputError):
    """The post cannot go from its status to the wanted one."""

    code = "illegal_move"

    def __init__(self, old: PostStatus, new: PostStatus) -> None:
        super().__init__(f"A post that is {old} cannot become {new}.")


def check_move(old: PostStatus, new: PostStatus) -> None:
    """Raise `IllegalMove` unless a post may go from `old` to `new`."""
    if new not in LEGAL_MOVES[old]:
        raise IllegalMove(old, new)


def check_way_back(status: PostStatus, earlier: PostStatus) -> None:
    """Raise `IllegalMove` unless what the user did may be taken back, or done again.

    That is no move of its own: it ends where a legal one began. What is out or in TikTok's hands
    takes no part in it.
    """
    known = earlier in LEGAL_MOVES[status] or status in LEGAL_MOVES[earlier]
    if {status, earlier} & (IN_TIKTOKS_HANDS | FINAL) or not (known or status is earlier):
        raise IllegalMove(status, earlier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a post or an attempt stands where it stands. `log_id` is TikTok's."""

    code: str
    message: str
    log_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at publishing. `outcome` is "" while it runs, else the status it led to."""

    number: int
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str = ""
    fault: Fault | None = None
    publish_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the creator chooses for a post; nothing is allowed or labelled unless it is chosen."""

    caption: str = ""
    mode: Mode = Mode.DIRECT
    privacy: Privacy | None = None
    allow_comment: bool = False
    allow_duet: bool = False
    allow_stitch: bool = False
    your_brand: bool = False
    branded_content: bool = False
    ai_generated: bool = False
    cover_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost(Choices):
    """What the user decides about a post: everything but its place in the machinery.

    `wall_time` is naive, as read off a clock in `timezone` (an IANA name); None means unplanned.
    `video_size` is in bytes, `video_mtime_ns` as the file system tells it, `video_hash` the SHA-256
    of its bytes as hexadecimal digits ("": not known); all are those of the file that was checked
    when the post was scheduled.
    """

    account_id: int
    video: Path
    video_size: int
    video_mtime_ns: int
    duration_ms: int
    wall_time: datetime | None = None
    timezone: str = "UTC"
    scheduled_at: datetime | None = None
    video_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(NewPost):
    """A post as its row tells it. All datetimes but `wall_time` are aware and UTC.

    `scheduled_at` never moves by itself. `due_at` is when the program looks at it next (None: not
    by itself): its time, the end of a lease, the next poll, the retry. `consented_at` is when the
    creator pressed the button under TikTok's terms, None for a work in progress.
    """

    id: int
    status: PostStatus
    due_at: datetime | None = None
    next_attempt_at: datetime | None = None
    tries: int = 0
    crashes: int = 0
    claim_id: str = ""
    publish_id: str = ""
    upload_url: str = field(default="", repr=False)
    chunk_size: int = 0
    upload_started_at: datetime | None = None
    sent_bytes: int = 0
    last_part_at: datetime | None = None
    staged_at: datetime | None = None
    processing_since: datetime | None = None
    polls: int = 0
    tiktok_post_id: str = ""
    published_at: datetime | None = None
    fault: Fault | None = None
    created_at: datetime
    updated_at: datetime
    consented_at: datetime | None = None

    @property
    def upload_open(self) -> bool:
        """Whether TikTok may have bytes of this post under `publish_id`: ask before sending."""
        return bool(self.publish_id) and self.upload_started_at is not None

    @property
    def tiktok_may_have_it(self) -> bool:
        """Whether the last part may have come in: then nothing else may go out in its place."""
        return self.upload_open and self.last_part_at is not None

    @property
    def promised_at(self) -> datetime | None:
        """The moment the current attempt was due: the retry's own time, else the planned one."""
        return self.next_attempt_at or self.scheduled_at

    def overdue(self, now: datetime) -> bool:
        """Whether the post would begin at once, at a time that is not the one it was to begin."""
        if self.status is PostStatus.HELD:  # it may have waited for its account
            return self.next_attempt_at is not None and self.next_attempt_at < now
        return self.status in NOT_BEGUN and (self.due_at is None or self.due_at < now)


NO_UPLOAD: dict[str, Any] = {
    "publish_id": "",
    "upload_url": "",
    "chunk_size": 0,
    "upload_started_at": None,
    "sent_bytes": 0,
    "last_part_at": None,
    "staged_at": None,
}
"""The fields of a post of which TikTok has been told nothing yet."""

AFRESH: dict[str, Any] = {
    "tries": 0,
    "crashes": 0,
    "polls": 0,
    "processing_since": None,
    "next_attempt_at": None,
    "fault": None,
}
"""The counters of a post that starts over. What TikTok may have of it is kept, to be asked for."""

_TIME = {"wall_time", "timezone", "scheduled_at"}
_LEARNT = {"video_hash"}
"""May come to be known later: the file itself is told by size and time of change."""


def chosen(post: NewPost) -> dict[str, Any]:
    """What the user decided about a post, by field."""
    return {each.name: getattr(post, each.name) for each in fields(NewPost)}


def same_content(one: NewPost, other: NewPost) -> bool:
    """Whether two posts differ at most in their time, so that one upload serves either."""
    mine, others = chosen(one), chosen(other)
    return all(mine[name] == others[name] for name in mine.keys() - _TIME - _LEARNT)


def new_upload(post: Post, wanted: NewPost) -> dict[str, Any]:
    """The changes that give a post a fresh upload where `wanted` cannot go out under its old one.

    An upload that lacks bytes never becomes a post by itself, so it may be left behind. Raises
    `InputError` (`in_doubt`) where TikTok may have every byte.
    """
    if same_content(post, wanted):
        return {}
    if post.tiktok_may_have_it:
        raise InputError(
            f"TikTok may have the whole video of post {post.id} already, so it can no longer be "
            "changed; look on TikTok whether it is there, and add it as a new post if it is not.",
            code="in_doubt",
        )
    return dict(NO_UPLOAD)
