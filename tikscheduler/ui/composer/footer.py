"""The foot of the composer: the verdict, TikTok's consent line, and right below it the buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.ui.composer.consent import ConsentLine
from tikscheduler.ui.composer.verdict_box import VerdictBox
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.widgets import button, label


class Footer(QWidget):
    """The buttons are shut while something is missing, and their tool tips say what."""

    def __init__(self, theme: Theme, *, editing: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = VerdictBox(theme)
        self.consent = ConsentLine(theme)
        self.later = label("", "hint", wrap=True)
        self.save = button(self.tr("Save unplanned"))
        self.schedule = button(self.tr("Schedule"), kind="primary")
        self.close_button = button(self.tr("Close"))
        self.close_button.hide()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.later, 1)
        for one in (self.save, self.schedule, self.close_button):
            row.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 6, 22, 16)
        column.setSpacing(8)
        column.addWidget(self.box)
        column.addSpacing(2)
        column.addWidget(self.consent)
        column.addLayout(row)
        # The links come right before the button that agrees to them.
        QWidget.setTabOrder(self.save, self.consent)
        self.set_editing(editing)
        self.set_consent(branded=False)

    def set_editing(self, editing: bool) -> None:
        """A post there is has one button; a new one may be kept without a time."""
        self._editing = editing
        self.save.setVisible(not editing)
        self.schedule.setText(self.tr("Save") if editing else self.tr("Schedule"))
        self.schedule.setAccessibleName(self.schedule.text())

    def set_consent(self, *, branded: bool, draft: bool = False) -> None:
        """The line by what is disclosed, and what to expect once it is sent."""
        self.consent.set_branded(branded)
        self.later.setText(
            self.tr("A sent draft can take a few minutes to appear in the TikTok inbox.")
            if draft
            else self.tr(
                "Once published, a post can take a few minutes to process and appear on the "
                "profile."
            )
        )

    def set_reasons(self, unplanned: str, planned: str, *, busy: bool) -> None:
        """Why each button cannot be pressed; "" opens it."""
        self.save.setEnabled(not unplanned and not busy)
        self.save.setToolTip(unplanned)
        self.schedule.setEnabled(not planned and not busy)
        self.schedule.setToolTip(planned or self.tr("Ctrl+Enter"))

    def set_locked(self, locked: bool) -> None:
        """Nothing to press but Close, or everything again."""
        self.save.setVisible(not locked and not self._editing)
        for one in (self.schedule, self.consent, self.later):
            one.setVisible(not locked)
        self.close_button.setVisible(locked)
