"""Poster frames of videos, made on another thread and kept as long as they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from tikscheduler.domain.post import Post
from tikscheduler.ui.desk import Desk

Key = tuple[str, int, int]
"""A video's path, its time of change, and the place in it in milliseconds."""

MAX_SIDE = 360
SMALL = QSize(56, 88)
"""What the largest picture on a tile or in a row takes at twice its size, in pixels."""
KEPT_SMALL, KEPT_LARGE = 1500, 24
"""About 25 MB of the one and 7 MB of the other."""


class Shelf:
    """Pictures of one size: those looked at last are kept, what has none is not asked for again."""

    def __init__(self, kept: int) -> None:
        self._most = kept
        self._kept: OrderedDict[Key, QPixmap] = OrderedDict()
        self.asked: set[Key] = set()
        self._blank: set[Key] = set()

    def find(self, key: Key) -> QPixmap | None:
        """The picture, if it is there."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def wants(self, key: Key) -> bool:
        """Whether it is still to be asked for; it is taken as asked for then."""
        if key in self._kept or key in self.asked or key in self._blank:
            return False
        self.asked.add(key)
        return True

    def put(self, key: Key, image: QImage | None) -> bool:
        """Keep what has come, None for a video without a picture; whether there is one."""
        self.asked.discard(key)
        if image is None or image.isNull():
            self._blank.add(key)
            return False
        self._kept[key] = QPixmap.fromImage(image)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return True


class Pictures(QObject):
    """Asks for each picture once. `ready` tells which has come; a video without one stays blank."""

    ready = Signal(object)  # Key

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._small, self._large = Shelf(KEPT_SMALL), Shelf(KEPT_LARGE)

    @staticmethod
    def key(post: Post) -> Key:
        """The name of a post's picture: its cover, else the first frame."""
        return str(post.video), post.video_mtime_ns, post.cover_ms or 0

    def small(self, post: Post) -> QPixmap | None:
        """The picture for a tile or a row; None until `ready`, and for good where there is none."""
        return self._find(self._small, self.key(post))

    def poster(self, post: Post) -> QPixmap | None:
        """The large picture, up to 360 pixels."""
        return self._find(self._large, self.key(post))

    def of_file(self, video: Path, mtime_ns: int = 0, at_ms: int = 0) -> QPixmap | None:
        """The large picture of a file that is no post yet."""
        return self._find(self._large, (str(video), mtime_ns, at_ms))

    def _find(self, shelf: Shelf, key: Key) -> QPixmap | None:
        found = shelf.find(key)
        if found is None and shelf.wants(key):
            self._ask(shelf, key)
        return found

    def _ask(self, shelf: Shelf, key: Key) -> None:
        path, _, at_ms = key
        profile, shrink = self._desk.profile, shelf is self._small

        def work() -> QImage:
            from tikscheduler.services.thumbnails import thumbnail

            image = QImage.fromData(thumbnail(profile, Path(path), at_ms, MAX_SIDE))
            return _shrunk(image) if shrink else image

        self._desk.picture(
            self,
            work,
            lambda image: self._on_made(shelf, key, image),
            lambda _error: self._on_made(shelf, key, None),  # said where it matters: in the checks
        )

    def _on_made(self, shelf: Shelf, key: Key, image: QImage | None) -> None:
        if shelf.put(key, image):
            self.ready.emit(key)


def _shrunk(image: QImage) -> QImage:
    return image.scaled(
        SMALL,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
