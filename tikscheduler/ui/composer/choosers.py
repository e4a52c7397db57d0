"""Drop-down fields, among them the one that chooses an account."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QToolTip, QWidget

from tikscheduler.domain.account import Account
from tikscheduler.ui import icons
from tikscheduler.ui.avatars import Avatars
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.theme import Theme

CHEVRON = 14
AVATAR = 18
ISOLATE, ISOLATE_END = "\u2068", "\u2069"
DIRECTIONS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Marks that turn the direction of all that follows; a name must not bring its own."""


def paint_chevron(widget: QWidget, theme: Theme) -> None:
    """Draw the mark of a drop-down field at its end."""
    right = widget.layoutDirection() is not Qt.LayoutDirection.RightToLeft
    left = widget.width() - CHEVRON - 9 if right else 9
    with QPainter(widget) as painter:
        place = QRectF(left, (widget.height() - CHEVRON) / 2, CHEVRON, CHEVRON)
        icons.paint(painter, "down", place, theme.colour("dim" if widget.isEnabled() else "faint"))


class ShutItems(QObject):
    """Keeps a click on a shut item of a list from choosing the one that was highlighted before."""

    def __init__(self, box: QComboBox) -> None:
        super().__init__(box)
        self._list = box.view()
        self._list.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the list stays open, and the item says why it is shut."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            index = self._list.indexAt(event.position().toPoint())
            if index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEnabled:
                why = index.data(Qt.ItemDataRole.ToolTipRole) or ""
                QToolTip.showText(event.globalPosition().toPoint(), why, self._list.viewport())
                return True
        return False


class Choice(QComboBox):
    """A drop-down field that the wheel of the mouse only turns once it has the focus."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        ShutItems(self)
        theme.changed.connect(self.update)
        self.currentIndexChanged.connect(lambda _index: self.show_emptiness())
        self.show_emptiness()

    def show_emptiness(self) -> None:
        """Write what is not chosen yet paler than what is."""
        empty = self.currentIndex() < 0
        if self.property("empty") is not empty:
            self.setProperty("empty", empty)
            self.style().unpolish(self)
            self.style().polish(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: scrolling past a field must not change it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the field, then its mark."""
        super().paintEvent(event)
        paint_chevron(self, self._theme)


class AccountChoice(Choice):
    """The connected accounts, each with its picture."""

    def __init__(self, kit: Kit, name: str, parent: QWidget | None = None) -> None:
        super().__init__(kit.theme, name, parent)
        self._kit = kit
        self._avatars = Avatars(kit)
        self._avatars.ready.connect(self._on_avatar)
        self.setIconSize(QSize(AVATAR, AVATAR))
        kit.book.changed.connect(self.refill)
        self.refill()

    @property
    def account(self) -> Account | None:
        """The chosen account."""
        found = self.currentData()
        return self._kit.book.get(found) if found is not None else None

    def choose(self, account_id: int | None) -> None:
        """Choose an account; None chooses nothing."""
        self.setCurrentIndex(-1 if account_id is None else self.findData(account_id))

    def refill(self) -> None:
        """Show the accounts as they are now, and keep the choice."""
        chosen = self.currentData()
        accounts = self._kit.book.accounts
        shown = [(self.itemData(place), self.itemText(place)) for place in range(self.count())]
        if shown and shown == [(account.id, title(account)) for account in accounts]:
            return  # the list may be open just now
        before = self.blockSignals(True)
        self.clear()
        for account in accounts:
            self.addItem(self._picture(account), title(account), account.id)
        self.setCurrentIndex(self.findData(chosen) if chosen is not None else -1)
        self.setPlaceholderText(
            self.tr("Choose an account") if accounts else self.tr("No account is connected")
        )
        self.blockSignals(before)
        self.show_emptiness()
        if self.currentData() != chosen:
            self.currentIndexChanged.emit(self.currentIndex())

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Qt: a long name ends in …, and is not cut at its beginning where it runs to the left."""
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, part, self).width() - AVATAR - 8
        end = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, end, room)

    def _picture(self, account: Account) -> QIcon:
        return QIcon(self._avatars.pixmap(account, AVATAR))

    def _on_avatar(self, account_id: int) -> None:
        account, place = self._kit.book.get(account_id), self.findData(account_id)
        if account is not None and place >= 0:
            self.setItemIcon(place, self._picture(account))


def nickname(account: Account) -> str:
    """The name TikTok shows for the creator."""
    return (account.creator.nickname if account.creator else "") or account.display_name


def title(account: Account) -> str:
    """The account in a list: nickname and @handle, whatever directions they are written in."""
    name = " ".join(nickname(account).translate(DIRECTIONS).split())
    if not name or not account.handle:
        return name or account.name
    return f"{isolated(name)} · @{account.handle}"


def isolated(name: str) -> str:
    """A name of either direction on one line, so that what stands beside it keeps its place."""
    return f"{ISOLATE}{' '.join(name.translate(DIRECTIONS).split())}{ISOLATE_END}"
