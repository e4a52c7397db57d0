"""A strip that offers what was begun and not saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from tikscheduler.ui.widgets import button, label

SHOWN = 40


class Offer(QFrame):
    """Hidden while there is nothing to offer."""

    taken = Signal(object)
    forgotten = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begun: dict[str, Any] | None = None
        self.setProperty("kind", "box-idle")
        self._words = label("", "hint")
        self.take = button(self.tr("Bring it back"), self._on_taken, kind="link")
        self.forget = button(self.tr("Forget it"), self._on_forgotten, kind="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 8, 3)
        row.setSpacing(12)
        row.addWidget(self._words, 1)
        row.addWidget(self.take)
        row.addWidget(self.forget)
        self.hide()

    def show_for(self, begun: dict[str, Any] | None) -> None:
        """Offer this; None hides the strip."""
        self._begun = begun
        self.setVisible(begun is not None)
        if begun is None:
            return
        video = Path(str(begun.get("video", ""))).name
        first = " ".join(str(begun.get("caption", "")).split()) or video
        if len(first) > SHOWN:
            first = first[:SHOWN].rstrip() + "…"
        text = self.tr("Not saved last time: “%1”") if first else self.tr("Not saved last time")
        self._words.setText(text.replace("%1", first))
        self._words.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def _on_taken(self) -> None:
        self.hide()
        self.taken.emit(self._begun)

    def _on_forgotten(self) -> None:
        self.hide()
        self.forgotten.emit(self._begun)
