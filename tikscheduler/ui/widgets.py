"""Small makers of widgets in the house style."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QWidget

from tikscheduler.ui import icons


def label(text: str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """A text. Kinds: title, heading, strong, label, dim, small, good, wait, failed."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)  # captions and names are never markup
    made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    return made


def button(
    text: str,
    clicked: Callable[[], object] | None = None,
    *,
    kind: str = "",
    icon: str = "",
    colour: str = "",
    tip: str = "",
    name: str = "",
) -> QPushButton:
    """A push button. Kinds: primary, flat, link, danger, segment, chip, nav."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    if icon:
        made.setIcon(icons.icon(icon, colour or "#667085"))
    if tip:
        made.setToolTip(tip)
    made.setAccessibleName(name or text or tip)
    if clicked:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def icon_button(
    icon: str, name: str, clicked: Callable[[], object] | None = None, *, colour: str = "#667085"
) -> QToolButton:
    """A square button with an icon; `name` is its tool tip and what a screen reader says."""
    made = QToolButton()
    made.setProperty("kind", "button")
    made.setIcon(icons.icon(icon, colour))
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if clicked:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def line(*, upright: bool = False) -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setProperty("kind", "upright" if upright else "line")
    return made


def bring_to_front(window: QWidget) -> None:
    """Show a window over all others, be it behind them, minimised or hidden."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()


def set_kind(widget: QWidget, kind: str) -> None:
    """Give a widget another kind, and its looks at once."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
