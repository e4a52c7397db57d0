"""Colours hashtags and mentions in a caption, as TikTok will read them."""

from __future__ import annotations

import re

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from tikscheduler.domain.caption import hashtags, length, mentions
from tikscheduler.ui.theme import Theme

_WORD = re.compile(r"\S+")


class CaptionColours(QSyntaxHighlighter):
    """Only what TikTok links is coloured, so a tag that is glued to a word shows as plain text."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Qt: one line of the caption."""
        look = QTextCharFormat()
        look.setForeground(self._theme.colour("accent"))
        for start, end in linked(text):
            first = length(text[:start])  # Qt counts as TikTok does, in UTF-16 units
            self.setFormat(first, length(text[start:end]), look)


def linked(text: str) -> list[tuple[int, int]]:
    """Where hashtags and mentions stand in a line."""
    found = []
    for word in _WORD.finditer(text):
        for name in (hashtags(word[0]) or mentions(word[0]))[:1]:
            found.append((word.start(), word.start() + 1 + len(name)))
    return found
