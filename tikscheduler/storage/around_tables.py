"""The tables around the plan: blocked accounts, what TikTok counts, news for a webhook."""

from __future__ import annotations

import peewee as pw

from tikscheduler.storage.fields import UtcField, part_of


class BlockRow(pw.Model):
    """An account that TikTok takes nothing of for a while. `mode` "": of any mode."""

    id = pw.AutoField()
    account_id = pw.IntegerField(constraints=[part_of("account (id)")])
    mode = pw.TextField(default="")
    code = pw.TextField()
    message = pw.TextField()
    log_id = pw.TextField(default="")
    since = UtcField()
    until = UtcField(null=True)

    class Meta:
        table_name = "block"


BlockRow.add_index(
    BlockRow.index(BlockRow.account_id, BlockRow.mode, unique=True, name="block_account")
)


class VideoRow(pw.Model):
    """A public video of an account, as TikTok's list tells it.

    `post_id` is the post it came from, if that was one of ours. The figures are those of the
    latest count, which was at `counted_at`.
    """

    video_id = pw.TextField(primary_key=True)
    account_id = pw.IntegerField(constraints=[part_of("account (id)")])
    posted_at = UtcField()
    caption = pw.TextField(default="")
    duration_s = pw.IntegerField(null=True)
    url = pw.TextField(default="")
    post_id = pw.IntegerField(null=True)
    counted_at = UtcField()
    views = pw.BigIntegerField()
    likes = pw.BigIntegerField()
    comments = pw.BigIntegerField()
    shares = pw.BigIntegerField()

    class Meta:
        table_name = "video"


VideoRow.add_index(
    # It holds all that the best hours are found by, so that no row is read.
    VideoRow.index(VideoRow.account_id, VideoRow.posted_at, VideoRow.views, name="video_account")
)
VideoRow.add_index(
    VideoRow.index(VideoRow.account_id, VideoRow.views, VideoRow.posted_at, name="video_views")
)


class VideoCountRow(pw.Model):
    """What a video had been given in all when TikTok was asked."""

    id = pw.AutoField()
    video_id = pw.TextField(constraints=[part_of("video (video_id)")])
    taken_at = UtcField()
    views = pw.BigIntegerField()
    likes = pw.BigIntegerField()
    comments = pw.BigIntegerField()
    shares = pw.BigIntegerField()

    class Meta:
        table_name = "video_count"


VideoCountRow.add_index(
    VideoCountRow.index(
        VideoCountRow.video_id, VideoCountRow.taken_at, unique=True, name="video_count_when"
    )
)


class AccountCountRow(pw.Model):
    """An account's own numbers when TikTok was asked. None: not granted, or not told."""

    id = pw.AutoField()
    account_id = pw.IntegerField(constraints=[part_of("account (id)")])
    taken_at = UtcField()
    followers = pw.BigIntegerField(null=True)
    likes = pw.BigIntegerField(null=True)
    videos = pw.BigIntegerField(null=True)

    class Meta:
        table_name = "account_count"


AccountCountRow.add_index(
    AccountCountRow.index(
        AccountCountRow.account_id,
        AccountCountRow.taken_at,
        unique=True,
        name="account_count_when",
    )
)


class AccountSumRow(pw.Model):
    """The figures of all videos of an account together, as one count found them."""

    id = pw.AutoField()
    account_id = pw.IntegerField(constraints=[part_of("account (id)")])
    taken_at = UtcField()
    videos = pw.BigIntegerField()
    views = pw.BigIntegerField()
    likes = pw.BigIntegerField()
    comments = pw.BigIntegerField()
    shares = pw.BigIntegerField()

    class Meta:
        table_name = "account_sum"


AccountSumRow.add_index(
    AccountSumRow.index(
        AccountSumRow.account_id, AccountSumRow.taken_at, unique=True, name="account_sum_when"
    )
)


class DeliveryRow(pw.Model):
    """News for the user's webhook. `due_at` None: delivered, or given up."""

    id = pw.TextField(primary_key=True)
    event = pw.TextField()
    post_id = pw.IntegerField(null=True)
    body = pw.TextField()
    created_at = UtcField()
    due_at = UtcField(null=True)
    tries = pw.IntegerField(default=0)
    delivered_at = UtcField(null=True)
    answer = pw.IntegerField(null=True)
    problem = pw.TextField(default="")

    class Meta:
        table_name = "delivery"


DeliveryRow.add_index(
    DeliveryRow.index(
        DeliveryRow.due_at, where=DeliveryRow.due_at.is_null(False), name="delivery_due"
    )
)
