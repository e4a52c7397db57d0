"""A dialog that lies over the window like a sheet of paper: rounded, with a title line of its own.

The window behind it is dimmed while it is open.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.ui import icons
from tikscheduler.ui.dropping import videos_in
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import icon_button, label, line

HEADER = 49
CHROME = HEADER + 6
"""The title line with the line under it, and the edges."""
MARGIN = 16
SHADE = QColor(16, 19, 26, 115)


class Shade(QWidget):
    """Dims a window; mice and keys do not notice it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        window.installEventFilter(self)
        self.hide()

    def cover(self) -> None:
        """Lie over the whole window."""
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: follow the window's size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: one tone over everything."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), SHADE)


class Sheet(QDialog):
    """Fill `body`. Ctrl+Enter is told by `confirmed`, files that are dropped anywhere on it by
    `dropped` (videos, names of all else), if drops are accepted."""

    confirmed = Signal()
    dropped = Signal(object, object)

    def __init__(self, kit: Kit, size: tuple[int, int], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.kit = kit
        self.setProperty("kind", "sheet")
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.heading = label("", "heading")
        self.subtitle = label("", "dim")
        self.close_button = icon_button("cross", self.tr("Close (Esc)"), self.reject)
        self._shade = Shade(parent.window()) if parent else None
        self._taken_away = False  # moved by the user, so it stays where it is
        self._lay_paper()
        self.resize(*size)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self.confirmed.emit)
        kit.theme.changed.connect(self._paint_icons)
        self._paint_icons()

    def _lay_paper(self) -> None:
        paper = QFrame()
        paper.setProperty("kind", "sheet")
        self._header = QWidget()
        self._header.setFixedHeight(HEADER)
        self.title_row = QHBoxLayout(self._header)
        self.title_row.setContentsMargins(20, 0, 12, 0)
        self.title_row.setSpacing(10)
        self.title_row.addWidget(self.heading)
        self.title_row.addWidget(self.subtitle)
        self.title_row.addStretch(1)
        self.title_row.addWidget(self.close_button)
        self.close_button.setProperty("kind", "")
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        inside = QVBoxLayout(paper)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self._header)
        inside.addWidget(line())
        inside.addLayout(self.body, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(paper)

    def set_title(self, title: str) -> None:
        """Name the sheet."""
        self.heading.setText(title)
        self.setWindowTitle(title)

    def calm_enter(self) -> None:
        """Enter in a field must not press a button; to be called once all buttons are there."""
        for one in self.findChildren(QPushButton):
            one.setAutoDefault(False)

    def _paint_icons(self) -> None:
        self.close_button.setIcon(icons.icon("cross", self.kit.theme.tokens.dim))

    def fit_height(self, wanted: int) -> None:
        """Be this high, but not higher than the window; it grows to both sides."""
        parent = self.parentWidget()
        most = parent.window().height() - 2 * MARGIN if parent else wanted
        more = min(wanted, max(most, self.minimumHeight())) - self.height()
        if more:
            self.resize(self.width(), self.height() + more)
            if self.isVisible() and not self._taken_away:
                self._centre()

    def _centre(self) -> None:
        """Stand over the middle of the window.

        By the window, never by where it stood before: a window manager that has just been asked to
        put it somewhere may not have told yet where that is.
        """
        parent = self.parentWidget()
        if parent is not None:
            window = parent.window()
            middle = window.mapToGlobal(window.rect().center())
            self.move(middle - QPoint(self.width() // 2, self.height() // 2))

    # --- events ----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: over the middle of the window, which is dimmed."""
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None and self._shade is not None:
            window = parent.window()
            self.resize(min(self.width(), window.width() - 2 * MARGIN), self.height())
            self._centre()
            self._shade.cover()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: the window is as it was."""
        super().hideEvent(event)
        if self._shade is not None:
            self._shade.hide()

    def done(self, result: int) -> None:
        """Qt: closed, whichever way."""
        if self._shade is not None:
            self._shade.hide()
            self._shade.deleteLater()
            self._shade = None
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: files may be dropped anywhere on the sheet."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: what they are is told by their names."""
        event.setDropAction(Qt.DropAction.CopyAction)  # whoever gave them must not remove them
        event.accept()
        self.dropped.emit(*videos_in(event.mimeData()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: it has no frame of the system's, so it is moved by its title line."""
        on_title = event.position().y() <= HEADER
        if event.button() is Qt.MouseButton.LeftButton and on_title:
            handle = self.windowHandle()
            if handle is not None:
                self._taken_away = True
                handle.startSystemMove()
        super().mousePressEvent(event)
