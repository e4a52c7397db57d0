"""One short message on a card: icon, words, what can be done about it, and a way to close it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tikscheduler.ui import icons
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.standing import count
from tikscheduler.ui.theme import RADIUS
from tikscheduler.ui.widgets import button, icon_button, label

SHADOW = 10
MOST_DETAILS = 4
AFTER_HOVER_MS = 3000
"""A message that was looked at stays at least this long after."""

LOOKS = {"done": ("check", "good"), "problem": ("exclaim", "failed"), "remark": ("info", "accent")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is shown. `seconds` 0: until it is closed. `action` is "undo", "redo" or ""."""

    text: str
    details: tuple[str, ...] = ()
    kind: str = "remark"
    seconds: int = 0
    plan: bool = False
    action: str = ""

    def same(self, other: Message) -> bool:
        """Whether the user reads the same in both."""
        return (self.text, self.details, self.kind) == (other.text, other.details, other.kind)


class Toast(QWidget):
    """A card. It stays while the pointer or the focus is on it."""

    closed = Signal()
    chosen = Signal()

    def __init__(self, kit: Kit, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self.message = kit, message
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.closed)
        self.setAccessibleName(" ".join([message.text, *message.details]))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sign = QLabel()
        self._sign.setFixedSize(18, 18)
        self.action: QPushButton | None = None
        self.close_button = icon_button("cross", self.tr("Close this message"), self.closed.emit)
        self.close_button.setProperty("kind", "")
        self._lay_out()
        self._focusing = [one for one in (self.action, self.close_button) if one is not None]
        for one in self._focusing:
            one.installEventFilter(self)
        kit.theme.changed.connect(self._paint_icons)
        self._paint_icons()

    def begin_again(self) -> None:
        """Count the time anew, unless it stays until it is closed."""
        if self.message.seconds and not self._looked_at():
            self.timer.start(self.message.seconds * 1000)

    def take_action_away(self) -> None:
        """What the button would do cannot be done any more."""
        if self.action is not None:
            self.action.hide()

    def drop_effect(self) -> None:
        """The card is there for good: paint it without a detour."""
        self.setGraphicsEffect(None)  # type: ignore[arg-type]

    def height_in(self, width: int) -> int:
        """How high the card is at this width."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout else 0

    def _lay_out(self) -> None:
        message = self.message
        texts = QVBoxLayout()
        texts.setSpacing(3)
        texts.addWidget(label(message.text, "strong" if message.details else "", wrap=True))
        for text in message.details[:MOST_DETAILS]:
            texts.addWidget(label(_short(text), "dim", wrap=True))
        if (more := len(message.details) - MOST_DETAILS) > 0:
            said = count(more, self.tr("and 1 more"), self.tr("and %1 more"))
            texts.addWidget(label(said, "dim"))
        row = QHBoxLayout(self)
        row.setContentsMargins(SHADOW + 12, SHADOW + 8, SHADOW + 6, SHADOW + 8)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addLayout(texts, 1)
        if message.action:
            text = self.tr("Redo") if message.action == "redo" else self.tr("Undo")
            self.action = button(text, self.chosen.emit, kind="link")
            self.action.setCursor(Qt.CursorShape.PointingHandCursor)
            row.addWidget(self.action)
        row.addWidget(self.close_button)
        for part in (self._sign, self.action, self.close_button):
            if part is not None:
                row.setAlignment(part, Qt.AlignmentFlag.AlignVCenter)

    def _paint_icons(self) -> None:
        tokens = self._kit.theme.tokens
        name, token = LOOKS[self.message.kind]
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap(name, getattr(tokens, token), 18, ratio))
        self.close_button.setIcon(icons.icon("cross", tokens.dim))
        self.update()

    # --- staying ---------------------------------------------------------------------------

    def _looked_at(self) -> bool:
        return self.underMouse() or any(one.hasFocus() for one in self._focusing)

    def _stay(self) -> None:
        self.timer.stop()

    def _go_on(self) -> None:
        if self.message.seconds and not self._looked_at():
            self.timer.start(max(AFTER_HOVER_MS, self.message.seconds * 500))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: stay while the pointer is here."""
        super().enterEvent(event)
        self._stay()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: go after a while."""
        super().leaveEvent(event)
        self._go_on()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """Qt: stay while a button of the card has the focus."""
        if isinstance(event, QFocusEvent):
            QTimer.singleShot(0, self, self._stay if event.gotFocus() else self._go_on)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: a card with a soft shadow."""
        theme = self._kit.theme
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 12 if theme.dark else 4))
            for spread in range(SHADOW - 2, 0, -1):
                grown = card.adjusted(-spread, -spread + 2, spread, spread + 2)
                painter.drawRoundedRect(grown, RADIUS + spread, RADIUS + spread)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.setBrush(theme.colour("card"))
            painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:159]}…"
