"""The icons: strokes on a grid of 24, drawn in any colour and at any scale, no file to be read."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

PATHS: dict[str, str] = {
    "calendar": "M4 6h16v14H4z M4 10h16 M8 3v4 M16 3v4",
    "queue": "M9 6h11 M9 12h11 M9 18h11 M4 6h.5 M4 12h.5 M4 18h.5",
    "insights": "M4 20h16 M7.5 20v-6 M12 20V5 M16.5 20v-9.5",
    "attention": "M12 4 21 20H3z M12 10v4.5 M12 17.2v.3",
    "settings": "M4 7h9 M17 7h3 M4 17h3 M11 17h9 M15 5v4 M9 15v4",
    "plus": "M12 5v14 M5 12h14",
    "left": "M14.5 6 8.5 12l6 6",
    "right": "M9.5 6l6 6-6 6",
    "down": "M6 9.5l6 6 6-6",
    "up": "M6 14.5l6-6 6 6",
    "undo": "M8 5 4 9l4 4 M4 9h10a5 5 0 0 1 0 10h-3",
    "redo": "M16 5l4 4-4 4 M20 9H10a5 5 0 0 0 0 10h3",
    "search": "M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12z M15 15l5 5",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "cross": "M6 6l12 12 M18 6 6 18",
    "clock": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z M12 8v4.5l3 2",
    "upload": "M12 19V6 M6.5 11.5 12 6l5.5 5.5",
    "gear": "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z M12 3v3 M12 18v3 M3 12h3 M18 12h3"
    " M5.6 5.6l2.1 2.1 M16.3 16.3l2.1 2.1 M18.4 5.6l-2.1 2.1 M7.7 16.3l-2.1 2.1",
    "processing": "M4.5 12a7.5 7.5 0 0 1 13-5 M19.5 12a7.5 7.5 0 0 1-13 5 M17.8 3v4.2h-4.2"
    " M6.2 21v-4.2h4.2",
    "retry": "M19 12a7 7 0 1 1-2.2-5.1 M19.5 3.5v4.7h-4.7",
    "pause": "M9 6v12 M15 6v12",
    "play": "M8 5.5v13l10.5-6.5z",
    "exclaim": "M12 5v9 M12 18v.4",
    "missed": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z M8.5 8.5l7 7",
    "inbox": "M4 13l3-8h10l3 8v6H4z M4 13h4.5l1.5 3h4l1.5-3H20",
    "pencil": "M5 19l1-4L16 5l3 3L9 18z M14 7l3 3",
    "trash": "M5 7h14 M9 7V4.5h6V7 M7 7l1 13h8l1-13 M10.5 11v5.5 M13.5 11v5.5",
    "copy": "M9 9h11v11H9z M15 9V4H4v11h5",
    "folder": "M3.5 6h6l2 2.5h9V19h-17z",
    "link": "M9.5 14.5l5-5 M11 7l2.5-2.5a3.9 3.9 0 0 1 6 6L17 13"
    " M13 17l-2.5 2.5a3.9 3.9 0 0 1-6-6L7 11",
    "more": "M5.5 12h.5 M12 12h.5 M18.5 12h.5",
    "eye": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"
    " M12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z",
    "eye-off": "M4 4l16 16 M9.5 6a9.6 9.6 0 0 1 2.5-.4c6 0 9.5 6.4 9.5 6.4a17 17 0 0 1-3 3.7"
    " M6.3 7.8A16.3 16.3 0 0 0 2.5 12S6 18.5 12 18.5c1.5 0 2.9-.4 4.1-1",
    "person": "M12 4.5a3.7 3.7 0 1 1 0 7.5 3.7 3.7 0 0 1 0-7.5z"
    " M4.5 20c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
    "key": "M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8z M11 12l8.5-8.5 M15.5 7.5l3 3",
    "sync": "M5 12a7 7 0 0 1 12-5l2 2 M19 5v4h-4 M19 12a7 7 0 0 1-12 5l-2-2 M5 19v-4h4",
    "film": "M4 4.5h16v15H4z M8 4.5v15 M16 4.5v15 M4 9.5h4 M4 14.5h4 M16 9.5h4 M16 14.5h4",
    "info": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z M12 11v5 M12 8v.3",
    "sound": "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z M15.5 9a4.5 4.5 0 0 1 0 6 M18 6.5a8 8 0 0 1 0 11",
    "mute": "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z M16 9.5l5 5 M21 9.5l-5 5",
    "columns": "M4 5h16v14H4z M10 5v14 M15 5v14",
    "hold": "M9 7v10 M15 7v10",
    "leave": "M10 5H5v14h5 M14 8l4.5 4-4.5 4 M18 12H9",
}
"""Drawn for this program."""

_FILLED = {"play"}


def paint(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Draw an icon into a square."""
    _renderer(name, colour.name()).render(painter, rect)


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int = 16, scale: float = 1.0) -> QPixmap:
    """An icon of `size` logical pixels for a screen of this scale; `colour` as #rrggbb."""
    side = round(size * scale)
    picture = QPixmap(QSize(side, side))
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        _renderer(name, colour).render(painter, QRectF(0, 0, side, side))
    picture.setDevicePixelRatio(scale)
    return picture


def icon(name: str, colour: str, size: int = 16) -> QIcon:
    """An icon that is sharp on every usual screen."""
    made = QIcon()
    for scale in (1.0, 2.0):
        made.addPixmap(pixmap(name, colour, size, scale))
    return made


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    fill = colour if name in _FILLED else "none"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<path d="{PATHS[name]}" fill="{fill}" stroke="{colour}" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    return QSvgRenderer(QByteArray(svg.encode()))
