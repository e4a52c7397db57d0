"""Tells of posts that failed, wait or are out, by a notice of the system. Never tells twice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.standing import count

GATHER_MS = 1500
"""Posts that come to an end together are one notice."""

S = PostStatus
KINDS = {
    S.FAILED: "failed",
    S.HELD: "held",
    S.MISSED: "missed",
    S.PUBLISHED: "published",
    S.DELIVERED: "published",
}
"""Which switch a status belongs to."""
ON_AT_FIRST = {"failed": True, "held": True, "missed": True, "published": False}
OUT = frozenset({S.PUBLISHED, S.DELIVERED})

Tell = Callable[[str, str, bool], None]
"""Shows a title and a text; True where the user has to do something."""


def wanted(kit: Kit, kind: str) -> bool:
    """Whether the user wants notices of this kind."""
    return kit.preferences.get(f"notice.{kind}", ON_AT_FIRST[kind])


class Notices(QObject):
    """Watches how posts change. A notice that is clicked shows its post: the latest one's, since
    the system does not say which was clicked."""

    def __init__(self, kit: Kit, tell: Tell, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._tell = kit, tell
        self._since = kit.desk.now()
        self._seen: dict[int, PostStatus] = {}
        self._news: dict[int, Post] = {}
        self._target: int | None = None
        self.timer = QTimer(self, interval=GATHER_MS, singleShot=True)
        self.timer.timeout.connect(self._show)
        kit.feed.posts_loaded.connect(self._on_posts_loaded)
        kit.feed.posts_gone.connect(self._on_posts_gone)

    def open(self) -> None:
        """The notice was clicked: show its post, or all that need the user."""
        if self._target is not None:
            self._kit.requests.show_post.emit(self._target)
        else:
            self._kit.requests.show_page.emit("attention")

    def _on_posts_loaded(self, posts: list[Post]) -> None:
        for post in posts:
            before = self._seen.get(post.id)
            self._seen[post.id] = post.status
            kind = KINDS.get(post.status)
            if kind and self._is_news(post, before) and wanted(self._kit, kind):
                self._news[post.id] = post
            elif before is not post.status:
                self._news.pop(post.id, None)
        if self._news and not self.timer.isActive():
            self.timer.start()

    def _is_news(self, post: Post, before: PostStatus | None) -> bool:
        if before is not None:
            return KINDS.get(before) != KINDS[post.status]
        # The first word of this post: it may have come to its status long ago.
        at = post.published_at if post.status in OUT else post.updated_at
        return at is not None and at >= self._since

    def _on_posts_gone(self, ids: list[int]) -> None:
        for post_id in ids:
            self._seen.pop(post_id, None)
            self._news.pop(post_id, None)

    def _show(self) -> None:
        news, self._news = list(self._news.values()), {}
        needing = [post for post in news if post.status not in OUT]
        out = [post for post in news if post.status in OUT]
        if out and not needing:
            self._tell_of(out, self.tr("%1 posts are out"), needs=False)
        elif needing:
            self._tell_of(needing, self.tr("%1 posts need you"), needs=True)

    def _tell_of(self, posts: list[Post], many: str, *, needs: bool) -> None:
        self._target = posts[0].id if len(posts) == 1 or not needs else None
        if len(posts) == 1:
            self._tell(self._title(posts[0]), self._text(posts[0]), needs)
            return
        names = [f"“{_short(post)}”" for post in posts[:3]]
        if len(posts) > len(names):
            names.append(count(len(posts) - 3, self.tr("and %1 more"), self.tr("and %1 more")))
        self._tell(count(len(posts), many, many), ", ".join(names), needs)

    def _title(self, post: Post) -> str:
        return {
            S.FAILED: self.tr("A post failed"),
            S.HELD: self.tr("A post needs you"),
            S.MISSED: self.tr("A post was missed"),
            S.PUBLISHED: self.tr("A post is live"),
            S.DELIVERED: self.tr("A draft is in your TikTok inbox"),
        }[post.status]

    def _text(self, post: Post) -> str:
        account = self._kit.book.name(post.account_id)
        first = f"“{_short(post)}”" + (f" · {account}" if account else "")
        return f"{first}\n{post.fault.message}" if post.fault else first


def _short(post: Post) -> str:
    text = words.first_words(post)
    return text if len(text) <= 50 else f"{text[:49]}…"
