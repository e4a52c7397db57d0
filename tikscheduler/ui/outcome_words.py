"""What was done to the plan, in words: "Moved 3 posts", "Undone: moved 3 posts"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from tikscheduler.ui import words
from tikscheduler.ui.standing import count

if TYPE_CHECKING:
    from tikscheduler.services.plan import Outcome

DONE: dict[str, tuple[object, object]] = {
    "added": (
        QT_TRANSLATE_NOOP("outcome", "Added 1 post"),
        QT_TRANSLATE_NOOP("outcome", "Added %1 posts"),
    ),
    "moved": (
        QT_TRANSLATE_NOOP("outcome", "Moved 1 post"),
        QT_TRANSLATE_NOOP("outcome", "Moved %1 posts"),
    ),
    "edited": (
        QT_TRANSLATE_NOOP("outcome", "Changed 1 post"),
        QT_TRANSLATE_NOOP("outcome", "Changed %1 posts"),
    ),
    "copied": (
        QT_TRANSLATE_NOOP("outcome", "Copied 1 post"),
        QT_TRANSLATE_NOOP("outcome", "Copied %1 posts"),
    ),
    "assigned": (
        QT_TRANSLATE_NOOP("outcome", "Gave 1 post to another account"),
        QT_TRANSLATE_NOOP("outcome", "Gave %1 posts to another account"),
    ),
    "retried": (
        QT_TRANSLATE_NOOP("outcome", "1 post goes out now"),
        QT_TRANSLATE_NOOP("outcome", "%1 posts go out now"),
    ),
    "cancelled": (
        QT_TRANSLATE_NOOP("outcome", "Cancelled 1 post"),
        QT_TRANSLATE_NOOP("outcome", "Cancelled %1 posts"),
    ),
    "found": (
        QT_TRANSLATE_NOOP("outcome", "1 post is on TikTok, by your word"),
        QT_TRANSLATE_NOOP("outcome", "%1 posts are on TikTok, by your word"),
    ),
    "deleted": (
        QT_TRANSLATE_NOOP("outcome", "Deleted 1 post"),
        QT_TRANSLATE_NOOP("outcome", "Deleted %1 posts"),
    ),
}


def tr(text: str) -> str:
    """A text in the user's language."""
    return words.tr(text, "outcome")


def done_words(outcome: Outcome) -> str:
    """What changed; "" where nothing did."""
    if not outcome.done:
        return ""
    one, many = (tr(str(text)) for text in DONE[str(outcome.action)])
    text = count(len(outcome.done), one, many)
    if outcome.undone:
        return tr("Undone: %1").replace("%1", text[:1].lower() + text[1:])
    return text


def trouble_words(outcome: Outcome) -> str:
    """How many could not be changed; "" where all were."""
    return (
        count(
            len(outcome.problems),
            tr("1 post could not be changed"),
            tr("%1 posts could not be changed"),
        )
        if outcome.problems
        else ""
    )
