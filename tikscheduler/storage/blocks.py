"""Blocked accounts in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tikscheduler.domain.blocks import WINDOW, Block
from tikscheduler.domain.post import Mode
from tikscheduler.storage.around_tables import BlockRow
from tikscheduler.storage.database import Database
from tikscheduler.storage.tables import PostRow

_KEPT = ("code", "message", "log_id", "since", "until")
_COLUMNS = (BlockRow.account_id, BlockRow.mode, *(getattr(BlockRow, name) for name in _KEPT))


class BlockRepository:
    """The `BlockStore` of `domain.ports`. Every method raises `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, block: Block) -> None:
        """Keep a block, in place of the one of this account and mode."""
        values = {name: getattr(block, name) for name in _KEPT}
        query = BlockRow.insert(
            account_id=block.account_id, mode=_word(block.mode), **values
        ).on_conflict(
            conflict_target=[BlockRow.account_id, BlockRow.mode],
            preserve=[getattr(BlockRow, name) for name in _KEPT],
        )
        with self._database.unit_of_work():
            self._database.run(query)

    def active(self, account_id: int, mode: Mode, now: datetime) -> Block | None:
        """What keeps posts of this mode from beginning now; the one that lasts longest."""
        mine = (BlockRow.account_id == account_id) & BlockRow.mode.in_(("", mode.value))
        found = [block for block in self._where(mine) if block.holds(mode, now)]
        return max(found, key=lambda block: (block.until is None, block.until), default=None)

    def all(self, now: datetime) -> list[Block]:
        """Every block that still holds, in order of accounts."""
        open_ = BlockRow.until.is_null() | (BlockRow.until > now)
        return self._where(open_)

    def clear(self, account_id: int) -> None:
        """Forget every block of an account."""
        with self._database.unit_of_work():
            self._database.run(BlockRow.delete().where(BlockRow.account_id == account_id))

    def oldest_sent(self, account_id: int, mode: Mode, now: datetime) -> datetime | None:
        """When the first of the posts of this mode was announced to TikTok that still count."""
        query = (
            PostRow.select(PostRow.upload_started_at)
            .where(
                PostRow.account_id == account_id,
                PostRow.mode == mode,
                PostRow.upload_started_at > now - WINDOW,
            )
            .order_by(PostRow.upload_started_at)
            .limit(1)
        )
        with self._database.reading():
            rows = self._database.rows(query)
        return rows[0][0] if rows else None

    def _where(self, condition: Any) -> list[Block]:
        query = BlockRow.select(*_COLUMNS).where(condition).order_by(BlockRow.account_id)
        with self._database.reading():
            return [_to_block(row) for row in self._database.rows(query)]


def _word(mode: Mode | None) -> str:
    return mode.value if mode else ""


def _to_block(row: tuple[Any, ...]) -> Block:
    account_id, mode, *rest = row
    kept = dict(zip(_KEPT, rest, strict=True))
    return Block(account_id=account_id, mode=Mode(mode) if mode else None, **kept)
