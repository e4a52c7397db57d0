"""One cause with its posts, and the one button that mends it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from tikscheduler.ui import icons
from tikscheduler.ui.attention.groups import ICONS, Group, advice, button_words, headline
from tikscheduler.ui.attention.row import PostRow
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue.thumbs import Thumbs
from tikscheduler.ui.widgets import button, label, line

MARK = 32
FIRST_ROWS, MORE_ROWS = 8, 50


class Card(QFrame):
    """`mended` is pressed for these posts, `asked` what a row wants."""

    mended = Signal(object, object)  # Mend, posts
    asked = Signal(object, str)  # PostRow, what
    focused = Signal(object)  # PostRow

    def __init__(self, kit: Kit, thumbs: Thumbs, group: Group) -> None:
        super().__init__()
        self._kit, self._thumbs = kit, thumbs
        self.group = group
        self._most = FIRST_ROWS
        self.setProperty("kind", "card")
        self.mark = QLabel()
        self.heading, self.advice = label("", "heading", wrap=True), label("", "dim", wrap=True)
        self.mend: QPushButton = button("", self._on_mend)
        self.more: QPushButton = button("", self._on_more, kind="link")
        self.rows: dict[int, PostRow] = {}
        self._lay_out()
        kit.theme.changed.connect(self._paint_mark)
        self.show_group(group)

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.heading)
        texts.addWidget(self.advice)
        head = QHBoxLayout()
        head.setContentsMargins(16, 14, 16, 12)
        head.setSpacing(12)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(texts, 1)
        head.addWidget(self.mend)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(8, 6, 8, 6)
        self._column.setSpacing(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(line())
        whole.addLayout(self._column)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_group(self, group: Group) -> None:
        """Show the group as it is now; rows that stay keep their place and focus."""
        self.group = group
        self.heading.setText(headline(group, self._kit))
        self.advice.setText(advice(group, self._kit))
        self.mend.setText(button_words(group))
        self.mend.setAccessibleName(f"{button_words(group)}: {self.heading.text()}")
        self.mend.setVisible(not group.one_by_one)
        self._show_rows()
        self._paint_mark()

    def _show_rows(self) -> None:
        shown = self.group.posts[: self._most]
        kept = {post.id for post in shown}
        for post_id in [one for one in self.rows if one not in kept]:
            row = self.rows.pop(post_id)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for at, post in enumerate(shown):
            row = self.rows.get(post.id) or self._new_row(post.id, at)
            row.show_post(post)
            row.show_mend(button_words(self.group) if self.group.one_by_one else "")
            if self._column.indexOf(row) != at:
                self._column.removeWidget(row)
                self._column.insertWidget(at, row)
        self.rows = {post.id: self.rows[post.id] for post in shown}
        hidden = len(self.group.posts) - len(shown)
        self.more.setVisible(hidden > 0)
        self.more.setText(self.tr("Show more (%1)").replace("%1", f"{hidden:,}"))
        self.more.setAccessibleName(self.more.text())

    def _new_row(self, post_id: int, at: int) -> PostRow:
        post = self.group.posts[at]
        row = self.rows[post_id] = PostRow(self._kit, self._thumbs, post)
        row.wanted.connect(lambda what, it=row: self.asked.emit(it, what))
        row.focused.connect(lambda it=row: self.focused.emit(it))
        row.mend.clicked.connect(
            lambda _=False, it=row: self.mended.emit(self.group.mend, (it.post,))
        )
        row.mend_wanted.connect(lambda what, it=row: self.mended.emit(what, (it.post,)))
        self._column.insertWidget(at, row)
        return row

    def _on_mend(self) -> None:
        self.mended.emit(self.group.mend, self.group.posts)

    def _on_more(self) -> None:
        self._most += MORE_ROWS
        self._show_rows()

    def _paint_mark(self) -> None:
        """The icon on a disc in the colour of the trouble."""
        token, theme, scale = self.group.token, self._kit.theme, self.devicePixelRatioF()
        made = QPixmap(round(MARK * scale), round(MARK * scale))
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(f"{token}_bg"))
            painter.drawEllipse(QRectF(0, 0, MARK, MARK))
            icons.paint(painter, ICONS[self.group.cause], QRectF(8, 8, 16, 16), theme.colour(token))
        self.mark.setPixmap(made)
