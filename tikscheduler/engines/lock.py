"""One running engine a profile: the lock, and who holds it."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from tikscheduler.domain.errors import EngineBusy, StorageError


class EngineLock:
    """Held while an engine runs for a profile; the system lets go of it when the process dies.

    `with EngineLock(profile, "tikscheduler run", now): ...` raises `EngineBusy`, which names the
    program that runs already.
    """

    def __init__(self, profile: Path, program: str, now: datetime) -> None:
        # Not of one thread: the window takes it on one and lets it go on another.
        self._lock = FileLock(profile / "engine.lock", mode=0o600, thread_local=False)
        self._note = profile / "engine.json"
        self._program, self._now = program, now

    def __enter__(self) -> EngineLock:
        try:
            self._lock.acquire(timeout=0)
            self._note.write_text(
                json.dumps(
                    {
                        "process": os.getpid(),
                        "program": self._program,
                        "since": self._now.isoformat(timespec="seconds"),
                    }
                ),
                encoding="utf-8",
            )
        except Timeout:
            raise EngineBusy(
                f"{self._holder()} is already publishing for this profile; close it first, or "
                "use another profile."
            ) from None
        except OSError as error:
            self._lock.release()
            raise StorageError(
                f"The profile folder {self._note.parent} cannot be written to "
                f"({error.strerror}); make it writable or choose another with --profile."
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._note.unlink(missing_ok=True)
        self._lock.release()

    def _holder(self) -> str:
        """Who holds the lock, in words; the note may be missing or half written just then."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"“{note['program']}” (process {note['process']})"
        except (OSError, ValueError, LookupError, TypeError):
            return "Another tikscheduler"


def program_name() -> str:
    """How this program was called, without its folder and without any argument's value."""
    name = Path(sys.argv[0]).name
    words = ["tikscheduler" if name in ("", "__main__.py") else name]  # python -m tikscheduler
    return " ".join(words + [word for word in sys.argv[1:2] if not word.startswith("-")])
