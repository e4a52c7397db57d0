"""The two questions about closing: what it means, and whether to stop an upload for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tikscheduler.ui.composer.ticks import Tick
from tikscheduler.ui.question import Question
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.widgets import button


class CloseQuestion(Question):
    """What closing the window means. `chosen` tells "tray" or "quit", and whether for good."""

    chosen = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(
            self.tr("Go on publishing when the window is closed?"),
            self.tr(
                "Posts go out only while tikscheduler runs. It can run on as a small icon in the "
                "tray, and open again from there."
            ),
            parent,
        )
        self.remember = Tick(theme, self.tr("Remember this and do not ask again"))
        self.column.addWidget(self.remember)
        self.quit = button(self.tr("Quit"), lambda: self._choose("quit"))
        self.keep = button(
            self.tr("Keep publishing in the tray"), lambda: self._choose("tray"), kind="primary"
        )
        for one in (self.quit, self.keep):
            self.buttons.addWidget(one)
        self.finish()
        self.keep.setDefault(True)
        self.keep.setFocus()

    def _choose(self, choice: str) -> None:
        self.accept()
        self.chosen.emit(choice, self.remember.isChecked())


class QuitQuestion(Question):
    """Says what becomes of the uploads under way. Accepted means quit."""

    def __init__(self, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(self.tr("Quit during an upload?"), self._words(names), parent)
        self.quit = button(self.tr("Quit"), self.accept)
        self.stay = button(self.tr("Keep going"), self.reject, kind="primary")
        for one in (self.quit, self.stay):
            self.buttons.addWidget(one)
        self.finish()
        self.stay.setDefault(True)
        self.stay.setFocus()

    def _words(self, names: Sequence[str]) -> str:
        if not names:
            return self.tr("An upload stops and goes on when you open tikscheduler again.")
        if len(names) == 1:
            text = self.tr("The upload of “%1” stops and goes on when you open tikscheduler again.")
            return text.replace("%1", names[0])
        text = self.tr(
            "%2 uploads, “%1” among them, stop and go on when you open tikscheduler again."
        )
        return text.replace("%2", str(len(names))).replace("%1", names[0])
