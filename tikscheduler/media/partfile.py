"""A file that takes its name only when it is whole; what is left of a killed try is removed."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from tikscheduler.domain.errors import InputError
from tikscheduler.media.source import shown

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed anyway
    fcntl = None  # type: ignore[assignment]

PREFIX, SUFFIX = ".tikscheduler-", ".part.mp4"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def part_file(folder: Path) -> Iterator[Path]:
    """A new empty file in `folder` to write to; whatever is left of it at the end is removed.

    So is what programs left there that were killed. Raises `OSError`.
    """
    _sweep(folder)
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=folder)
    part = Path(name)
    try:
        with suppress(OSError):  # a disk that knows no locks
            _lock(handle)
        yield part
    finally:
        os.close(handle)
        part.unlink(missing_ok=True)


def put_in_place(part: Path, wanted: Path) -> Path:
    """Give a part file its name, on disk for good; returns it.

    A file that is there already is never touched: the name is numbered then. Raises `OSError`.
    """
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    for target in _names(wanted):
        if _take_name(part, target):
            _sync_folder(target.parent)
            return target
    raise AssertionError  # pragma: no cover - names never run out


def free_name(wanted: Path) -> Path:
    """The first name of this kind that nothing has: as wanted, else numbered."""
    return next(name for name in _names(wanted) if not os.path.lexists(name))


@contextmanager
def saying_what_failed(folder: Path) -> Iterator[None]:
    """Turn what the system says about writing there into an `InputError` in words."""
    try:
        yield
    except OSError as error:
        where = shown(folder)
        if error.errno in FULL:
            raise InputError(
                f"The disk has no room for the copy in {where}; make room or choose another "
                "folder.",
                code="disk_full",
            ) from error
        raise InputError(
            f"The copy cannot be written in {where} ({error.strerror}); choose another folder.",
            code="folder_read_only",
        ) from error


def _names(wanted: Path) -> Iterator[Path]:
    yield wanted
    stem = wanted.stem
    inside = stem.endswith(")")
    for number in count(2):
        numbered = f"{stem[:-1]} {number})" if inside else f"{stem} {number}"
        yield wanted.with_name(f"{numbered}{wanted.suffix}")


def _take_name(part: Path, target: Path) -> bool:
    """Whether the part has that name now; False where something else has it."""
    try:
        os.link(part, target)
    except FileExistsError:
        return False
    except OSError:  # a disk without links: the name is taken first, then filled
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return False
        part.replace(target)
    return True


def _lock(handle: int) -> None:
    """Mark a part as being written; the system takes the mark away when the program dies."""
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(OSError):  # somebody writes it, or it is not ours to remove
            handle = os.open(left, os.O_RDWR)
            try:
                _lock(handle)
                left.unlink()
            finally:
                os.close(handle)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
