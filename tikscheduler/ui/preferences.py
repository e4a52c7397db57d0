"""What the window remembers for itself: geometry, page, view, columns, filters, choices.

Read once before the window is shown; written off the UI thread, a moment after the last change.
Settings that the publishing core knows as well live in settings.toml instead.
"""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

log = logging.getLogger(__name__)
T = TypeVar("T")
SAVE_MS = 400


class Preferences(QObject):
    """Plain JSON values by name. `save_with` runs a function off the UI thread."""

    changed = Signal(str)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._values = _read(file)
        self._save_with: Callable[[Callable[[], None]], object] | None = None
        self._writing = threading.Lock()
        self._state = self._written = 0
        self._timer = QTimer(self, interval=SAVE_MS, singleShot=True)
        self._timer.timeout.connect(self._save)

    def save_with(self, run: Callable[[Callable[[], None]], object]) -> None:
        """How writing is handed to another thread."""
        self._save_with = run

    def get(self, name: str, default: T) -> T:
        """The value of this name, if it is there and of the default's type."""
        value = self._values.get(name, default)
        if default is None or isinstance(value, type(default)):
            return value  # type: ignore[no-any-return]
        return default

    def set(self, name: str, value: Any) -> None:
        """Remember a value; None forgets it."""
        if self._values.get(name) == value:
            return
        if value is None:
            self._values.pop(name, None)
        else:
            self._values[name] = value
        self._state += 1
        self._timer.start()
        self.changed.emit(name)

    def get_bytes(self, name: str) -> bytes:
        """What Qt has put together of itself; nothing, if there is none or it is spoilt."""
        try:
            return base64.b64decode(self.get(name, ""), validate=True)
        except ValueError:
            return b""

    def set_bytes(self, name: str, value: bytes) -> None:
        """Remember what Qt has put together of itself."""
        self.set(name, base64.b64encode(value).decode())

    def save_now(self) -> None:
        """Write what is not written yet. For the end, when no other thread runs any more."""
        self._timer.stop()
        self._write(json.dumps(self._values, indent=1), self._state)

    def _save(self) -> None:
        text, state = json.dumps(self._values, indent=1), self._state
        if self._save_with:
            self._save_with(lambda: self._write(text, state))
        else:
            self._timer.start()

    def _write(self, text: str, state: int) -> None:
        """Write a state, unless that one or a later one is written already."""
        with self._writing:
            if state > self._written and _write(self._file, text):
                self._written = state


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:  # nothing of the plan is in it: begin afresh
        log.warning("%s cannot be read and is made anew: %s", file, error)
        return {}
    return found if isinstance(found, dict) else {}


def _write(file: Path, text: str) -> bool:
    from tikscheduler.services.whole_file import write_whole

    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, text.encode(), durable=False)
    except OSError as error:
        log.warning("%s cannot be written: %s", file, error)
        return False
    return True
