"""What is said of a copy while it is made."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """A text in the user's language."""
    return QCoreApplication.translate("reencode", text)


def left_words(share: float, seconds: float | None) -> str:
    """How far it is, and how long it still takes."""
    text = tr("%1 % done").replace("%1", str(int(share * 100)))
    if share >= 1:
        return tr("Finishing…")
    return text if seconds is None else f"{text} · {duration_words(seconds)}"


def duration_words(seconds: float) -> str:
    """How long it still takes, as exactly as that can be known."""
    if seconds < 60:
        return tr("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 60:
        return tr("about %1 min left").replace("%1", str(minutes))
    text = tr("about %1 h %2 min left").replace("%1", str(minutes // 60))
    return text.replace("%2", str(minutes % 60))
