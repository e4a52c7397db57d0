"""The columns of the queue: what they are called, what they say of a post, what they sort by."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP

from tikscheduler.domain.listing import SortKey
from tikscheduler.domain.post import Post
from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_words import detail


class Column(IntEnum):
    """The columns in their first order."""

    POST = 0
    ACCOUNT = 1
    WHEN = 2
    STATUS = 3
    TRIES = 4
    DETAIL = 5


TITLES = {
    Column.POST: QT_TRANSLATE_NOOP("words", "Post"),
    Column.ACCOUNT: QT_TRANSLATE_NOOP("words", "Account"),
    Column.WHEN: QT_TRANSLATE_NOOP("words", "When"),
    Column.STATUS: QT_TRANSLATE_NOOP("words", "Status"),
    Column.TRIES: QT_TRANSLATE_NOOP("words", "Tries"),
    Column.DETAIL: QT_TRANSLATE_NOOP("words", "Detail"),
}
SORTS = {
    Column.POST: SortKey.CAPTION,
    Column.ACCOUNT: SortKey.ACCOUNT,
    Column.WHEN: SortKey.WHEN,
    Column.STATUS: SortKey.STATUS,
    Column.TRIES: SortKey.TRIES,
}


def title(column: Column) -> str:
    """A column's name."""
    return words.tr(str(TITLES[column]))


TEXTS: dict[int, Callable[[Post, Kit], str]] = {
    Column.POST: lambda post, _kit: words.first_words(post),
    Column.ACCOUNT: lambda post, kit: kit.book.name(post.account_id),
    Column.WHEN: lambda post, kit: words.when(post.scheduled_at, kit.zone, kit.desk.now()),
    Column.STATUS: lambda post, _kit: words.status_word(post.status),
    Column.TRIES: lambda post, _kit: str(post.tries),
    Column.DETAIL: detail,
}
"""What each column says, for whoever cannot see what is painted."""
