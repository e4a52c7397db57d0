"""A post and a day in words: what a screen reader says, and what a tool tip shows."""

from __future__ import annotations

from datetime import date
from html import escape

from PySide6.QtCore import QDate, QLocale

from tikscheduler.domain.post import Post
from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_words import detail
from tikscheduler.ui.words import tr


def post_words(post: Post, kit: Kit, conflict: str) -> str:
    """A post in one line: what, whose, when, how it stands, and what stands against its time."""
    parts = (
        words.first_words(post),
        kit.book.name(post.account_id),
        words.when(post.scheduled_at, kit.zone, kit.desk.now()),
        words.status_word(post.status),
        conflict.rstrip("."),
    )
    return ", ".join(part for part in parts if part)


def count_words(count: int) -> str:
    """How many posts: no posts, 1 post, 12 posts."""
    if count == 0:
        return tr("no posts")
    return tr("1 post") if count == 1 else tr("%1 posts").replace("%1", f"{count:,}")


def day_words(day: date) -> str:
    """A day in full: Thursday, 26 November 2026, as the locale has it."""
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def post_tip(post: Post, kit: Kit, conflict: str) -> str:
    """A post in a few lines, as rich text, so that a caption that looks like markup stays text."""
    when = words.when(post.scheduled_at, kit.zone, kit.desk.now())
    lines = [
        words.first_words(post)[:120],
        f"{kit.book.name(post.account_id)} · {when} · {words.status_word(post.status)}",
        detail(post, kit),
        conflict,
    ]
    return "<qt>" + "<br>".join(escape(line) for line in lines if line) + "</qt>"
