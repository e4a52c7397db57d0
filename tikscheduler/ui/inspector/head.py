"""The top of the inspector: picture, words, file, what the file is, and the status."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.post import FINAL, Post, PostStatus
from tikscheduler.domain.video import CODECS, VideoFacts
from tikscheduler.ui import words
from tikscheduler.ui.inspector.lines import Lines
from tikscheduler.ui.inspector.pill import Pill
from tikscheduler.ui.inspector.poster import Poster
from tikscheduler.ui.kit import Kit

KEPT = 200
FileKey = tuple[Path, int]


class Head(QWidget):
    """What the file is comes from the file itself, off the UI thread."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._post: Post | None = None
        self._facts: dict[FileKey, VideoFacts | str] = {}
        theme = kit.theme
        self.poster = Poster(kit)
        self.title = Lines(theme, bold=True, most=4)
        self.file = Lines(theme, "dim", most=2)
        self.facts = Lines(theme, "dim", most=3, pixels=12, pitch=16)
        self.pill = Pill(theme, PostStatus.SCHEDULED)
        texts = QVBoxLayout()
        texts.setContentsMargins(0, 0, 0, 0)
        texts.setSpacing(0)
        texts.addWidget(self.title)
        texts.addSpacing(2)
        texts.addWidget(self.file)
        texts.addSpacing(8)
        texts.addWidget(self.facts)
        texts.addSpacing(10)
        texts.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.poster, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)

    def show_post(self, post: Post) -> None:
        """Show this post."""
        if self._post is None or self._post.id != post.id:
            self._forget_trouble(post)
        self._post = post
        self.poster.show_post(post)
        self.title.show_text(words.first_words(post))
        self.title.setToolTip(post.caption)
        self.file.show_text(post.video.name)
        self.file.setToolTip(str(post.video))
        self.pill.show_status(post.status)
        self._show_facts()
        self._look_at(post)

    def _forget_trouble(self, post: Post) -> None:
        """A file that could not be read may be back by now."""
        if isinstance(self._facts.get(_key(post)), str):
            del self._facts[_key(post)]

    def _look_at(self, post: Post) -> None:
        key = _key(post)
        if key in self._facts:
            return
        video = post.video

        def work() -> VideoFacts:
            from tikscheduler.services.videos import look_at

            return look_at(video)[0]

        def failed(error: Exception) -> None:
            if isinstance(error, TikSchedulerError):
                self._keep(key, str(error))
            else:
                self._kit.desk.tell(error)

        self._facts[key] = ""  # asked for
        self._kit.desk.media(self, work, lambda facts: self._keep(key, facts), failed)

    def _keep(self, key: FileKey, facts: VideoFacts | str) -> None:
        self._facts[key] = facts
        while len(self._facts) > KEPT:
            self._facts.pop(next(iter(self._facts)))
        if self._post is not None and _key(self._post) == key:
            self._show_facts()

    def _show_facts(self) -> None:
        post = self._post
        if post is None:
            return
        found = self._facts.get(_key(post), "")
        size = words.size(post.video_size)
        if isinstance(found, VideoFacts):
            self.facts.show_text(fact_words(found, size), "dim")
            self.facts.setToolTip("")
        elif found and post.status not in FINAL:  # a video that is out may be moved or deleted
            self.facts.show_text(found, "failed")
            self.facts.setToolTip(found)
        else:
            self.facts.show_text(size, "dim")
            self.facts.setToolTip("")


def _key(post: Post) -> FileKey:
    return post.video, post.video_mtime_ns


def fact_words(facts: VideoFacts, size: str) -> str:
    """Sides and frame rate, and on the next line codec and size."""
    rate = f"{float(facts.frame_rate):.2f}".rstrip("0").rstrip(".")
    codec = CODECS.get(facts.codec, facts.codec)
    return f"{facts.width} × {facts.height} · {rate} fps\n{codec} · {size}"
