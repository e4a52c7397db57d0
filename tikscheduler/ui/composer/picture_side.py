"""The left side of the composer: the preview and the cover."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.ui.composer.cover_strip import CoverStrip
from tikscheduler.ui.composer.footage import Footage
from tikscheduler.ui.composer.preview import Preview
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label

WIDTH = 300
EXACT_MS = 90
"""After the marker has stood so long its own picture is fetched; until then the strip's serves."""


class PictureSide(QFrame):
    """`cover_picked` tells that the cover was moved."""

    cover_picked = Signal()

    def __init__(self, kit: Kit, footage: Footage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit, self._footage = kit, footage
        self._video: Path | None = None
        self._fixed = False
        self.setProperty("kind", "sheet-side")
        self.setFixedWidth(WIDTH)
        self.preview = Preview(kit.theme)
        self.cover = CoverStrip(kit.theme)
        self._place = label("", "hint")
        self._exact = QTimer(self, interval=EXACT_MS, singleShot=True)
        self._exact.timeout.connect(self._show_exact)
        words = QHBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(self.tr("Cover"), "field"))
        words.addWidget(self._place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(5)
        column.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        column.addLayout(words)
        column.addWidget(self.cover)
        column.addStretch(1)
        footage.changed.connect(self._on_footage)
        footage.strip_made.connect(self._on_strip)
        kit.pictures.ready.connect(self._on_picture)
        self.cover.picked.connect(self._on_picked)
        self._say_place()

    def _on_picture(self, _key: object) -> None:
        self._show_exact()

    def set_fixed(self, fixed: bool) -> None:
        """Whether the cover can no longer be changed."""
        self._fixed = fixed
        self._open_cover()

    def _open_cover(self) -> None:
        self.cover.setEnabled(not self._fixed and self._footage.facts is not None)

    def _on_footage(self) -> None:
        if self._footage.video != self._video:
            self._video = self._footage.video
            self.preview.set_video(self._video)
        facts = self._footage.facts
        if facts is not None:
            self.cover.set_duration(facts.duration_ms)
        self._open_cover()
        self._show_exact()

    def _on_strip(self) -> None:
        self.cover.set_strip(self._footage.strip)
        self.preview.set_strip(self._footage.strip)
        self._show_exact()

    def _on_picked(self) -> None:
        self._say_place()
        if self.preview.playing:
            self.preview.stop()
        self.preview.set_still(self.cover.nearest(), self._at_ms)
        self._exact.start()
        self.cover_picked.emit()

    @property
    def _at_ms(self) -> int:
        return self.cover.cover_ms or 0

    def _say_place(self) -> None:
        first = self.cover.cover_ms is None
        self._place.setText(self.tr("first frame") if first else self.cover.words)
        self.cover.setAccessibleDescription(self._place.text())

    def _show_exact(self) -> None:
        facts = self._footage.facts
        if facts is None or self._exact.isActive():
            return
        exact = self._kit.pictures.of_file(facts.path, facts.mtime_ns, self._at_ms)
        picture = exact.toImage() if exact is not None else self.cover.nearest()
        self.preview.set_still(picture, self._at_ms)
