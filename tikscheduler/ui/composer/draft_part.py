"""What a draft is, which of the choices TikTok drops for it, and the caption to take along."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.ui.composer.caption_editor import CaptionEditor
from tikscheduler.ui.widgets import button, label

COPIED_MS = 2_000


class DraftPart(QWidget):
    """Shown only while the post is a draft."""

    def __init__(self, caption: CaptionEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self.note = label(
            self.tr(
                "You finish a draft in the TikTok app. TikTok takes only the video and drops the "
                "rest: caption, cover, who can view it, what viewers may do, and labels."
            ),
            "hint",
            wrap=True,
        )
        self.waiting = label("", "hint", wrap=True)
        self.copy = button(self.tr("Copy caption"), self._on_copy)
        self._copied = QTimer(self, interval=COPIED_MS, singleShot=True)
        self._copied.timeout.connect(self._name_copy)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.note)
        texts.addWidget(self.waiting)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(texts, 1)
        row.addWidget(self.copy)
        caption.typed.connect(self._name_copy)
        self.show_waiting("")
        self._name_copy()

    def show_waiting(self, text: str) -> None:
        """Say how many drafts wait already."""
        self.waiting.setText(text)
        self.waiting.setVisible(bool(text))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._caption.caption)
        self.copy.setText(self.tr("Copied"))
        self._copied.start()

    def _name_copy(self) -> None:
        empty = not self._caption.caption
        self.copy.setText(self.tr("Copy caption"))
        self.copy.setEnabled(not empty)
        self.copy.setToolTip(self.tr("There is no caption yet") if empty else "")
