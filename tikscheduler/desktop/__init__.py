"""Puts the window together: the only room that sees both `ui` and `engines`.

The window stands first. The database, then the rest of the program, then the engine are loaded
after its first frame, by other threads.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from tikscheduler.settings import Settings
from tikscheduler.ui.application import application
from tikscheduler.ui.hooks import EndSignals
from tikscheduler.ui.instance import call_running, instance_name, listen
from tikscheduler.ui.main_window import MainWindow
from tikscheduler.ui.preferences import Preferences

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from tikscheduler.bootstrap import Program
    from tikscheduler.storage import Storage
    from tikscheduler.ui.kit import Kit
    from tikscheduler.ui.signals import AppSignals
    from tikscheduler.ui.tray import Tray

RESTART = 1000
"""Exit code of the event loop that asks for the window to be built anew, with new settings."""
HEAD_START_MS = 150


def now() -> datetime:
    """The clock everything runs by."""
    return datetime.now(UTC)


class Desktop(QObject):
    """The window with everything behind it. `start` shows it, `close` ends it all.

    Without `publish` no engine is started: posts are planned, and stay where they are. `logs` sets
    the logs up and `furnished` is told, once the first frame stands. `hooked`: a signal ends the
    program, and errors that nobody expected are shown. `ended` tells the exit code.
    """

    ended = Signal(int)

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = now,
        publish: bool = True,
        logs: Callable[[], object] = lambda: None,
        hooked: bool = False,
        furnished: Callable[[Desktop], object] = lambda _desktop: None,
    ) -> None:
        super().__init__()
        self._app, self._settings, self._publish = app, settings, publish
        self._clock, self._logs, self._hooked = clock, logs, hooked
        self._furnished = furnished
        self._at_end = ExitStack()
        if hooked:
            self._at_end.callback(EndSignals(self.quit, self).close)
        self._tray: Tray | None = None
        self._closed = False
        self.backup: Path | None = None
        """What the database is to be replaced by, once nobody has it open."""
        self.news: tuple[str, bool] | None = None
        """What the user is told first; with True a problem."""
        self._preferences = Preferences(settings.profile / "window.json", self)
        self.window = MainWindow(self._preferences)
        self.window.painted.connect(self._on_painted)
        self.window.closing.connect(self._on_closing)

    @cached_property
    def kit(self) -> Kit:
        """The window's parts, which come into it when they are first asked for."""
        from tikscheduler.desktop.engine import WindowEngine
        from tikscheduler.ui.desk import Desk
        from tikscheduler.ui.kit import build_kit
        from tikscheduler.ui.passphrase import Passphrase
        from tikscheduler.ui.signals import AppSignals

        signals = AppSignals(self)
        desk = Desk(
            signals=signals,
            open_storage=self._open_storage,
            open_program=self._open_program,
            now=self._clock,
            settings=self._settings,
            parent=self,
        )
        kit = build_kit(self._settings, signals, desk, self._preferences, self._app)
        self._passphrase = Passphrase(self.window)
        kit.requests.quit.connect(self.quit)
        kit.requests.restart.connect(lambda: self.quit(RESTART))
        kit.requests.restore.connect(self._on_restore)
        kit.requests.leave.connect(self._on_leave)
        self._engine = WindowEngine(kit, self)
        kit.requests.try_sandbox.connect(start_demo)
        self.window.furnish(kit)
        return kit

    def _watch_faults(self) -> None:
        from tikscheduler.domain.errors import TikSchedulerError
        from tikscheduler.ui.hooks import tell_crashes

        try:
            self._logs()
        except TikSchedulerError as error:  # a folder that cannot be written: said, and go on
            self.signals.problem.emit(str(error))
        if self._hooked and not self._closed:
            self._at_end.callback(tell_crashes(self.signals))  # over the hooks of the logs

    @property
    def signals(self) -> AppSignals:
        """The news of the engine and of all other threads."""
        return self.kit.signals

    # --- opened by other threads -----------------------------------------------------------

    def _open_storage(self) -> Storage:
        from tikscheduler.storage import open_storage

        return open_storage(self._settings, self.kit.desk.now())

    def _open_program(self, storage: Storage) -> Program:
        from tikscheduler.bootstrap import Program

        program = Program(
            self._settings,
            now=self.kit.desk.now,
            storage=storage,
            ask_passphrase=self._passphrase.ask,
            notify=self.signals.post_changed.emit,
            progress=self.signals.progress.emit,
        )
        program.accounts_changed = self.signals.accounts_changed.emit
        program.reads_videos = False
        return program

    # --- starting --------------------------------------------------------------------------

    def start(self, *, minimised: bool | None = None) -> None:
        """Show the window. What it shows is read after its first frame.

        Without a word about `minimised` it is as the user has set it.
        """
        if minimised is None:
            minimised = self._preferences.get("start_minimised", False)
        if minimised:
            self._on_painted()
            self.window.showMinimized()  # a tray that is there takes it in
        else:
            self.window.show()

    def raise_window(self) -> None:
        """Bring the window to the front, from the tray or from behind."""
        from tikscheduler.ui.widgets import bring_to_front

        bring_to_front(self.window)

    def _on_painted(self) -> None:
        desk = self.kit.desk
        if desk.started:
            return
        desk.start(HEAD_START_MS)
        QTimer.singleShot(HEAD_START_MS, self, self._watch_faults)
        self._furnished(self)
        self.kit.book.reload()
        self.kit.overview.look()
        desk.read(self, lambda storage: storage.posts, lambda _posts: self._on_storage_open())

    def _on_storage_open(self) -> None:
        from tikscheduler.ui.toast import Toasts
        from tikscheduler.ui.tray import Tray

        self._toasts = Toasts(self.kit, self.window)
        self._tray = Tray(self.kit, self.window)
        if self.news is not None:
            words, wrong = self.news
            (self.signals.problem if wrong else self.signals.remark).emit(words)
        if self._publish:
            self._engine.start()

    # --- ending ----------------------------------------------------------------------------

    def _on_closing(self, event: QCloseEvent) -> None:
        if self._tray is not None and not self._closed:
            self._tray.on_closing(event)  # it may keep the window as an icon
        else:
            self.quit()

    def _on_leave(self) -> None:
        if self._tray is None:  # nothing is under way yet that the tray would ask about
            self.quit()

    def _on_restore(self, backup: Path) -> None:
        self.backup = backup
        self.quit(RESTART)

    def quit(self, code: int = 0) -> None:
        """End the program. Posts under way go on at the next start."""
        self.close()
        self.ended.emit(code)

    def close(self) -> None:
        """Stop the engine and the desk; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self.window.remember()
        self.window.close_dialogs()
        self.window.hide()
        if "kit" in self.__dict__:
            self._close_parts()
        self._preferences.save_now()
        self._at_end.close()

    def _close_parts(self) -> None:
        if self._tray is not None:
            self._tray.hide()
        self._passphrase.close()
        self._engine.stop()
        self.kit.desk.close()
        self._engine.release()


def start_demo() -> None:
    """Open the demo in a program of its own, beside this one."""
    from PySide6.QtCore import QProcess

    frozen = getattr(sys, "frozen", False)
    arguments = ["demo"] if frozen else ["-m", "tikscheduler", "demo"]
    QProcess.startDetached(sys.executable, arguments)


def run(
    load: Callable[[], Settings],
    *,
    minimised: bool = False,
    logs: Callable[[Settings], object] = lambda _settings: None,
    furnished: Callable[[Desktop], object] = lambda _desktop: None,
) -> int:
    """Open the window and stay until it is quit. `load` reads the settings, again after a change.

    `logs` sets the logs up, `furnished` is told the window once everything is in it; both are
    called after the first frame. Raises `SettingsError`.
    """
    app = application()
    code, news = RESTART, None
    shrunk = True if minimised else None
    windows: list[Desktop] = []
    while code == RESTART:
        settings = load()
        if not windows:  # and the one until the end, however often the window is built anew
            name = instance_name(settings.profile)
            if call_running(name):
                return 0
            server = listen(name, lambda: windows[-1].raise_window())
        desktop = Desktop(
            app, settings, logs=partial(logs, settings), hooked=True, furnished=furnished
        )
        desktop.news = news
        desktop.ended.connect(app.exit)
        windows[:] = [desktop]
        desktop.start(minimised=shrunk)
        code = app.exec()
        desktop.close()
        news = _bring_back(settings, desktop.backup) if desktop.backup else None
        desktop.window.deleteLater()
        desktop.deleteLater()
        app.processEvents()
        shrunk = False  # built anew under the user's eyes
    server.close()
    return code


def _bring_back(settings: Settings, backup: Path) -> tuple[str, bool]:
    from tikscheduler.desktop.restoring import bring_back

    return bring_back(settings, backup, now())
