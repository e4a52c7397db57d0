"""Does what helps posts on, at the press of their button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tikscheduler.domain.attention import Mend
from tikscheduler.domain.post import Choices, Post
from tikscheduler.domain.zones import at_instant
from tikscheduler.ui.composer.choosing import ChooseVideo
from tikscheduler.ui.composer.saving import wish
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.outside import TIKTOK, open_address
from tikscheduler.ui.post_menu import tiktok_address
from tikscheduler.ui.post_words import mend_words
from tikscheduler.ui.question import Question
from tikscheduler.ui.widgets import button
from tikscheduler.ui.words import tr


class Mending:
    """One way for each kind of help."""

    def __init__(self, kit: Kit, window: QWidget) -> None:
        self._kit, self._window = kit, window

    def do(self, what: Mend, posts: Sequence[Post]) -> None:
        """Help these posts on. What is done for each by itself is done for the first."""
        kit, first = self._kit, posts[0]
        at_once = self._at_once().get(what)
        if at_once is not None:
            at_once([post.id for post in posts])
        elif what is Mend.LOG_IN:
            kit.requests.connect_account.emit(first.account_id)
        elif what is Mend.RESUME:
            kit.actions.resume_account(first.account_id)
        elif what is Mend.POST_AGAIN:
            PostAgainQuestion(kit, first, self._window).open()
        elif what is Mend.LOOK:
            open_address(kit, tiktok_address(first, kit) or TIKTOK)
        elif what is Mend.MAKE_COPY:
            self._copy(first)
        elif what is Mend.PICK_FILE and self._in_time(first):
            ChooseVideo(kit, self._window, lambda video: self._take(first, video)).ask()
        else:  # whatever else is open is decided there as well
            kit.requests.open_post.emit(first.id)

    def _at_once(self) -> dict[Mend, Callable[[Sequence[int]], None]]:
        """What needs no further question, for many posts as for one."""
        actions = self._kit.actions
        return {
            Mend.PUBLISH_NOW: actions.publish_now,
            Mend.RETRY: actions.retry,
            Mend.SEND_AS_DRAFT: actions.send_as_drafts,
            Mend.FOUND: actions.found,
            Mend.CLEAR: actions.delete,
        }

    def _copy(self, post: Post) -> None:
        from tikscheduler.ui.reencode.dialog import CopyDialog

        account, fault = self._kit.book.get(post.account_id), post.fault
        creator = account.creator if account else None
        dialog = CopyDialog(
            self._kit,
            post.video,
            refused=frozenset({fault.code}) if fault else frozenset(),
            max_seconds=creator.max_duration_sec if creator else 0,
            pick=lambda: self.do(Mend.PICK_FILE, [post]),
            parent=self._window.window(),  # rows come and go
        )
        dialog.used.connect(lambda copy: self._use(post, copy))
        dialog.open()

    def _use(self, post: Post, copy: Path) -> None:
        if self._in_time(post):
            self._take(post, copy)
        else:  # its time is to be chosen anew
            self._kit.requests.open_post_with.emit(post.id, copy)

    def _in_time(self, post: Post) -> bool:
        """Whether nothing but the video is open: its time is still to come."""
        return post.scheduled_at is not None and post.scheduled_at > self._kit.desk.now()

    def _take(self, post: Post, video: Path) -> None:
        account = self._kit.book.get(post.account_id)
        if account is None or post.scheduled_at is None:
            return
        choices = Choices(**{one.name: getattr(post, one.name) for one in fields(Choices)})
        when = at_instant(post.scheduled_at, post.timezone)
        self._kit.actions.edit(post.id, wish(account, video, when, choices))


class PostAgainQuestion(Question):
    """Asked because it is the one thing here that could put a video on TikTok twice."""

    def __init__(self, kit: Kit, post: Post, parent: QWidget) -> None:
        heading = tr("Post it once more?", "mending")
        text = tr(
            "TikTok may have this video already. Look on the profile of %1 first: posted again, "
            "it would be there twice.",
            "mending",
        )
        super().__init__(heading, text.replace("%1", kit.book.name(post.account_id)), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._kit, self._post = kit, post
        self.look = button(mend_words(Mend.LOOK), self._on_look)
        self.keep = button(tr("Leave it", "mending"), self.reject)
        self.again = button(tr("It is not there, post it again", "mending"), self._on_again)
        self.again.setAutoDefault(False)
        self.keep.setDefault(True)
        for one in (self.look, self.keep, self.again):
            self.buttons.addWidget(one)
        self.finish()

    def _on_look(self) -> None:
        open_address(self._kit, tiktok_address(self._post, self._kit) or TIKTOK)

    def _on_again(self) -> None:
        self._kit.actions.post_again([self._post.id])
        self.accept()
