"""Plays a video into pictures, where the machine can; loaded when first asked to play."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QImage


class Player(QObject):
    """`failed` comes when this machine cannot play the video; what is shown then is up to others.

    Raises `ImportError` where Qt has no multimedia.
    """

    frame_shown = Signal(QImage)
    moved = Signal(int)  # milliseconds
    ended = Signal()
    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoSink

        self._kinds = QMediaPlayer
        self._sound = QAudioOutput(self)
        self._sink = QVideoSink(self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._sound)
        self._player.setVideoOutput(self._sink)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._player.positionChanged.connect(lambda at: self.moved.emit(int(at)))
        self._player.mediaStatusChanged.connect(self._on_status)
        self._player.errorOccurred.connect(lambda *_: self.failed.emit())

    def play(self, video: Path, from_ms: int) -> None:
        """Play a file from a place on."""
        source = QUrl.fromLocalFile(str(video))
        if self._player.source() != source:
            self._player.setSource(source)
        self._player.setPosition(from_ms)
        self._player.play()

    def pause(self) -> None:
        """Stand still."""
        self._player.pause()

    def set_muted(self, muted: bool) -> None:
        """With or without sound."""
        self._sound.setMuted(muted)

    def drop(self) -> None:
        """Let go of the file."""
        self._player.stop()
        self._player.setSource(QUrl())

    def _on_frame(self, frame: Any) -> None:
        picture = frame.toImage()
        if not picture.isNull():
            self.frame_shown.emit(picture)

    def _on_status(self, status: Any) -> None:
        if status == self._kinds.MediaStatus.EndOfMedia:
            self.ended.emit()
        elif status == self._kinds.MediaStatus.InvalidMedia:
            self.failed.emit()
