"""The tries at publishing a post. Called inside a unit of work of `posts`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import fields
from datetime import datetime

import peewee as pw

from tikscheduler.domain.post import Attempt, Fault
from tikscheduler.storage.database import Database
from tikscheduler.storage.rows import ATTEMPT_COLUMNS, fault_values, to_attempt
from tikscheduler.storage.tables import AttemptRow

AT_ONCE = 500
"""Ids in one statement: well below what any SQLite takes."""


def _open(post_id: int) -> pw.Expression:
    return (AttemptRow.post_id == post_id) & AttemptRow.finished_at.is_null()


def is_open(database: Database, post_id: int) -> bool:
    """Whether an attempt of the post has begun and not ended."""
    return bool(database.rows(AttemptRow.select(AttemptRow.id).where(_open(post_id))))


def begin(database: Database, post_id: int, now: datetime) -> None:
    """Open the next attempt of a post."""
    last = AttemptRow.select(pw.fn.MAX(AttemptRow.number)).where(AttemptRow.post_id == post_id)
    number = (database.rows(last)[0][0] or 0) + 1
    database.run(AttemptRow.insert(post_id=post_id, number=number, started_at=now))


def name_upload(database: Database, post_id: int, publish_id: str) -> None:
    """Note TikTok's id of the upload in the open attempt, if there is one."""
    database.run(AttemptRow.update(publish_id=publish_id).where(_open(post_id)))


def end(
    database: Database, post_id: int, now: datetime, *, outcome: str, fault: Fault | None
) -> None:
    """Close the open attempt, if there is one."""
    closing = {"finished_at": now, "outcome": outcome, **fault_values(fault)}
    database.run(AttemptRow.update(**closing).where(_open(post_id)))


def put_back(database: Database, post_id: int, tries: Collection[Attempt]) -> None:
    """Store attempts of a post as they were."""
    for attempt in tries:
        values = {each.name: getattr(attempt, each.name) for each in fields(Attempt)}
        values |= fault_values(values.pop("fault"))
        database.run(AttemptRow.insert(post_id=post_id, **values))


def of_posts(database: Database, post_ids: Collection[int]) -> dict[int, list[Attempt]]:
    """The attempts of posts in order, in as few queries as can be; every id has a list."""
    ids = sorted(set(post_ids))
    found: dict[int, list[Attempt]] = defaultdict(list)
    for first in range(0, len(ids), AT_ONCE):
        query = (
            AttemptRow.select(AttemptRow.post_id, *ATTEMPT_COLUMNS)
            .where(AttemptRow.post_id.in_(ids[first : first + AT_ONCE]))
            .order_by(AttemptRow.post_id, AttemptRow.number)
        )
        for post_id, *row in database.rows(query):
            found[post_id].append(to_attempt(tuple(row)))
    return {post_id: found[post_id] for post_id in ids}
