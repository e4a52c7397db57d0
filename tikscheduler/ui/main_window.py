"""The main window: sidebar, pages, inspector, status bar, and what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from tikscheduler.ui.pages import BUILDERS
from tikscheduler.ui.preferences import Preferences
from tikscheduler.ui.tokens import DARK, LIGHT

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from tikscheduler.ui.inspector.panel import Inspector
    from tikscheduler.ui.kit import Kit
    from tikscheduler.ui.sidebar import Sidebar
    from tikscheduler.ui.status_bar import StatusBar

    W = TypeVar("W", bound=QWidget)

SIZE = (1360, 860)
LEAST = (960, 600)
SIDEBAR, HEADER, BAR, INSPECTOR = 215, 55, 30, 291
REST_MS = 150
"""Where the grounds meet in the first frame, in pixels."""
INSPECTED = ("calendar",)
"""Pages that show the inspector unless the user hides it."""


class MainWindow(QMainWindow):
    """Holds the parts side by side. `painted` comes once, after the first frame is on the screen;
    `closing` when the user closes the window and it is still to be decided what that means.

    The first frame shows the grounds only: `furnish` puts the parts on them right after it.
    """

    painted = Signal()
    closing = Signal(object)  # QCloseEvent

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._painted = self._furnished = self._complete = False
        self.setWindowTitle("tikscheduler")
        self.setMinimumSize(*LEAST)
        self.setAcceptDrops(True)
        self._restore()

    def furnish(self, kit: Kit) -> None:
        """Put everything into the window."""
        from tikscheduler.ui.opening import Opening
        from tikscheduler.ui.widgets import line

        self._kit = kit
        self._places = {name: _place() for name in ("sidebar", "status", "inspector")}
        self._places["sidebar"].setFixedWidth(SIDEBAR)
        self._places["status"].setFixedHeight(BAR)
        self._places["inspector"].setFixedWidth(INSPECTOR)
        self.stack = QStackedWidget()
        self._pages: dict[str, QWidget] = {}
        self._upright = line(upright=True)
        self._upright.hide()
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.stack, 1)
        self._row.addWidget(self._upright)
        self._row.addWidget(self._places["inspector"])
        self._heads = QStackedWidget()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._heads)
        right.addLayout(self._row, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self._places["sidebar"])
        across.addWidget(line(upright=True))
        across.addLayout(right, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(across, 1)
        column.addWidget(self._places["status"])
        self.setCentralWidget(whole)
        self.opening = Opening(kit, self)
        kit.requests.show_page.connect(self.show_page)
        kit.requests.show_post.connect(self._on_show_post)
        kit.preferences.changed.connect(self._on_preference)
        self._add_actions()
        page = self._preferences.get("page", "calendar")
        self.show_page(page if page in BUILDERS else "calendar")
        self._furnished = True
        QTimer.singleShot(REST_MS, self, self.build_rest)

    @cached_property
    def sidebar(self) -> Sidebar:
        """The pages and the accounts."""
        from tikscheduler.ui.sidebar import Sidebar

        made = self._put("sidebar", Sidebar(self._kit))
        made.show_page(self.page)
        return made

    @cached_property
    def status(self) -> StatusBar:
        """How things stand."""
        from tikscheduler.ui.status_bar import StatusBar

        return self._put("status", StatusBar(self._kit))

    @cached_property
    def inspector(self) -> Inspector:
        """The selected post."""
        from tikscheduler.ui.inspector.panel import Inspector

        return self._put("inspector", Inspector(self._kit))

    def _put(self, name: str, made: W) -> W:
        place = self._places[name].layout()
        assert place is not None  # noqa: S101 - every place has one
        place.addWidget(made)
        return made

    def build_rest(self) -> None:
        """Build what stands around the page; that comes after the posts one opens it for."""
        assert self.sidebar is not None  # noqa: S101
        assert self.status is not None  # noqa: S101
        self._complete = True
        self._show_inspector()

    # --- pages -----------------------------------------------------------------------------

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        shown = self.stack.currentWidget()
        return next((name for name, page in self._pages.items() if page is shown), "")

    def show_page(self, name: str) -> None:
        """Show a page; it is built when it is first shown."""
        if name not in self._pages:
            self._pages[name] = page = BUILDERS[name](self._kit)
            self.stack.addWidget(page)
            if head := getattr(page, "header", None):
                self._heads.addWidget(head)  # over the page and the inspector beside it
                self._heads.setFixedHeight(head.maximumHeight())
        self.stack.setCurrentWidget(self._pages[name])
        if head := getattr(self._pages[name], "header", None):
            self._heads.setCurrentWidget(head)
        if "sidebar" in self.__dict__:
            self.sidebar.show_page(name)
        self._kit.preferences.set("page", name)
        self._show_inspector()

    def _on_show_post(self, post_id: int) -> None:
        if self.page == "queue" and self.isVisible():
            return  # it stands in its list
        self.show_page("calendar")
        if show := getattr(self._pages["calendar"], "show_post", None):
            show(post_id)

    def page_widget(self, name: str) -> QWidget | None:
        """A page that has been built."""
        return self._pages.get(name)

    def toggle_inspector(self) -> None:
        """Show or hide the selected post beside this page."""
        name = f"inspector.{self.page}"
        self._kit.preferences.set(name, not self._wants_inspector())

    def _wants_inspector(self) -> bool:
        return self._kit.preferences.get(f"inspector.{self.page}", self.page in INSPECTED)

    def _on_preference(self, name: str) -> None:
        if name.startswith("inspector."):
            self._show_inspector()

    def _show_inspector(self) -> None:
        wanted = self._wants_inspector() and self.page != "settings"
        if wanted and self._complete:
            self.inspector.show()
        self._places["inspector"].setVisible(wanted)
        self._upright.setVisible(wanted)

    # --- keys ------------------------------------------------------------------------------

    def _add_actions(self) -> None:
        from tikscheduler.ui.signals import Draft

        kit, show = self._kit, self._kit.requests.show_page.emit
        self._action(self.tr("New post"), "Ctrl+N", lambda: kit.requests.compose.emit(Draft()))
        self._action(self.tr("Undo"), "Ctrl+Z", kit.actions.undo)
        self._action(self.tr("Redo"), "Ctrl+Shift+Z", kit.actions.redo, "Ctrl+Y")
        self._action(self.tr("Search"), "Ctrl+F", self.focus_search)
        self._action(self.tr("Calendar"), "Alt+1", lambda: show("calendar"))
        self._action(self.tr("Queue"), "Alt+2", lambda: show("queue"))
        self._action(self.tr("Needs attention"), "Alt+3", lambda: show("attention"))
        self._action(self.tr("Insights"), "Alt+5", lambda: show("insights"))
        self._action(self.tr("Settings"), "Ctrl+,", lambda: show("settings"), "Alt+4")
        self._action(self.tr("Show the selected post"), "Ctrl+I", self.toggle_inspector)
        self._action(self.tr("Pause all"), "Ctrl+Shift+P", lambda: kit.requests.pause.emit(True))
        self._action(self.tr("Resume all"), "Ctrl+Shift+S", lambda: kit.requests.pause.emit(False))
        self._action(self.tr("Keys"), "F1", self.opening.show_keys, "Ctrl+?")
        self._action(self.tr("Close the window"), "Ctrl+W", self.close)
        self._action(self.tr("Quit"), "Ctrl+Q", kit.requests.leave.emit)

    def _action(
        self, text: str, key: str, triggered: Callable[[], object], *more_keys: str
    ) -> None:
        from PySide6.QtGui import QAction, QKeySequence

        action = QAction(text, self)
        action.setShortcuts([QKeySequence(one) for one in (key, *more_keys)])
        action.triggered.connect(lambda _checked=False: triggered())
        self.addAction(action)

    def focus_search(self) -> None:
        """Put the cursor into the page's search field."""
        from PySide6.QtCore import Qt

        header = getattr(self.stack.currentWidget(), "header", None)
        if header is not None and header.search.isVisible():
            header.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            header.search.selectAll()

    def close_dialogs(self) -> None:
        """Close what is open over the window, so that each keeps what was begun in it."""
        from PySide6.QtWidgets import QDialog

        for dialog in reversed(self.findChildren(QDialog)):
            if dialog.isVisible():
                dialog.done(0)

    # --- what is remembered ----------------------------------------------------------------

    def _restore(self) -> None:
        if not self.restoreGeometry(QByteArray(self._preferences.get_bytes("geometry"))):
            self.resize(*SIZE)

    def remember(self) -> None:
        """Keep the window's place for the next start."""
        self._preferences.set_bytes("geometry", bytes(self.saveGeometry().data()))

    # --- events ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the first one tells that the window stands."""
        super().paintEvent(event)
        if not self._furnished:
            self._paint_grounds()
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def _paint_grounds(self) -> None:
        pinned = self._preferences.get("theme", "system")
        dark = pinned == "dark" or (
            pinned == "system" and self.palette().window().color().lightness() < 128
        )
        tokens, width, height = DARK if dark else LIGHT, self.width(), self.height()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.window))
            for x, y, w, h, colour in (
                (0, 0, SIDEBAR, height, tokens.side),
                (0, height - BAR, width, BAR, tokens.side),
                (SIDEBAR, 0, 1, height - BAR, tokens.line),
                (SIDEBAR, HEADER, width, 1, tokens.line),
                (0, height - BAR, width, 1, tokens.line),
            ):
                painter.fillRect(x, y, w, h, QColor(colour))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: what closing means is decided by whoever put the window together."""
        self.remember()
        self.closing.emit(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: a window that comes back shows what is true now."""
        super().changeEvent(event)
        if self._furnished and event.type() == event.Type.WindowStateChange:
            self._kit.overview.look()


def _place() -> QWidget:
    made = QWidget()
    made.setProperty("kind", "side")
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    return made
