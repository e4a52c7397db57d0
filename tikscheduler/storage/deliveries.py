"""News for the webhook in the database: kept with what they tell of, until they are delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import peewee as pw

from tikscheduler.domain.webhooks import Delivery
from tikscheduler.storage.around_tables import DeliveryRow
from tikscheduler.storage.database import Database

_NAMES = tuple(field.name for field in fields(Delivery))
_COLUMNS = tuple(getattr(DeliveryRow, name) for name in _NAMES)

KEPT = 200
"""So many that are over are kept, to be looked at and sent again."""


class DeliveryRepository:
    """Deliveries by id. Every method is one unit of work and raises `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, delivery: Delivery) -> None:
        """Keep news; inside the unit of work of a change they are kept with it, or not at all."""
        self._write(DeliveryRow.insert({name: getattr(delivery, name) for name in _NAMES}))

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        """What is to be sent by now, in the order it came due."""
        return self._read(due_query(now, limit))

    def next_due(self) -> datetime | None:
        """When the next one is to be sent, be it past; None where none waits."""
        with self._database.reading():
            rows = self._database.rows(next_due_query())
        return rows[0][0] if rows else None

    def latest(self, limit: int) -> list[Delivery]:
        """The youngest first."""
        newest_first = (DeliveryRow.created_at.desc(), DeliveryRow.id)
        return self._read(DeliveryRow.select(*_COLUMNS).order_by(*newest_first).limit(limit))

    def delivered(self, delivery: Delivery, now: datetime, answer: int) -> None:
        """The receiver has it."""
        self._change(
            delivery.id,
            due_at=None,
            delivered_at=now,
            tries=delivery.tries + 1,
            answer=answer,
            problem="",
        )

    def failed(
        self, delivery: Delivery, due_at: datetime | None, problem: str, answer: int | None
    ) -> None:
        """A try did not succeed; None as the time of the next one gives it up.

        One that was given up during the try stays so.
        """
        self._change(
            delivery.id,
            DeliveryRow.due_at.is_null(False),
            due_at=due_at,
            tries=delivery.tries + 1,
            answer=answer,
            problem=problem,
        )

    def again(self, delivery_id: str, now: datetime) -> bool:
        """Have one sent once more, with all its tries before it; whether there is such a one."""
        return self._change(delivery_id, due_at=now, tries=0) == 1

    def give_up_waiting(self, problem: str) -> int:
        """Give up everything that waits, and say why; how many it were."""
        query = DeliveryRow.update(due_at=None, problem=problem).where(
            DeliveryRow.due_at.is_null(False)
        )
        with self._database.unit_of_work():
            return self._database.update(query)

    def tidy(self) -> None:
        """Forget all but the youngest of those that are over."""
        over = DeliveryRow.due_at.is_null()
        kept = (
            DeliveryRow.select(DeliveryRow.id)
            .where(over)
            .order_by(DeliveryRow.created_at.desc(), DeliveryRow.id)
            .limit(KEPT)
        )
        self._write(DeliveryRow.delete().where(over, DeliveryRow.id.not_in(kept)))

    def _change(self, delivery_id: str, *conditions: pw.Expression, **changes: Any) -> int:
        mine = DeliveryRow.id == delivery_id
        query = DeliveryRow.update(**changes).where(mine, *conditions)
        with self._database.unit_of_work():
            return self._database.update(query)

    def _write(self, query: Any) -> None:
        with self._database.unit_of_work():
            self._database.run(query)

    def _read(self, query: pw.ModelSelect[DeliveryRow]) -> list[Delivery]:
        with self._database.reading():
            return [_to_delivery(row) for row in self._database.rows(query)]


def due_query(now: datetime, limit: int) -> pw.ModelSelect[DeliveryRow]:
    """What is to be sent by now."""
    is_due = DeliveryRow.due_at.is_null(False) & (DeliveryRow.due_at <= now)
    query = DeliveryRow.select(*_COLUMNS).where(is_due)
    return query.order_by(DeliveryRow.due_at).limit(limit)


def next_due_query() -> pw.ModelSelect[DeliveryRow]:
    """The first time at which anything is to be sent."""
    query = DeliveryRow.select(DeliveryRow.due_at).where(DeliveryRow.due_at.is_null(False))
    return query.order_by(DeliveryRow.due_at).limit(1)


def _to_delivery(row: Sequence[Any]) -> Delivery:
    return Delivery(**dict(zip(_NAMES, row, strict=True)))
