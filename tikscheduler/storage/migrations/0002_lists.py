"""Indexes for long lists of posts. Frozen: what a released version has written stays as it is."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    "DROP INDEX post_when",
    "CREATE INDEX post_when ON post (scheduled_at, id, status, account_id, tries)",
    "CREATE INDEX post_caption ON post (LOWER(SUBSTR(caption, 1, 60)))",
    "CREATE INDEX post_sent ON post (upload_started_at, account_id) "
    "WHERE (upload_started_at IS NOT NULL)",
)


def up(migrator: Any, db: Any) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
