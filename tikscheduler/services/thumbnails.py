"""Small pictures of videos, kept in the profile so that each is made once."""

from __future__ import annotations

import hashlib
import logging
import os
from contextlib import suppress
from pathlib import Path

from tikscheduler.services.whole_file import write_whole

log = logging.getLogger(__name__)

FOLDER = "thumbnails"
LIMIT = 200_000_000
"""Bytes of pictures that are kept."""

TRIM_ONE_IN = 64
"""New pictures between two looks at how much there is: about 2 MB more than the limit."""


def thumbnail(profile: Path, video: Path, at_ms: int, max_side: int = 360) -> bytes:
    """The picture of a video at `at_ms` as a JPEG, from the profile's cache where it has it.

    A cache that cannot be read or written only costs time. Raises `InputError` as
    `media.probe.probe` does.
    """
    try:
        found = video.stat()
    except (OSError, ValueError):
        return _frame_at(video, at_ms, max_side)  # says what is wrong, in words
    facts = (found.st_mtime_ns, found.st_size, at_ms, max_side)
    key = hashlib.sha256(os.fsencode(video.absolute()) + repr(facts).encode()).hexdigest()
    kept = profile / FOLDER / f"{key}.jpg"
    with suppress(OSError):
        picture = kept.read_bytes()
        if _is_whole(picture):
            return picture
    picture = _frame_at(video, at_ms, max_side)
    _keep(kept, picture)
    if int(key, 16) % TRIM_ONE_IN == 0:
        trim(kept.parent, LIMIT)
    return picture


def film_strip(video: Path, duration_ms: int, count: int, max_side: int) -> list[tuple[int, bytes]]:
    """`count` pictures, each from the middle of its share of the video, with their times in ms.

    Not kept: a strip is looked at once. Raises `InputError` as `media.probe.probe` does.
    """
    from tikscheduler.media.frames import frames_at

    times = [duration_ms * (2 * number + 1) // (2 * count) for number in range(count)]
    return list(zip(times, frames_at(video, times, max_side), strict=True))


def trim(folder: Path, limit: int) -> None:
    """Remove the oldest files of a folder until those left have `limit` bytes at most."""
    files = []
    with suppress(OSError):
        for entry in os.scandir(folder):
            with suppress(OSError):  # another program may just be done with it
                if entry.is_file(follow_symlinks=False):
                    found = entry.stat(follow_symlinks=False)
                    files.append((found.st_mtime_ns, found.st_size, Path(entry)))
    total = sum(size for _, size, _ in files)
    for _, size, file in sorted(files):
        if total <= limit:
            return
        with suppress(OSError):
            file.unlink()
            total -= size


def _frame_at(video: Path, at_ms: int, max_side: int) -> bytes:
    # Loaded here: with every picture in the cache no video is decoded, and 16 MB are saved.
    from tikscheduler.media.frames import frame_at

    return frame_at(video, at_ms, max_side)


def _keep(file: Path, picture: bytes) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, picture, durable=False)
    except OSError as error:
        log.info("thumbnail not kept: %s", error.strerror)


def _is_whole(picture: bytes) -> bool:
    """Whether this is a JPEG to its end: after a power cut a file may be empty or cut off."""
    return picture.startswith(b"\xff\xd8") and picture.endswith(b"\xff\xd9")
