"""Access tokens that are alive when they are used (`tiktok-api.md` section 1.6).

Every refresh makes a new pair and kills the old one, so there is one refresh at a time for each
account over all threads and processes, and the new pair is stored before anybody uses it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from tikscheduler.domain.account import AccessToken, Account, TokenGrant
from tikscheduler.domain.errors import AccessTokenInvalid, LoginNeeded
from tikscheduler.domain.ports import AccountStore, Clock, Refresher, RefreshLock, Secrets

log = logging.getLogger(__name__)
T = TypeVar("T")


def access_name(open_id: str) -> str:
    """The name under which the vault keeps an account's access token."""
    return f"access:{open_id}"


def refresh_name(open_id: str) -> str:
    """The name under which the vault keeps an account's refresh token."""
    return f"refresh:{open_id}"


class Tokens:
    """Hands out live access tokens, refreshing near the end of their life or on a refusal.

    `logged_out` is told when an account has turned out to need a new login.
    """

    def __init__(
        self,
        *,
        accounts: AccountStore,
        secrets: Secrets,
        refresher: Refresher,
        lock: RefreshLock,
        now: Clock,
        logged_out: Callable[[], None] = lambda: None,
    ) -> None:
        self._accounts, self._secrets, self._refresher = accounts, secrets, refresher
        self._lock, self._now, self._tell_logged_out = lock, now, logged_out

    def call(self, account: Account, work: Callable[[AccessToken], T]) -> T:
        """Run `work` with a live token; when TikTok refuses it, refresh once and run it again.

        `account` may have been read a while ago. Raises `LoginNeeded` when only a new login helps,
        and whatever `work` raises.
        """
        token = self._live_token(account)
        try:
            return work(token)
        except AccessTokenInvalid:
            log.info("account %s: access token refused, refreshing", account.id)
        token = self._refresh(account, refused=token.secret)
        try:
            return work(token)
        except AccessTokenInvalid as error:
            raise self._logged_out(account.id, error.log_id) from error

    def keep(self, grant: TokenGrant) -> dict[str, object]:
        """Store a new pair, durably, and return the account fields that go with it.

        The refresh token goes first: it alone is enough to get the rest again.
        """
        now = self._now()
        self._secrets.write(refresh_name(grant.open_id), grant.refresh_token)
        self._secrets.write(access_name(grant.open_id), grant.access_token)
        return {
            "scopes": grant.scopes,
            "access_expires_at": now + timedelta(seconds=grant.expires_in),
            "refresh_expires_at": now + timedelta(seconds=grant.refresh_expires_in),
            "needs_login": False,
        }

    def forget(self, open_id: str) -> None:
        """Remove both tokens of an account; a refresh under way must not bring them back."""
        with self._lock(open_id):
            self._secrets.erase(access_name(open_id))
            self._secrets.erase(refresh_name(open_id))

    def _live_token(self, account: Account) -> AccessToken:
        if account.needs_login:
            raise _login_needed(account)
        secret = self._secrets.read(access_name(account.open_id))
        if secret is None or account.needs_refresh(self._now()):
            return self._refresh(account)
        return AccessToken(open_id=account.open_id, secret=secret)

    def _refresh(self, account: Account, *, refused: str = "") -> AccessToken:
        account_id, open_id = account.id, account.open_id
        with self._lock(open_id):
            # Whoever held the lock before may have refreshed already: look again.
            account = self._accounts.get(account_id)
            current = self._secrets.read(access_name(open_id))
            if current and current != refused and not account.needs_refresh(self._now()):
                return AccessToken(open_id=open_id, secret=current)
            refresh_token = self._secrets.read(refresh_name(open_id))
            if refresh_token is None or account.needs_login:
                raise self._logged_out(account_id)
            try:
                grant = self._refresher.refresh(refresh_token)
            except LoginNeeded as error:
                raise self._logged_out(account_id, error.log_id) from error
            if grant.open_id != open_id:
                raise self._logged_out(account_id)
            self._accounts.update(account_id, **self.keep(grant))
        log.info("account %s: tokens refreshed", account_id)
        return AccessToken(open_id=open_id, secret=grant.access_token)

    def _logged_out(self, account_id: int, log_id: str = "") -> LoginNeeded:
        account = self._accounts.update(account_id, needs_login=True)
        log.warning("account %s: must be connected again", account_id)
        self._tell_logged_out()
        return _login_needed(account, log_id)


def _login_needed(account: Account, log_id: str = "") -> LoginNeeded:
    return LoginNeeded(
        f"TikTok has ended the login of {account.name}; connect the account again with "
        "“tikscheduler accounts connect”, then retry the post.",
        log_id=log_id,
    )
