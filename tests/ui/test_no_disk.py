"""The UI thread never waits for a disk, a database or a network, whatever is done."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QMenu

from tests.ui.rounds import DIALOGS, PAGES, VIEWS, Round, shut
from tikscheduler.domain.post import PostStatus
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.dragging import DraggedPosts
from tikscheduler.ui.post_menu import post_menu
from tikscheduler.ui.queue.page import QueuePage
from tikscheduler.ui.settings.page import SettingsPage
from tikscheduler.ui.signals import Draft

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TOLD = frozenset(
    {
        "open",
        "os.listdir",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.scandir",
        "shutil.copyfile",
        "socket.connect",
        "socket.getaddrinfo",
        "sqlite3.connect",
        "subprocess.Popen",
    }
)
"""What Python itself tells of; the rest is asked of `os`."""
ASKED = ("access", "lstat", "readlink", "stat", "statvfs", "utime")
LOADING = ("importlib", "shibokensupport", f"encodings{os.sep}")
"""A part that is used for the first time is loaded; what that takes is measured elsewhere."""
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


class Watch:
    """Notes who touches a disk, a database or a network on the UI thread while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []

    def note(self, what: str, about: object) -> None:
        if not self.on or threading.current_thread() is not threading.main_thread():
            return
        self.on = False
        stack = traceback.extract_stack()
        ours = [one for one in stack if f"{os.sep}tikscheduler{os.sep}" in one.filename]
        loading = any(part in one.filename for one in stack for part in LOADING)
        if ours and not loading:
            places = " < ".join(f"{one.filename}:{one.lineno}" for one in ours[:-4:-1])
            self.seen.append(f"{what} {about!r} at {places}")
        self.on = True


WATCH = Watch()


def _told(event: str, about: tuple[Any, ...]) -> None:
    if event in TOLD:
        WATCH.note(event, about)


sys.addaudithook(_told)  # for good: it costs next to nothing while the watch is off


@pytest.fixture
def watched(go_round: Round, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    """The window, with an eye on its thread from its first posts on."""

    def asked(name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        def do(*about: Any, **more: Any) -> Any:
            WATCH.note(f"os.{name}", about[:1])
            return ask(*about, **more)

        return do

    for name in ASKED:
        monkeypatch.setattr(os, name, asked(name, getattr(os, name)))
    window = go_round.desktop.window
    go_round.qtbot.waitUntil(lambda: bool(window.sidebar.panel.rows))
    WATCH.seen.clear()
    WATCH.on = True
    yield go_round
    WATCH.on = False
    assert WATCH.seen == []


def test_the_watch_sees_what_it_is_to_see(watched: Round) -> None:
    scope: dict[str, Any] = {}
    code = compile(
        "def look(file): return file.exists() or file.read_bytes()", "/tikscheduler/x", "exec"
    )
    exec(code, scope)
    with pytest.raises(FileNotFoundError):
        scope["look"](watched.video.with_name("none.mp4"))
    seen, WATCH.seen[:] = list(WATCH.seen), []

    assert [one.split(" ")[0] for one in seen] == ["os.stat", "open"]


@pytest.mark.parametrize("page", PAGES)
def test_pages(watched: Round, page: str) -> None:
    watched.page(page)
    for post in watched.posts:
        watched.desktop.kit.selection.set([post.id])
        watched.qtbot.wait(20)
    watched.desktop.kit.selection.set([post.id for post in watched.posts])
    watched.qtbot.wait(150)


@pytest.mark.parametrize("view", VIEWS)
def test_views(watched: Round, view: str) -> None:
    page = watched.view(view)
    watched.qtbot.wait(150)
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Down, Qt.Key.Key_Right):
        watched.qtbot.keyClick(page.view, key)
        watched.qtbot.wait(30)


@pytest.mark.parametrize("dialog", DIALOGS)
def test_dialogs(watched: Round, dialog: str) -> None:
    one = watched.open(dialog)
    watched.qtbot.wait(150)
    shut(watched.qtbot, one)


def test_a_post_is_composed_and_planned(watched: Round) -> None:
    kit, qtbot = watched.desktop.kit, watched.qtbot
    kit.requests.compose.emit(Draft(videos=(watched.video,)))
    composer = watched.desktop.window.findChildren(Composer)[0]
    qtbot.waitUntil(lambda: composer.footage.facts is not None)
    composer.form.caption.setPlainText("A new one #hiking")
    qtbot.keyClick(composer.form.caption, Qt.Key.Key_S)
    composer.pictures.cover.setValue(3)
    qtbot.wait(200)
    with qtbot.waitSignal(kit.signals.plan_changed, timeout=20_000):
        qtbot.mouseClick(composer.footer.save, LEFT)
    with qtbot.waitSignal(kit.signals.plan_changed, timeout=20_000):
        kit.actions.undo()
    qtbot.wait(100)


@pytest.mark.parametrize("view", VIEWS)
def test_posts_and_files_are_dragged_and_dropped(watched: Round, view: str) -> None:
    kit, calendar = watched.desktop.kit, watched.calendar
    watched.view(view)
    planned = [post for post in watched.posts if post.status is PostStatus.SCHEDULED]
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(watched.video)), QUrl.fromLocalFile("/none/a.png")])
    for mime in (DraggedPosts(ids=(planned[0].id,), grabbed=planned[0].id).mime(), files):
        surface = calendar.view
        at = surface.viewport().rect().center() + QPoint(60, 60)
        actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
        surface.dragEnterEvent(QDragEnterEvent(at, actions, mime, LEFT, NONE))
        surface.dragMoveEvent(QDragMoveEvent(at, actions, mime, LEFT, NONE))
        surface.dropEvent(QDropEvent(QPointF(at), actions, mime, LEFT, NONE))
        watched.qtbot.wait(100)
    kit.selection.clear()


def test_menus_and_keys_on_posts(watched: Round) -> None:
    kit, qtbot = watched.desktop.kit, watched.qtbot
    queue = watched.page("queue")
    assert isinstance(queue, QueuePage)
    qtbot.waitUntil(lambda: queue.model.rowCount() == len(watched.posts))
    queue.table.selectAll()
    menus: list[QMenu] = [post_menu(kit, [post], queue) for post in watched.posts]
    menus.append(post_menu(kit, watched.posts, queue))
    for key in (Qt.Key.Key_C, Qt.Key.Key_R):
        qtbot.keyClick(queue.table, key, Qt.KeyboardModifier.ControlModifier)
        qtbot.wait(50)
    queue.header.search.setText("Number 3")
    qtbot.waitUntil(lambda: queue.model.rowCount() == 1)
    queue.table.selectAll()
    with qtbot.waitSignal(kit.signals.plan_changed, timeout=20_000):
        kit.actions.delete([watched.posts[0].id])
    qtbot.wait(100)


def test_settings_are_changed(watched: Round) -> None:
    qtbot, settings = watched.qtbot, watched.page("settings")
    assert isinstance(settings, SettingsPage)
    qtbot.waitUntil(lambda: settings.general.zone.loaded)
    field: QLineEdit = settings.publishing.field("max_transfers")
    field.setText("3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(settings.pending.isVisible)
    watched.desktop.kit.theme.choose("dark")
    watched.desktop.kit.preferences.set("theme", "dark")
    qtbot.wait(600)  # until it is written
