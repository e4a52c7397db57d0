"""Secrets in the system's own keyring, one entry a secret.

Every call runs on a thread of its own with a time limit: a locked keyring waits for the user to
answer a prompt, and may wait for ever.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tikscheduler.domain.errors import VaultError
from tikscheduler.settings import default_profile

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend  # importing it costs 60 ms: only where it is used

log = logging.getLogger(__name__)

SERVICE = "tikscheduler"
CALL_SECONDS = 10.0
NOT_REAL = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
"""No keyring at all, one that forgets, and files in plain or weakly hidden text."""

T = TypeVar("T")


class SystemVault:
    """Secrets of one profile in a keyring backend. Raises `VaultError`."""

    kind = "system keyring"

    def __init__(self, backend: KeyringBackend, profile: Path, calls: TimedCalls) -> None:
        self._backend = backend
        self._calls = calls
        self.service = service_name(profile)

    def describe(self) -> str:
        """One line for the doctor: which keyring, under which name."""
        return f"system keyring {self._backend.name}, as “{self.service}”"

    def read(self, name: str) -> str | None:
        """The secret of this name, or None."""
        return self._calls.run(lambda: self._backend.get_password(self.service, name))

    def write(self, name: str, value: str) -> None:
        """Store a secret."""
        self._calls.run(lambda: self._backend.set_password(self.service, name, value))

    def erase(self, name: str) -> None:
        """Remove a secret; nothing happens where there is none."""

        def erase() -> None:
            if self._backend.get_password(self.service, name) is not None:
                self._backend.delete_password(self.service, name)

        self._calls.run(erase)


class TimedCalls:
    """Calls into the keyring: in order, one at a time, none waited for longer than `seconds`.

    One at a time keeps a hanging prompt from piling up threads, and an old write that comes
    through late from landing on a newer one. A call given up before its turn never happens.
    """

    def __init__(self, seconds: float = CALL_SECONDS) -> None:
        self._seconds = seconds
        self._waiting: deque[_Call] = deque()
        self._guard = threading.Lock()
        self._running = False

    def run(self, work: Callable[[], T]) -> T:
        """What `work` returns. Raises `VaultError`, with the keyring's own error as its cause."""
        call = _Call(work)
        with self._guard:
            self._waiting.append(call)
            if not self._running:
                self._running = True
                threading.Thread(target=self._work, name="keyring", daemon=True).start()
        try:
            result, error = call.answer.get(timeout=self._seconds)
        except queue.Empty:
            call.given_up = True
            raise VaultError(
                f"The system keyring did not answer in {self._seconds:g} seconds, it may be "
                "locked; unlock it and try again.",
                code="keyring_locked",
            ) from None
        if error is not None:
            raise _explained(error) from error
        return result  # type: ignore[no-any-return]

    def _work(self) -> None:
        while True:
            with self._guard:
                if not self._waiting:
                    self._running = False
                    return
                call = self._waiting.popleft()
            if not call.given_up:
                call.make()


class _Call:
    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self.given_up = False
        self.answer: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def make(self) -> None:
        try:
            self.answer.put((self._work(), None))
        except Exception as error:  # noqa: BLE001  # handed to the caller, who raises it
            self.answer.put((None, error))


def find_keyring(calls: TimedCalls) -> KeyringBackend | None:
    """The system's keyring, or None where there is no real one. Raises `VaultError`.

    Of several chained keyrings the first real one is taken, so that no secret can slip into a
    plain text file behind it.
    """

    def find() -> KeyringBackend | None:
        import keyring

        return _first_real(keyring.get_keyring())

    found = calls.run(find)
    log.debug("keyring: %s", type(found).__name__ if found else "none")
    return found


def service_name(profile: Path) -> str:
    """The name entries are filed under: profiles must not see each other's accounts."""
    if profile == default_profile():
        return SERVICE
    return f"{SERVICE}-{hashlib.sha256(str(profile.resolve()).encode()).hexdigest()[:12]}"


def _first_real(backend: KeyringBackend) -> KeyringBackend | None:
    from keyring.backends.chainer import ChainerBackend

    chained = backend.backends if isinstance(backend, ChainerBackend) else [backend]
    for found in chained:
        if not type(found).__module__.startswith(NOT_REAL):
            return found
    return None


def _explained(error: Exception) -> VaultError:
    from keyring import errors

    if isinstance(error, errors.KeyringLocked):
        return VaultError(
            "The system keyring is locked; unlock it and try again.", code="keyring_locked"
        )
    if isinstance(error, errors.NoKeyringError):
        return VaultError(
            "There is no system keyring; set TIKSCHEDULER_PASSPHRASE to keep secrets in an "
            "encrypted file instead.",
            code="no_keyring",
        )
    # What a keyring says may quote what it was given, so only its kind of error is shown.
    return VaultError(
        f"The system keyring refused ({type(error).__name__}); check that it is unlocked and "
        "works in its own program.",
        code="keyring_failed",
    )
