"""Why a post stopped or waits: in words, with what helps, and the raw code for who wants it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from tikscheduler.domain.attention import Mend, more_mends
from tikscheduler.domain.post import STOPPED, Post, PostStatus
from tikscheduler.ui.inspector.foldout import Foldout
from tikscheduler.ui.inspector.lines import Lines
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_words import brief, helps, mend_words
from tikscheduler.ui.widgets import button, set_kind
from tikscheduler.ui.words import LOOKS


class FaultBox(QFrame):
    """Hidden for a post that has no fault."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._post: Post | None = None
        theme = kit.theme
        self.heading = Lines(theme, bold=True)
        self.reason = Lines(theme, pixels=12, pitch=17)
        self.mend = button("", self._on_mend)
        self.foldout = Foldout(theme, self.tr("Details"))
        self.code = Lines(theme, "dim", pixels=12, pitch=17)
        self.copy = button(self.tr("Copy"), self._on_copy, kind="link")
        self.foldout.inside.addWidget(self.code)
        self.foldout.inside.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addWidget(self.reason)
        column.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignLeft)
        self._links = QHBoxLayout()
        self._links.setSpacing(12)
        self._links.addStretch(1)
        column.addLayout(self._links)
        self.more: list[QPushButton] = []
        column.addWidget(self.foldout)

    def show_post(self, post: Post) -> None:
        """Show what is wrong with this post, if anything is."""
        self._post = post
        wrong = post.status in STOPPED or post.status is PostStatus.RETRYING
        self.setVisible(wrong and (post.fault is not None or post.status in STOPPED))
        token = LOOKS[post.status].token
        set_kind(self, f"box-{token}")
        heading = brief(post, self._kit)
        reason = post.fault.message if post.fault else ""
        self.heading.show_text(heading, token)
        self.reason.show_text("" if reason.rstrip(".") == heading else reason)
        self._show_mend(post)
        self.code.show_text(self._raw(post))
        self.foldout.setVisible(post.fault is not None)

    def _show_mend(self, post: Post) -> None:
        text = mend_words(helps(post, self._kit)) if post.status in STOPPED else ""
        self.mend.setVisible(bool(text))
        self.mend.setText(text)
        self.mend.setAccessibleName(text)
        for one in self.more:
            self._links.removeWidget(one)
            one.deleteLater()
        self.more = [self._more(what, post) for what in more_mends(post)]

    def _more(self, what: Mend, post: Post) -> QPushButton:
        made = button(mend_words(what), lambda: self._do(what, post), kind="link")
        self._links.insertWidget(self._links.count() - 1, made)
        return made

    def _do(self, what: Mend, post: Post) -> None:
        from tikscheduler.ui.mending import Mending

        Mending(self._kit, self).do(what, [post])

    def _raw(self, post: Post) -> str:
        if post.fault is None:
            return ""
        lines = [self.tr("Code: %1").replace("%1", post.fault.code)]
        if post.fault.log_id:
            lines.append(self.tr("TikTok log id: %1").replace("%1", post.fault.log_id))
        return "\n".join(lines)

    def _on_mend(self) -> None:
        if self._post is not None:
            self._do(helps(self._post, self._kit), self._post)

    def _on_copy(self) -> None:
        if self._post is not None and self._post.fault is not None:
            text = f"{self._post.fault.message}\n{self._raw(self._post)}"
            QGuiApplication.clipboard().setText(text)
            self._kit.signals.remark.emit(self.tr("Copied"))
