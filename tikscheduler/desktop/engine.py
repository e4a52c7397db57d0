"""The engine behind the window: built by another thread, and started once it may publish."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program
    from tikscheduler.engines.clock import Engine
    from tikscheduler.engines.embedded import EngineThread

AGAIN_MS = 10_000


class WindowEngine(QObject):
    """Publishes for the window's profile, and tells how that stands by `AppSignals.engine_state`.

    While another program publishes for the profile it is tried again from time to time; where the
    secrets stay shut, as soon as an account was logged in to.
    """

    def __init__(self, kit: Kit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._thread: EngineThread | None = None
        self._held = ExitStack()  # the right to publish for this profile
        self._wanted = self._building = self._stopped = False
        kit.requests.pause.connect(self._on_pause)
        kit.signals.accounts_changed.connect(self._on_accounts_changed)

    def start(self) -> None:
        """Build the engine and run it, unless it runs already."""
        self._wanted = True
        if self._thread is None and not self._building and not self._stopped:
            self._building = True
            self._kit.desk.ask(self, self._build, self._on_built, self._on_failed)

    def stop(self) -> None:
        """Stop publishing; posts under way go on at the next start."""
        self._stopped = True
        if self._thread is not None:
            self._thread.stop()

    def release(self) -> None:
        """Let another program publish. After everything else is closed."""
        self._held.close()

    def _on_accounts_changed(self) -> None:
        if self._wanted:
            self.start()

    def _build(self, program: Program) -> tuple[Engine, bool]:
        from tikscheduler.engines.build import build_engine
        from tikscheduler.engines.lock import EngineLock, program_name

        settings = self._kit.settings
        with ExitStack() as held:
            held.enter_context(EngineLock(settings.profile, program_name(), self._kit.desk.now()))
            if program.storage.accounts.list():
                program.vault.unlock()  # one that stays shut is told now, not when a post is due
            engine = build_engine(program, troubled=self._kit.signals.trouble.emit)
            paused = program.pausing.paused()
            if not self._stopped:  # else nobody takes it any more
                self._held = held.pop_all()
        return engine, paused

    def _on_built(self, built: tuple[Engine, bool]) -> None:
        from tikscheduler.engines.embedded import EngineThread

        self._building = False
        engine, paused = built
        self._thread = EngineThread(engine, self)
        self._thread.finished.connect(self._on_finished)
        self._thread.start()
        self._kit.signals.engine_state.emit("paused" if paused else "on")

    def _on_failed(self, error: Exception) -> None:
        from tikscheduler.domain.errors import EngineBusy

        self._building = False
        if isinstance(error, EngineBusy):
            self._kit.signals.engine_state.emit("elsewhere")
            QTimer.singleShot(AGAIN_MS, self, self.start)
            return
        self._kit.signals.engine_state.emit("off")
        self._kit.desk.tell(error)

    def _on_finished(self) -> None:
        if not self._stopped:  # by itself: the log says why
            self._kit.signals.engine_state.emit("off")

    def _on_pause(self, pause: bool) -> None:
        def work(program: Program) -> None:
            (program.pausing.pause if pause else program.pausing.resume)()

        def done(_: None) -> None:
            if self._thread is not None and self._thread.isRunning():
                self._kit.signals.engine_state.emit("paused" if pause else "on")

        self._kit.desk.act(self, work, done)
