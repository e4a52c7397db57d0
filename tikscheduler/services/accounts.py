"""Everything a user does to accounts: connect, sync, disconnect."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tikscheduler.domain.account import (
    AccessToken,
    Account,
    CreatorInfo,
    TokenGrant,
    UserInfo,
)
from tikscheduler.domain.errors import (
    InputError,
    LoginNeeded,
    PublishError,
    Stopping,
    TikSchedulerError,
    Unreachable,
    VaultError,
)
from tikscheduler.domain.insights import AccountPoint, day_start
from tikscheduler.domain.ports import Clock, Notify
from tikscheduler.domain.post import Fault, PostStatus
from tikscheduler.domain.zones import find_zone, next_at
from tikscheduler.publishing.tokens import Tokens
from tikscheduler.services.logins import Logins
from tikscheduler.storage.accounts import AccountRepository
from tikscheduler.storage.counts import CountRepository
from tikscheduler.storage.notes import NoteRepository
from tikscheduler.storage.posts import PostRepository
from tikscheduler.tiktok.client import TikTok
from tikscheduler.tiktok.login import LoopbackLogin
from tikscheduler.tiktok.oauth import OAuth

log = logging.getLogger(__name__)

SYNC_HOUR = 2
LAST_SYNC = "last_sync"
LOGIN_FAULT = "login_needed"


class Accounts:
    """User actions on accounts, and the daily sync.

    `notify` is told ids of changed posts, `accounts_changed` that any account has changed.
    """

    def __init__(
        self,
        *,
        accounts: AccountRepository,
        posts: PostRepository,
        notes: NoteRepository,
        counts: CountRepository,
        tokens: Tokens,
        tiktok: TikTok,
        oauth: OAuth,
        now: Clock,
        zone: str,
        notify: Notify,
        wake: Callable[[], None],
        accounts_changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._accounts, self._posts, self._notes = accounts, posts, notes
        self._counts = counts
        self._tokens, self._tiktok, self._oauth = tokens, tiktok, oauth
        self._logins = Logins(accounts, tiktok, oauth)
        self._accounts_changed = accounts_changed
        self._now, self._zone, self._notify, self._wake = now, zone, notify, wake

    # --- connecting ------------------------------------------------------------------------

    def begin_login(self) -> LoopbackLogin:
        """A login to send the browser to; a context manager, see `LoopbackLogin`."""
        return self._logins.begin()

    def check_login(self, grant: TokenGrant, again: Account | None = None) -> None:
        """Raise `ConnectFailed` for a login that cannot be kept, of another account than the one
        that is to be logged in `again` for one. Nothing is stored, and its tokens are dropped."""
        self._logins.check(grant, again)

    def connect(self, grant: TokenGrant, again: Account | None = None) -> Account:
        """Store what a login brought: the tokens in the vault, the account in the database.

        Raises as `check_login`.
        An account that was connected before comes back with all its posts; those of them that
        waited for the login and are still to come go back into the plan. Its `synced_at` is left
        as it was where TikTok did not tell the account's name and numbers.
        """
        self._logins.check(grant, again)
        fields = self._tokens.keep(grant)
        account = self._accounts.add_or_update(grant.open_id, self._now(), **fields)
        try:
            account = self._sync(account)
        except LoginNeeded:
            raise
        except PublishError as error:  # the login stands, and its code is used up
            log.warning("account %s: connected, but not synced: %s", account.id, error)
            account = self._accounts.get(account.id)
        self._accounts_changed()
        self._resume_posts(account)
        return account

    def disconnect(self, account: Account) -> list[str]:
        """Revoke the login and remove every secret; posts still to come are held.

        Returns remarks: TikTok may not have been reachable, the secrets are gone all the same.
        """
        remarks = []
        try:
            self._tokens.call(account, lambda token: self._oauth.revoke(token.secret))
        except (PublishError, VaultError, InputError) as error:
            log.warning("account %s: not revoked: %s", account.id, error)
            remarks.append(
                "TikTok could not be told; to be safe, remove the app in the TikTok app under "
                f"Settings, Security, Manage app permissions. {error}"
            )
        self._tokens.forget(account.open_id)
        fault = Fault(
            code=LOGIN_FAULT,
            message=f"{account.name} was disconnected; connect the account again, then retry.",
        )
        self._accounts.remove(account.id, self._now())
        self._accounts_changed()
        for post in self._posts.open_of(account.id):
            # One that is claimed or changed just now finds out by itself that the login is gone.
            with contextlib.suppress(InputError):
                self._posts.move(post.id, PostStatus.HELD, self._now(), seen=post, fault=fault)
                self._notify(post.id)
        return remarks

    def _resume_posts(self, account: Account) -> None:
        now = self._now()
        for post in self._posts.list(status=PostStatus.HELD, account_id=account.id):
            waits = post.fault is not None and post.fault.code == LOGIN_FAULT
            if waits and post.scheduled_at is not None and post.scheduled_at > now:
                at = post.scheduled_at
                with contextlib.suppress(InputError):  # changed just now: that counts
                    self._posts.move(post.id, PostStatus.SCHEDULED, now, seen=post, due_at=at)
                    self._notify(post.id)
        self._wake()

    # --- syncing ---------------------------------------------------------------------------

    def ask_creator(self, account: Account) -> CreatorInfo:
        """Fresh creator info, kept as the last known. Raises `PublishError`."""
        creator = self._tokens.call(account, self._tiktok.creator_info)
        if not creator.blocked:
            # TikTok's addresses of pictures expire: this is the newest.
            picture = {"avatar_url": creator.avatar_url} if creator.avatar_url else {}
            self._accounts.update(account.id, creator=creator, creator_at=self._now(), **picture)
        return creator

    def sync(self, account: Account) -> Account:
        """Read the account's name, numbers and creator info from TikTok. Raises `PublishError`."""
        synced = self._sync(account)
        self._accounts_changed()
        return synced

    def _sync(self, account: Account) -> Account:
        def ask(token: AccessToken) -> Any:
            return self._tiktok.user_info(token, account.scopes)

        user = self._tokens.call(account, ask)
        self._keep_numbers(account.id, user)
        changes: dict[str, Any] = {
            name: value
            for name, value in (
                ("handle", user.username),
                ("display_name", user.display_name),
                ("avatar_url", user.avatar_url),
                ("follower_count", user.follower_count),
                ("following_count", user.following_count),
                ("likes_count", user.likes_count),
                ("video_count", user.video_count),
            )
            if value not in ("", None)
        }
        if "video.publish" in account.scopes:
            self._accounts.update(account.id, **changes)  # kept even if the next call fails
            creator = self.ask_creator(account)
            changes.setdefault("handle", creator.username)
            changes.setdefault("display_name", creator.nickname)
        return self._accounts.update(account.id, synced_at=self._now(), **changes)

    def _keep_numbers(self, account_id: int, user: UserInfo) -> None:
        numbers = (user.follower_count, user.likes_count, user.video_count)
        if all(number is None for number in numbers):
            return
        now = self._now()
        followers, likes, videos = numbers
        self._counts.keep_account(
            account_id,
            AccountPoint(taken_at=now, followers=followers, likes=likes, videos=videos),
            day_start=day_start(now, find_zone(self._zone)),
        )

    def sync_all(self) -> dict[int, str]:
        """Sync every account; one that fails does not keep the others. Account id to what failed.

        The run is noted as done at its start, so that a broken account cannot make it run again
        and again; where TikTok could not be reached for any of them it does not count as run.
        """
        before = self._notes.get(LAST_SYNC)
        self._notes.put(LAST_SYNC, self._now().isoformat())
        accounts, failed, unreachable = self._accounts.list(), dict[int, str](), 0
        for account in accounts:
            try:
                self.sync(account)
            except Stopping:  # the next start makes good on it
                if before:
                    self._notes.put(LAST_SYNC, before)
                break
            except TikSchedulerError as error:
                log.warning("account %s: not synced: %s", account.id, error)
                failed[account.id] = str(error)
                unreachable += isinstance(error, Unreachable)
        if before and accounts and unreachable == len(accounts):
            self._notes.put(LAST_SYNC, before)
        return failed

    def next_sync(self) -> datetime:
        """When the daily sync runs next: at 02:00 local time, or in the past if one was missed.

        Before the first one it counts from the first account, as connecting syncs that.
        """
        last = self._notes.get(LAST_SYNC)
        first = min((one.created_at for one in self._accounts.list()), default=self._now())
        after = datetime.fromisoformat(last) if last else first
        return next_at(SYNC_HOUR, find_zone(self._zone), after)
