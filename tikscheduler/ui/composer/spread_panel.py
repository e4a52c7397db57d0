"""What is chosen for all of several videos at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.ui.composer.audience import Audience
from tikscheduler.ui.composer.caption_editor import CaptionEditor
from tikscheduler.ui.composer.choosers import AccountChoice
from tikscheduler.ui.composer.creator_line import CreatorLine
from tikscheduler.ui.composer.disclosure import Disclosure
from tikscheduler.ui.composer.mode_gate import ModeGate
from tikscheduler.ui.composer.spread_rows import Known
from tikscheduler.ui.composer.ticks import Tick
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label

WIDTH = 300


class SpreadPanel(QFrame):
    """A choice here goes into every row; rows may be changed by themselves after that."""

    account_chosen = Signal()
    caption_typed = Signal()
    audience_chosen = Signal()
    file_names_wanted = Signal()
    changed = Signal()  # disclosure, label, draft: always for all

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = kit.theme
        self.setProperty("kind", "sheet-side")
        self.setFixedWidth(WIDTH)
        self.account = AccountChoice(kit, self.tr("Post all to"))
        self.creator = CreatorLine(kit)
        self.caption = CaptionEditor(theme)
        self.caption.setAccessibleName(self.tr("Caption for all"))
        self.file_names = button(
            self.tr("Use file names"), self.file_names_wanted.emit, kind="link"
        )
        self.audience = Audience(theme, narrow=True)
        self.disclosure = Disclosure(theme)
        self.ai = Tick(theme, self.tr("AI-generated content"))
        self.draft = Tick(theme, self.tr("To the TikTok inbox, as drafts"))
        self.modes = ModeGate(self.draft)
        self.draft_note = label(
            self.tr(
                "You finish them in the TikTok app. TikTok takes only the videos: captions, who "
                "can view them, what viewers may do and labels are dropped."
            ),
            "hint",
            wrap=True,
        )
        self.draft_note.hide()
        self._lay_out()
        self.account.currentIndexChanged.connect(lambda _index: self.account_chosen.emit())
        self.caption.typed.connect(self.caption_typed)
        self.audience.view.activated.connect(lambda _index: self.audience_chosen.emit())
        for box in (self.audience.comment, self.audience.duet, self.audience.stitch):
            box.clicked.connect(lambda _on: self.audience_chosen.emit())
        self.audience.chosen.connect(self._on_audience)
        self.disclosure.chosen.connect(self._on_disclosure)
        self.ai.toggled.connect(lambda _on: self.changed.emit())
        self.draft.toggled.connect(self._on_draft)

    def _lay_out(self) -> None:
        caption_row = QHBoxLayout()
        caption_row.addWidget(label(self.tr("Caption"), "field"), 1)
        caption_row.addWidget(self.file_names)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(6)
        column.addWidget(label(self.tr("For all videos"), "strong"))
        column.addSpacing(4)
        column.addWidget(label(self.tr("Post to"), "field"))
        column.addWidget(self.account)
        column.addWidget(self.creator)
        column.addSpacing(4)
        column.addLayout(caption_row)
        column.addWidget(self.caption)
        column.addSpacing(4)
        column.addWidget(self.audience)
        column.addSpacing(4)
        column.addWidget(self.disclosure)
        column.addWidget(self.ai)
        column.addWidget(self.draft)
        column.addWidget(self.draft_note)
        column.addStretch(1)
        self.caption.setFixedHeight(self.caption.minimumHeight())

    @property
    def mode(self) -> Mode:
        """Direct posts or drafts."""
        return Mode.DRAFT if self.draft.isChecked() else Mode.DIRECT

    def show_creator(self, known: Known) -> None:
        """Say who all of them go out as."""
        self.creator.show_creator(known.account, known.told)

    def _on_audience(self) -> None:
        self.disclosure.set_private(self.audience.privacy is Privacy.PRIVATE)

    def _on_disclosure(self) -> None:
        self.audience.set_branded(self.disclosure.is_branded)
        self.changed.emit()

    def _on_draft(self, draft: bool) -> None:
        self.audience.set_draft(draft)
        self.disclosure.setEnabled(not draft)
        self.ai.setEnabled(not draft)
        self.draft_note.setVisible(draft)
        self.changed.emit()
