"""Writing a file so that whoever reads it finds the old content or the new, never a mix."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, data: bytes, *, durable: bool = True) -> None:
    """Put `data` in the place of a file's content, or make the file, for its owner alone.

    A file that is there keeps its mode, and a link keeps pointing to where it points. `durable`:
    on disk when this returns. Raises `OSError`; the old content then stands as it was.
    """
    file = file.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".new", dir=file.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as writing:
            writing.write(data)
            writing.flush()
            if durable:
                os.fsync(handle)
        with suppress(FileNotFoundError):
            new.chmod(file.stat().st_mode & 0o777)
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    if durable and os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
