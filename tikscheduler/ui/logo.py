"""The mark of this program: a clock's ring, open where the video starts."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

SIDES = (16, 20, 22, 24, 32, 48, 64, 128, 256)
"""Trays and task bars ask for these."""


def logo(ground: QColor, mark: QColor, dot: QColor | None = None) -> QIcon:
    """The mark as an icon; a `dot` in its corner says that something is not as usual."""
    made = QIcon()
    for side in SIDES:
        made.addPixmap(_pixmap(side, ground, mark, dot))
    return made


def _pixmap(side: int, ground: QColor, mark: QColor, dot: QColor | None) -> QPixmap:
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(side / 32, side / 32)
        _paint_mark(painter, ground, mark)
        if dot is not None:
            _paint_dot(painter, dot)
    return picture


def _paint_mark(painter: QPainter, ground: QColor, mark: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(1, 1, 30, 30), 8, 8)
    painter.setPen(QPen(mark, 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(6.5, 6.5, 19, 19), 20 * 16, 290 * 16)
    painter.setPen(QPen(mark, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(mark)
    painter.drawPolygon(QPolygonF([QPointF(13.5, 12), QPointF(13.5, 20), QPointF(20, 16)]))


def _paint_dot(painter: QPainter, dot: QColor) -> None:
    place = QRectF(19, 19, 13, 13)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.drawEllipse(place.adjusted(-1.5, -1.5, 1.5, 1.5))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(dot)
    painter.drawEllipse(place.adjusted(0.5, 0.5, -0.5, -0.5))
