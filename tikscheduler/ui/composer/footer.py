"""The foot of the composer: the verdict, TikTok's consent line, and the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tikscheduler.ui.composer.disclosure import consent
from tikscheduler.ui.composer.verdict_box import VerdictBox
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.widgets import button


class Footer(QWidget):
    """The buttons are shut while something is missing, and their tool tips say what."""

    def __init__(self, theme: Theme, *, editing: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._branded = False
        self.box = VerdictBox(theme)
        self.consent = QLabel()
        self.consent.setTextFormat(Qt.TextFormat.RichText)
        self.consent.setOpenExternalLinks(True)
        self.consent.setWordWrap(True)
        self.consent.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.save = button(self.tr("Save unplanned"))
        self.schedule = button(self.tr("Schedule"), kind="primary")
        self.close_button = button(self.tr("Close"))
        self.close_button.hide()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.consent, 1)
        for one in (self.save, self.schedule, self.close_button):
            row.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 6, 22, 16)
        column.setSpacing(14)
        column.addWidget(self.box)
        column.addLayout(row)
        self.set_editing(editing)
        self._branded = False
        theme.changed.connect(self._say_consent)
        self._say_consent()

    def set_editing(self, editing: bool) -> None:
        """A post there is has one button; a new one may be kept without a time."""
        self._editing = editing
        self.save.setVisible(not editing)
        self.schedule.setText(self.tr("Save") if editing else self.tr("Schedule"))
        self.schedule.setAccessibleName(self.schedule.text())

    def set_consent(self, *, branded: bool) -> None:
        """The line by what is disclosed."""
        self._branded = branded
        self._say_consent()

    def _say_consent(self) -> None:
        text = consent(branded=self._branded, colour=self._theme.tokens.accent)
        colour = self._theme.tokens.dim
        self.consent.setText(f'<span style="font-size:12px;color:{colour}">{text}</span>')

    def set_reasons(self, unplanned: str, planned: str, *, busy: bool) -> None:
        """Why each button cannot be pressed; "" opens it."""
        self.save.setEnabled(not unplanned and not busy)
        self.save.setToolTip(unplanned)
        self.schedule.setEnabled(not planned and not busy)
        self.schedule.setToolTip(planned or self.tr("Ctrl+Enter"))

    def set_locked(self, locked: bool) -> None:
        """Nothing to press but Close, or everything again."""
        self.save.setVisible(not locked and not self._editing)
        for one in (self.schedule, self.consent):
            one.setVisible(not locked)
        self.close_button.setVisible(locked)
