"""The engine inside the window's process: on a QThread of its own."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread

from tikscheduler.engines.clock import Engine


class EngineThread(QThread):
    """Runs an engine until `stop`. News leaves the engine through the callbacks it was given."""

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.setObjectName("engine")

    def run(self) -> None:
        """QThread: this is the engine's own thread."""
        self._engine.run()

    def wake(self) -> None:
        """Look at the rows now. Safe from any thread."""
        self._engine.wake()

    def stop(self) -> None:
        """Stop the engine and join the thread; safe before `start` and more than once."""
        self._engine.stop()
        self.wait()
