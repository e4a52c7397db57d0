"""Poster frames of videos, made on another thread and kept as long as they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from tikscheduler.domain.post import Post
from tikscheduler.ui.desk import Desk

Key = tuple[str, int, int]
"""A video's path, its time of change, and the place in it in milliseconds."""

KEPT = 1500
MAX_SIDE = 360
SMALL = 40
"""Longer side of the pictures on tiles and in rows, in logical pixels."""


class Pictures(QObject):
    """Asks for each picture once. `ready` tells which has come; a video without one stays blank."""

    ready = Signal(object)  # Key

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kept: OrderedDict[Key, tuple[QPixmap, QPixmap]] = OrderedDict()
        self._asked: set[Key] = set()
        self._blank: set[Key] = set()

    @staticmethod
    def key(post: Post) -> Key:
        """The name of a post's picture: its cover, else the first frame."""
        return str(post.video), post.video_mtime_ns, post.cover_ms or 0

    def small(self, post: Post) -> QPixmap | None:
        """The picture for a tile or a row; None until `ready` (or for good) and then asked for."""
        found = self._find(self.key(post))
        return found[1] if found else None

    def poster(self, post: Post) -> QPixmap | None:
        """The large picture, up to 360 pixels."""
        found = self._find(self.key(post))
        return found[0] if found else None

    def of_file(self, video: Path, mtime_ns: int = 0, at_ms: int = 0) -> QPixmap | None:
        """The large picture of a file that is no post yet."""
        found = self._find((str(video), mtime_ns, at_ms))
        return found[0] if found else None

    def _find(self, key: Key) -> tuple[QPixmap, QPixmap] | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        elif key not in self._asked and key not in self._blank:
            self._ask(key)
        return found

    def _ask(self, key: Key) -> None:
        self._asked.add(key)
        path, _, at_ms = key
        profile = self._desk.profile

        def work() -> QImage:
            from tikscheduler.services.thumbnails import thumbnail

            return QImage.fromData(thumbnail(profile, Path(path), at_ms, MAX_SIDE))

        self._desk.media(
            self,
            work,
            lambda image: self._on_made(key, image),
            lambda _error: self._on_none(key),  # a missing or broken video: said where it matters
        )

    def _on_made(self, key: Key, image: QImage) -> None:
        self._asked.discard(key)
        if image.isNull():
            self._blank.add(key)
            return
        small = image.scaled(
            2 * SMALL,
            2 * SMALL,
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._kept[key] = (QPixmap.fromImage(image), QPixmap.fromImage(small))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(key)

    def _on_none(self, key: Key) -> None:
        self._asked.discard(key)
        self._blank.add(key)
