"""Makes a copy of a video that TikTok takes: says what changes, makes it, hands it on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.domain.reencoding import looks
from tikscheduler.ui.accounts.fitting import fit_over
from tikscheduler.ui.composer.checks import Tone, Verdict
from tikscheduler.ui.composer.sheet import Sheet
from tikscheduler.ui.composer.verdict_box import VerdictBox
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.reencode.job import CopyJob
from tikscheduler.ui.reencode.table import ChangeTable
from tikscheduler.ui.reencode.words import left_words
from tikscheduler.ui.widgets import button, label

if TYPE_CHECKING:
    from tikscheduler.services.reencoding import Made, Proposal

WIDTH = 760


class CopyDialog(Sheet):
    """`used` tells the path of the copy, once the user wants it. Closing it ends the work.

    `pick` is what the user may do instead: choose another file.
    """

    used = Signal(object)

    def __init__(
        self,
        kit: Kit,
        video: Path,
        *,
        refused: frozenset[str] = frozenset(),
        max_seconds: int = 0,
        pick: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit, (WIDTH, 0), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.set_title(self.tr("Make a copy that fits"))
        self.subtitle.setText(video.name)
        self.subtitle.setToolTip(str(video))
        self._pick = pick
        self._proposal: Proposal | None = None
        self._copy: Path | None = None
        self.job = CopyJob(kit.desk, video, refused=refused, max_seconds=max_seconds, parent=self)
        self.table = ChangeTable(kit.theme)
        self.place = label("", "hint", wrap=True)
        self.folder = button(self.tr("Another folder…"), self._on_folder, kind="link")
        self.box = VerdictBox(kit.theme)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far the copy is"))
        self.how_far = label("", "hint")
        self.other = button(self.tr("Pick another video…"), self._on_pick, kind="link")
        self.leave = button(self.tr("Cancel"), self.reject)
        self.make = button(self.tr("Make the copy"), self._on_make, kind="primary")
        self.use = button(self.tr("Use it"), self._on_use, kind="primary")
        self._lay_out()
        self._connect()
        self.calm_enter()
        self._begin()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.place, 1)
        place.addWidget(self.folder, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        for one in (self.leave, self.make, self.use):
            buttons.addWidget(one)
        inside = QFrame()
        column = QVBoxLayout(inside)
        column.setContentsMargins(22, 14, 22, 16)
        column.setSpacing(12)
        column.addWidget(self.box)
        column.addWidget(self.table)
        column.addLayout(place)
        column.addWidget(self.bar)
        column.addWidget(self.how_far)
        column.addLayout(buttons)
        self.body.addWidget(inside)

    def _connect(self) -> None:
        job = self.job
        job.proposed.connect(self._on_proposed)
        job.told.connect(self._on_told)
        job.made.connect(self._on_made)
        job.stopped.connect(self._show_proposal)
        job.failed.connect(self._on_failed)
        self.destroyed.connect(job.stop)  # deleted with its window, it was never closed
        self.confirmed.connect(self._on_confirmed)

    # --- what it shows ---------------------------------------------------------------------

    def _begin(self) -> None:
        self._show(self.leave)
        self._say(Tone.IDLE, self.tr("Looking at the video…"))
        self.job.propose()

    def _show(self, *shown: QWidget) -> None:
        """These of the parts that come and go."""
        parts = (self.table, self.place, self.folder, self.bar, self.how_far)
        for one in (*parts, self.other, self.leave, self.make, self.use):
            one.setVisible(one in shown)
        self.leave.setText(self.tr("Close") if self.use in shown else self.tr("Cancel"))
        if self.bar in shown:
            self.leave.setText(self.tr("Stop"))
        self.leave.setAccessibleName(self.leave.text())
        self._fit()

    def _say(self, tone: Tone, headline: str, text: str = "") -> None:
        self.box.say(Verdict(tone=tone, headline=headline, text=text))
        self._fit()

    def _on_proposed(self, proposal: Proposal) -> None:
        self._proposal = proposal
        self.table.show_changes(proposal.recipe.changes)
        self._show_proposal()

    def _show_proposal(self) -> None:
        proposal = self._proposal
        if proposal is None:
            return
        self._show(
            self.table, self.place, self.folder, self._other_or(self.leave), self.leave, self.make
        )
        self.make.setEnabled(proposal.writable)
        text = self.tr("It is saved as “%1” in %2.").replace("%1", proposal.target.name)
        self.place.setText(text.replace("%2", str(proposal.target.parent)))
        if not proposal.writable:
            self._say(
                Tone.FAILED,
                self.tr("This folder takes no new files."),
                self.tr("Choose another folder for the copy."),
            )
            self.folder.setFocus()
            return
        self._say_what_it_is(proposal)
        self._focus(self.make)

    def _say_what_it_is(self, proposal: Proposal) -> None:
        if proposal.recipe.still:
            still = " ".join(proposal.recipe.still)
            self._say(Tone.WAIT, self.tr("A copy does not mend everything."), still)
            return
        seen = (change for change in proposal.recipe.changes if change.what != "File")
        if all(change.now == change.after for change in seen):
            text = self.tr("The video looks right as it is. Encoded anew, some of these are taken.")
            self._say(Tone.WAIT, self.tr("A copy may help."), text)
            return
        text = self.tr("Your video stays as it is; the copy is put beside it.")
        self._say(Tone.IDLE, self.tr("A copy can be made that TikTok takes."), text)

    def _other_or(self, otherwise: QWidget) -> QWidget:
        return self.other if self._pick is not None else otherwise

    def _focus(self, one: QPushButton) -> None:
        one.setDefault(True)
        one.setFocus()

    # --- making it -------------------------------------------------------------------------

    def _on_make(self) -> None:
        if self._proposal is None or not self._proposal.writable:
            return
        self._show(self.table, self.place, self.bar, self.how_far, self.leave)
        self._say(
            Tone.IDLE,
            self.tr("The copy is being made."),
            self.tr("Posts go out meanwhile; the rest of the window waits for this dialog."),
        )
        self.leave.setFocus()
        self.job.start(self._proposal)

    def _on_told(self, share: float, left: float | None) -> None:
        self.bar.setValue(round(share * 1000))
        self.how_far.setText(left_words(share, left))
        self.bar.setAccessibleDescription(self.how_far.text())

    def _on_made(self, made: Made) -> None:
        self._copy = made.path
        self.table.show_result(looks(made.material))
        text = self.tr("Saved as “%1” in %2.").replace("%1", made.path.name)
        self.place.setText(text.replace("%2", str(made.path.parent)))
        self._show(self.table, self.place, self.leave, self.use)
        if made.problems:
            self._say(
                Tone.FAILED,
                self.tr("The copy does not fit either."),
                " ".join(problem.message for problem in made.problems),
            )
        else:
            checked = self.tr("Format, frame rate and size were read from the copy itself.")
            self._say(Tone.GOOD, self.tr("The copy fits TikTok."), checked)
        self._focus(self.use)

    def _on_failed(self, words: str) -> None:
        if self._proposal is None:
            self._show(self._other_or(self.leave), self.leave)
        else:
            self._show_proposal()
        self._say(Tone.FAILED, self.tr("No copy was made."), words)

    # --- what the user does ----------------------------------------------------------------

    def _on_confirmed(self) -> None:
        for one in (self.use, self.make):
            if one.isVisible() and one.isEnabled():
                one.click()
                return

    def _on_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a folder for the copy"))
        dialog.setObjectName("choose_folder")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.job.propose(Path(name)))
        dialog.open()

    def _on_pick(self) -> None:
        pick = self._pick
        self.reject()
        if pick is not None:
            pick()

    def _on_use(self) -> None:
        copy = self._copy
        self.accept()
        if copy is not None:
            self.used.emit(copy)

    def reject(self) -> None:
        """Qt: closed by Esc, by the cross or by its button; while it works that only stops it."""
        if self.bar.isVisibleTo(self):
            self.job.stop()
            self._show_proposal()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Qt: closed, whichever way."""
        self.job.stop()
        super().done(result)

    # --- its size --------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: only now do its texts have their fonts."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        fit_over(self, WIDTH)
