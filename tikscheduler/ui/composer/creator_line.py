"""Who the post goes out as: the creator's picture and nickname, as TikTok tells them now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tikscheduler.domain.account import Account
from tikscheduler.ui import words
from tikscheduler.ui.avatars import Avatars
from tikscheduler.ui.composer.choosers import isolated
from tikscheduler.ui.composer.creators import Told, Word
from tikscheduler.ui.kit import Kit

PICTURE = 24
GAP = 8


class CreatorLine(QWidget):
    """One line, whatever the nickname holds; all of it is in the tool tip."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._account: Account | None = None
        self._ink = "dim"
        self.text = ""
        self._avatars = Avatars(kit)
        self._avatars.ready.connect(self._on_picture)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        kit.theme.changed.connect(self.update)
        kit.book.changed.connect(self._on_book)

    def show_creator(self, account: Account | None, told: Told) -> None:
        """Show what is known of an account's creator; nothing without an account."""
        self._account = account
        self.text = self._words(account, told) if account else ""
        self._ink = "wait" if told.word in (Word.LAST_KNOWN, Word.NOTHING) else "text"
        if told.word is Word.ASKING:
            self._ink = "dim"
        self.setToolTip(self.text)
        self.setAccessibleName(self.text)
        self.update()

    def _words(self, account: Account, told: Told) -> str:
        name = told.creator.nickname if told.creator else ""
        if told.word is Word.ASKING:
            return self.tr("Asking TikTok about %1…").replace("%1", isolated(account.name))
        if told.word is Word.FRESH and name:
            return self.tr("You post as %1").replace("%1", isolated(name))
        if told.word is Word.FRESH:
            text = self.tr("TikTok tells no nickname for %1")
            return text.replace("%1", isolated(account.name))
        if told.blocked:
            text = self.tr("%1 cannot post now")
            return text.replace("%1", isolated(name or account.name))
        if name and told.known_at is not None:
            zone, now = self._kit.zone, self._kit.desk.now()
            text = self.tr("%1, as TikTok told %2").replace("%1", isolated(name))
            return text.replace("%2", words.when(told.known_at, zone, now))
        return self.tr("TikTok has not told who %1 is").replace("%1", isolated(account.name))

    def _on_picture(self, account_id: int) -> None:
        if self._account is not None and self._account.id == account_id:
            self.update()

    def _on_book(self) -> None:
        if self._account is not None:  # its picture may have another address now
            self._account = self._kit.book.get(self._account.id) or self._account
            self.update()

    # --- events ----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Qt: as high as the picture; the width is given from outside."""
        return QSize(120, PICTURE + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the picture, and the words beside it as far as there is room."""
        if self._account is None:
            return
        right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        top = (self.height() - PICTURE) / 2
        left = self.width() - PICTURE if right else 0
        beside = QRectF(self.rect()).adjusted(PICTURE + GAP, 0, 0, 0)
        if right:
            beside = QRectF(self.rect()).adjusted(0, 0, -PICTURE - GAP, 0)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            picture = self._avatars.pixmap(self._account, PICTURE)
            painter.drawPixmap(left, round(top), picture)
            painter.setPen(self._kit.theme.colour(self._ink))
            end = Qt.TextElideMode.ElideRight
            cut = painter.fontMetrics().elidedText(self.text, end, int(beside.width()))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(beside, flags, cut)
