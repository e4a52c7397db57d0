"""How the rows of the agenda look: days as headings, posts below them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui import icons, words
from tikscheduler.ui.calendar.agenda_model import AgendaModel, Index, Row
from tikscheduler.ui.calendar.drops import Drop
from tikscheduler.ui.calendar.spoken import count_words
from tikscheduler.ui.calendar.tile import BADGE, clock_words, covering, paint_badge, rounded
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_words import detail, detail_token
from tikscheduler.ui.queue.inks import Ink, Inks
from tikscheduler.ui.theme import RADIUS
from tikscheduler.ui.words import tr

ROW, HEADING, EMPTY = 46, 40, 32
"""Heights of a post, a day with posts, and days without any."""
LEFT = 16
THUMB = QRectF(0, 5, 22, 36)
GAP = 12
PILL = 20
ACCOUNT_WIDTH, STATUS_WIDTH = 170, 120
LONG_TIME = datetime(2000, 1, 1, 22, 58, tzinfo=UTC)


class AgendaDelegate(QStyledItemDelegate):
    """Paints rows. `drop` is what is dragged over the list, if something is."""

    def __init__(self, kit: Kit, model: AgendaModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self._model = kit, model
        self._inks = Inks(parent.font())
        self._time_width = self._inks.strong.width(words.clock(LONG_TIME))
        self.drop: Drop | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt: three heights."""
        row = self._model.row(index)
        if row is None or row.post:
            return QSize(0, ROW)
        return QSize(0, HEADING if row.count else EMPTY)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: a row."""
        row = self._model.row(index)
        if row is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._kit.theme.colour("accent_bg"))
        elif state & QStyle.StateFlag.State_MouseOver and row.post:
            painter.fillRect(rect, self._kit.theme.colour("side"))
        if row.post is not None:
            self._paint_post(painter, rect, row.post)
        else:
            self._paint_heading(painter, rect, row)
        if state & QStyle.StateFlag.State_HasFocus:
            self._paint_frame(painter, rect, "accent", Qt.PenStyle.SolidLine)
        painter.restore()

    # --- days ------------------------------------------------------------------------------------

    def _paint_heading(self, painter: QPainter, rect: QRect, row: Row) -> None:
        theme = self._kit.theme
        today = words.local(self._kit.desk.now(), self._kit.zone).date()
        if row.last < today:
            painter.fillRect(rect, theme.colour("past"))
        middle = rect.top() + (rect.height() + (8 if row.count else 0)) / 2
        ink = self._inks.pill if row.count else self._inks.note
        is_today = row.first <= today <= row.last and row.first == row.last
        painter.setPen(theme.colour("accent" if is_today else "text" if row.count else "dim"))
        left = self._line(painter, ink, LEFT, middle, said_days(row, today))
        painter.setPen(theme.colour("dim"))
        note = count_words(row.count) if row.count else tr("nothing planned")
        self._line(painter, self._inks.small, left + GAP, middle, note)
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.left() + LEFT, rect.bottom(), rect.right() - LEFT, rect.bottom())
        drop = self.drop
        if drop is not None and row.first <= drop.place.day <= row.last:
            token = "failed" if drop.reason else "accent"
            self._paint_frame(painter, rect, token, Qt.PenStyle.DashLine)

    def _paint_frame(self, painter: QPainter, rect: QRect, token: str, style: Qt.PenStyle) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._kit.theme.colour(token), 1.5, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(3, 1, -3, -1), RADIUS, RADIUS)

    # --- posts -----------------------------------------------------------------------------------

    def _paint_post(self, painter: QPainter, rect: QRect, post: Post) -> None:
        theme, middle = self._kit.theme, rect.top() + rect.height() / 2
        painter.setPen(theme.colour("text"))
        self._line(painter, self._inks.strong, LEFT, middle, clock_words(post, self._kit.zone))
        thumb = THUMB.translated(LEFT + self._time_width + GAP, rect.top())
        self._paint_picture(painter, thumb, post)
        left, right = round(thumb.right() + GAP), rect.right() - LEFT - STATUS_WIDTH
        self._paint_status(painter, right, middle, post)
        right -= ACCOUNT_WIDTH + GAP
        self._paint_account(painter, right, middle, post)
        self._paint_caption(painter, left, right - GAP - left, rect.top(), post)
        painter.setPen(theme.colour("faint_line"))
        painter.drawLine(rect.left() + LEFT, rect.bottom(), rect.right() - LEFT, rect.bottom())

    def _paint_picture(self, painter: QPainter, place: QRectF, post: Post) -> None:
        small = self._kit.pictures.small(post)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if small is None:
            painter.fillPath(rounded(place, 3), self._kit.theme.colour("idle_bg"))
            return
        painter.save()
        painter.setClipPath(rounded(place, 3))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, small, covering(small, place))
        painter.restore()

    def _paint_caption(
        self, painter: QPainter, left: int, width: int, top: int, post: Post
    ) -> None:
        if width < 20:
            return
        inks, theme = self._inks, self._kit.theme
        painter.setPen(theme.colour("text"))
        caption = words.first_words(post)[:300]
        said = detail(post, self._kit)
        self._line(painter, inks.body, left, top + 15, inks.body.cut(caption, width))
        if conflict := self._model.conflict(post):
            paint_badge(painter, self._kit, QRectF(left, top + 32 - BADGE / 2, BADGE, BADGE))
            left, width = left + BADGE + 4, width - BADGE - 4
        token = detail_token(post, self._kit) if said else "wait" if conflict else "dim"
        painter.setPen(theme.colour(token))
        note = said or conflict or f"{post.video.name} · {words.length(post.duration_ms)}"
        self._line(painter, inks.small, left, top + 32, inks.small.cut(note, width))

    def _paint_account(self, painter: QPainter, left: int, middle: float, post: Post) -> None:
        book = self._kit.book
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(book.colour(post.account_id))
        painter.drawEllipse(QRectF(left, middle - 4, 8, 8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._kit.theme.colour("text"))
        name = self._inks.body.cut(book.name(post.account_id), ACCOUNT_WIDTH - 14)
        self._line(painter, self._inks.body, left + 14, middle, name)

    def _paint_status(self, painter: QPainter, left: int, middle: float, post: Post) -> None:
        look, colour, ink = words.LOOKS[post.status], self._kit.theme.colour, self._inks.pill
        word = words.status_word(post.status)
        pill = QRectF(left, middle - PILL / 2, 24 + ink.width(word) + 9, PILL)
        if post.status is PostStatus.PUBLISHING:
            pill.translate(0, -4)
            self._paint_bar(painter, QRectF(left, pill.bottom() + 4, STATUS_WIDTH - 20, 3), post)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look.ground))
        painter.drawRoundedRect(pill, PILL / 2, PILL / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        icons.paint(
            painter, look.icon, QRectF(left + 8, pill.top() + 4, 12, 12), colour(look.token)
        )
        painter.setPen(colour(look.token))
        self._line(painter, ink, left + 24, pill.center().y(), word)

    def _paint_bar(self, painter: QPainter, bar: QRectF, post: Post) -> None:
        transfer = self._kit.transfers.of(post.id)
        painter.fillPath(rounded(bar, 1.5), self._kit.theme.colour("line"))
        if transfer and transfer.share:
            bar.setWidth(max(3.0, bar.width() * transfer.share))
            painter.fillPath(rounded(bar, 1.5), self._kit.theme.colour("running"))

    @staticmethod
    def _line(painter: QPainter, ink: Ink, left: float, middle: float, text: str) -> float:
        """One line of text; its right end."""
        painter.setFont(ink.font)
        painter.drawText(QPointF(left, middle - ink.height / 2 + ink.ascent), text)
        return left + ink.width(text)


def said_days(row: Row, today: date) -> str:
    """A day, or from when to when: "Mon 23 November · today", and both of several."""
    said = words.dated(row.last, "ddd d MMMM" if row.last.year == today.year else "ddd d MMMM yyyy")
    if row.first != row.last:
        same = (row.first.year, row.first.month) == (row.last.year, row.last.month)
        return f"{words.dated(row.first, 'ddd d' if same else 'ddd d MMMM')} – {said}"
    near = words.day(row.first, today) if abs((row.first - today).days) <= 1 else ""
    return f"{said} · {near}" if near else said
