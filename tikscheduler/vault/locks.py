"""Locks that hold over threads and processes: one per account, one per vault file."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import filelock

from tikscheduler.domain.errors import VaultError

REFRESH_SECONDS = 120.0
"""How long to wait for another refresh of the same account: longer than its slowest request."""

POLL_SECONDS = 0.01

_in_process: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
_guard = threading.Lock()


def refresh_lock(
    profile: Path, *, timeout: float = REFRESH_SECONDS
) -> Callable[[str], AbstractContextManager[None]]:
    """A `domain.ports.RefreshLock`: `with lock(open_id):` runs once at a time per account.

    A process that is killed lets go of it. After `timeout` seconds of waiting: `VaultError`.
    """
    folder = profile / "locks"

    def lock(open_id: str) -> AbstractContextManager[None]:
        # An open_id is TikTok's text and may be no file name; its hash always is.
        name = hashlib.sha256(open_id.encode()).hexdigest()[:32]
        return exclusive(folder / f"{name}.lock", timeout=timeout)

    return lock


@contextmanager
def exclusive(path: Path, *, timeout: float) -> Iterator[None]:
    """Hold the lock file `path`, alone over all threads and processes. Raises `VaultError`.

    Threads wait for each other without polling; only processes poll. It is not reentrant.
    """
    deadline = time.monotonic() + timeout
    with _guard:
        in_process = _in_process[path]
    if not in_process.acquire(timeout=timeout):
        raise _busy(path, timeout)
    try:
        held = _acquire(path, max(0.0, deadline - time.monotonic()), timeout)
        try:
            yield
        finally:
            held.release()
    finally:
        in_process.release()


def _acquire(path: Path, left: float, timeout: float) -> filelock.BaseFileLock:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = filelock.FileLock(path, mode=0o600, thread_local=False, poll_interval=POLL_SECONDS)
        held.acquire(timeout=left)
    except filelock.Timeout as error:
        raise _busy(path, timeout) from error
    except OSError as error:
        raise VaultError(
            f"{path} cannot be used as a lock ({error.strerror}); make its folder writable.",
            code="vault_folder",
        ) from error
    return held


def _busy(path: Path, timeout: float) -> VaultError:
    return VaultError(
        f"Another program held {path} for {timeout:g} seconds; close it and try again.",
        code="vault_busy",
    )
