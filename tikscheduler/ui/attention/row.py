"""One post that waits for the user: what it is, why it waits, and the raw code for who wants it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSpacerItem, QVBoxLayout, QWidget

from tikscheduler.domain.attention import Mend, more_mends
from tikscheduler.domain.post import Post
from tikscheduler.ui import words
from tikscheduler.ui.inspector.foldout import Foldout
from tikscheduler.ui.inspector.lines import Lines
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_menu import copy_reports
from tikscheduler.ui.post_words import brief, mend_words
from tikscheduler.ui.queue.thumbs import HEIGHT, WIDTH, Thumbs
from tikscheduler.ui.widgets import button, label
from tikscheduler.ui.words import LOOKS

MEND_WIDTH = 150
KEYS = {
    Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
}


class PostRow(QFrame):
    """Takes the focus as a whole; `wanted` tells what was asked of it."""

    wanted = Signal(str)  # "open", "menu", "delete", "retry", "up", "down", "home", "end"
    focused = Signal()
    mend_wanted = Signal(object)  # Mend

    def __init__(self, kit: Kit, thumbs: Thumbs, post: Post) -> None:
        super().__init__()
        self._kit, self._thumbs = kit, thumbs
        self.post = post
        self.setProperty("kind", "row")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        theme = kit.theme
        self.caption = Lines(theme, most=1)
        self.when, self.account = label("", "small"), label("", "small")
        self.dot = Dot(kit)
        self.reason = Lines(theme, most=2, pixels=12, pitch=17)
        self.details = Foldout(theme, self.tr("Details"))
        self.raw = Lines(theme, "dim", pixels=12, pitch=17)
        self.mend: QPushButton = button("")
        self._lay_out()
        kit.pictures.ready.connect(self._on_picture)
        self.show_post(post)

    def _lay_out(self) -> None:
        self._links = QHBoxLayout()
        self._links.setSpacing(12)
        self._links.addStretch(1)
        self.more: dict[Mend, QPushButton] = {}
        self.copy = button(self.tr("Copy error report"), self._on_copy, kind="link")
        self.details.inside.addWidget(self.raw)
        self.details.inside.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        about = QHBoxLayout()
        about.setSpacing(5)
        for one in (self.dot, self.account, self.when):
            about.addWidget(one)
        about.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(1)
        left.addWidget(self.caption)
        left.addLayout(about)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.reason)
        right.addLayout(self._links)
        right.addWidget(self.details)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(8 + WIDTH + 14, 7, 8, 7)
        row.setSpacing(16)
        row.addLayout(left, 5)
        row.addLayout(right, 6)
        own = QVBoxLayout()  # as wide without a button: the reasons stand under one another
        own.setSpacing(0)
        own.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignRight)
        own.addSpacerItem(QSpacerItem(MEND_WIDTH, 0))
        row.addLayout(own)

    # --- what it says ----------------------------------------------------------------------

    def show_post(self, post: Post) -> None:
        """Show a post as it is now."""
        kit, self.post = self._kit, post
        name = kit.book.name(post.account_id)
        self.caption.show_text(words.first_words(post))
        self.caption.setToolTip(post.video.name)
        self.account.setText(name)
        self.when.setText("· " + words.when(post.scheduled_at, kit.zone, kit.desk.now()))
        reason = brief(post, kit) or words.status_word(post.status)
        self.reason.show_text(reason, LOOKS[post.status].token)
        fault = post.fault
        self.details.setVisible(fault is not None)
        if fault is not None:
            lines = [fault.message, self.tr("Code: %1").replace("%1", fault.code)]
            if fault.log_id:
                lines.append(self.tr("TikTok log id: %1").replace("%1", fault.log_id))
            self.raw.show_text("\n".join(lines))
        said = self.tr("%1, %2, %3").replace("%1", words.first_words(post))
        self.setAccessibleName(said.replace("%2", name).replace("%3", reason))
        self.dot.show_account(post.account_id)
        self._show_more(more_mends(post))
        self.update()

    def _show_more(self, mends: tuple[Mend, ...]) -> None:
        """What else helps, beside the one button."""
        if tuple(self.more) == mends:
            return
        for one in self.more.values():
            self._links.removeWidget(one)
            one.deleteLater()
        self.more = {what: self._link(what) for what in mends}

    def _link(self, what: Mend) -> QPushButton:
        text = mend_words(what)
        made = button(text, lambda: self.mend_wanted.emit(what), kind="link")
        made.setAccessibleName(f"{text}: {words.first_words(self.post)}")
        self._links.insertWidget(self._links.count() - 1, made)
        return made

    def show_mend(self, text: str) -> None:
        """What its own button says; "" for none."""
        self.mend.setVisible(bool(text))
        self.mend.setText(text)
        named = f"{text}: {words.first_words(self.post)}"
        self.mend.setAccessibleName(named)

    def _on_picture(self, key: object) -> None:
        if key == self._kit.pictures.key(self.post):
            self.update()

    def _on_copy(self) -> None:
        copy_reports(self._kit, [self.post])

    # --- events ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the frame, and the picture at its left."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            picture = self._thumbs.of(self.post, self.devicePixelRatioF())
            painter.drawPixmap(QRectF(8, 8, WIDTH, HEIGHT), picture, QRectF(picture.rect()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the same keys as in the queue, and a walk with the arrows."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        name = KEYS.get(Qt.Key(event.key())) if not control else None
        if control and event.key() == Qt.Key.Key_R:
            name = "retry"
        if name:
            self.wanted.emit(name)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click selects."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: opens it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.wanted.emit("open")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu that posts have everywhere."""
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.wanted.emit("menu")
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the inspector shows this post."""
        super().focusInEvent(event)
        self.focused.emit()


class Dot(QWidget):
    """An account's colour."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._account = kit, 1
        self.setFixedSize(8, 8)

    def show_account(self, account_id: int) -> None:
        """Show the colour of this account."""
        self._account = account_id
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: a disc."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._kit.book.colour(self._account))
            painter.drawEllipse(QRectF(self.rect()))


def row_of(widget: QWidget | None) -> PostRow | None:
    """The row that a widget is in, or is."""
    while widget is not None and not isinstance(widget, PostRow):
        widget = widget.parentWidget()
    return widget
