"""Connected accounts in the database. No secret is ever in here; those are in the vault."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import InputError
from tikscheduler.storage.database import Database
from tikscheduler.storage.rows import ACCOUNT_COLUMNS, account_values, to_account
from tikscheduler.storage.tables import AccountRow, PostRow

Accounts = list[Account]
"""`list` is a method's name below."""


class AccountRepository:
    """The `AccountStore` of `domain.ports`, and what the user does with accounts.

    Every method raises `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_or_update(self, open_id: str, now: datetime, **fields: Any) -> Account:
        """Store an account that has just been connected: a new one, or one known by its open id."""
        connected = {**fields, "needs_login": False, "disconnected_at": None}
        values = account_values(connected)
        query = (
            AccountRow.insert(open_id=open_id, created_at=now, **values)
            .on_conflict(
                conflict_target=[AccountRow.open_id],
                preserve=[getattr(AccountRow, name) for name in values],
            )
            .returning(*ACCOUNT_COLUMNS)
        )
        with self._database.unit_of_work():
            return to_account(self._database.rows(query)[0])

    def get(self, account_id: int) -> Account:
        """The account of this id, connected or not. Raises `InputError` where there is none."""
        found = self._where(AccountRow.id == account_id) if 0 < account_id < 2**31 else []
        return _the(found, account_id)

    def by_open_id(self, open_id: str) -> Account | None:
        """The account TikTok knows by this open id, connected or not."""
        found = self._where(AccountRow.open_id == open_id)
        return found[0] if found else None

    def list(self, include_disconnected: bool = False) -> Accounts:
        """The connected accounts in order of their ids, or all of them."""
        found = self._where(AccountRow.id > 0)
        return [one for one in found if include_disconnected or one.disconnected_at is None]

    def find(self, name: str) -> Account:
        """The connected account the user means: by @handle, else id, else display name.

        Upper and lower case do not matter. Raises `InputError` for none and for several.
        """
        known = self.list()
        wanted = name.strip().casefold()
        handle = wanted.removeprefix("@")
        found = [account for account in known if handle and account.handle.casefold() == handle]
        if not found and not wanted.startswith("@"):
            found = [account for account in known if str(account.id) == wanted] or [
                account for account in known if account.display_name.casefold() == wanted != ""
            ]
        if len(found) > 1:
            ids = ", ".join(str(account.id) for account in found)
            raise InputError(f"Several accounts are called “{name}”; name one by its id: {ids}.")
        if not found:
            names = ", ".join(account.name for account in known)
            known_are = f"known are {names}" if names else "connect one first"
            raise InputError(f"There is no account “{name}”; {known_are}.")
        return found[0]

    def update(self, account_id: int, **changes: Any) -> Account:
        """Change fields of an account row. Raises `InputError` where there is none."""
        if not changes:
            return self.get(account_id)
        query = (
            AccountRow.update(**account_values(changes))
            .where(AccountRow.id == account_id)
            .returning(*ACCOUNT_COLUMNS)
        )
        with self._database.unit_of_work():
            return _the([to_account(row) for row in self._database.rows(query)], account_id)

    def remove(self, account_id: int, now: datetime | None = None) -> None:
        """Take an account away: its row if no post names it, else it stays as disconnected.

        Raises `InputError` where there is none.
        """
        gone = {"disconnected_at": now or datetime.now(UTC), "needs_login": True}
        with self._database.unit_of_work():
            self.get(account_id)
            mine = AccountRow.id == account_id
            posts = PostRow.select(PostRow.id).where(PostRow.account_id == account_id).limit(1)
            if self._database.rows(posts):
                self._database.run(AccountRow.update(**gone).where(mine))
            else:
                self._database.run(AccountRow.delete().where(mine))

    def _where(self, condition: Any) -> Accounts:
        query = AccountRow.select(*ACCOUNT_COLUMNS).where(condition).order_by(AccountRow.id)
        with self._database.reading():
            return [to_account(row) for row in self._database.rows(query)]


def _the(found: Accounts, account_id: int) -> Account:
    if not found:
        raise InputError(
            f"There is no account {account_id}; “tikscheduler accounts list” shows them all."
        )
    return found[0]
