"""Logins through the browser: begun, and refused where they bring another account than wanted."""

from __future__ import annotations

import logging

from tikscheduler.domain.account import WANTED_SCOPES, AccessToken, Account, TokenGrant
from tikscheduler.domain.errors import ConnectFailed, InputError, PublishError
from tikscheduler.storage.accounts import AccountRepository
from tikscheduler.tiktok.client import TikTok
from tikscheduler.tiktok.login import LoopbackLogin
from tikscheduler.tiktok.oauth import OAuth

log = logging.getLogger(__name__)

NAME_SCOPE = "user.info.basic"


class WrongAccount(ConnectFailed):
    """The browser was logged in to another account than the one that is to be logged in again."""

    code = "wrong_account"


class Logins:
    """Judges what a login brought, before anything of it is kept."""

    def __init__(self, accounts: AccountRepository, tiktok: TikTok, oauth: OAuth) -> None:
        self._accounts, self._tiktok, self._oauth = accounts, tiktok, oauth

    def begin(self) -> LoopbackLogin:
        """A login to send the browser to; a context manager, see `LoopbackLogin`."""
        return LoopbackLogin(self._oauth, WANTED_SCOPES)

    def check(self, grant: TokenGrant, wanted: Account | None) -> None:
        """Raise `ConnectFailed` for a login that cannot be kept, and drop its tokens.

        `wanted` is the account that is to be logged in again: another one is a `WrongAccount`.
        """
        if NAME_SCOPE not in grant.scopes:
            self._drop(grant)
            raise ConnectFailed(
                "TikTok did not grant access to the account's name; log in again and leave "
                "that permission ticked."
            )
        if wanted is None or grant.open_id == wanted.open_id:
            return
        other = self._name_of(grant)
        self._drop(grant)
        raise WrongAccount(
            f"You logged in as {other}, but {wanted.name} was to be logged in again. Nothing was "
            f"changed. In the browser log out of TikTok, or switch to {wanted.name}, then try "
            "again."
        )

    def _name_of(self, grant: TokenGrant) -> str:
        known = self._accounts.by_open_id(grant.open_id)
        if known is not None:
            return known.name
        try:
            user = self._tiktok.user_info(_access(grant), grant.scopes)
        except PublishError as error:
            log.info("the other account's name is not known: %s", error)
            return "another account"
        return f"@{user.username}" if user.username else user.display_name or "another account"

    def _drop(self, grant: TokenGrant) -> None:
        """Give the tokens back to TikTok; nothing of them was stored.

        Not those of an account that is connected here: TikTok revokes an app's whole access to an
        account, and that would end its login as well.
        """
        known = self._accounts.by_open_id(grant.open_id)
        if known is not None and known.disconnected_at is None:
            return
        try:
            self._oauth.revoke(grant.access_token)
        except (PublishError, InputError) as error:
            log.warning("a login that was not kept is not revoked: %s", error)


def _access(grant: TokenGrant) -> AccessToken:
    return AccessToken(open_id=grant.open_id, secret=grant.access_token)
