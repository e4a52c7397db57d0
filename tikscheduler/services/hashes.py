"""SHA-256 of video files, so that the same video is known again under any name."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from pathlib import Path

from tikscheduler.domain.errors import InputError, Stopping
from tikscheduler.domain.video import VideoFacts
from tikscheduler.storage import Storage
from tikscheduler.storage.twins import add_hash

log = logging.getLogger(__name__)

BLOCK = 1 << 20
REMEMBERED = 1000

File = tuple[Path, int, int]
"""A file as it was when it was looked at: path, size, time of change in nanoseconds."""


def file_of(facts: VideoFacts) -> File:
    """The file that was probed."""
    return facts.path, facts.size, facts.mtime_ns


class VideoHashes:
    """Hashes of files, each read once as long as its path, size and time of change stay the same.

    May be shared between threads.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[File, str] = OrderedDict()
        self._turn = threading.Lock()

    def known(self, file: File) -> str:
        """The hash as hexadecimal digits if it was made before; else "", and nothing is read."""
        with self._turn:
            if file in self._known:
                self._known.move_to_end(file)
            return self._known.get(file, "")

    def of(self, file: File, stopping: Callable[[], bool] = lambda: False) -> str:
        """The hash of the file; "" where it is not the one that was looked at any more.

        Reads all of it, a gigabyte in a second or more. Raises `InputError` as `media.probe.probe`
        does for a file that cannot be read, and `Stopping` soon after `stopping` says so.
        """
        return self.known(file) or self._read(file, stopping)

    def _read(self, file: File, stopping: Callable[[], bool]) -> str:
        from tikscheduler.media.source import open_source

        made = hashlib.sha256()
        path, size, mtime_ns = file
        with open_source(path) as source:
            if (source.size, source.mtime_ns) != (size, mtime_ns):
                return ""
            while block := source.read(BLOCK):
                if stopping():
                    raise Stopping("The video was not read to its end.")
                made.update(block)
            if source.bytes_read != size:
                return ""
        with self._turn:
            self._known[file] = made.hexdigest()
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return made.hexdigest()


def learn(
    storage: Storage, hashes: VideoHashes, ids: Collection[int], stopping: Callable[[], bool]
) -> None:
    """Add the hash to those of these posts that were planned before their video was read.

    A video that is gone or changed is left to the publishing, which says so. Raises `StorageError`,
    and `Stopping` soon after `stopping` says so.
    """
    for post in storage.listing.get_many(ids):
        if post.video_hash:
            continue
        try:
            found = hashes.of((post.video, post.video_size, post.video_mtime_ns), stopping)
        except InputError as error:
            log.info("the video of post %s was not read: %s", post.id, error)
            continue
        if found:
            add_hash(storage.database, post, found)
