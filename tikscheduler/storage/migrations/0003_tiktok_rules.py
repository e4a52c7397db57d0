"""Consent, hashes of videos, blocked accounts, what TikTok counts, webhooks. Frozen, as the
first step is."""

from __future__ import annotations

from typing import Any

import peewee as pw

MOMENT = pw.DateTimeField


class Block(pw.Model):
    id = pw.AutoField()
    account_id = pw.IntegerField(constraints=[pw.SQL("REFERENCES account (id) ON DELETE CASCADE")])
    mode = pw.TextField()
    code = pw.TextField()
    message = pw.TextField()
    log_id = pw.TextField()
    since = MOMENT()
    until = MOMENT(null=True)

    class Meta:
        table_name = "block"


Block.add_index(Block.index(Block.account_id, Block.mode, unique=True, name="block_account"))


class Video(pw.Model):
    video_id = pw.TextField(primary_key=True)
    account_id = pw.IntegerField(constraints=[pw.SQL("REFERENCES account (id) ON DELETE CASCADE")])
    posted_at = MOMENT()
    caption = pw.TextField()
    duration_s = pw.IntegerField(null=True)
    url = pw.TextField()
    post_id = pw.IntegerField(null=True)
    counted_at = MOMENT()
    views = pw.BigIntegerField()
    likes = pw.BigIntegerField()
    comments = pw.BigIntegerField()
    shares = pw.BigIntegerField()

    class Meta:
        table_name = "video"


Video.add_index(Video.index(Video.account_id, Video.posted_at, Video.views, name="video_account"))
Video.add_index(Video.index(Video.account_id, Video.views, Video.posted_at, name="video_views"))


class VideoCount(pw.Model):
    id = pw.AutoField()
    video_id = pw.TextField(constraints=[pw.SQL("REFERENCES video (video_id) ON DELETE CASCADE")])
    taken_at = MOMENT()
    views = pw.BigIntegerField()
    likes = pw.BigIntegerField()
    comments = pw.BigIntegerField()
    shares = pw.BigIntegerField()

    class Meta:
        table_name = "video_count"


VideoCount.add_index(
    VideoCount.index(VideoCount.video_id, VideoCount.taken_at, unique=True, name="video_count_when")
)


class AccountCount(pw.Model):
    id = pw.AutoField()
    account_id = pw.IntegerField(constraints=[pw.SQL("REFERENCES account (id) ON DELETE CASCADE")])
    taken_at = MOMENT()
    followers = pw.BigIntegerField(null=True)
    likes = pw.BigIntegerField(null=True)
    videos = pw.BigIntegerField(null=True)

    class Meta:
        table_name = "account_count"


AccountCount.add_index(
    AccountCount.index(
        AccountCount.account_id, AccountCount.taken_at, unique=True, name="account_count_when"
    )
)


class AccountSum(pw.Model):
    id = pw.AutoField()
    account_id = pw.IntegerField(constraints=[pw.SQL("REFERENCES account (id) ON DELETE CASCADE")])
    taken_at = MOMENT()
    videos = pw.BigIntegerField()
    views = pw.BigIntegerField()
    likes = pw.BigIntegerField()
    comments = pw.BigIntegerField()
    shares = pw.BigIntegerField()

    class Meta:
        table_name = "account_sum"


AccountSum.add_index(
    AccountSum.index(
        AccountSum.account_id, AccountSum.taken_at, unique=True, name="account_sum_when"
    )
)


class Delivery(pw.Model):
    id = pw.TextField(primary_key=True)
    event = pw.TextField()
    post_id = pw.IntegerField(null=True)
    body = pw.TextField()
    created_at = MOMENT()
    due_at = MOMENT(null=True)
    tries = pw.IntegerField()
    delivered_at = MOMENT(null=True)
    answer = pw.IntegerField(null=True)
    problem = pw.TextField()

    class Meta:
        table_name = "delivery"


Delivery.add_index(
    Delivery.index(Delivery.due_at, where=Delivery.due_at.is_null(False), name="delivery_due")
)

TABLES = (Block, Video, VideoCount, AccountCount, AccountSum, Delivery)
STATEMENTS = (
    "ALTER TABLE post ADD COLUMN video_hash TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX post_video_hash ON post (video_hash, account_id) WHERE video_hash <> ''",
    "CREATE INDEX post_waits ON post (next_attempt_at, id) "
    "WHERE ((next_attempt_at IS NOT NULL) AND (status || '') IN ('held'))",
)


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_column("post", "consented_at", MOMENT(null=True)))
    for statement in STATEMENTS:
        db.execute_sql(statement)
    with db.bind_ctx(TABLES):
        for table in TABLES:
            table.create_table()
