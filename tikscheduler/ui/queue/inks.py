"""Fonts, and texts cut to measure: each is measured once, however often its row is painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from tikscheduler.ui.theme import BODY_PX, LABEL_PX

KEPT = 6000
PILL_PX = 12


class Ink:
    """One font with its measures, and what was cut in it."""

    def __init__(self, base: QFont, pixels: int, weight: QFont.Weight) -> None:
        self.font = QFont(base)
        self.font.setPixelSize(pixels)
        self.font.setWeight(weight)
        self.font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width: columns of times align
        metrics = QFontMetricsF(self.font)
        self._metrics = metrics
        self.ascent, self.height = metrics.ascent(), metrics.height()
        self._cut: dict[tuple[str, int], str] = {}
        self._lines: dict[tuple[str, int], tuple[str, ...]] = {}
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """How wide a text is."""
        found = self._widths.get(text)
        if found is None:
            _make_room(self._widths)
            found = self._widths[text] = self._metrics.horizontalAdvance(text)
        return found

    def cut(self, text: str, width: int) -> str:
        """As much of a text as fits."""
        found = self._cut.get((text, width))
        if found is None:
            _make_room(self._cut)
            found = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._cut[text, width] = found
        return found

    def two_lines(self, text: str, width: int) -> tuple[str, ...]:
        """A text on one line, or on two, the second one cut."""
        found = self._lines.get((text, width))
        if found is None:
            _make_room(self._lines)
            found = self._lines[text, width] = self._wrap(text, width)
        return found

    def _wrap(self, text: str, width: int) -> tuple[str, ...]:
        advance = self._metrics.horizontalAdvance
        if advance(text) <= width:
            return (text,)
        words, first = text.split(" "), ""
        while words and advance(f"{first} {words[0]}".strip()) <= width:
            first = f"{first} {words.pop(0)}".strip()
        if not first or not words:
            return (self.cut(text, width),)
        return (first, self.cut(" ".join(words), width))


class Inks:
    """The fonts of the queue's rows."""

    def __init__(self, base: QFont) -> None:
        weight = QFont.Weight
        self.body = Ink(base, BODY_PX, weight.Normal)
        self.strong = Ink(base, BODY_PX, weight.Medium)
        self.small = Ink(base, LABEL_PX, weight.Normal)
        self.note = Ink(base, PILL_PX, weight.Normal)
        self.pill = Ink(base, PILL_PX, weight.DemiBold)


def _make_room(kept: dict[Any, Any]) -> None:
    if len(kept) > KEPT:
        kept.clear()
