"""The menu on posts, the same wherever posts are shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from tikscheduler.domain.attention import Cause, cause
from tikscheduler.domain.post import (
    CANCELLABLE,
    FINAL,
    IN_TIKTOKS_HANDS,
    MOVABLE,
    STOPPED,
    Attempt,
    Post,
    PostStatus,
)
from tikscheduler.ui import icons, words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.outside import open_address, open_folder
from tikscheduler.ui.post_words import error_report
from tikscheduler.ui.words import tr

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

S = PostStatus
NOW_POSSIBLE = STOPPED | {S.SCHEDULED, S.RETRYING}
ALL_WITH_A_REASON = 100_000


def post_menu(
    kit: Kit, posts: Sequence[Post], parent: QWidget, *, more: Sequence[int] = ()
) -> QMenu:
    """The menu for one or several posts. Each entry acts on those of them that it fits.

    `more` are ids of selected posts that are not read: what cannot be done to one of these is
    told afterwards.
    """
    return _PostMenu(kit, posts, more, parent).menu


class _PostMenu:
    """Puts the menu together."""

    def __init__(
        self, kit: Kit, posts: Sequence[Post], more: Sequence[int], parent: QWidget
    ) -> None:
        self._kit, self._posts = kit, list(posts)
        known = {post.id for post in posts}
        self._more = [one for one in more if one not in known]
        self.menu = QMenu(parent)
        self.menu.setToolTipsVisible(True)
        self._fill()

    def _fill(self) -> None:
        kit, menu = self._kit, self.menu
        actions = kit.actions
        self._open()
        self._add("copy", tr("Duplicate"), self._duplicate).setToolTip(
            tr("A copy without a time yet")
        )
        menu.addSeparator()
        self._bulk(
            "upload",
            tr("Publish now"),
            NOW_POSSIBLE,
            actions.publish_now,
            tr("Only posts that are planned or have stopped can go out now"),
        )
        self._bulk(
            "retry",
            tr("Retry"),
            STOPPED,
            actions.retry,
            tr("Only posts that failed, were missed or are held can be retried"),
        )
        self._retry_all()
        self._bulk(
            "clock",
            tr("Reschedule…"),
            MOVABLE,
            lambda ids: kit.requests.reschedule.emit(tuple(ids)),
            tr("It is with TikTok already"),
        )
        self._accounts()
        menu.addSeparator()
        self._bulk(
            "cross",
            tr("Cancel"),
            CANCELLABLE,
            actions.cancel,
            tr("There is nothing left to cancel"),
        )
        deletable = frozenset(PostStatus) - IN_TIKTOKS_HANDS
        reason = tr("It is being sent; wait until TikTok has answered")
        self._bulk("trash", tr("Delete") + "\tDel", deletable, actions.delete, reason)
        menu.addSeparator()
        self._outside()
        menu.addSeparator()
        self._copies()

    # --- entries ---------------------------------------------------------------------------

    def _open(self) -> None:
        one = self._one
        locked = one is not None and one.status not in MOVABLE
        text = tr("Open") if locked else tr("Edit…")
        add = self._add("eye" if locked else "pencil", text + "\tEnter", self._on_open)
        self._only_if(add, one is not None, tr("Choose one post to open it"))

    def _retry_all(self) -> None:
        one = self._posts[0] if self._posts else None
        fault = one.fault if one else None
        same = fault is not None and all(
            post.fault is not None and post.fault.code == fault.code for post in self._posts
        )
        add = self._add("retry", tr("Retry all with this reason"), self._on_retry_all)
        stopped = same and one is not None and one.status in STOPPED
        safe = stopped and one is not None and cause(one) is not Cause.UNCONFIRMED
        self._only_if(add, stopped, tr("Choose posts that stopped for one reason"))
        if stopped:
            self._only_if(add, safe, tr("These may be on TikTok: look there before each retry"))

    def _accounts(self) -> None:
        sub = self.menu.addMenu(self._icon("person"), tr("Move to account"))
        sub.setToolTipsVisible(True)
        ids = self._ids_in(MOVABLE)
        its_own = {post.account_id for post in self._posts}
        others = [one for one in self._kit.book.accounts if its_own != {one.id}]
        for account in others:
            add = sub.addAction(account.name)
            add.triggered.connect(
                lambda _=False, to=account.id: self._kit.actions.assign(self._ids_elsewhere(to), to)
            )
        reason = tr("It is with TikTok already") if not ids else tr("There is no other account")
        self._only_if(sub.menuAction(), bool(ids) and bool(others), reason)

    def _ids_elsewhere(self, account_id: int) -> list[int]:
        there = {post.id for post in self._posts if post.account_id == account_id}
        return [one for one in self._ids_in(MOVABLE) if one not in there]

    def _outside(self) -> None:
        one = self._one
        add = self._add("folder", tr("Open file location"), self._on_folder)
        self._only_if(add, one is not None, tr("Choose one post for this"))
        add = self._add("link", tr("Open on TikTok"), self._on_tiktok)
        address = tiktok_address(one, self._kit) if one else ""
        reason = tr("It is not on TikTok yet") if one else tr("Choose one post for this")
        self._only_if(add, bool(address), reason)

    def _copies(self) -> None:
        add = self._add("copy", tr("Copy caption"), self._on_copy_caption)
        captions = any(post.caption for post in self._posts)
        self._only_if(add, captions, tr("There is no caption"))
        add = self._add("info", tr("Copy error report"), self._on_copy_report)
        faults = any(post.fault or post.tries for post in self._posts)
        self._only_if(add, faults, tr("Nothing has gone wrong"))

    # --- what they do ----------------------------------------------------------------------

    def _on_open(self) -> None:
        if self._one:
            self._kit.requests.open_post.emit(self._one.id)

    def _duplicate(self) -> None:
        self._kit.actions.copy([(post_id, None) for post_id in self._all_ids])

    def _on_retry_all(self) -> None:
        if self._posts and self._posts[0].fault:
            retry_all(self._kit, self._posts[0].fault.code)

    def _on_folder(self) -> None:
        if self._one:
            open_folder(self._kit, self._one.video.parent)

    def _on_tiktok(self) -> None:
        if self._one:
            open_address(self._kit, tiktok_address(self._one, self._kit))

    def _on_copy_caption(self) -> None:
        copy_captions(self._posts)

    def _on_copy_report(self) -> None:
        copy_reports(self._kit, self._posts)

    # --- inside ----------------------------------------------------------------------------

    @property
    def _one(self) -> Post | None:
        return self._posts[0] if len(self._posts) == 1 and not self._more else None

    @property
    def _all_ids(self) -> list[int]:
        return [post.id for post in self._posts] + self._more

    def _ids_in(self, statuses: Collection[PostStatus]) -> list[int]:
        return [post.id for post in self._posts if post.status in statuses] + self._more

    def _bulk(
        self,
        icon: str,
        text: str,
        statuses: Collection[PostStatus],
        act: Callable[[Sequence[int]], object],
        reason: str,
    ) -> None:
        ids = self._ids_in(statuses)
        if 0 < len(ids) < len(self._all_ids):
            name, tab, key = text.partition("\t")
            some = tr("%1 (%2 of %3)").replace("%2", str(len(ids)))
            text = some.replace("%1", name).replace("%3", str(len(self._all_ids))) + tab + key
        add = self._add(icon, text, lambda: act(ids))
        self._only_if(add, bool(ids), reason)

    def _add(self, icon: str, text: str, triggered: Callable[[], object]) -> QAction:
        made = self.menu.addAction(self._icon(icon), text)
        made.triggered.connect(lambda _checked=False: triggered())
        made.setToolTip("")
        return made

    def _icon(self, name: str) -> QIcon:
        return icons.icon(name, self._kit.theme.tokens.dim)

    @staticmethod
    def _only_if(action: QAction, possible: bool, reason: str) -> None:
        action.setEnabled(possible)
        action.setToolTip("" if possible else reason)


# --- the same, for keys and buttons -------------------------------------------------------------


def tiktok_address(post: Post, kit: Kit) -> str:
    """Where a post is, or may be, on TikTok; "" where it never got there."""
    account = kit.book.get(post.account_id)
    if account is None or not account.handle:
        return ""
    profile = f"https://www.tiktok.com/@{account.handle}"
    if post.tiktok_post_id:
        return f"{profile}/video/{post.tiktok_post_id}"
    there = post.status in FINAL or (post.fault is not None and cause(post) is Cause.UNCONFIRMED)
    return profile if there else ""


def retry_all(kit: Kit, code: str) -> None:
    """Retry every post that stopped with this code."""

    def work(storage: Storage) -> list[int]:
        stopped = storage.listing.attention(ALL_WITH_A_REASON)
        return [
            post.id
            for post in stopped
            if post.status in STOPPED and post.fault is not None and post.fault.code == code
        ]

    kit.desk.read(kit.actions, work, kit.actions.retry)


def copy_captions(posts: Sequence[Post]) -> None:
    """Put the captions on the clipboard, a blank line between them."""
    QGuiApplication.clipboard().setText("\n\n".join(post.caption for post in posts))


def copy_reports(kit: Kit, posts: Sequence[Post]) -> None:
    """Put what happened to posts on the clipboard, as text for somebody who can help."""
    names = {post.id: kit.book.name(post.account_id) for post in posts}
    ids = list(names)

    def work(storage: Storage) -> str:
        from tikscheduler.logs import redact

        attempts: dict[int, list[Attempt]] = storage.posts.attempts_of(ids)
        reports = (error_report(post, names[post.id], attempts[post.id]) for post in posts)
        return "\n\n".join(
            "\n".join(redact(line) for line in report.splitlines()) for report in reports
        )

    def done(report: str) -> None:
        QGuiApplication.clipboard().setText(report)
        kit.signals.remark.emit(words.tr("Error report copied"))

    kit.desk.read(kit.actions, work, done)
