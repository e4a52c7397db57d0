"""Several videos at once: one table, one start, one step in the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.post import Choices, Mode
from tikscheduler.domain.spread import Spread
from tikscheduler.domain.zones import Moment
from tikscheduler.ui import icons
from tikscheduler.ui.composer import spread_rows, spread_verdict, when_field
from tikscheduler.ui.composer.at_tiktok import AtTikTok
from tikscheduler.ui.composer.checks import Tone, Verdict
from tikscheduler.ui.composer.choosers import isolated
from tikscheduler.ui.composer.choosing import last_account, remember_account
from tikscheduler.ui.composer.creators import Creators
from tikscheduler.ui.composer.footage import Seen, look
from tikscheduler.ui.composer.footer import Footer
from tikscheduler.ui.composer.pace import Pace
from tikscheduler.ui.composer.saving import Saving, wish
from tikscheduler.ui.composer.sheet import Sheet
from tikscheduler.ui.composer.spread_model import SpreadModel
from tikscheduler.ui.composer.spread_panel import SpreadPanel
from tikscheduler.ui.composer.spread_rows import Known, Row
from tikscheduler.ui.composer.spread_table import SpreadTable
from tikscheduler.ui.composer.spread_times import USUAL, SpreadTimes, times_in_words
from tikscheduler.ui.dropping import names_of
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft
from tikscheduler.ui.widgets import button

if TYPE_CHECKING:
    from tikscheduler.services.plan import Outcome
    from tikscheduler.services.scheduling import Wish

SIZE = (1140, 640)


class SpreadSheet(Sheet):
    """What TikTok would refuse is named, and goes only when the user leaves it out."""

    def __init__(self, kit: Kit, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(kit, SIZE, parent)
        self.set_title(self.tr("New posts"))
        self._said: Verdict | None = None
        self._moments: list[Moment] = []
        self._warned = False
        self._sent: list[Path] = []
        self.creators = Creators(kit.desk, self)
        self.pace = Pace(kit.desk, kit.book.name, self)
        self.at_tiktok = AtTikTok(kit.desk, kit.signals, self)
        self.saving = Saving(kit, self)
        self.model = SpreadModel(self._known, kit.book.name, self)
        self.table = SpreadTable(kit, self.model)
        self.times = SpreadTimes(kit, usual=True)
        self.panel = SpreadPanel(kit)
        self.footer = Footer(kit.theme, editing=False)
        self.leave_out = button("", self._on_leave_out)
        self.as_drafts = button(self.tr("Send as drafts instead"), self._on_as_drafts)
        self.setAcceptDrops(True)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        self._lay_out()
        self._begin(draft)
        self._connect()
        self.calm_enter()
        self.refresh()
        self.table.setFocus()

    def _lay_out(self) -> None:
        self.footer.box.add(self.leave_out)
        self.footer.box.add(self.as_drafts)
        top = QVBoxLayout()
        top.setContentsMargins(22, 14, 22, 8)
        top.addWidget(self.times)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(top)
        right.addWidget(self.table, 1)
        right.addWidget(self.footer)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.panel)
        row.addLayout(right, 1)
        self.body.addLayout(row)

    def _begin(self, draft: Draft) -> None:
        kit, now = self.kit, self.kit.desk.now()
        self.times.start.set_wall(when_field.first_wall(draft, kit.zone, now))
        self.times.choose(USUAL if draft.all_day else Spread.DAYS)
        account = draft.account_id or last_account(kit)
        self.panel.account.choose(account)
        self.add_videos(draft.videos)
        self._on_account()
        self._before = self._work()

    def _connect(self) -> None:
        panel, kit = self.panel, self.kit
        for news in (self.model.changed, self.times.changed, panel.changed):
            news.connect(self._on_changed)
        panel.account_chosen.connect(self._on_account)
        panel.caption_typed.connect(lambda: self.model.change_all(caption=panel.caption.caption))
        panel.file_names_wanted.connect(self.model.use_file_names)
        panel.audience_chosen.connect(self._on_audience)
        self.creators.changed.connect(self._on_creator)
        self.at_tiktok.changed.connect(self._soon.start)
        kit.book.changed.connect(self._soon.start)
        self.pace.changed.connect(self._soon.start)
        self.saving.saved.connect(self._on_saved)
        self.saving.refused.connect(self._on_refused)
        self.footer.save.clicked.connect(lambda: self._go(unplanned=True))
        self.footer.schedule.clicked.connect(lambda: self._go(unplanned=False))
        self.confirmed.connect(self._on_confirmed)
        self.dropped.connect(self._on_dropped)
        kit.desk.read(self, lambda storage: storage.listing.captions(), panel.caption.offer)

    # --- the rows --------------------------------------------------------------------------

    def add_videos(self, videos: Sequence[Path]) -> None:
        """More rows, with what is chosen for all."""
        panel, audience = self.panel, self.panel.audience
        before = {row.video for row in self.model.rows}
        rows = [
            Row(
                video=video,
                seen=Seen(video=video),
                account_id=panel.account.currentData(),
                caption=panel.caption.caption,
                privacy=audience.privacy,
                allow_comment=audience.comment.isChecked(),
                allow_duet=audience.duet.isChecked(),
                allow_stitch=audience.stitch.isChecked(),
            )
            for video in dict.fromkeys(videos)
            if video not in before
        ]
        self.model.add(rows)
        for row in rows:
            look(self.kit.desk, self, row.video, self.model.see)

    def _known(self, account_id: int | None) -> Known:
        account = self.kit.book.get(account_id) if account_id is not None else None
        if account is None:
            return Known()
        self.creators.ask(account)
        return Known(account=account, told=self.creators.told(account.id))

    def _on_account(self) -> None:
        account = self.panel.account.account
        self.panel.modes.show_account(account, new=True)
        if account is not None:
            self.creators.ask(account, anew=True)
        self.model.change_all(account_id=account.id if account else None, said="")
        known = self._known(account.id if account else None)
        self.panel.audience.set_creator(known.told.creator)

    def _on_audience(self) -> None:
        audience = self.panel.audience
        self.model.change_all(
            privacy=audience.privacy,
            allow_comment=audience.comment.isChecked(),
            allow_duet=audience.duet.isChecked(),
            allow_stitch=audience.stitch.isChecked(),
        )

    def _on_creator(self, account_id: int) -> None:
        account = self.panel.account.account
        creator = self.creators.told(account_id).creator
        if account and account.id == account_id:
            self.panel.audience.set_creator(creator)
            if creator is not None and creator != account.creator:
                self.kit.book.reload()  # the nickname and the picture are other ones now
        self.model.repaint()

    def _on_changed(self) -> None:
        self._said = None
        self._warned = False
        if self.model.mode is not self.panel.mode:
            self.model.set_mode(self.panel.mode)
        self._soon.start()

    def _on_as_drafts(self) -> None:
        self.panel.draft.setChecked(True)
        self.panel.draft.setFocus()

    def _on_leave_out(self) -> None:
        self.model.keep(lambda row: not self._refusal(row))
        self.table.setFocus()

    def _count(self, one: str, more: str) -> str:
        count = len(self.model.rows)
        return one if count == 1 else more.replace("%1", str(count))

    @property
    def _undisclosed(self) -> str:
        return "" if self.panel.mode is Mode.DRAFT else self.panel.disclosure.problem

    def _refusal(self, row: Row) -> str:
        return spread_rows.refusal(row, self.model.known(row), self.panel.mode)

    # --- what is true now ------------------------------------------------------------------

    def refresh(self) -> None:
        """Times, verdict and buttons."""
        now, rows = self.kit.desk.now(), self.model.rows
        self.table.branded = self.panel.disclosure.is_branded
        self._moments, problem = self.times.moments(len(rows), now)
        self.times.tell(self._moments, problem)
        self.model.set_times(self._moments)
        self.subtitle.setText(self._count(self.tr("1 video"), self.tr("%1 videos")))
        pairs, mode = [(row, self.model.known(row)) for row in rows], self.panel.mode
        refused = spread_verdict.refused(pairs, mode)
        self.leave_out.setVisible(bool(refused) and not self.saving.busy)
        self.leave_out.setText(self.tr("Leave out %1").replace("%1", str(len(refused))))
        branded = self.panel.disclosure.is_branded and mode is Mode.DIRECT
        stopped = spread_verdict.stops(pairs, mode, self._moments, now)
        verdict = spread_verdict.judge(
            pairs,
            mode,
            times_in_words(self._moments, self.kit.zone),
            branded=branded,
            stopped=stopped,
            good_to_know=[*self._good_to_know(pairs), *self._crowded(pairs)],
            still=self._undisclosed,
        )
        self.footer.box.say(self._said or verdict)
        self.footer.set_consent(branded=branded, draft=mode is Mode.DRAFT)
        self.panel.show_creator(self._known(self.panel.account.currentData()))
        missing = spread_verdict.missing(pairs, mode, branded=branded) or self._undisclosed
        stop = stopped[0][1] if stopped else ""
        self.footer.set_reasons(missing, stop or missing or problem, busy=self.saving.busy)
        self.footer.schedule.setText(
            self._count(self.tr("Schedule 1 post"), self.tr("Schedule %1 posts"))
        )

    def _crowded(self, pairs: spread_verdict.Pairs) -> list[str]:
        """What TikTok's limits have against the rows' times; each row has a sign of it."""
        accounts = [known.account for _row, known in pairs]
        self.pace.look_at(list(zip(accounts, self._moments, strict=False)), self.panel.mode)
        told = self.pace.against()
        self.model.set_conflicts(told, icons.icon("attention", self.kit.theme.tokens.wait))
        named = [(pairs[place][0].video.name, why) for place, why in told.items()]
        return spread_verdict.crowded(named, self.pace.brought())

    def _good_to_know(self, pairs: spread_verdict.Pairs) -> list[str]:
        """What TikTok thinks of the app, where that concerns any of the rows."""
        found: list[str] = []
        for row, known in pairs:
            choices = Choices(mode=self.panel.mode, privacy=row.privacy)
            if known.account is not None and self.panel.mode is Mode.DIRECT:
                name = isolated(known.account.name)
                found += self.at_tiktok.remarks(known.told, choices, name)
        self.as_drafts.setVisible(bool(found) and not self.saving.busy)
        return found

    # --- saving ----------------------------------------------------------------------------

    def _on_confirmed(self) -> None:
        if self.footer.schedule.isEnabled():
            self._go(unplanned=False)
        elif not self.saving.busy:
            reason = self.footer.schedule.toolTip()
            self._say(Verdict(tone=Tone.WAIT, headline=self.tr("Not yet."), text=reason))

    def _go(self, *, unplanned: bool) -> None:
        self.refresh()
        times: Sequence[Moment | None] = self._moments
        if unplanned:
            times = [None] * len(self.model.rows)
        if self.saving.busy or len(times) != len(self.model.rows):
            return
        self._sent = [row.video for row in self.model.rows]
        pairs = zip(self.model.rows, times, strict=True)
        self.saving.add([self._wish(row, when) for row, when in pairs])
        self._say(Verdict(tone=Tone.IDLE, headline=self.tr("Checking with TikTok and saving…")))

    def _wish(self, row: Row, when: Moment | None) -> Wish:
        known = self.model.known(row)
        assert known.account is not None  # noqa: S101 - the button is shut without one
        disclosure = self.panel.disclosure
        choices = Choices(
            caption=row.caption,
            mode=self.panel.mode,
            privacy=spread_rows.chosen_privacy(row, known),
            your_brand=disclosure.is_your_brand,
            branded_content=disclosure.is_branded,
            ai_generated=self.panel.ai.isChecked(),
            **spread_rows.allowed(row, known),
        )
        return wish(known.account, row.video, when, choices)

    def _on_saved(self, outcome: Outcome) -> None:
        if account := self.panel.account.account:
            remember_account(self.kit, account.id)
        if not outcome.problems:
            self.accept()
            return
        self._show_left(outcome)

    def _show_left(self, outcome: Outcome) -> None:
        """Those that are planned go; the others stay, each with the reason."""
        whys = (why for _what, why in outcome.problems)
        left = {self._sent[place]: why for place, why in zip(outcome.refused, whys, strict=True)}
        self.model.keep(lambda row: row.video in left)
        for number, row in enumerate(self.model.rows):
            self.model.change(number, said=left[row.video])
        self.refresh()

    def _on_refused(self, why: str) -> None:
        self._say(Verdict(tone=Tone.FAILED, headline=self.tr("Not saved."), text=why))

    def _say(self, verdict: Verdict) -> None:
        self._soon.stop()
        self._said = verdict
        self.refresh()

    def _work(self) -> object:
        """What a person would miss if it were gone."""
        chosen = self.panel.disclosure
        return (
            [replace(row, seen=Seen(video=row.video), said="") for row in self.model.rows],
            (chosen.is_your_brand, chosen.is_branded, self.panel.ai.isChecked(), self.panel.mode),
        )

    # --- closing and dropping --------------------------------------------------------------

    def reject(self) -> None:
        """Qt: Esc or the cross. What was typed for many posts is not dropped at one key."""
        if self.saving.busy:
            return
        if self._work() != self._before and not self._warned:
            text = self.tr("Close again to leave them, or save them unplanned.")
            self._say(Verdict(tone=Tone.WAIT, headline=self.tr("Not saved yet."), text=text))
            self._warned = True
            return
        super().reject()

    def _on_dropped(self, videos: list[Path], others: list[str]) -> None:
        self.add_videos(videos)
        if others:
            what = self.tr("Not a video TikTok takes: %1").replace("%1", names_of(others))
            self._say(Verdict(tone=Tone.WAIT, headline=what))
