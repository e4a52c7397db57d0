"""Paints the queue's rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui import icons, words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_words import detail, detail_token
from tikscheduler.ui.queue.cells import Column
from tikscheduler.ui.queue.inks import Inks
from tikscheduler.ui.queue.model import QueueModel
from tikscheduler.ui.queue.thumbs import HEIGHT as THUMB_HEIGHT
from tikscheduler.ui.queue.thumbs import WIDTH as THUMB_WIDTH
from tikscheduler.ui.queue.thumbs import Thumbs

ROW_HEIGHT = 46
LEFT = 8
"""Where a cell's text begins; as in the header."""
THUMB_LEFT, POST_LEFT = 16, 66
PILL_HEIGHT = 20
BAR_WIDTH = 110
_SELECTED = QStyle.StateFlag.State_Selected


class QueueDelegate(QStyledItemDelegate):
    """Draws each cell from its post. `hovered` is the row under the pointer."""

    def __init__(self, kit: Kit, model: QueueModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit, self._model = kit, model
        self.inks = Inks(QApplication.font())
        self.thumbs = Thumbs(kit)
        self.hovered = -1
        self._current = -1
        self._whens: dict[datetime | None, str] = {}
        self._today: date | None = None
        self._painters: dict[int, Callable[[QPainter, QRect, Post], None]] = {
            Column.POST: self._paint_post,
            Column.ACCOUNT: self._paint_account,
            Column.WHEN: self._paint_when,
            Column.STATUS: self._paint_status,
            Column.TRIES: self._paint_tries,
            Column.DETAIL: self._paint_detail,
        }

    def begin(self, current: int) -> None:
        """The rows are about to be painted; `current` is the one that keys act from, or -1."""
        self._current = current
        today = words.local(self._kit.desk.now(), self._kit.zone).date()
        if today != self._today or len(self._whens) > 20_000:
            self._today = today
            self._whens.clear()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Qt: one cell."""
        rect, state, row = option.rect, option.state, index.row()
        colour = self._kit.theme.colour
        if state & _SELECTED:
            painter.fillRect(rect, colour("accent_bg"))
        elif row == self.hovered:
            painter.fillRect(rect, colour("past"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, colour("line"))
        post = self._model.post(row)
        column = index.column()
        if post is not None:
            self._painters[column](painter, rect, post)
        elif column == Column.POST:
            self._paint_waiting(painter, rect)
        if row == self._current:
            painter.fillRect(rect.x(), rect.y(), rect.width(), 1, colour("accent"))
            painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, colour("accent"))

    # --- cells -----------------------------------------------------------------------------

    def _paint_post(self, painter: QPainter, rect: QRect, post: Post) -> None:
        inks, colour = self.inks, self._kit.theme.colour
        scale = painter.device().devicePixelRatioF()
        picture: QPixmap = self.thumbs.of(post, scale)
        x, y = rect.x(), rect.y()
        painter.drawPixmap(x + THUMB_LEFT, y + (ROW_HEIGHT - THUMB_HEIGHT) // 2, picture)
        width = rect.width() - POST_LEFT - LEFT
        painter.setFont(inks.strong.font)
        painter.setPen(colour("text"))
        left = x + POST_LEFT
        painter.drawText(QPointF(left, y + 20), inks.strong.cut(words.first_words(post), width))
        painter.setFont(inks.small.font)
        painter.setPen(colour("dim"))
        file = f"{post.video.name} · {words.size(post.video_size)}"
        painter.drawText(QPointF(left, y + 36), inks.small.cut(file, width))

    def _paint_waiting(self, painter: QPainter, rect: QRect) -> None:
        """A row that was not read yet."""
        idle = self._kit.theme.colour("idle_bg")
        x, y = rect.x(), rect.y()
        painter.fillRect(x + THUMB_LEFT, y + 5, THUMB_WIDTH, THUMB_HEIGHT, idle)
        painter.fillRect(x + POST_LEFT, y + 11, 180, 9, idle)
        painter.fillRect(x + POST_LEFT, y + 27, 110, 8, idle)

    def _paint_account(self, painter: QPainter, rect: QRect, post: Post) -> None:
        book = self._kit.book
        x, middle = rect.x() + LEFT, rect.y() + ROW_HEIGHT / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(book.colour(post.account_id))
        painter.drawEllipse(QRectF(x, middle - 4, 8, 8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._line(painter, rect, book.name(post.account_id), "text", 14)

    def _paint_when(self, painter: QPainter, rect: QRect, post: Post) -> None:
        text = self._whens.get(post.scheduled_at)
        if text is None:
            kit = self._kit
            text = words.when(post.scheduled_at, kit.zone, kit.desk.now())
            self._whens[post.scheduled_at] = text
        self._line(painter, rect, text, "text" if post.scheduled_at else "dim")

    def _paint_tries(self, painter: QPainter, rect: QRect, post: Post) -> None:
        self._line(painter, rect, str(post.tries), "dim")

    def _paint_status(self, painter: QPainter, rect: QRect, post: Post) -> None:
        look, colour = words.LOOKS[post.status], self._kit.theme.colour
        ink = self.inks.pill
        word = words.status_word(post.status)
        sending = post.status is PostStatus.PUBLISHING
        x = rect.x() + LEFT
        y = rect.y() + (9 if sending else (ROW_HEIGHT - PILL_HEIGHT) // 2)
        width = 24 + ink.width(word) + 9
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look.ground))
        painter.drawRoundedRect(QRectF(x, y, width, PILL_HEIGHT), PILL_HEIGHT / 2, PILL_HEIGHT / 2)
        scale = painter.device().devicePixelRatioF()
        ink_colour = colour(look.token)
        painter.drawPixmap(x + 8, y + 4, icons.pixmap(look.icon, ink_colour.name(), 12, scale))
        painter.setFont(ink.font)
        painter.setPen(ink_colour)
        painter.drawText(QPointF(x + 24, y + (PILL_HEIGHT - ink.height) / 2 + ink.ascent), word)
        if sending:
            self._paint_bar(painter, x, rect.y() + 34, min(BAR_WIDTH, rect.width() - 16), post)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_bar(self, painter: QPainter, x: int, y: int, width: int, post: Post) -> None:
        transfer = self._kit.transfers.of(post.id)
        sent = max(post.sent_bytes, transfer.sent if transfer else 0)
        share = min(1.0, sent / post.video_size) if post.video_size else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        for part, ground in ((1.0, "line"), (share, "running")):
            if part:
                painter.setBrush(self._kit.theme.colour(ground))
                painter.drawRoundedRect(QRectF(x, y, max(3.0, width * part), 3), 1.5, 1.5)

    def _paint_detail(self, painter: QPainter, rect: QRect, post: Post) -> None:
        text = detail(post, self._kit)
        if not text:
            return
        ink = self.inks.note
        lines = ink.two_lines(text, rect.width() - 2 * LEFT)
        painter.setFont(ink.font)
        painter.setPen(self._kit.theme.colour(detail_token(post, self._kit)))
        top = rect.y() + (ROW_HEIGHT - 17 * len(lines)) / 2 + (17 - ink.height) / 2 + ink.ascent
        for line in lines:
            painter.drawText(QPointF(rect.x() + LEFT, top), line)
            top += 17

    def _line(self, painter: QPainter, rect: QRect, text: str, token: str, indent: int = 0) -> None:
        ink, colour = self.inks.body, self._kit.theme.colour
        left = LEFT + indent
        painter.setFont(ink.font)
        painter.setPen(QColor(colour(token)))
        base = rect.y() + (ROW_HEIGHT - ink.height) / 2 + ink.ascent
        painter.drawText(QPointF(rect.x() + left, base), ink.cut(text, rect.width() - left - LEFT))
