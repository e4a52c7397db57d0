"""A TikTok account, what its creator may do, and the tokens that open it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tikscheduler.domain.post import Mode, Privacy

REFRESH_AHEAD = timedelta(minutes=5)
"""An access token with less life than this is refreshed before it is used."""

WARN_AHEAD = timedelta(days=14)
"""How long before its end a login is warned of. Only its creator can renew it, in a browser."""

WANTED_SCOPES = (
    "user.info.basic",
    "user.info.profile",
    "user.info.stats",
    "video.publish",
    "video.upload",
    "video.list",
)
"""The permissions a login asks for."""

SCOPE_FOR = {Mode.DIRECT: "video.publish", Mode.DRAFT: "video.upload"}
"""The permission that a post of this kind needs."""

OFF_WITHOUT = {
    "user.info.profile": "the @handle and links to its posts",
    "user.info.stats": "its followers and numbers",
    "video.publish": "direct posts",
    "video.upload": "drafts",
    "video.list": "insights",
}
"""What does not work where its creator did not grant a permission (`tiktok-api.md` section 1.9).
Without `user.info.basic` there is no account."""

DAILY_CAP = 15
"""Posts TikTok takes of an account in 24 hours, about; TikTok itself does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorInfo:
    """What TikTok lets this creator do now (`tiktok-api.md` section 3.1).

    `blocked` is TikTok's code where the creator cannot post at the moment, else ""; `log_id` is
    then TikTok's id of that answer.
    """

    nickname: str = ""
    username: str = ""
    avatar_url: str = ""
    privacy_options: tuple[Privacy, ...] = ()
    comment_disabled: bool = False
    duet_disabled: bool = False
    stitch_disabled: bool = False
    max_duration_sec: int = 0
    blocked: str = ""
    log_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInfo:
    """The account's public face (`tiktok-api.md` section 2.2). None: not granted or not told."""

    open_id: str
    display_name: str = ""
    username: str = ""
    avatar_url: str = ""
    follower_count: int | None = None
    following_count: int | None = None
    likes_count: int | None = None
    video_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGrant:
    """What the token endpoint answered. Lifetimes are seconds from now, never assumed."""

    open_id: str
    scopes: frozenset[str]
    access_token: str = field(repr=False)
    expires_in: int
    refresh_token: str = field(repr=False)
    refresh_expires_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A bearer token and the account it belongs to; TikTok counts its limits per account."""

    open_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A connected account as its row tells it. No secret is ever in here."""

    id: int
    open_id: str
    handle: str = ""
    display_name: str = ""
    avatar_url: str = ""
    scopes: frozenset[str] = frozenset()
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    needs_login: bool = False
    paused: bool = False
    follower_count: int | None = None
    following_count: int | None = None
    likes_count: int | None = None
    video_count: int | None = None
    creator: CreatorInfo | None = None
    creator_at: datetime | None = None
    synced_at: datetime | None = None
    disconnected_at: datetime | None = None
    created_at: datetime

    @property
    def name(self) -> str:
        """What to call the account in a sentence: @handle, else the display name, else the id."""
        return f"@{self.handle}" if self.handle else self.display_name or str(self.id)

    @property
    def missing_scopes(self) -> tuple[str, ...]:
        """The permissions that its creator unticked, or that the app did not ask for then."""
        return tuple(scope for scope in OFF_WITHOUT if scope not in self.scopes)

    def may(self, mode: Mode) -> bool:
        """Whether its creator lets this program send posts of this mode."""
        return SCOPE_FOR[mode] in self.scopes

    def login_ended(self, now: datetime) -> bool:
        """Whether only a new login helps."""
        ends = self.refresh_expires_at
        return self.needs_login or (ends is not None and ends <= now)

    def login_ends_soon(self, now: datetime) -> bool:
        """Whether the login still holds, but not for much longer."""
        ends = self.refresh_expires_at
        return ends is not None and ends <= now + WARN_AHEAD and not self.login_ended(now)

    def needs_refresh(self, now: datetime) -> bool:
        """Whether the access token is too near its end to start a call with it."""
        return self.access_expires_at is None or self.access_expires_at <= now + REFRESH_AHEAD
