"""Indexes for long lists of posts, and for pauses. Frozen, as the first step is."""

from __future__ import annotations

from typing import Any

LIVE = "(status || '')"
CLAIMABLE = (
    "IN ('delivered', 'processing', 'published', 'publishing', 'retrying', 'scheduled', 'staged')"
)
STATEMENTS = (
    "DROP INDEX post_due",
    f"CREATE INDEX post_due ON post (due_at, id, account_id, status) "
    f"WHERE ((due_at IS NOT NULL) AND {LIVE} {CLAIMABLE})",
    "DROP INDEX post_when",
    "CREATE INDEX post_when ON post (scheduled_at, id, status, account_id, tries)",
    "CREATE INDEX post_caption ON post (LOWER(SUBSTR(caption, 1, 60)))",
    "CREATE INDEX post_sent ON post (upload_started_at, account_id) "
    "WHERE (upload_started_at IS NOT NULL)",
)


def up(migrator: Any, db: Any) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
