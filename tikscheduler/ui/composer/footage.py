"""The video of a composer: its facts, what TikTok would refuse about it, and its film strip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from shiboken6 import isValid

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.video import Problem, VideoFacts
from tikscheduler.ui.desk import Desk

FRAMES = 9
FRAME_SIDE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of a file. Neither `facts` nor `refusal`: it is still being looked at."""

    video: Path
    facts: VideoFacts | None = None
    problems: tuple[Problem, ...] = ()
    refusal: str = ""

    @property
    def looking(self) -> bool:
        """Whether the answer is still to come."""
        return self.facts is None and not self.refusal

    @property
    def words(self) -> str:
        """Why it cannot go; "" when it can, or is still being looked at."""
        return self.refusal or " ".join(problem.message for problem in self.problems)


class Footage(QObject):
    """Looks at one file at a time, on another thread."""

    changed = Signal()
    strip_made = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.seen: Seen | None = None
        self.strip: list[tuple[int, QImage]] = []
        self.video_hash = ""
        """SHA-256 of the file, once all of it has been read."""

    @property
    def video(self) -> Path | None:
        """The file."""
        return self.seen.video if self.seen else None

    @property
    def facts(self) -> VideoFacts | None:
        """What it is, once that is known."""
        return self.seen.facts if self.seen else None

    def look(self, video: Path) -> None:
        """Take this file."""
        self.seen, self.strip, self.video_hash = Seen(video=video), [], ""
        self.changed.emit()
        self.strip_made.emit()
        look(self._desk, self, video, self._on_seen)

    def _on_seen(self, seen: Seen) -> None:
        if seen.video != self.video:
            return  # another file was chosen meanwhile
        self.seen = seen
        self.changed.emit()
        if seen.facts:
            self._ask_strip(seen.video, seen.facts.duration_ms)
            self._ask_hash(seen.facts)

    def _ask_strip(self, video: Path, duration_ms: int) -> None:
        def work() -> list[tuple[int, QImage]]:
            from tikscheduler.services.thumbnails import film_strip

            made = film_strip(video, duration_ms, FRAMES, FRAME_SIDE)
            return [(at_ms, QImage.fromData(picture)) for at_ms, picture in made]

        def done(strip: list[tuple[int, QImage]]) -> None:
            if video == self.video:
                self.strip = strip
                self.strip_made.emit()

        self._desk.media(self, work, done, lambda _error: None)  # said by the look already

    def _ask_hash(self, facts: VideoFacts) -> None:
        def unwanted() -> bool:
            return self._desk.closed or not isValid(self) or self.facts is not facts

        file = (facts.path, facts.size, facts.mtime_ns)

        def done(video_hash: str) -> None:
            if self.facts is facts:
                self.video_hash = video_hash
                self.changed.emit()

        self._desk.whole(
            self,
            lambda program: program.hashes.of(file, unwanted),
            done,
            lambda _error: None,  # it is read again when it is sent, and said then
        )


def look(desk: Desk, owner: QObject, video: Path, done: Callable[[Seen], object]) -> None:
    """Have a file looked at; `done` is called with a `Seen`, whatever comes of it."""

    def work() -> Seen:
        from tikscheduler.services.videos import look_at

        try:
            facts, problems = look_at(video)
        except TikSchedulerError as error:
            return Seen(video=video, refusal=str(error))
        return Seen(video=video, facts=facts, problems=tuple(problems))

    desk.media(owner, work, done)
