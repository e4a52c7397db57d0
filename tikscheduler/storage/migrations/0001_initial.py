"""The first schema. Frozen: what a released version has written is never changed here."""

from __future__ import annotations

from typing import Any

import peewee as pw

LIVE = "(status || '')"
CLAIMABLE = (
    "IN ('delivered', 'processing', 'published', 'publishing', 'retrying', 'scheduled', 'staged')"
)
UPLOADING = "IN ('publishing', 'retrying', 'scheduled', 'staged')"
IN_FLIGHT = "IN ('publishing')"
MOMENT = pw.DateTimeField


class RowId(pw.AutoField):
    """An id that is never given again, also after its row was deleted."""

    def ddl(self, ctx: Any) -> Any:
        column = super().ddl(ctx)
        if not isinstance(self.model._meta.database, pw.SqliteDatabase):
            return column
        return pw.NodeList((column, pw.SQL("AUTOINCREMENT")))


class Account(pw.Model):
    id = RowId()
    open_id = pw.TextField(unique=True)
    handle = pw.TextField()
    display_name = pw.TextField()
    avatar_url = pw.TextField()
    scopes = pw.TextField()
    access_expires_at = MOMENT(null=True)
    refresh_expires_at = MOMENT(null=True)
    needs_login = pw.BooleanField()
    paused = pw.BooleanField()
    follower_count = pw.BigIntegerField(null=True)
    following_count = pw.BigIntegerField(null=True)
    likes_count = pw.BigIntegerField(null=True)
    video_count = pw.BigIntegerField(null=True)
    creator = pw.TextField(null=True)
    creator_at = MOMENT(null=True)
    synced_at = MOMENT(null=True)
    disconnected_at = MOMENT(null=True)
    created_at = MOMENT()

    class Meta:
        table_name = "account"


class Post(pw.Model):
    id = RowId()
    account_id = pw.IntegerField(constraints=[pw.SQL("REFERENCES account (id)")])
    video = pw.TextField()
    video_size = pw.BigIntegerField()
    video_mtime_ns = pw.BigIntegerField()
    duration_ms = pw.BigIntegerField()
    caption = pw.TextField()
    mode = pw.CharField()
    privacy = pw.CharField(null=True)
    allow_comment = pw.BooleanField()
    allow_duet = pw.BooleanField()
    allow_stitch = pw.BooleanField()
    your_brand = pw.BooleanField()
    branded_content = pw.BooleanField()
    ai_generated = pw.BooleanField()
    cover_ms = pw.BigIntegerField(null=True)
    wall_time = MOMENT(null=True)
    timezone = pw.TextField()
    scheduled_at = MOMENT(null=True)
    status = pw.CharField()
    due_at = MOMENT(null=True)
    next_attempt_at = MOMENT(null=True)
    tries = pw.IntegerField()
    crashes = pw.IntegerField()
    claim_id = pw.TextField()
    publish_id = pw.TextField()
    upload_url = pw.TextField()
    chunk_size = pw.BigIntegerField()
    upload_started_at = MOMENT(null=True)
    sent_bytes = pw.BigIntegerField()
    last_part_at = MOMENT(null=True)
    staged_at = MOMENT(null=True)
    processing_since = MOMENT(null=True)
    polls = pw.IntegerField()
    tiktok_post_id = pw.TextField()
    published_at = MOMENT(null=True)
    fault_code = pw.TextField(null=True)
    fault_message = pw.TextField(null=True)
    fault_log_id = pw.TextField(null=True)
    created_at = MOMENT()
    updated_at = MOMENT()

    class Meta:
        table_name = "post"


class Attempt(pw.Model):
    id = pw.AutoField()
    post_id = pw.IntegerField(constraints=[pw.SQL("REFERENCES post (id) ON DELETE CASCADE")])
    number = pw.IntegerField()
    started_at = MOMENT()
    finished_at = MOMENT(null=True)
    outcome = pw.TextField()
    fault_code = pw.TextField(null=True)
    fault_message = pw.TextField(null=True)
    fault_log_id = pw.TextField(null=True)
    publish_id = pw.TextField()

    class Meta:
        table_name = "attempt"


class Note(pw.Model):
    key = pw.TextField(primary_key=True)
    value = pw.TextField()

    class Meta:
        table_name = "note"


INDEXES = (
    f"CREATE INDEX post_due ON post (due_at, id, account_id) "
    f"WHERE ((due_at IS NOT NULL) AND {LIVE} {CLAIMABLE})",
    f"CREATE INDEX post_uploading ON post (account_id, due_at, id) WHERE {LIVE} {UPLOADING}",
    f"CREATE INDEX post_in_flight ON post (account_id, due_at) WHERE {LIVE} {IN_FLIGHT}",
    "CREATE INDEX post_when ON post (scheduled_at)",
    "CREATE INDEX post_account_when ON post (account_id, scheduled_at)",
    "CREATE INDEX post_status_when ON post (status, scheduled_at)",
    "CREATE UNIQUE INDEX attempt_number ON attempt (post_id, number)",
)


def up(migrator: Any, db: Any) -> None:
    tables = (Account, Post, Attempt, Note)
    with db.bind_ctx(tables):
        for table in tables:  # one after another: each names those before it
            table.create_table()
    for index in INDEXES:
        db.execute_sql(index)
    if isinstance(db, pw.SqliteDatabase):
        db.execute_sql("PRAGMA application_id = 0x74696B73")
