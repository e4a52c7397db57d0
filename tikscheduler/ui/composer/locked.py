"""Posts that can no longer be changed, and why."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.domain.video import VideoFacts
from tikscheduler.ui.words import tr

REASONS = {
    PostStatus.PUBLISHING: QT_TRANSLATE_NOOP(
        "locked", "This post is being sent to TikTok and cannot be changed any more."
    ),
    PostStatus.PROCESSING: QT_TRANSLATE_NOOP(
        "locked", "TikTok has this post and takes no changes. It can take a few minutes to appear."
    ),
    PostStatus.PUBLISHED: QT_TRANSLATE_NOOP("locked", "This post is on TikTok; change it there."),
    PostStatus.DELIVERED: QT_TRANSLATE_NOOP(
        "locked", "This draft is in the TikTok inbox; finish it in the TikTok app."
    ),
}


def reason(post: Post | None) -> str:
    """Why a post cannot be changed; "" when it can."""
    return tr(str(REASONS[post.status]), "locked") if post and post.status in REASONS else ""


def file_changed(post: Post | None, facts: VideoFacts | None) -> bool:
    """Whether a post's file is not the one that was checked when it was planned."""
    if post is None or facts is None or facts.path != post.video:
        return False
    return (facts.size, facts.mtime_ns) != (post.video_size, post.video_mtime_ns)
