"""The database tables. Nothing above `storage` ever sees these classes.

The models are bound to no database: a query names its own when it runs, so that several databases
can be open in one program (`database.Database.rows`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import peewee as pw
from playhouse.fields import EnumField

from tikscheduler.domain.post import CLAIMABLE, UPLOADING, Mode, PostStatus, Privacy
from tikscheduler.storage.around_tables import (
    AccountCountRow,
    AccountSumRow,
    BlockRow,
    DeliveryRow,
    VideoCountRow,
    VideoRow,
)
from tikscheduler.storage.fields import (
    PathField,
    RowId,
    UtcField,
    WallField,
    WordsField,
    part_of,
)


def status_in(model: Any, statuses: Iterable[PostStatus]) -> pw.NodeList:
    """`model.status IN (...)` with the words in the SQL itself, in one fixed order."""
    return pw.NodeList((model.status, pw.SQL(_words(statuses))))


def live_in(model: Any, statuses: Iterable[PostStatus]) -> pw.NodeList:
    """The same, in the one form that the partial indexes were made with.

    A partial index is used only where the query repeats its very condition. The empty text keeps
    SQLite off `post_status_when`, which looks better to it and reads every scheduled post.
    """
    return pw.NodeList((pw.SQL("("), model.status, pw.SQL("|| '')"), pw.SQL(_words(statuses))))


def _words(statuses: Iterable[PostStatus]) -> str:
    return "IN (" + ", ".join(f"'{status}'" for status in sorted(statuses)) + ")"


class AccountRow(pw.Model):
    id = RowId()
    open_id = pw.TextField()
    handle = pw.TextField(default="")
    display_name = pw.TextField(default="")
    avatar_url = pw.TextField(default="")
    scopes = WordsField(default=frozenset())
    access_expires_at = UtcField(null=True)
    refresh_expires_at = UtcField(null=True)
    needs_login = pw.BooleanField(default=False)
    paused = pw.BooleanField(default=False)
    follower_count = pw.BigIntegerField(null=True)
    following_count = pw.BigIntegerField(null=True)
    likes_count = pw.BigIntegerField(null=True)
    video_count = pw.BigIntegerField(null=True)
    creator = pw.TextField(null=True)
    creator_at = UtcField(null=True)
    synced_at = UtcField(null=True)
    disconnected_at = UtcField(null=True)
    created_at = UtcField()

    class Meta:
        table_name = "account"


AccountRow.add_index(AccountRow.index(AccountRow.open_id, unique=True, name="account_open_id"))


class PostRow(pw.Model):
    id = RowId()
    account_id = pw.IntegerField(constraints=[pw.SQL("REFERENCES account (id)")])
    video = PathField()
    video_size = pw.BigIntegerField()
    video_mtime_ns = pw.BigIntegerField()
    duration_ms = pw.BigIntegerField()
    caption = pw.TextField(default="")
    mode = EnumField(Mode, default=Mode.DIRECT)
    privacy = EnumField(Privacy, null=True)
    allow_comment = pw.BooleanField(default=False)
    allow_duet = pw.BooleanField(default=False)
    allow_stitch = pw.BooleanField(default=False)
    your_brand = pw.BooleanField(default=False)
    branded_content = pw.BooleanField(default=False)
    ai_generated = pw.BooleanField(default=False)
    cover_ms = pw.BigIntegerField(null=True)
    wall_time = WallField(null=True)
    timezone = pw.TextField(default="UTC")
    scheduled_at = UtcField(null=True)
    status = EnumField(PostStatus)
    due_at = UtcField(null=True)
    next_attempt_at = UtcField(null=True)
    tries = pw.IntegerField(default=0)
    crashes = pw.IntegerField(default=0)
    claim_id = pw.TextField(default="")
    publish_id = pw.TextField(default="")
    upload_url = pw.TextField(default="")
    chunk_size = pw.BigIntegerField(default=0)
    upload_started_at = UtcField(null=True)
    sent_bytes = pw.BigIntegerField(default=0)
    last_part_at = UtcField(null=True)
    staged_at = UtcField(null=True)
    processing_since = UtcField(null=True)
    polls = pw.IntegerField(default=0)
    tiktok_post_id = pw.TextField(default="")
    published_at = UtcField(null=True)
    fault_code = pw.TextField(null=True)
    fault_message = pw.TextField(null=True)
    fault_log_id = pw.TextField(null=True)
    created_at = UtcField()
    updated_at = UtcField()
    consented_at = UtcField(null=True)
    video_hash = pw.TextField(default="", constraints=[pw.SQL("DEFAULT ''")])

    class Meta:
        table_name = "post"


PostRow.add_index(
    # What a sweep looks through. It holds all that `next_due` asks for, so that no row is read.
    PostRow.index(
        PostRow.due_at,
        PostRow.id,
        PostRow.account_id,
        PostRow.status,
        where=PostRow.due_at.is_null(False) & live_in(PostRow, CLAIMABLE),
        name="post_due",
    )
)
PostRow.add_index(
    # "Has this account an earlier post due?"
    PostRow.index(
        PostRow.account_id,
        PostRow.due_at,
        PostRow.id,
        where=live_in(PostRow, UPLOADING),
        name="post_uploading",
    )
)
PostRow.add_index(
    # "Has this account a post in flight?"
    PostRow.index(
        PostRow.account_id,
        PostRow.due_at,
        where=live_in(PostRow, {PostStatus.PUBLISHING}),
        name="post_in_flight",
    )
)
PostRow.add_index(
    # All that lists are put in order and sifted by, so that only the rows of one page are read.
    PostRow.index(
        PostRow.scheduled_at,
        PostRow.id,
        PostRow.status,
        PostRow.account_id,
        PostRow.tries,
        name="post_when",
    )
)
CAPTION_ORDER = pw.fn.LOWER(pw.fn.SUBSTR(PostRow.caption, pw.SQL("1"), pw.SQL("60")))
"""What lists are put in order of by caption: as much of it as anybody compares."""
PostRow.add_index(PostRow.index(CAPTION_ORDER, name="post_caption"))
PostRow.add_index(
    # "How many has this account sent lately?"
    PostRow.index(
        PostRow.upload_started_at,
        PostRow.account_id,
        where=PostRow.upload_started_at.is_null(False),
        name="post_sent",
    )
)
PostRow.add_index(
    # "Did this account get this very file before?"
    PostRow.index(
        PostRow.video_hash,
        PostRow.account_id,
        where=pw.SQL("video_hash <> ''"),
        name="post_video_hash",
    )
)
PostRow.add_index(
    # "Which held posts go on by themselves by now?"
    PostRow.index(
        PostRow.next_attempt_at,
        PostRow.id,
        where=PostRow.next_attempt_at.is_null(False) & live_in(PostRow, {PostStatus.HELD}),
        name="post_waits",
    )
)
PostRow.add_index(PostRow.index(PostRow.account_id, PostRow.scheduled_at, name="post_account_when"))
PostRow.add_index(PostRow.index(PostRow.status, PostRow.scheduled_at, name="post_status_when"))


class AttemptRow(pw.Model):
    id = pw.AutoField()
    post_id = pw.IntegerField(constraints=[part_of("post (id)")])
    number = pw.IntegerField()
    started_at = UtcField()
    finished_at = UtcField(null=True)
    outcome = pw.TextField(default="")
    fault_code = pw.TextField(null=True)
    fault_message = pw.TextField(null=True)
    fault_log_id = pw.TextField(null=True)
    publish_id = pw.TextField(default="")

    class Meta:
        table_name = "attempt"


AttemptRow.add_index(
    AttemptRow.index(AttemptRow.post_id, AttemptRow.number, unique=True, name="attempt_number")
)


class NoteRow(pw.Model):
    """One small fact of the program about itself, such as when it last synced."""

    key = pw.TextField(primary_key=True)
    value = pw.TextField()

    class Meta:
        table_name = "note"


TABLES: tuple[type[pw.Model], ...] = (
    AccountRow,
    PostRow,
    AttemptRow,
    NoteRow,
    BlockRow,
    VideoRow,
    VideoCountRow,
    AccountCountRow,
    AccountSumRow,
    DeliveryRow,
)
