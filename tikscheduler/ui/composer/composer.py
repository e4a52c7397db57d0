"""One post, new or there already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tikscheduler.domain.post import Mode, Post
from tikscheduler.ui.composer import begun, kept, locked, standing, when_field
from tikscheduler.ui.composer.at_tiktok import AtTikTok, waiting_words
from tikscheduler.ui.composer.checks import State, Tone, Verdict, judge, missing
from tikscheduler.ui.composer.choosers import isolated
from tikscheduler.ui.composer.choosing import ChooseVideo, last_account, remember_account
from tikscheduler.ui.composer.creators import Creators
from tikscheduler.ui.composer.footage import Footage
from tikscheduler.ui.composer.neighbours import Neighbours, same_words
from tikscheduler.ui.composer.pace import Pace
from tikscheduler.ui.composer.picture_side import PictureSide
from tikscheduler.ui.composer.right_side import RightSide
from tikscheduler.ui.composer.saving import Saving, wish
from tikscheduler.ui.composer.sheet import CHROME, Sheet
from tikscheduler.ui.dropping import names_of
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.reencode.offer import OfferCopy
from tikscheduler.ui.signals import Draft
from tikscheduler.ui.widgets import button

if TYPE_CHECKING:
    from tikscheduler.services.plan import Outcome

SIZE = (940, 560)


class Composer(Sheet):
    """Starts from a draft or from a post. What is closed unsaved is kept and offered again."""

    def __init__(self, kit: Kit, start: Draft | Post, parent: QWidget | None = None) -> None:
        super().__init__(kit, SIZE, parent)
        self.post = start if isinstance(start, Post) else None
        self.set_title(self.tr("Edit post") if self.post else self.tr("New post"))
        self._lost: list[str] = []
        self._locked = False
        self._said: Verdict | None = None
        self._began: dict[str, Any] = {}
        self.footage = Footage(kit.desk, self)
        self.creators = Creators(kit.desk, self)
        self.neighbours = Neighbours(kit.desk, self)
        self.pace = Pace(kit.desk, kit.book.name, self)
        self.at_tiktok = AtTikTok(kit.desk, kit.signals, self)
        self.pictures = PictureSide(kit, self.footage)
        self._side = RightSide(kit)
        self.form, self.footer, self.offer = self._side.form, self._side.footer, self._side.offer
        self.as_draft = button(self.tr("Send as a draft instead"), self._on_as_draft)
        self.footer.box.add(self.as_draft)
        self.as_draft.hide()
        self.offer_copy = OfferCopy(self)
        self.footer.set_editing(self.post is not None)
        self._fitting = QTimer(self, interval=0, singleShot=True)
        self._fitting.timeout.connect(self._fit)
        self.saving = Saving(kit, self)
        self.choose = ChooseVideo(kit, self, self.take_video)
        self.setAcceptDrops(True)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.pictures)
        row.addWidget(self._side, 1)
        self.body.addLayout(row)
        self.title_row.insertWidget(2, self.choose.button)
        self._begin(start)
        self._connect()
        self.calm_enter()
        self.refresh()

    # --- beginning -------------------------------------------------------------------------

    def _begin(self, start: Draft | Post) -> None:
        now, form = self.kit.desk.now(), self.form
        if isinstance(start, Post):
            form.fill(start)
            soon = when_field.next_quarter(self.kit.zone, now)
            form.fill_time(start, soon, now, fixed=bool(locked.reason(start)))
            form.account.choose(start.account_id)
            self.pictures.cover.keep(start.cover_ms)
            self.take_video(start.video)
        else:
            form.when.set_wall(when_field.first_wall(start, self.kit.zone, now))
            form.account.choose(start.account_id or last_account(self.kit))
            if start.videos:
                self.take_video(start.videos[0])
        form.modes.show_account(form.chosen_account, new=self.post is None)
        self._began = self._begun()
        self.offer.show_for(kept.offered(self.kit.preferences, self._post_id))
        self._read_captions()
        form.caption.setFocus()

    def _connect(self) -> None:
        form, kit = self.form, self.kit
        form.changed.connect(self._on_changed)
        form.account_chosen.connect(self._on_account)
        form.audience.lost.connect(self._lost.append)
        form.audience.view.activated.connect(lambda _index: self._lost.clear())
        self.pictures.cover_picked.connect(self._on_changed)
        self.pictures.preview.choose_requested.connect(self.choose.ask)
        looks = (self.footage, self.neighbours, self.pace, self.at_tiktok, kit.theme)
        for news in (look.changed for look in looks):
            news.connect(self.refresh)
        self.creators.changed.connect(self._on_creator)
        kit.book.changed.connect(self.refresh)
        kit.feed.posts_loaded.connect(self._on_posts)
        kit.feed.posts_gone.connect(self._on_gone)
        self.footer.save.clicked.connect(lambda: self._go(unplanned=True))
        self.footer.schedule.clicked.connect(lambda: self._go(unplanned=False))
        self.footer.close_button.clicked.connect(self.reject)
        self.saving.saved.connect(self._on_saved)
        self.saving.refused.connect(lambda why: self._say(Tone.FAILED, self.tr("Not saved."), why))
        self.offer.taken.connect(self._on_offer_taken)
        self.offer.forgotten.connect(lambda begun: kept.forget(kit.preferences, begun))
        self.confirmed.connect(self._on_confirmed)
        self.dropped.connect(self._on_dropped)
        self._on_account()

    def _read_captions(self) -> None:
        self.kit.desk.read(
            self, lambda storage: storage.listing.captions(), self.form.caption.offer
        )

    @property
    def _post_id(self) -> int | None:
        return self.post.id if self.post else None

    # --- the state -------------------------------------------------------------------------

    def take_video(self, video: Path) -> None:
        """Use this file."""
        self.subtitle.setText(video.name)
        self.subtitle.setToolTip(str(video))
        self.choose.chosen(has_video=True)
        self._said = None
        self.footage.look(video)

    def _on_dropped(self, videos: list[Path], others: list[str]) -> None:
        if len(videos) == 1:
            self.take_video(videos[0])
        elif videos:
            self._say(Tone.WAIT, self.tr("One video a post."), self.tr("Drop just one here."))
        else:
            what = self.tr("Not a video TikTok takes: %1").replace("%1", names_of(others))
            self._say(Tone.WAIT, what)

    def state(self) -> State:
        """All that decides what can be done now."""
        account = self.form.chosen_account
        moment, problem = self.form.moment(self.kit.desk.now())
        same, facts = self.neighbours.same_video, self.footage.facts
        told = self.creators.told(account.id if account else None)
        choices = self.form.choices(self.pictures.cover.cover_ms)
        name, now = isolated(account.name) if account else "", self.kit.desk.now()
        return State(
            seen=self.footage.seen,
            account=account,
            told=told,
            choices=choices,
            moment=moment,
            when_problem=problem,
            disclosure_problem="" if self.form.draft.isChecked() else self.form.disclosure.problem,
            crowded=self.pace.words(),
            same_video=same_words(same, name, self.kit.zone, now) if same else "",
            file_changed=locked.file_changed(self.post, facts),
            lost=tuple(self._lost),
            stop=standing.stop(told, choices.mode, moment, now, name) if account else "",
            good_to_know=self.at_tiktok.remarks(told, choices, name) if account else (),
        )

    def refresh(self) -> None:
        """Say what is true now."""
        reason = locked.reason(self.post)
        if bool(reason) is not self._locked:
            self._set_locked(bool(reason))
        if reason:
            self._say_locked(reason)
            return
        state, account = self.state(), self.form.chosen_account
        moment = state.moment
        self.neighbours.look(
            account.id if account else None,
            moment.utc if moment else None,
            self.footage.facts,
            self.footage.video_hash,
            self._post_id,
        )
        self.pace.look_at([(account, moment)], state.choices.mode, self._post_id)
        self.form.show_when_problem(
            state.when_problem or (moment.note if moment else ""), bad=bool(state.when_problem)
        )
        name = account.name if account else ""
        self.pictures.preview.set_words(name, state.choices.caption)
        self.form.creator.show_creator(account, state.told)
        self._show_draft(state)
        self.footer.box.say(self._said or judge(state, self.kit.zone, self.kit.desk.now()))
        draft = state.choices.mode is Mode.DRAFT
        self.footer.set_consent(branded=state.choices.branded_content and not draft, draft=draft)
        none = self.form.no_time.isChecked() and self.post is not None
        self.footer.set_reasons(
            missing(state, unplanned=True), missing(state, unplanned=none), busy=self.saving.busy
        )
        self._fitting.start()

    def _show_draft(self, state: State) -> None:
        """What waits in the inbox, and that a draft is the way out for an unaudited app."""
        account, moment, draft = state.account, state.moment, state.choices.mode is Mode.DRAFT
        if draft and account is not None:
            self.at_tiktok.look(account.id, moment.utc if moment else None)
        drafts = self.at_tiktok.drafts
        known = draft and account is not None and drafts is not None
        words_ = waiting_words(drafts or 0, account.name) if known and account else ""
        self.form.draft_part.show_waiting(words_)
        self.as_draft.setVisible(self.at_tiktok.offers_draft(state.told, state.choices, account))

    def _fit(self) -> None:
        self.fit_height(max(SIZE[1], CHROME + self._side.wanted_height))

    def _set_locked(self, locked_: bool) -> None:
        """Only to be looked at, or to be changed again."""
        self._locked = locked_
        self.form.setEnabled(not locked_)
        self.choose.button.setVisible(not locked_)
        self.offer.hide()
        self.as_draft.hide()
        self.setAcceptDrops(not locked_)
        self.pictures.set_fixed(locked_)
        self.footer.set_locked(locked_)

    def _say_locked(self, reason: str) -> None:
        account = self.form.chosen_account
        self.pictures.preview.set_words(account.name if account else "", self.form.caption.caption)
        self.footer.box.say(Verdict(tone=Tone.IDLE, headline=reason))

    # --- news ------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._said = None
        self.refresh()

    def _on_as_draft(self) -> None:
        self.form.draft.setChecked(True)
        self.form.draft.setFocus()

    def _on_account(self) -> None:
        account = self.form.chosen_account
        self.form.modes.show_account(account, new=self.post is None)
        if account is None:
            self.form.audience.set_creator(None)
        else:
            if not (self.post and locked.reason(self.post)):
                self.creators.ask(account, anew=True)
            self._lost.clear()
            self.form.audience.set_creator(
                self.creators.told(account.id).creator or account.creator
            )
        self._on_changed()

    def _on_creator(self, account_id: int) -> None:
        account = self.form.chosen_account
        if account and account.id == account_id:
            creator = self.creators.told(account_id).creator
            self.form.audience.set_creator(creator)
            if creator is not None and creator != account.creator:
                self.kit.book.reload()  # the nickname and the picture are other ones now
            self.refresh()

    def _on_posts(self, posts: list[Post]) -> None:
        mine = next((post for post in posts if post.id == self._post_id), None)
        if mine is not None and not self.saving.busy:
            self.post = mine
            self.refresh()

    def _on_gone(self, ids: list[int]) -> None:
        if self._post_id in ids and not self.saving.busy:
            self.post = None
            self.set_title(self.tr("New post"))
            self.footer.set_editing(False)
            again = self.tr("Schedule it to add it anew.")
            self._say(Tone.WAIT, self.tr("This post was deleted."), again)

    # --- saving ----------------------------------------------------------------------------

    def _on_confirmed(self) -> None:
        footer = self.footer
        if footer.schedule.isEnabled():
            self._go(unplanned=False)
        elif footer.schedule.isVisible() and not self.saving.busy:
            reason = footer.schedule.toolTip()
            self._say(Tone.WAIT, self.tr("Not yet."), reason)
            if self.footage.facts and self.form.audience.privacy is None:
                self.form.audience.view.setFocus()

    def _go(self, *, unplanned: bool) -> None:
        state, video = self.state(), self.footage.video
        if state.account is None or video is None or self.saving.busy:
            return
        when = None if unplanned else state.moment
        wanted = wish(state.account, video, when, state.choices)
        if self.post is not None:
            self.saving.edit(self.post.id, wanted)
        else:
            self.saving.add([wanted])
        self._say(Tone.IDLE, self.tr("Checking with TikTok and saving…"))

    def _on_saved(self, _outcome: Outcome) -> None:
        if account := self.form.chosen_account:
            remember_account(self.kit, account.id)
        self._began = self._begun()
        self.accept()

    def _say(self, tone: Tone, headline: str, text: str = "") -> None:
        """Say this until something is changed."""
        self._said = Verdict(tone=tone, headline=headline, text=text)
        self.refresh()

    # --- closing and coming back -----------------------------------------------------------

    def _begun(self) -> dict[str, Any]:
        return begun.read(self.form, self.pictures, self.footage.video)

    def _on_offer_taken(self, kept_: dict[str, Any]) -> None:
        kept.forget(self.kit.preferences, kept_)
        video = begun.fill(self.form, kept_)
        if video is not None and video != self.footage.video:
            self.take_video(video)
        self.pictures.cover.keep(kept_.get("cover"))

    def reject(self) -> None:
        """Qt: closed by Esc or by the cross. What was begun is kept; a saving is waited for."""
        if not self.saving.busy:
            super().reject()

    def done(self, result: int) -> None:
        """Qt: closed, whichever way."""
        now = self._begun()
        if not (self.post and locked.reason(self.post)) and begun.worth_keeping(self._began, now):
            kept.keep(self.kit.preferences, self._post_id, now)
        self.pictures.preview.stop()
        super().done(result)
