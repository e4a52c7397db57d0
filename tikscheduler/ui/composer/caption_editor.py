"""Where the caption is typed: coloured, completed from earlier captions, counted as TikTok does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QWidget

from tikscheduler.domain.caption import CAPTION_LIMIT, hashtags, length, mentions
from tikscheduler.ui.composer.caption_colours import CaptionColours
from tikscheduler.ui.theme import Theme

OFFERED = 2000
SHOWN = 8
HEIGHT = 74
ACCEPTING = {Qt.Key.Key_Enter, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class CaptionEditor(QPlainTextEdit):
    """Plain text. `typed` tells that the caption has changed."""

    typed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given = self._shown = ""
        self._colours = CaptionColours(theme, self.document())
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Caption"))
        self.setMinimumHeight(HEIGHT)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each line by its words
        self.document().setDefaultTextOption(option)
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(SHOWN)
        self._list = QListView()
        self._completer.setPopup(self._list)
        self._completer.activated.connect(self._complete)
        self.textChanged.connect(self.typed)

    # --- the caption -----------------------------------------------------------------------

    @property
    def caption(self) -> str:
        """The text as it goes to TikTok."""
        # Qt turns some characters into others: what was not touched stays what it was.
        text = self.toPlainText()
        return self._given if text == self._shown else text

    def set_caption(self, text: str) -> None:
        """Begin with a text."""
        self._given = self._shown = ""
        self.setPlainText(text)
        self._given, self._shown = text, self.toPlainText()
        self.moveCursor(QTextCursor.MoveOperation.End)

    @property
    def counter(self) -> str:
        """How much of the limit is used: 54 / 2200."""
        return f"{length(self.caption)} / {CAPTION_LIMIT}"

    @property
    def too_long(self) -> bool:
        """Whether TikTok would refuse it for its length."""
        return length(self.caption) > CAPTION_LIMIT

    # --- completion ------------------------------------------------------------------------

    def offer(self, captions: Iterable[str]) -> None:
        """Complete from the tags and names of these captions, those used most first."""
        self._words.setStringList(tags_and_names(captions))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the list of tags takes the keys that choose from it."""
        popup = self._list
        if popup.isVisible() and event.key() in ACCEPTING:
            event.ignore()
            return
        super().keyPressEvent(event)
        if (event.text() and event.text().isprintable()) or event.key() == Qt.Key.Key_Backspace:
            self._offer_words()

    def sizeHint(self) -> QSize:
        """Qt: three lines; more where there is room."""
        return QSize(super().sizeHint().width(), HEIGHT)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the list goes with the focus."""
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._list.hide()
        super().focusOutEvent(event)

    def _word(self) -> str:
        """What is being typed, from its # or @ to the cursor; "" if it is neither."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        word = before.split()[-1] if before and not before[-1].isspace() else ""
        return word if word[:1] in {"#", "@"} else ""

    def _offer_words(self) -> None:
        word, popup = self._word(), self._list
        if len(word) < 2:
            popup.hide()
            return
        self._completer.setCompletionPrefix(word)
        if self._completer.completionCount() == 0 or self._completer.currentCompletion() == word:
            popup.hide()
            return
        popup.setCurrentIndex(self._completer.completionModel().index(0, 0))
        place = self.cursorRect()
        bar = popup.verticalScrollBar().sizeHint().width()
        place.setWidth(popup.sizeHintForColumn(0) + bar + 12)
        self._completer.complete(place)

    def _complete(self, chosen: str) -> None:
        cursor = self.textCursor()
        for _ in range(length(self._word())):
            cursor.movePosition(
                QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor
            )
            if cursor.selectedText() == self._word():
                break
        cursor.insertText(f"{chosen} ")
        self.setTextCursor(cursor)


def tags_and_names(captions: Iterable[str]) -> list[str]:
    """The #tags and @names of captions, each once, by how often they were used."""
    used: Counter[str] = Counter()
    for text in captions:
        used.update(f"#{tag}" for tag in hashtags(text))
        used.update(f"@{name}" for name in mentions(text))
    return [word for word, _ in used.most_common(OFFERED)]
