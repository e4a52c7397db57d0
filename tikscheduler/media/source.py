"""Opening a file a user named, so that nothing but a plain file is ever read.

The demuxer is handed an open file, never a name: FFmpeg would read names such as `concat:…` or
`http://…` as protocols. It may open nothing else by itself either.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import av.logging
from av.container import InputContainer

from tikscheduler.domain.errors import InputError

av.logging.set_level(None)  # FFmpeg's own messages go nowhere: not to stderr, not to the log

DEMUXERS = "mov,matroska,avi,flv,mpegts,mpeg,asf,ogg"
"""What a file may be read as. Left out on purpose: playlists, which name other files; pictures."""

CONFINED = {"format_whitelist": DEMUXERS, "protocol_whitelist": ""}

NO_ANALYSIS = {"probesize": "32", "analyzeduration": "1", "fpsprobesize": "0"}
"""MP4, MOV and Matroska say everything in their heads; FFmpeg would decode the first picture just
to be sure, and the probe decodes it anyway."""

LONGEST_WAIT = 10.0
"""Seconds a damaged file may keep the demuxer busy in one call."""

_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL})
_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Source(io.RawIOBase):
    """An open video file as the demuxer sees it: bytes, and no name to judge it by.

    `size` in bytes and `mtime_ns` come from one stat of the open file; `bytes_read` counts.
    """

    name = ""

    def __init__(self, path: Path, file: io.FileIO) -> None:
        found = os.fstat(file.fileno())
        self.path = path
        self.size = found.st_size
        self.mtime_ns = found.st_mtime_ns
        self.bytes_read = 0
        self._file = file

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always: it is a plain file."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes from the current place."""
        block = self._file.read(size) or b""
        self.bytes_read += len(block)
        return block

    def read_at(self, place: int, size: int) -> bytes:
        """Up to `size` bytes from `place`."""
        self._file.seek(place)
        return self.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the current place; returns it."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The current place."""
        return self._file.tell()


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """The plain file at `path`, open for reading.

    Raises `InputError` with code `no_such_file`, `not_a_file`, `empty_file` or `unreadable_file`.
    A FIFO or a device is never opened: that could wait for ever, or act on the device.
    """
    name = shown(path)
    with saying_what_failed(name):
        _check_kind(name, path.stat().st_mode)
        with io.FileIO(path, opener=_open) as file:
            _check_kind(name, os.fstat(file.fileno()).st_mode)  # it may have been swapped
            source = Source(path, file)
            if not source.size:
                raise InputError(f"{name} is empty; export or copy it again.", code="empty_file")
            yield source


@contextmanager
def open_container(source: Source, demuxer: str | None) -> Iterator[InputContainer]:
    """The file's streams. `demuxer` is its FFmpeg name, or None to find out among `DEMUXERS`.

    Raises `av.FFmpegError` where the file is none of them.
    """
    source.seek(0)
    container = av.open(
        source,
        "r",
        format=demuxer,
        container_options=CONFINED | (NO_ANALYSIS if demuxer else {}),
        metadata_errors="replace",
        timeout=LONGEST_WAIT,
        io_open=_refuse,
    )
    with container:
        yield container


@contextmanager
def saying_what_failed(name: str) -> Iterator[None]:
    """Turn what the system says about a file into an `InputError` in words."""
    try:
        yield
    except av.FFmpegError:
        raise  # some of these are OSErrors too, yet speak of the content
    except PermissionError as error:
        raise InputError(
            f"{name} may not be read; allow this user to read it.", code="unreadable_file"
        ) from error
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) or error.errno in _GONE:
            raise InputError(
                f"There is no file {name}; choose the video again.", code="no_such_file"
            ) from error
        raise InputError(
            f"{name} cannot be read ({error.strerror}); check the disk it is on.",
            code="unreadable_file",
        ) from error


def shown(path: Path) -> str:
    """A file's name for a sentence: on one line, printable, not too long."""
    name = path.name or str(path)
    safe = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return safe if len(safe) <= 80 else f"{safe[:50]}…{safe[-25:]}"


def _check_kind(name: str, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    what = "a folder" if stat.S_ISDIR(mode) else "not a plain file"
    raise InputError(f"{name} is {what}; choose a video file.", code="not_a_file")


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | _FLAGS)  # O_NONBLOCK: a FIFO put there meanwhile does not wait


def _refuse(url: str, flags: int, options: dict[str, str]) -> Any:
    raise PermissionError(errno.EACCES, "a video file may not open other files")
