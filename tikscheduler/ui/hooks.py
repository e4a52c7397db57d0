"""What reaches the program from outside Qt: unexpected errors, and the signals that end it."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier

if TYPE_CHECKING:
    from tikscheduler.ui.signals import AppSignals


def tell_crashes(signals: AppSignals) -> Callable[[], None]:
    """Show one dialog for an unexpected error of any thread, after the log has it.

    Returns what puts the old hooks back.
    """
    from tikscheduler.logs import crash_report

    log_it, log_in_thread = sys.excepthook, threading.excepthook

    def on_crash(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log_it(kind, error, trace)
        if isinstance(error, Exception):
            signals.crashed.emit(crash_report(error))

    def on_thread_crash(what: threading.ExceptHookArgs) -> None:
        log_in_thread(what)
        if isinstance(what.exc_value, Exception):
            signals.crashed.emit(crash_report(what.exc_value))

    def put_back() -> None:
        sys.excepthook, threading.excepthook = log_it, log_in_thread

    sys.excepthook, threading.excepthook = on_crash, on_thread_crash
    return put_back


class EndSignals(QObject):
    """Hears SIGINT and SIGTERM, which Python alone would notice only once Qt's loop returns."""

    def __init__(self, ended: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda *_: ended())
        self._fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._before = {
            name: signal.signal(name, lambda *_: None) for name in (signal.SIGINT, signal.SIGTERM)
        }

    def close(self) -> None:
        """Put back what was there."""
        for name, handler in self._before.items():
            signal.signal(name, handler)
        signal.set_wakeup_fd(self._fd)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()
