"""Keeps the database's folder and files to their owner."""

from __future__ import annotations

import logging
import os
import stat
from contextlib import suppress
from pathlib import Path

from tikscheduler.domain.errors import StorageError

log = logging.getLogger(__name__)

SIDE_FILES = ("-wal", "-shm", "-journal")


def side_files(database: Path) -> list[Path]:
    """The files SQLite keeps beside a database while it is open or after a crash."""
    return [database.with_name(database.name + end) for end in SIDE_FILES]


def make_private_folder(folder: Path) -> None:
    """Make a folder only its owner may enter, or make an existing one so. Raises `StorageError`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {folder} cannot be made ({error.strerror}); choose another one.",
            code="cannot_open",
        ) from error
    _tighten(folder, 0o700)


def make_private_file(file: Path) -> None:
    """Make an empty file only its owner may read, or make an existing one so.

    SQLite gives the files it keeps beside the database the same mode. An existing file is not
    opened: closing it would drop the locks this process holds on it. Raises `StorageError`.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        for each in (file, *side_files(file)):
            with suppress(FileNotFoundError):  # another program may just be done with it
                _tighten(each, 0o600)
    except OSError as error:
        raise StorageError(
            f"{file} cannot be made ({error.strerror}); make its folder writable for you.",
            code="cannot_open",
        ) from error


def size_of(file: Path) -> int:
    """Bytes in a file; 0 where there is none, or none any more."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _tighten(path: Path, mode: int) -> None:
    found = path.stat()
    shared = found.st_mode & stat.S_ISVTX  # such as /tmp: not ours to close
    if os.name != "posix" or shared or not found.st_mode & 0o077:
        return
    if found.st_uid != os.geteuid():
        log.warning("%s belongs to another user and is open to others", path)
        return
    path.chmod(mode)
