"""Who can view a post and what viewers may do with it, as far as the creator's settings allow."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.account import CreatorInfo
from tikscheduler.domain.post import Privacy
from tikscheduler.ui.composer.choosers import Choice
from tikscheduler.ui.composer.disclosure import NEVER_PRIVATE
from tikscheduler.ui.composer.ticks import Tick
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.widgets import label
from tikscheduler.ui.words import PRIVACY_WORDS, tr

PRIVACY_ROLE = Qt.ItemDataRole.UserRole


class Audience(QWidget):
    """Nothing is chosen or allowed until the creator does it. `lost` tells of a choice that the
    account does not have (any more) and that was taken back."""

    chosen = Signal()
    lost = Signal(str)

    def __init__(self, theme: Theme, *, narrow: bool = False, parent: QWidget | None = None):
        super().__init__(parent)
        self._creator: CreatorInfo | None = None
        self._branded = False
        self._draft = False
        self.view = Choice(theme, self.tr("Who can view this"))
        self.comment = Tick(theme, self.tr("Comments"))
        self.duet = Tick(theme, self.tr("Duet"))
        self.stitch = Tick(theme, self.tr("Stitch"))
        self._lay_out(narrow)
        self._fill()
        self.view.currentIndexChanged.connect(lambda _index: self.chosen.emit())
        for box in (self.comment, self.duet, self.stitch):
            box.toggled.connect(lambda _on: self.chosen.emit())

    def _lay_out(self, narrow: bool) -> None:
        boxes = QVBoxLayout() if narrow else QHBoxLayout()
        boxes.setSpacing(0 if narrow else 16)
        for box in (self.comment, self.duet, self.stitch):
            boxes.addWidget(box)
        boxes.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.addWidget(label(self.tr("Who can view this"), "field"), 0, 0)
        grid.addWidget(self.view, 1, 0)
        row, column = (2, 0) if narrow else (0, 1)
        grid.addWidget(label(self.tr("Allow"), "field"), row, column)
        grid.addLayout(boxes, row + 1, column)
        grid.setColumnStretch(0, 1)
        if not narrow:
            grid.setColumnStretch(1, 1)

    # --- what is chosen --------------------------------------------------------------------

    @property
    def privacy(self) -> Privacy | None:
        """Who can view it, once that is chosen."""
        found = self.view.currentData(PRIVACY_ROLE)
        return Privacy(found) if found else None

    def choose(self, privacy: Privacy | None) -> None:
        """Choose who can view it; an option that is not offered chooses nothing.

        While TikTok has not told any, what a post holds is the only one there is.
        """
        if self._creator is None:
            before = self.view.blockSignals(True)
            self._offer((privacy,) if privacy else ())
            self.view.blockSignals(before)
        index = self.view.findData(str(privacy), PRIVACY_ROLE) if privacy else -1
        self.view.setCurrentIndex(index)

    # --- what may be chosen ----------------------------------------------------------------

    def set_creator(self, creator: CreatorInfo | None) -> None:
        """Offer what TikTok offers this creator; None: nothing is known, so nothing is offered."""
        self._creator = creator
        privacy = self.privacy
        self._fill()
        off = creator or CreatorInfo()
        for box, disabled in (
            (self.comment, off.comment_disabled),
            (self.duet, off.duet_disabled),
            (self.stitch, off.stitch_disabled),
        ):
            was = box.isChecked()
            self._shut(box, disabled)
            if was and disabled:
                self.lost.emit(box.text())
        if privacy and self.privacy is None:
            self.lost.emit(tr(str(PRIVACY_WORDS[privacy])))
        self.chosen.emit()

    def set_branded(self, branded: bool) -> None:
        """Branded content is never for the creator alone."""
        if branded != self._branded:
            self._branded = branded
            self._mark_private()

    def set_draft(self, draft: bool) -> None:
        """The creator chooses all this in the TikTok app when he finishes a draft."""
        self._draft = draft
        self.view.setEnabled(not draft)
        self._fill()
        self.set_creator(self._creator)

    def _shut(self, box: Tick, disabled: bool) -> None:
        if disabled:
            tip = self.tr("Turned off in this account’s settings on TikTok.")
            box.set_why(self.tr("off"), tip)
        else:
            box.set_why("", "")
            box.setEnabled(not self._draft)

    def _fill(self) -> None:
        privacy = self.privacy
        options = self._creator.privacy_options if self._creator else ()
        before = self.view.blockSignals(True)
        self._offer(options)
        self.choose(privacy)
        self.view.setPlaceholderText(self._invitation())
        self.view.blockSignals(before)
        self.view.show_emptiness()
        self._mark_private()

    def _offer(self, options: tuple[Privacy, ...]) -> None:
        self.view.clear()
        for option in dict.fromkeys(options):
            self.view.addItem(tr(str(PRIVACY_WORDS[option])))
            self.view.setItemData(self.view.count() - 1, str(option), PRIVACY_ROLE)

    def _invitation(self) -> str:
        if self._draft:
            return self.tr("Chosen in TikTok")
        if self._creator is None:
            return self.tr("TikTok has not told the choices")
        return (
            self.tr("Choose who can view") if self.view.count() else self.tr("TikTok offers nobody")
        )

    def _mark_private(self) -> None:
        index = self.view.findData(str(Privacy.PRIVATE), PRIVACY_ROLE)
        model = self.view.model()
        if index < 0 or not isinstance(model, QStandardItemModel):
            return
        item: QStandardItem = model.item(index)
        item.setEnabled(not self._branded)
        why = tr(NEVER_PRIVATE, "Disclosure") if self._branded else ""
        item.setToolTip(why)
        item.setData(why, Qt.ItemDataRole.AccessibleDescriptionRole)
