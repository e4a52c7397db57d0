"""The right side of the composer: everything the creator chooses about a post."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Choices, Mode, Post, Privacy
from tikscheduler.domain.zones import Moment
from tikscheduler.ui.composer import when_field
from tikscheduler.ui.composer.audience import Audience
from tikscheduler.ui.composer.caption_editor import CaptionEditor
from tikscheduler.ui.composer.choosers import AccountChoice
from tikscheduler.ui.composer.creator_line import CreatorLine
from tikscheduler.ui.composer.disclosure import Disclosure
from tikscheduler.ui.composer.draft_part import DraftPart
from tikscheduler.ui.composer.mode_gate import ModeGate
from tikscheduler.ui.composer.ticks import Tick
from tikscheduler.ui.composer.when_field import WhenField
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label, set_kind


class Form(QWidget):
    """`changed` comes once for changes that come together."""

    changed = Signal()
    account_chosen = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        theme = kit.theme
        self.account = AccountChoice(kit, self.tr("Post to"))
        self.when = WhenField(theme, kit.zone)
        self.no_time = Tick(theme, self.tr("No time yet"))
        self.when_note = label("", "failed", wrap=True)
        self.caption = CaptionEditor(theme)
        self.counter = label("", "small")
        self.audience = Audience(theme)
        self.disclosure = Disclosure(theme)
        self.ai = Tick(theme, self.tr("AI-generated content"))
        self.draft = Tick(theme, self.tr("Send to the TikTok inbox as a draft"))
        self.modes = ModeGate(self.draft)
        self.draft_part = DraftPart(self.caption)
        self.creator = CreatorLine(kit)
        self._lay_out()
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.changed)
        self._connect()
        self._on_draft(False)
        self._on_no_time(False)
        self._count()

    def _lay_out(self) -> None:
        when_row = QHBoxLayout()
        when_row.addWidget(label(self.tr("When"), "field"), 1)
        when_row.addWidget(self.no_time)
        top = QGridLayout()
        top.setHorizontalSpacing(14)
        top.setVerticalSpacing(3)
        top.addWidget(label(self.tr("Post to"), "field"), 0, 0)
        top.addLayout(when_row, 0, 1)
        top.addWidget(self.account, 1, 0)
        top.addWidget(self.when, 1, 1)
        top.addWidget(self.creator, 2, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.when_note, 2, 1, Qt.AlignmentFlag.AlignTop)
        top.setColumnStretch(0, 1)
        top.setColumnStretch(1, 1)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.counter)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(self.tr("Caption"), "field"))
        words.addWidget(self.caption, 1)
        words.addLayout(below)
        last = QHBoxLayout()
        last.setSpacing(20)
        last.addWidget(self.ai)
        last.addWidget(self.draft)
        last.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 14, 22, 6)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(words, 1)
        column.addWidget(self.audience)
        column.addWidget(self.disclosure)
        column.addLayout(last)
        column.addWidget(self.draft_part)

    def _connect(self) -> None:
        for signal in (
            self.when.edited,
            self.caption.typed,
            self.audience.chosen,
            self.disclosure.chosen,
            self.ai.toggled,
        ):
            signal.connect(self._tell)
        self.no_time.toggled.connect(self._on_no_time)
        self.draft.toggled.connect(self._on_draft)
        self.caption.typed.connect(self._count)
        self.account.currentIndexChanged.connect(self._on_account)
        self.audience.chosen.connect(self._on_audience)
        self.disclosure.chosen.connect(
            lambda: self.audience.set_branded(self.disclosure.is_branded)
        )

    # --- what is chosen --------------------------------------------------------------------

    @property
    def chosen_account(self) -> Account | None:
        """The account to post to."""
        return self.account.account

    def choices(self, cover_ms: int | None) -> Choices:
        """Everything but video, account and time."""
        draft, audience = self.draft.isChecked(), self.audience
        return Choices(
            caption=self.caption.caption,
            mode=Mode.DRAFT if draft else Mode.DIRECT,
            privacy=audience.privacy,
            allow_comment=audience.comment.isChecked(),
            allow_duet=audience.duet.isChecked(),
            allow_stitch=audience.stitch.isChecked(),
            your_brand=self.disclosure.is_your_brand,
            branded_content=self.disclosure.is_branded,
            ai_generated=self.ai.isChecked(),
            cover_ms=cover_ms,
        )

    def moment(self, now: datetime) -> tuple[Moment | None, str]:
        """The planned time, or None; and what is wrong with it."""
        if self.no_time.isChecked():
            return None, ""
        moment, problem = when_field.read(self.when)
        if moment is not None:
            problem = when_field.problem(moment, now, self._kit.settings)
        return moment, problem

    def show_when_problem(self, words: str, *, bad: bool) -> None:
        """Say something about the time right below it."""
        set_kind(self.when_note, "failed" if bad else "wait")
        self.when_note.setText(words)
        self.when_note.setVisible(bool(words))

    # --- beginning -------------------------------------------------------------------------

    def fill(self, post: Choices) -> None:
        """Begin with what a post holds."""
        self.caption.set_caption(post.caption)
        self.draft.setChecked(post.mode is Mode.DRAFT)
        audience = self.audience
        audience.choose(post.privacy)
        audience.comment.setChecked(post.allow_comment)
        audience.duet.setChecked(post.allow_duet)
        audience.stitch.setChecked(post.allow_stitch)
        self.disclosure.choose(your_brand=post.your_brand, branded=post.branded_content)
        self.ai.setChecked(post.ai_generated)

    def fill_time(self, post: Post, fallback: datetime, now: datetime, *, fixed: bool) -> None:
        """Begin with a post's time. One that has passed gives way to `fallback`, unless the post
        is only looked at."""
        if post.scheduled_at is not None and (fixed or post.scheduled_at > now):
            self.when.set_post(post)
        else:
            self.when.set_wall(fallback)
        self.no_time.setChecked(post.scheduled_at is None)

    # --- inside ----------------------------------------------------------------------------

    def _tell(self, *_: object) -> None:
        self._soon.start()

    def _count(self) -> None:
        self.counter.setText(self.caption.counter)
        set_kind(self.counter, "small-failed" if self.caption.too_long else "small")

    def _on_account(self, _index: int) -> None:
        self.account_chosen.emit()
        self._tell()

    def _on_audience(self) -> None:
        self.disclosure.set_private(self.audience.privacy is Privacy.PRIVATE)

    def _on_no_time(self, none: bool) -> None:
        self.when.setEnabled(not none)
        self._tell()

    def _on_draft(self, draft: bool) -> None:
        self.audience.set_draft(draft)
        self.disclosure.setEnabled(not draft)
        self.ai.setEnabled(not draft)
        self.draft_part.setVisible(draft)
        self._tell()
