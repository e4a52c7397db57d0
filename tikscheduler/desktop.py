"""Puts the window together: the only file that sees both `ui` and `engines`.

The window stands first. The database, then the rest of the program, then the engine are loaded
after its first frame, by other threads.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QTimer
from PySide6.QtWidgets import QApplication

from tikscheduler.domain.errors import EngineBusy
from tikscheduler.settings import Settings
from tikscheduler.ui.application import application
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.hooks import EndSignals, tell_crashes
from tikscheduler.ui.instance import call_running, instance_name, listen
from tikscheduler.ui.kit import build_kit
from tikscheduler.ui.main_window import MainWindow
from tikscheduler.ui.passphrase import Passphrase
from tikscheduler.ui.signals import AppSignals

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program
    from tikscheduler.engines.clock import Engine
    from tikscheduler.engines.embedded import EngineThread
    from tikscheduler.storage import Storage
    from tikscheduler.ui.tray import Tray

RESTART = 1000
"""Exit code of the event loop that asks for the window to be built anew, with new settings."""
ENGINE_AGAIN_MS = 10_000


def now() -> datetime:
    """The clock everything runs by."""
    return datetime.now(UTC)


class Desktop(QObject):
    """The window with everything behind it. `start` shows it, `close` ends it all.

    Without `publish` no engine is started: posts are planned, and stay where they are.
    """

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = now,
        publish: bool = True,
    ) -> None:
        super().__init__()
        self._app, self._settings, self._publish = app, settings, publish
        self._engine: EngineThread | None = None
        self._held = ExitStack()  # the right to publish for this profile
        self._closed = False
        self.exit_code = 0
        self.signals = AppSignals(self)
        desk = Desk(
            signals=self.signals,
            open_storage=self._open_storage,
            open_program=self._open_program,
            now=clock,
            profile=settings.profile,
            parent=self,
        )
        self.kit = build_kit(settings, self.signals, desk, app)
        self.window = MainWindow(self.kit)
        self._passphrase = Passphrase(self.window)
        self._tray: Tray | None = None
        self.window.painted.connect(self._on_painted)
        self.window.closing.connect(self._on_closing)
        self.kit.requests.quit.connect(self.quit)
        self.kit.requests.restart.connect(lambda: self.quit(RESTART))
        self.kit.requests.pause.connect(self._on_pause)
        if hasattr(self.kit.requests, "try_sandbox"):
            self.kit.requests.try_sandbox.connect(start_demo)

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
        return program

    # --- starting --------------------------------------------------------------------------

    def start(self, *, minimised: bool = False) -> None:
        """Show the window. What it shows is read after its first frame."""
        if minimised:
            self._on_painted()
            if self._tray is None or not self._tray.visible:
                self.window.showMinimized()
        else:
            self.window.show()

    def _on_painted(self) -> None:
        desk = self.kit.desk
        if desk.started:
            return
        desk.start()
        self.kit.book.reload()
        self.kit.overview.look()
        desk.read(self, lambda storage: storage.posts, lambda _posts: self._on_storage_open())

    def _on_storage_open(self) -> None:
        from tikscheduler.ui.toast import Toasts
        from tikscheduler.ui.tray import Tray

        self._toasts = Toasts(self.kit, self.window)
        self._tray = Tray(self.kit, self.window)
        if self._publish:
            self._start_engine()

    def _start_engine(self) -> None:
        if self._closed:
            return
        self.kit.desk.ask(self, self._build_engine, self._on_engine_built, self._on_no_engine)

    def _build_engine(self, program: Program) -> tuple[ExitStack, Engine, bool]:
        from tikscheduler.engines.build import build_engine
        from tikscheduler.engines.lock import EngineLock, program_name

        with ExitStack() as held:
            held.enter_context(
                EngineLock(self._settings.profile, program_name(), self.kit.desk.now())
            )
            if program.storage.accounts.list():
                program.vault.unlock()  # one that stays shut is told now, not when a post is due
            engine = build_engine(program, troubled=self.signals.trouble.emit)
            return held.pop_all(), engine, program.pausing.paused()

    def _on_engine_built(self, built: tuple[ExitStack, Engine, bool]) -> None:
        from tikscheduler.engines.embedded import EngineThread

        self._held, engine, paused = built
        self._engine = EngineThread(engine, self)
        self._engine.start()
        self.signals.engine_state.emit("paused" if paused else "on")

    def _on_no_engine(self, error: Exception) -> None:
        if isinstance(error, EngineBusy):
            self.signals.engine_state.emit("elsewhere")
            QTimer.singleShot(ENGINE_AGAIN_MS, self, self._start_engine)
            return
        self.signals.engine_state.emit("off")
        self.kit.desk.tell(error)

    def _on_pause(self, pause: bool) -> None:
        def work(program: Program) -> None:
            (program.pausing.pause if pause else program.pausing.resume)()

        def done(_: None) -> None:
            if self._engine is not None:
                self.signals.engine_state.emit("paused" if pause else "on")

        self.kit.desk.act(self, work, done)

    # --- ending ----------------------------------------------------------------------------

    def _on_closing(self, event: object) -> None:
        if self._tray is not None and not self._closed:
            self._tray.on_closing(event)  # it may keep the window as an icon
        else:
            self.quit()

    def quit(self, code: int = 0) -> None:
        """End the program. Posts under way go on at the next start."""
        self.exit_code = code
        self.close()
        self._app.exit(code)

    def close(self) -> None:
        """Stop the engine and the desk; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self.window.remember()
        self.window.hide()
        if self._tray is not None:
            self._tray.hide()
        self._passphrase.close()
        if self._engine is not None:
            self._engine.stop()
        self.kit.desk.close()
        self._held.close()
        self.kit.preferences.save_now()


def start_demo() -> None:
    """Open the demo in a program of its own, beside this one."""
    frozen = getattr(sys, "frozen", False)
    arguments = ["demo"] if frozen else ["-m", "tikscheduler", "demo"]
    QProcess.startDetached(sys.executable, arguments)


def raise_window(window: MainWindow) -> None:
    """Bring the window to the front, from the tray or from behind."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()


def run(
    load: Callable[[], Settings],
    *,
    minimised: bool = False,
    ready: Callable[[Desktop], None] = lambda _desktop: None,
) -> int:
    """Open the window and stay until it is quit. `load` reads the settings, again after a change.

    `ready` is told the window before it is shown. Raises `SettingsError`.
    """
    app = application()
    code = RESTART
    while code == RESTART:
        settings = load()
        name = instance_name(settings.profile)
        if call_running(name):
            return 0
        desktop = Desktop(app, settings)
        unhook = tell_crashes(desktop.signals)
        server = listen(name, partial(raise_window, desktop.window), desktop)
        end = EndSignals(desktop.quit, desktop)
        ready(desktop)
        desktop.start(minimised=minimised or desktop.kit.preferences.get("start_minimised", False))
        code = app.exec()
        desktop.close()
        end.close()
        server.close()
        unhook()
        desktop.window.deleteLater()
        desktop.deleteLater()
        app.processEvents()
        minimised = False
    return code
