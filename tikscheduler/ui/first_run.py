"""What stands over the calendar until the first account is there: three steps to the first post."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.ui import icons, words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft
from tikscheduler.ui.widgets import button, label

WIDEST = 780
SIDE_BY_SIDE = 620
ICON = 28


class FirstRun(QScrollArea):
    """Shows itself while no account is connected, and is gone once one is there."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._icons: list[tuple[QLabel, str]] = []
        self.connect_button = button(
            self.tr("Connect account"),
            lambda: kit.requests.connect_account.emit(None),
            kind="primary",
        )
        self.sandbox = button(
            self.tr("Try it with the sandbox"), kit.requests.try_sandbox.emit, kind="link"
        )
        self.compose = button(
            self.tr("Choose a video…"), lambda: kit.requests.compose.emit(Draft()), kind="link"
        )
        self.settings = button(
            self.tr("Change"), lambda: kit.requests.show_page.emit("settings"), kind="link"
        )
        self.settings.setAccessibleName(self.tr("Change the time zone"))
        self.place = label("", "dim", wrap=True)
        self.cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        kit.book.changed.connect(self._show)
        kit.theme.changed.connect(self._paint)
        self._paint()
        self._show()

    def _lay_out(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("First steps"))
        inside = QWidget()
        inside.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(label(self.tr("Plan your TikTok posts"), "title"))
        column.addWidget(
            label(
                self.tr("Your videos stay on this computer until each goes out at its time."),
                "dim",
                wrap=True,
            )
        )
        column.addSpacing(12)
        self.cards.setSpacing(16)
        for card in (self._first(), self._second(), self._third()):
            self.cards.addWidget(card, 1)
        column.addLayout(self.cards)
        column.addSpacing(12)
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self.settings, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addStretch(3)
        middle = QWidget()
        around = QHBoxLayout(middle)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(1)
        around.addWidget(inside, 100)
        around.addStretch(1)
        self.setWidget(middle)

    def _first(self) -> QFrame:
        card, column = self._card(
            "person",
            self.tr("1. Connect your TikTok account"),
            self.tr("You log in on TikTok's own page, in your browser. Add as many as you have."),
        )
        column.addStretch(1)
        column.addWidget(self.connect_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.sandbox, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _second(self) -> QFrame:
        card, column = self._card(
            "film",
            self.tr("2. Drop a video"),
            self.tr("Drag it from your files onto a day, or press Ctrl+N and choose it."),
        )
        column.addStretch(1)
        column.addWidget(self.compose, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _third(self) -> QFrame:
        card, column = self._card(
            "calendar",
            self.tr("3. See it on the calendar"),
            self.tr(
                "Drag it to another time whenever you like. At its time it goes out by itself"
                " while tikscheduler runs."
            ),
        )
        column.addStretch(1)
        return card

    def _card(self, icon: str, title: str, told: str) -> tuple[QFrame, QVBoxLayout]:
        card = QFrame()
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        picture = QLabel()
        picture.setFixedHeight(ICON)
        self._icons.append((picture, icon))
        column.addWidget(picture)
        column.addWidget(label(title, "heading", wrap=True))
        column.addWidget(label(told, "dim", wrap=True))
        return card, column

    # --- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        book = self._kit.book
        zone = words.offset(self._kit.zone, self._kit.desk.now())
        self.place.setText(self.tr("Times are shown in %1.").replace("%1", zone))
        if not book.loaded or book.accounts:
            self.hide()
        elif self.parentWidget() is not None:  # else it would be a window of its own
            self.show()

    def _paint(self) -> None:
        tokens = self._kit.theme.tokens
        for picture, icon in self._icons:
            scale = self.devicePixelRatioF()
            picture.setPixmap(icons.pixmap(icon, tokens.accent, ICON, scale))
        self.setStyleSheet(f"FirstRun {{ background: {tokens.window}; }}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the cards stand side by side where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        direction = QBoxLayout.Direction
        self.cards.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
