"""Settings that the publishing core knows as well: kept in settings.toml, used from the next
start of the window."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.settings import PREFIX
from tikscheduler.ui.kit import Kit

Done = Callable[[str], object]
"""Told "" when a value is written, else what is wrong with it."""


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def fixed_by(name: str) -> str:
    """The environment variable that has set this, and wins; "" where none has."""
    return variable(name) if os.environ.get(variable(name)) else ""


class CoreSettings(QObject):
    """Writes one change after another. `pending_changed` tells whether what is written differs
    from what the window runs with."""

    pending_changed = Signal(bool)

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._waiting: deque[tuple[str, Any, Any, Done]] = deque()
        self._writing = False
        self._differing: set[str] = set()

    @property
    def pending(self) -> bool:
        """Whether a new start would change anything."""
        return bool(self._differing)

    @property
    def idle(self) -> bool:
        """Whether everything is written."""
        return not self._writing

    def change(self, name: str, value: Any, means: Any, done: Done) -> None:
        """Write a value, None for the default; `means` is what `Settings` will then hold."""
        self._waiting.append((name, value, means, done))
        self._write()

    def _write(self) -> None:
        if self._writing or not self._waiting:
            return
        self._writing = True
        name, value, means, done = self._waiting.popleft()
        profile = self._kit.desk.profile

        def work() -> None:
            from tikscheduler.services.preferences import change_settings

            change_settings(profile, {name: value})

        def written(_: None) -> None:
            self._note(name, means)
            done("")
            self._go_on()

        def failed(error: Exception) -> None:
            if isinstance(error, TikSchedulerError):
                done(str(error))
            else:
                self._kit.desk.tell(error)
            self._go_on()

        self._kit.desk.media(self, work, written, failed)

    def _note(self, name: str, means: Any) -> None:
        same = getattr(self._kit.settings, name) == means
        (self._differing.discard if same else self._differing.add)(name)
        self.pending_changed.emit(self.pending)

    def _go_on(self) -> None:
        self._writing = False
        self._write()
