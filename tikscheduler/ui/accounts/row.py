"""One account in the sidebar: avatar, health, name, and how much of the day is used."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QToolButton

from tikscheduler.domain.account import DAILY_CAP, Account
from tikscheduler.ui import icons
from tikscheduler.ui.accounts.health import Health, health_of, use_words
from tikscheduler.ui.avatars import Avatars
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.theme import BODY_PX, LABEL_PX, RADIUS
from tikscheduler.ui.widgets import icon_button

HEIGHT = 56
AVATAR = 28
LEFT, TEXT_LEFT, BAR_WIDTH = 10, 48, 112
DOT = 8
DIMMED = 0.45


class AccountRow(QAbstractButton):
    """A click or Enter opens the account's card. Space shows and hides its posts."""

    visibility_toggled = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, kit: Kit, avatars: Avatars, account: Account) -> None:
        super().__init__()
        self._kit, self._avatars = kit, avatars
        self.account = account
        self.health = Health("good", "")
        self.subtitle = ""
        self._used, self._hidden, self._busy = 0, False, False
        self._shown: tuple[object, ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.eye = icon_button("eye", self.tr("Hide"), self.visibility_toggled.emit)
        self.eye.setParent(self)
        make_small(self.eye)
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space on the row does the same
        self.show_account(account, busy=False)

    def show_account(self, account: Account, *, busy: bool) -> None:
        """Show how the account is now. Does nothing where nothing is different."""
        kit, now = self._kit, self._kit.desk.now()
        used, _drafts = kit.book.used(account.id)
        hidden, blocks = account.id in kit.book.hidden, tuple(kit.book.blocks(account.id))
        shown = (account, used, hidden, blocks, busy, now.date(), now.hour)
        if shown == self._shown:
            return
        self._shown = shown
        self.account, self._used, self._hidden, self._busy = account, used, hidden, busy
        self.health = health_of(account, kit.zone, now, blocks)
        self.subtitle = self._words()
        self._say()
        self._show_eye()
        self.update()

    def _say(self) -> None:
        """What a screen reader and the tool tip tell."""
        hidden = self.tr("Hidden on the calendar.") if self._hidden else ""
        told = " ".join(filter(None, (f"{self.subtitle}.", self.health.words, hidden)))
        self.setAccessibleName(self.account.name)
        self.setAccessibleDescription(told)
        self.setToolTip("\n".join(filter(None, (self.account.name, self.health.words, hidden))))

    def _words(self) -> str:
        if self._busy:
            return self.tr("One moment…")
        return self.health.brief or use_words(self._used, DAILY_CAP)

    def _show_eye(self) -> None:
        name = self.tr("Show on the calendar") if self._hidden else self.tr("Hide on the calendar")
        self.eye.setToolTip(name)
        self.eye.setAccessibleName(f"{name}: {self.account.name}")
        icon = "eye-off" if self._hidden else "eye"
        self.eye.setIcon(icons.icon(icon, self._kit.theme.tokens.dim))
        self.eye.setVisible(self._hidden or self.underMouse())

    # --- events ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens, Space shows and hides, the menu key opens the menu."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key == Qt.Key.Key_Space:
            self.visibility_toggled.emit()
        elif key == Qt.Key.Key_Menu or (
            key == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.menu_wanted.emit(self.mapToGlobal(QPoint(TEXT_LEFT, HEIGHT // 2)))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt: releasing Space is no click here."""
        if event.key() != Qt.Key.Key_Space:
            super().keyReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the right mouse button; the menu key comes as a key."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(event.globalPos())
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: the eye is there while the mouse is."""
        super().enterEvent(event)
        self.eye.setVisible(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: an eye that tells something stays."""
        super().leaveEvent(event)
        self.eye.setVisible(self._hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the eye stands at the right."""
        super().resizeEvent(event)
        self.eye.move(self.width() - self.eye.width() - 6, (HEIGHT - self.eye.height()) // 2)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "eye"):
            self._show_eye()

    def sizeHint(self) -> QSize:
        """Qt: as wide as the sidebar lets it be."""
        return QSize(TEXT_LEFT + BAR_WIDTH, HEIGHT)

    # --- painting --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: everything but the eye."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter)
            painter.setOpacity(DIMMED if self._hidden else 1.0)
            place = QRect(LEFT, (HEIGHT - AVATAR) // 2, AVATAR, AVATAR)
            painter.drawPixmap(place, self._avatars.pixmap(self.account, AVATAR))
            painter.setOpacity(1.0)
            paint_dot(painter, self._kit, self.health.level, QPointF(LEFT + AVATAR - 4, 38))
            painter.setOpacity(DIMMED if self._hidden else 1.0)
            self._paint_words(painter)
            self._paint_use(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        theme = self._kit.theme
        ground = QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5)
        hover = self.underMouse() or self.isDown()
        painter.setPen(QPen(theme.colour("accent"), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover") if hover else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, RADIUS, RADIUS)

    def _paint_words(self, painter: QPainter) -> None:
        theme = self._kit.theme
        right = self.eye.x() - 2 if self.eye.isVisible() else self.width() - 4
        lines = (
            (self.account.name, BODY_PX, QFont.Weight.Medium, "text", 15),
            (self.subtitle, LABEL_PX, QFont.Weight.Normal, self._subtitle_token(), 34),
        )
        for text, size, weight, token, middle in lines:
            font = QFont(self.font())
            font.setPixelSize(size)
            font.setWeight(weight)
            painter.setFont(font)
            painter.setPen(theme.colour(token))
            place = QRect(TEXT_LEFT, middle - 10, right - TEXT_LEFT, 20)
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

    def _subtitle_token(self) -> str:
        if self.health.brief and not self._busy:
            return self.health.level
        return "text" if self.underMouse() or self.isDown() else "dim"

    def _paint_use(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(TEXT_LEFT, 46, BAR_WIDTH, 3)
        painter.setBrush(self._kit.theme.colour("line"))
        painter.drawRoundedRect(whole, 1.5, 1.5)
        share = min(self._used / DAILY_CAP, 1)
        if share > 0:
            whole.setWidth(max(BAR_WIDTH * share, 3))
            painter.setBrush(self._kit.book.colour(self.account.id))
            painter.drawRoundedRect(whole, 1.5, 1.5)


def make_small(made: QToolButton) -> None:
    """Let an icon stand by itself, without a frame."""
    made.setProperty("kind", "")
    made.setFixedSize(26, 26)
    made.setStyleSheet("QToolButton { padding: 0; }")


def paint_dot(
    painter: QPainter, kit: Kit, level: str, middle: QPointF, ground: str = "side"
) -> None:
    """The health dot. Waiting is a ring and failed has a bar, so colour is not its only sign."""
    colour, behind = kit.theme.colour(level), kit.theme.colour(ground)
    half = DOT / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(behind)
    painter.drawEllipse(middle, half + 1, half + 1)
    painter.setBrush(colour)
    painter.drawEllipse(middle, half - 0.5, half - 0.5)
    painter.setBrush(QColor(behind))
    if level == "wait":
        painter.drawEllipse(middle, 1.4, 1.4)
    elif level == "failed":
        painter.drawRect(QRectF(middle.x() - 2, middle.y() - 0.6, 4, 1.2))
