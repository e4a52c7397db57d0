"""SHA-256 of video files, so that the same video is known again under any name."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from tikscheduler.domain.errors import Stopping
from tikscheduler.domain.video import VideoFacts

BLOCK = 1 << 20
REMEMBERED = 1000

Key = tuple[Path, int, int]


class VideoHashes:
    """Hashes of files, each read once as long as its path, size and time of change stay the same.

    May be shared between threads.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[Key, str] = OrderedDict()
        self._turn = threading.Lock()

    def known(self, facts: VideoFacts) -> str:
        """The hash as hexadecimal digits if it was made before; else "", and nothing is read."""
        with self._turn:
            key = (facts.path, facts.size, facts.mtime_ns)
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key, "")

    def of(self, facts: VideoFacts, stopping: Callable[[], bool] = lambda: False) -> str:
        """The hash of the file; "" where it is not the one of these facts any more.

        Reads all of it, a gigabyte in a second or more. Raises `InputError` as `media.probe.probe`
        does for a file that cannot be read, and `Stopping` soon after `stopping` says so.
        """
        return self.known(facts) or self._read(facts, stopping)

    def _read(self, facts: VideoFacts, stopping: Callable[[], bool]) -> str:
        from tikscheduler.media.source import open_source

        made = hashlib.sha256()
        with open_source(facts.path) as source:
            if (source.size, source.mtime_ns) != (facts.size, facts.mtime_ns):
                return ""
            while block := source.read(BLOCK):
                if stopping():
                    raise Stopping("The video was not read to its end.")
                made.update(block)
            if source.bytes_read != facts.size:
                return ""
        with self._turn:
            self._known[facts.path, facts.size, facts.mtime_ns] = made.hexdigest()
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return made.hexdigest()
