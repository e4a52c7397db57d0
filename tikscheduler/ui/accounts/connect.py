"""Connecting an account: waits for the login in the browser, and says how it went."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.ui import words
from tikscheduler.ui.accounts.app_setup import WIDTH as SETUP_WIDTH
from tikscheduler.ui.accounts.app_setup import OpenUrl, SetupForm, open_in_browser
from tikscheduler.ui.accounts.fitting import fit_over
from tikscheduler.ui.accounts.login import Brought, BrowserLogin
from tikscheduler.ui.accounts.login_pages import Connected, Failed, Waiting
from tikscheduler.ui.accounts.login_words import trouble
from tikscheduler.ui.avatars import Avatars
from tikscheduler.ui.composer.sheet import Sheet
from tikscheduler.ui.kit import Kit

WIDTH = 520
WAIT_SECONDS = 300.0


class ConnectDialog(Sheet):
    """Closing it, however that is done, ends the login and its listener."""

    def __init__(
        self,
        kit: Kit,
        account_id: int | None,
        parent: QWidget | None = None,
        *,
        open_url: OpenUrl = open_in_browser,
        seconds: float = WAIT_SECONDS,
    ) -> None:
        super().__init__(kit, (WIDTH, 0), parent)
        self._wanted = kit.book.get(account_id) if account_id is not None else None
        self._open_url, self._seconds = open_url, seconds
        self._login: BrowserLogin | None = None
        self._name()
        self.waiting = Waiting(kit.theme)
        self.connected = Connected(Avatars(kit))
        self.failed = Failed(kit.theme)
        self.setup = SetupForm(kit, open_url)
        for page in (self.waiting, self.connected, self.failed, self.setup):
            page.hide()
            self.body.addWidget(page)
        self._connect()
        self.calm_enter()
        self.begin()

    def _name(self) -> None:
        title = self.tr("Connect a TikTok account")
        if self._wanted is not None:
            title = self.tr("Log in to %1 again").replace("%1", self._wanted.name)
        self.setWindowTitle(title)
        self.heading.setText(title)

    def _connect(self) -> None:
        self.waiting.again.clicked.connect(self._on_open_again)
        self.waiting.copy.clicked.connect(self._on_copy)
        self.waiting.cancel.clicked.connect(self.reject)
        self.waiting.hints.toggled.connect(self._fit)
        self.connected.done.clicked.connect(self.accept)
        self.connected.another.clicked.connect(self._on_another)
        self.failed.again.clicked.connect(self.begin)
        self.failed.app.clicked.connect(self._on_app_missing)
        self.failed.close_button.clicked.connect(self.reject)
        self.failed.details.toggled.connect(self._fit)
        self.setup.resized.connect(self._fit)
        self.setup.saved.connect(self.begin)
        self.setup.left.connect(self.reject)

    # --- the login -------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask TikTok for a login and send the browser there."""
        self._end_login()
        self.waiting.get_ready()
        self._show(self.waiting, self.waiting.cancel)
        login = BrowserLogin(self.kit, self._wanted, self._seconds)
        login.app_missing.connect(self._on_app_missing)
        login.opened.connect(self._on_opened)
        login.granted.connect(self.waiting.read_account)
        login.connected.connect(self._on_connected)
        login.failed.connect(self._on_failed)
        self.destroyed.connect(login.cancel)  # deleted with its window, it was never closed
        self._login = login
        login.start()

    def _end_login(self) -> None:
        if self._login is not None:
            self._login.cancel()
            self._login = None

    def done(self, result: int) -> None:
        """Qt: closed, whichever way."""
        self._end_login()
        super().done(result)

    def _on_app_missing(self) -> None:
        self._end_login()
        self._show(self.setup, self.setup.key)

    def _on_opened(self, url: str) -> None:
        until = words.local(self.kit.desk.now() + timedelta(seconds=self._seconds), self.kit.zone)
        self.waiting.wait_for(url, words.clock(until))
        self._fit()
        self._on_open_again()

    def _on_open_again(self) -> None:
        self.waiting.tell_browser(opened=self._open_url(self.waiting.url))
        self._fit()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.waiting.url)
        self.waiting.copy.setText(self.tr("Copied"))

    def _on_connected(self, brought: Brought) -> None:
        self._login = None
        renewed = brought.renewed and self._wanted is None
        self.connected.show_account(brought.account, synced=brought.synced, renewed=renewed)
        self.connected.another.setVisible(self._wanted is None)
        self._show(self.connected, self.connected.done)

    def _on_failed(self, error: Exception) -> None:
        self._login = None
        if not isinstance(error, TikSchedulerError):
            self.kit.desk.tell(error)
            self.reject()
            return
        self.failed.show_trouble(trouble(error))
        self._show(self.failed, self.failed.again)

    def _on_another(self) -> None:
        self.begin()

    # --- showing ---------------------------------------------------------------------------

    def _show(self, page: QWidget, first: QWidget) -> None:
        for one in (self.waiting, self.connected, self.failed, self.setup):
            one.setVisible(one is page)
        self._fit()
        first.setFocus()
        if isinstance(first, QPushButton):
            first.setDefault(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: only now do its texts have their fonts."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        fit_over(self, SETUP_WIDTH if self.setup.isVisibleTo(self) else WIDTH)
