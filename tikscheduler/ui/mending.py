"""Does what helps posts on, at the press of their button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tikscheduler.domain.attention import Mend
from tikscheduler.domain.post import Choices, Post
from tikscheduler.domain.zones import at_instant
from tikscheduler.ui.composer.choosing import ChooseVideo
from tikscheduler.ui.composer.saving import wish
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.outside import TIKTOK, open_address
from tikscheduler.ui.post_menu import tiktok_address


class Mending:
    """One way for each kind of help."""

    def __init__(self, kit: Kit, window: QWidget) -> None:
        self._kit, self._window = kit, window

    def do(self, what: Mend, posts: Sequence[Post]) -> None:
        """Help these posts on. What is done for each by itself is done for the first."""
        kit, first = self._kit, posts[0]
        ids = [post.id for post in posts]
        if what is Mend.LOG_IN:
            kit.requests.connect_account.emit(first.account_id)
        elif what is Mend.PUBLISH_NOW:
            kit.actions.publish_now(ids)
        elif what is Mend.RETRY:
            kit.actions.retry(ids)
        elif what is Mend.RESUME:
            kit.actions.resume_account(first.account_id)
        elif what is Mend.SEND_AS_DRAFT:
            kit.actions.send_as_drafts(ids)
        elif what is Mend.CLEAR:
            kit.actions.delete(ids)
        elif what is Mend.LOOK:
            open_address(kit, tiktok_address(first, kit) or TIKTOK)
        elif what is Mend.PICK_FILE and self._in_time(first):
            ChooseVideo(kit, self._window, lambda video: self._take(first, video)).ask()
        else:  # whatever else is open is decided there as well
            kit.requests.open_post.emit(first.id)

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
