"""Authorization codes and token pairs: issued, rotated, expired, revoked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tikscheduler.sandbox.people import App
from tikscheduler.sandbox.switches import Switches


@dataclass(slots=True, kw_only=True)
class Code:
    """What an authorization code stands for; good once (`tiktok-api.md` section 1.5)."""

    client_key: str
    username: str
    scopes: frozenset[str]
    redirect_uri: str
    challenge: str
    expires: datetime
    used: bool = False


@dataclass(slots=True, kw_only=True)
class Grant:
    """One token pair. `expires_in` and `refresh_expires_in` are seconds from the issue."""

    client_key: str
    username: str
    open_id: str
    scopes: frozenset[str]
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_expires: datetime
    refresh_expires: datetime
    expires_in: int
    refresh_expires_in: int
    refreshed: bool = False
    revoked: bool = False


class TokenBook:
    """Every code and token of the sandbox. Old tokens stay known, so that misuse has a name."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._codes: dict[str, Code] = {}
        self._by_access: dict[str, Grant] = {}
        self._by_refresh: dict[str, Grant] = {}

    def issue_code(
        self,
        app: App,
        username: str,
        scopes: frozenset[str],
        *,
        redirect_uri: str,
        challenge: str,
        now: datetime,
    ) -> str:
        """A new code; it holds `*` and `!` as TikTok's do, so both must be URL-encoded."""
        text = f"{secrets.token_urlsafe(48)}*0!{secrets.randbelow(9000) + 1000}"
        self._codes[text] = Code(
            client_key=app.client_key,
            username=username,
            scopes=scopes,
            redirect_uri=redirect_uri,
            challenge=challenge,
            expires=now + timedelta(seconds=self._switches.code_seconds),
        )
        return text

    def code(self, text: str) -> Code | None:
        """What this code stands for, used or not."""
        return self._codes.get(text)

    def issue(self, app: App, username: str, scopes: frozenset[str], now: datetime) -> Grant:
        """A new token pair."""
        access = f"act.{secrets.token_urlsafe(36)}!{secrets.randbelow(9000) + 1000}.sb"
        refresh = f"rft.{secrets.token_urlsafe(36)}!{secrets.randbelow(9000) + 1000}.sb"
        lives, refresh_lives = self._switches.access_seconds, self._switches.refresh_seconds
        grant = Grant(
            client_key=app.client_key,
            username=username,
            open_id=app.open_id(username),
            scopes=scopes,
            access_token=access,
            refresh_token=refresh,
            access_expires=now + timedelta(seconds=lives),
            refresh_expires=now + timedelta(seconds=refresh_lives),
            expires_in=lives,
            refresh_expires_in=refresh_lives,
        )
        self._by_access[access] = self._by_refresh[refresh] = grant
        return grant

    def by_access(self, token: str) -> Grant | None:
        """The grant of an access token, dead or alive."""
        return self._by_access.get(token)

    def by_refresh(self, token: str) -> Grant | None:
        """The grant of a refresh token, dead or alive."""
        return self._by_refresh.get(token)

    def rotate(self, old: Grant, app: App, now: datetime) -> Grant:
        """A new pair for an old one, whose refresh token dies at once (section 1.6)."""
        old.refreshed = True
        return self.issue(app, old.username, old.scopes, now)

    def revoke(self, grant: Grant) -> None:
        """Take the app off the user's list: every token of the two is dead."""
        for other in list(self._by_access.values()):
            if (other.client_key, other.username) == (grant.client_key, grant.username):
                other.revoked = True
