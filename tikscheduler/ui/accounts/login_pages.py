"""What the login's dialog shows: waiting for the browser, how it went well, how it did not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.domain.account import Account
from tikscheduler.ui import icons
from tikscheduler.ui.accounts.health import missing_words
from tikscheduler.ui.accounts.login_words import Trouble, hints
from tikscheduler.ui.avatars import Avatars
from tikscheduler.ui.theme import Theme, reduced_motion
from tikscheduler.ui.widgets import button, label

AVATAR = 72


class Foldout(QWidget):
    """A line that opens what is below it. `toggled` once it has."""

    toggled = Signal()

    def __init__(self, theme: Theme, title: str, inside: QWidget) -> None:
        super().__init__()
        self._theme, self._inside = theme, inside
        self.head = button(title, self._on_clicked, kind="link")
        self.head.setCheckable(True)
        inside.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(inside)
        theme.changed.connect(self._paint)
        self._paint()

    def _on_clicked(self) -> None:
        self._inside.setVisible(self.head.isChecked())
        self._paint()
        self.toggled.emit()

    def _paint(self) -> None:
        icon = "down" if self.head.isChecked() else "right"
        self.head.setIcon(icons.icon(icon, self._theme.tokens.accent))


class Waiting(QWidget):
    """The browser has the word."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.url = ""
        self.state = label("", "heading", wrap=True)
        self.told = label("", wrap=True)
        self.until = label("", "dim")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setRange(0, 1 if reduced_motion() else 0)
        self.bar.setAccessibleName(self.tr("Waiting for the login in the browser"))
        self.again = button(self.tr("Open the page again"))
        self.copy = button(self.tr("Copy the address"))
        self.cancel = button(self.tr("Cancel"))
        self.hints = Foldout(theme, self.tr("If TikTok's page shows an error"), _hint_list())
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.cancel)
        column = _column(self)
        for one in (self.state, self.bar, self.told, self.until, self.hints):
            column.addWidget(one)
        column.addLayout(row)

    def get_ready(self) -> None:
        """Before there is an address."""
        self.url = ""
        self.state.setText(self.tr("Getting ready…"))
        self.told.setText("")
        self._show(False)

    def wait_for(self, url: str, until: str) -> None:
        """There is an address, and time until then."""
        self.url = url
        self.state.setText(self.tr("Log in to TikTok in your browser"))
        self.until.setText(self.tr("Waiting until %1.").replace("%1", until))
        self.copy.setText(self.tr("Copy the address"))
        self._show(True)

    def tell_browser(self, *, opened: bool) -> None:
        """Whether the browser could be opened."""
        self.told.setText(
            self.tr("A page of TikTok has opened there. Press Authorize on it, then come back.")
            if opened
            else self.tr("No browser could be opened. Copy the address and open it in one.")
        )
        self.told.show()

    def read_account(self) -> None:
        """The browser's part is done."""
        self.state.setText(self.tr("TikTok said yes. Reading the account…"))
        self._show(False)

    def _show(self, waiting: bool) -> None:
        for one in (self.told, self.until, self.again, self.copy, self.hints):
            one.setVisible(waiting)


class Connected(QWidget):
    """The account that came."""

    def __init__(self, avatars: Avatars) -> None:
        super().__init__()
        self._avatars = avatars
        self._account: Account | None = None
        self.picture = QLabel()
        self.picture.setFixedSize(AVATAR, AVATAR)
        self.name, self.handle = label("", "title"), label("", "dim")
        self.good = label(self.tr("✓ Connected"), "good")
        self.note = label("", "wait", wrap=True)
        self.another = button(self.tr("Connect another"))
        self.done = button(self.tr("Done"), kind="primary")
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        for one in (self.name, self.handle, self.good):
            names.addWidget(one)
        names.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.picture)
        head.addLayout(names, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.another)
        row.addWidget(self.done)
        column = _column(self)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addLayout(row)
        avatars.ready.connect(self._on_ready)

    def show_account(self, account: Account, *, synced: bool, renewed: bool) -> None:
        """Show who was connected, and what is still amiss; `renewed` if it was before."""
        self._account = account
        self.name.setText(account.display_name or account.name)
        self.handle.setText(account.name)
        notes = (self._renewed_words(renewed), missing_words(account), self._sync_words(synced))
        self.note.setText("\n\n".join(filter(None, notes)))
        self.note.setVisible(bool(self.note.text()))
        self._on_ready(account.id)

    def _renewed_words(self, renewed: bool) -> str:
        if not renewed:
            return ""
        return self.tr(
            "This account was connected already; its login is renewed. To connect another one, "
            "log out of TikTok in the browser first."
        )

    def _sync_words(self, synced: bool) -> str:
        if synced:
            return ""
        return self.tr(
            "TikTok did not tell the account's name and numbers just now. Sync now, on the "
            "account's card, asks again."
        )

    def _on_ready(self, account_id: int) -> None:
        if self._account is not None and self._account.id == account_id:
            self.picture.setPixmap(self._avatars.pixmap(self._account, AVATAR))


class Failed(QWidget):
    """Why it did not work, and the mend."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.icon = QLabel()
        self.words = label("", wrap=True)
        self.code = label("", "small", wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details = Foldout(theme, self.tr("Details"), self.code)
        self.app = button(self.tr("Enter the key and secret again"))
        self.close_button = button(self.tr("Close"))
        self.again = button(self.tr("Try again"), kind="primary")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.icon)
        head.addWidget(label(self.tr("The account was not connected"), "heading"), 1)
        row = QHBoxLayout()
        row.addWidget(self.app)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.again)
        column = _column(self)
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self.details)
        column.addLayout(row)
        theme.changed.connect(self._paint)
        self._paint()

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what went wrong."""
        self.words.setText(trouble.words)
        self.code.setText(trouble.code)
        self.details.setVisible(bool(trouble.code))
        self.app.setVisible(trouble.app)

    def _paint(self) -> None:
        colour = self._theme.tokens.failed
        self.icon.setPixmap(icons.pixmap("attention", colour, 18, self.devicePixelRatioF()))


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(20, 18, 20, 18)
    column.setSpacing(12)
    return column


def _hint_list() -> QFrame:
    box = QFrame()
    box.setProperty("kind", "box-idle")
    grid = QGridLayout(box)
    grid.setContentsMargins(12, 10, 12, 10)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for place, (shown, mend) in enumerate(hints()):
        grid.addWidget(label(shown, "strong"), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(mend, wrap=True), place, 1)
    return box
