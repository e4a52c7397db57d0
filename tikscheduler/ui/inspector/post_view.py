"""One post in the inspector, from its picture down to what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from tikscheduler.domain.post import MOVABLE, Attempt, Post, PostStatus
from tikscheduler.ui import icons
from tikscheduler.ui.inspector.facts import Facts
from tikscheduler.ui.inspector.fault_box import FaultBox
from tikscheduler.ui.inspector.head import Head
from tikscheduler.ui.inspector.lines import Lines
from tikscheduler.ui.inspector.steps import Glance, meaning, steps
from tikscheduler.ui.inspector.timeline import Timeline
from tikscheduler.ui.inspector.tries import Tries
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_menu import copy_captions, post_menu
from tikscheduler.ui.post_words import waits_for
from tikscheduler.ui.widgets import button, icon_button, line

MARGIN = 16
MORE_WIDTH = 39
SENDING = frozenset({PostStatus.PUBLISHING, PostStatus.STAGED})


class PostView(QWidget):
    """The upper part scrolls when the window is low; the buttons stay."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.post: Post | None = None
        self.head, self.facts = Head(kit), Facts(kit)
        self.timeline = Timeline(kit.theme)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("How much is uploaded"))
        self.waits = Lines(kit.theme, "wait", pixels=12, pitch=17)
        self.meaning = Lines(kit.theme, "dim", pixels=12, pitch=17)
        self.copy = button(self.tr("Copy caption"), self._on_copy)
        self.fault, self.tries = FaultBox(kit), Tries(kit)
        self.edit = button("", self._on_edit)
        self.move_button = button(self.tr("Reschedule"), self._on_reschedule)
        self.more = icon_button("more", self.tr("More for this post"), self._on_more)
        self.more.setFixedSize(MORE_WIDTH, self.edit.sizeHint().height())
        self._lay_out()
        kit.theme.changed.connect(self._paint_icons)
        self._paint_icons()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(11)
        self._rule = line()
        for part in (
            self.head,
            self.facts,
            line(),
            self.timeline,
            self.progress,
            self._rule,
            self.waits,
            self.meaning,
            self.fault,
            self.tries,
        ):
            column.addWidget(part)
            if part is self.meaning:
                column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.scrolled = QScrollArea()
        self.scrolled.setWidget(inner)
        self.scrolled.setWidgetResizable(True)
        self.scrolled.setFrameShape(QFrame.Shape.NoFrame)
        self.scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        actions = QHBoxLayout()
        actions.setContentsMargins(MARGIN, 8, MARGIN, MARGIN)
        actions.setSpacing(7)
        for one in (self.edit, self.move_button, self.more):
            actions.addWidget(one)
        actions.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.scrolled, 1)
        whole.addLayout(actions)

    def show_post(self, post: Post, attempts: Sequence[Attempt]) -> None:
        """Show this post with its attempts."""
        if self.post is None or self.post.id != post.id:
            self.scrolled.verticalScrollBar().setValue(0)
        self.post = post
        self.head.show_post(post)
        self.show_around()
        self.tries.show_attempts(attempts)
        # TikTok takes no caption with a draft, so its creator pastes it in the TikTok app.
        self.copy.setVisible(post.status is PostStatus.DELIVERED and bool(post.caption))
        movable = post.status in MOVABLE
        self.edit.setText(self.tr("Edit") if movable else self.tr("Open"))
        self.edit.setAccessibleName(self.edit.text())
        self.move_button.setEnabled(movable)
        self.move_button.setToolTip("" if movable else self.tr("It is with TikTok already"))

    def show_around(self) -> None:
        """What hangs on other things than the post: names, pauses, the upload, the time."""
        if self.post is None:
            return
        self.facts.show_post(self.post)
        self.fault.show_post(self.post)
        self.waits.show_text(waits_for(self.post, self._kit))
        self.show_progress()

    def show_progress(self) -> None:
        """How far the post is now."""
        post, kit = self.post, self._kit
        if post is None:
            return
        transfer = kit.transfers.of(post.id)
        sent = max(post.sent_bytes, transfer.sent if transfer else 0)
        glance = Glance(post=post, sent=sent, zone=kit.zone, now=kit.desk.now())
        self.timeline.show_steps(steps(glance))
        sending = post.status in SENDING and post.video_size > 0
        self.progress.setVisible(sending)
        if sending:
            self.progress.setValue(min(1000, sent * 1000 // post.video_size))
        said = meaning(glance)
        self.meaning.show_text(said)
        self._rule.setVisible(bool(said or self.waits.text))

    def _paint_icons(self) -> None:
        self.more.setIcon(icons.icon("more", self._kit.theme.tokens.text))

    # --- what can be done ------------------------------------------------------------------

    def _on_copy(self) -> None:
        if self.post is not None:
            copy_captions([self.post])
            self._kit.signals.remark.emit(self.tr("Caption copied"))

    def _on_edit(self) -> None:
        if self.post is not None:
            self._kit.requests.open_post.emit(self.post.id)

    def _on_reschedule(self) -> None:
        if self.post is not None:
            self._kit.requests.reschedule.emit((self.post.id,))

    def _on_more(self) -> None:
        if self.post is not None:
            pop_up(self._kit, [self.post], self.more)


def pop_up(kit: Kit, posts: Sequence[Post], under: QWidget, more: Sequence[int] = ()) -> None:
    """The menu of posts, over the button that opens it."""
    menu = post_menu(kit, posts, under, more=more)
    menu.aboutToHide.connect(menu.deleteLater)
    height = menu.sizeHint().height()
    menu.popup(under.mapToGlobal(QPoint(0, -height - 4)))
