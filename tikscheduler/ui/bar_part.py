"""A few words in the status bar that can be clicked; shortened where there is no room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from tikscheduler.ui.theme import RADIUS, Theme

BAR_PX = 12
PAD, DOT, AFTER_DOT = 5, 8, 6
LEAST_WIDTH = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in one colour."""

    text: str
    token: str
    bold: bool = False


class BarPart(QAbstractButton):
    """Drawn by hand, since a button has one colour of words only."""

    def __init__(self, theme: Theme, clicked: Callable[[], object]) -> None:
        super().__init__()
        self._theme = theme
        self._pieces: tuple[Piece, ...] = ()
        self._dot = ""
        self._clickable = True
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda _checked=False: clicked())
        theme.changed.connect(self.update)

    def show_pieces(
        self, pieces: Sequence[Piece], *, dot: str = "", tip: str = "", clickable: bool = True
    ) -> None:
        """Say this. A `dot` of a colour goes before; without words the part is gone."""
        words = "".join(piece.text for piece in pieces)
        self.setVisible(bool(words))
        self.setToolTip(tip)
        self._set_clickable(clickable)
        if (tuple(pieces), dot) == (self._pieces, self._dot):
            return
        self._pieces, self._dot = tuple(pieces), dot
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def _set_clickable(self, clickable: bool) -> None:
        self._clickable = clickable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if clickable else Qt.FocusPolicy.NoFocus)
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def _font(self, piece: Piece) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(BAR_PX)
        if piece.bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _width(self, piece: Piece) -> float:
        return QFontMetricsF(self._font(piece)).horizontalAdvance(piece.text)

    def sizeHint(self) -> QSize:
        """Qt: room for all the words."""
        width = sum(self._width(piece) for piece in self._pieces)
        if self._dot:
            width += DOT + AFTER_DOT
        return QSize(int(width) + 2 * PAD + 1, 22)

    def minimumSizeHint(self) -> QSize:
        """Qt: room for the first words."""
        full = self.sizeHint()
        return QSize(min(full.width(), LEAST_WIDTH), full.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the ground under the pointer, the dot, the words."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter)
            left = float(PAD)
            if self._dot:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colour(self._dot))
                centre = QPointF(left + DOT / 2, self.height() / 2)
                painter.drawEllipse(centre, DOT / 2, DOT / 2)
                left += DOT + AFTER_DOT
            self._paint_words(painter, left)

    def _paint_ground(self, painter: QPainter) -> None:
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._clickable and self.underMouse():
            painter.setBrush(self._theme.colour("hover"))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRoundedRect(box, RADIUS, RADIUS)

    def _ink(self, piece: Piece) -> str:
        hovered = self._clickable and self.underMouse()
        return {"dim": "text"}.get(piece.token, piece.token) if hovered else piece.token

    def _paint_words(self, painter: QPainter, left: float) -> None:
        for piece in self._pieces:
            room = self.width() - PAD - left + 1
            if room <= 0:
                return
            font = self._font(piece)
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(piece.text, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.setPen(self._theme.colour(self._ink(piece)))
            box = QRectF(left, 0, room + 1, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            left += metrics.horizontalAdvance(text)
