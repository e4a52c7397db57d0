"""The coloured box that says in words whether a post can go out."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from tikscheduler.ui import icons
from tikscheduler.ui.composer.checks import Tone, Verdict
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.widgets import set_kind

ICONS = {Tone.IDLE: "clock", Tone.GOOD: "check", Tone.WAIT: "attention", Tone.FAILED: "exclaim"}
INK = {Tone.IDLE: "dim", Tone.GOOD: "good", Tone.WAIT: "wait", Tone.FAILED: "failed"}


class VerdictBox(QFrame):
    """Colour, icon and words all say the same."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.verdict = Verdict(tone=Tone.IDLE, headline="")
        self._icon = QLabel()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._words.setSizePolicy(policy)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 9)
        row.setSpacing(6)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        theme.changed.connect(self._paint)

    def add(self, widget: QWidget) -> None:
        """Put what helps on at the end of the box."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    @property
    def text(self) -> str:
        """All of its words."""
        return f"{self.verdict.headline} {self.verdict.text}".strip()

    def say(self, verdict: Verdict) -> None:
        """Show a verdict."""
        if verdict != self.verdict:
            self.verdict = verdict
            self._paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: never less high than its words."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self._words.width()
        if width > 0:
            self._words.setMinimumHeight(self._words.heightForWidth(width))

    def _paint(self) -> None:
        tone = self.verdict.tone
        ink = getattr(self._theme.tokens, INK[tone])
        set_kind(self, f"box-{tone}")
        self._icon.setPixmap(icons.pixmap(ICONS[tone], ink, 14, self.devicePixelRatioF()))
        headline, text = escape(self.verdict.headline), escape(self.verdict.text)
        self._words.setText(
            f'<span style="font-size:12px;color:{ink}"><b>{headline}</b> {text}</span>'
        )
        self.setAccessibleName(self.text)
        self._fit()
