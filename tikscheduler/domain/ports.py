"""What the publishing core needs from the outside, as protocols.

Every method that writes to a claimed post raises `LostClaim` once the claim is no longer ours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any, BinaryIO, Protocol

from tikscheduler.domain.account import AccessToken, Account, CreatorInfo, TokenGrant
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.errors import PublishError
from tikscheduler.domain.post import Fault, Mode, Post, PostStatus
from tikscheduler.domain.video import Part, PartPlan

Clock = Callable[[], datetime]
Notify = Callable[[int], None]
"""Told the id of a post that changed."""

Progress = Callable[[int, int], None]
"""Told a post's id and how many of its bytes TikTok has or is being sent."""

Dispatch = Callable[[int, str], object]
"""Handed `(post_id, claim_id)`: run `Publisher.advance` with it, somewhere."""


LearnAudit = Callable[[bool], None]
"""Told what an answer of TikTok's says: whether it has audited the app."""


class Lane(StrEnum):
    """`bulk`: a large file with bytes to send; `short`: every other step."""

    SHORT = "short"
    BULK = "bulk"


@dataclass(frozen=True, slots=True)
class Claim:
    """A post taken for one worker: what a worker has to be told, and the post's status now."""

    post_id: int
    claim_id: str
    status: PostStatus


class PostStore(Protocol):
    """The rows, as the core sees them."""

    def claim_due(
        self, now: datetime, *, limit: int, lease_until: datetime, lane: Lane
    ) -> list[Claim]:
        """Take up to `limit` due posts of a lane for this worker alone, oldest first.

        A post whose account has another one in flight, or an earlier one due, is left for later.
        """

    def next_due(self, after: datetime, until: datetime | None = None) -> datetime | None:
        """The first time after `after`, up to `until`, at which a post must be looked at."""

    def take(self, post_id: int, claim_id: str, *, lease_until: datetime) -> Post | None:
        """Start work on a claim under a new claim id. A second start finds None."""

    def begin_attempt(self, post: Post, now: datetime) -> Post:
        """Open an attempt and count the try; an attempt a crash left open goes on instead."""

    def write(self, post: Post, **changes: Any) -> Post:
        """Store changed fields of a claimed post, safely on disk when this returns."""

    def settle(
        self,
        post: Post,
        status: PostStatus,
        now: datetime,
        *,
        fault: Fault | None = None,
        **changes: Any,
    ) -> Post:
        """End a claim: the new status, its reason, and the attempt's end if it has ended."""

    def let_go(self, now: datetime) -> list[int]:
        """Put the held posts back into the queue whose wait is over; their ids."""

    def renew(self, claim_ids: Collection[str], lease_until: datetime) -> None:
        """Push out the leases of claims that are still being worked on."""


class AccountStore(Protocol):
    """Account rows, as the core sees them."""

    def get(self, account_id: int) -> Account:
        """The account; `InputError` where there is none."""

    def update(self, account_id: int, **changes: Any) -> Account:
        """Change fields of an account row."""


class BlockStore(Protocol):
    """Accounts that TikTok takes nothing of for a while."""

    def put(self, block: Block) -> None:
        """Keep a block, in place of the one of this account and mode."""

    def active(self, account_id: int, mode: Mode, now: datetime) -> Block | None:
        """What keeps posts of this mode from beginning now."""

    def oldest_sent(self, account_id: int, mode: Mode, now: datetime) -> datetime | None:
        """When the first of the posts of this mode was sent that TikTok still counts."""


class Secrets(Protocol):
    """Where tokens are kept. Raises `VaultError`."""

    def read(self, name: str) -> str | None:
        """The secret of this name, or None."""

    def write(self, name: str, value: str) -> None:
        """Store a secret durably."""

    def erase(self, name: str) -> None:
        """Remove a secret; nothing happens where there is none."""


class Refresher(Protocol):
    """The one OAuth call the core needs."""

    def refresh(self, refresh_token: str) -> TokenGrant:
        """Trade a refresh token for a new pair; the old pair is dead then."""


class RefreshLock(Protocol):
    """One refresh at a time per account, over threads and processes."""

    def __call__(self, open_id: str, /) -> AbstractContextManager[object]: ...


class Stage(Enum):
    """How far TikTok is with a post (`tiktok-api.md` section 3.5)."""

    RECEIVING = auto()
    """Bytes are missing, or all are there and TikTok works on them."""
    IN_INBOX = auto()
    LIVE = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishState:
    """TikTok's answer to a status question.

    `uploaded_bytes` is None where TikTok did not say; `post_id` is "" until it is public;
    `error` is set only for `Stage.FAILED`.
    """

    stage: Stage
    uploaded_bytes: int | None = None
    post_id: str = ""
    error: PublishError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTicket:
    """What an init answered. The address opens the upload to anyone who has it."""

    publish_id: str
    upload_url: str = field(repr=False)


class TikTokApi(Protocol):
    """TikTok, as the core sees it. Raises the publish errors of `domain.errors`."""

    def creator_info(self, token: AccessToken) -> CreatorInfo:
        """What the creator may do now."""

    def init_upload(self, token: AccessToken, post: Post, plan: PartPlan) -> UploadTicket:
        """Announce a video (direct or draft by `post.mode`); publishes nothing by itself."""

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
        """Stream one part from an open file. `on_bytes` is told the file offset reached."""

    def status(self, token: AccessToken, publish_id: str) -> PublishState:
        """How far TikTok got."""
