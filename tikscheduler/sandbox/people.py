"""The creators who have an account in the sandbox, and the apps that may act for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256

PUBLIC = "PUBLIC_TO_EVERYONE"
FRIENDS = "MUTUAL_FOLLOW_FRIENDS"
FOLLOWERS = "FOLLOWER_OF_CREATOR"
PRIVATE = "SELF_ONLY"

SCOPES = {
    "user.info.basic": "Read your profile info (avatar, display name)",
    "user.info.profile": "Read access to your additional profile information",
    "user.info.stats": "Read access to your profile engagement statistics",
    "video.publish": "Post content to TikTok",
    "video.upload": "Share content to your TikTok account as a draft",
    "video.list": "Read your public videos on TikTok",
}
"""Every scope (`tiktok-api.md` section 1.9) and how the authorize page words it."""


@dataclass(slots=True, kw_only=True)
class Creator:
    """Someone with an account. Fields may be changed while the sandbox runs."""

    username: str
    nickname: str
    bio: str = ""
    private: bool = False
    comment_disabled: bool = False
    duet_disabled: bool = False
    stitch_disabled: bool = False
    max_seconds: int = 600
    verified: bool = False
    followers: int = 0
    following: int = 0
    likes: int = 0
    older_videos: int = 0
    daily_posts: int = 15
    """Direct posts in any 24 hours (section 5)."""
    banned: bool = False

    @property
    def privacy_options(self) -> tuple[str, ...]:
        """The privacy levels creator_info offers (section 3.1)."""
        first = FOLLOWERS if self.private else PUBLIC
        return (first, FRIENDS, PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A registered app. `redirects` may hold `*` for the port, and only there (section 1.2)."""

    client_key: str
    client_secret: str = field(repr=False)
    name: str
    audited: bool
    scopes: frozenset[str] = frozenset(SCOPES)
    redirects: tuple[str, ...] = (
        "http://127.0.0.1:*/callback/",
        "http://localhost:*/callback/",
    )
    verified_prefixes: tuple[str, ...] = ("https://media.sandbox.example/",)

    def takes_redirect(self, uri: str) -> bool:
        """Whether this concrete redirect_uri matches a registered one, byte for byte."""
        return any(_matches(pattern, uri) for pattern in self.redirects)

    def open_id(self, username: str) -> str:
        """The creator's id for this app: stable, and another one for every app."""
        return "-000" + sha256(f"{self.client_key}/{username}".encode()).hexdigest()[:36]


def union_id(username: str) -> str:
    """The creator's id over all apps of one developer."""
    return sha256(f"union/{username}".encode()).hexdigest()[:36]


def _matches(pattern: str, uri: str) -> bool:
    before, star, after = pattern.partition(":*/")
    if not star:
        return uri == pattern
    found = re.fullmatch(re.escape(before) + r":(\d{1,5})/" + re.escape(after), uri, re.ASCII)
    return found is not None and 1 <= int(found[1]) <= 65535


AUDITED = App(
    client_key="sbxaudited0001",
    client_secret="sandbox-secret-audited",  # noqa: S106 - printed in the manual, opens nothing
    name="TikScheduler",
    audited=True,
)
UNAUDITED = App(
    client_key="sbxunaudited001",
    client_secret="sandbox-secret-unaudited",  # noqa: S106 - printed in the manual
    name="TikScheduler (unaudited)",
    audited=False,
)


def apps() -> dict[str, App]:
    """The registered apps by client key."""
    return {app.client_key: app for app in (AUDITED, UNAUDITED)}


def creators(extra: int = 0) -> dict[str, Creator]:
    """The creators by username, with `extra` plain public ones (`load0001`, ...) for load."""
    people = [
        Creator(
            username="mira.films",
            nickname="Mira Films",
            bio="Short films about long walks.",
            verified=True,
            followers=48_211,
            following=312,
            likes=910_440,
            older_videos=184,
        ),
        Creator(
            username="jonas.cooks",
            nickname="Jonas Cooks",
            bio="Dinner in one pan.",
            max_seconds=300,
            followers=7_904,
            following=220,
            likes=81_020,
            older_videos=67,
        ),
        Creator(
            username="studio.nord",
            nickname="Studio Nord",
            bio="Product films. Duets and stitches are off.",
            duet_disabled=True,
            stitch_disabled=True,
            followers=1_530,
            following=41,
            likes=12_377,
            older_videos=23,
        ),
        Creator(
            username="lena.private",
            nickname="Lena",
            bio="Friends and family.",
            private=True,
            duet_disabled=True,
            stitch_disabled=True,
            max_seconds=180,
            followers=86,
            following=102,
            likes=1_240,
            older_videos=9,
        ),
        Creator(
            username="kiki.quiet",
            nickname="Kiki (no comments)",
            bio="One minute at most, comments off.",
            comment_disabled=True,
            max_seconds=60,
            followers=402,
            following=77,
            likes=5_113,
            older_videos=31,
        ),
    ]
    people += [
        Creator(username=f"load{n:04}", nickname=f"Load {n}", daily_posts=1_000_000)
        for n in range(1, extra + 1)
    ]
    return {creator.username: creator for creator in people}
