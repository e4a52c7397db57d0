"""The TikTok app's key and secret, and how to come by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from tikscheduler.domain.account import WANTED_SCOPES
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.ui.accounts.fitting import fit_over
from tikscheduler.ui.accounts.login_words import REDIRECT
from tikscheduler.ui.composer.sheet import Sheet
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program

OpenUrl = Callable[[str], bool]
PORTAL = "https://developers.tiktok.com/apps/"
WIDTH = 560


def open_in_browser(url: str) -> bool:
    """Hand an address to the system's browser; False where there is none."""
    return QDesktopServices.openUrl(QUrl.fromEncoded(url.encode()))


class AppSetup(Sheet):
    """The guided set-up in a dialog of its own."""

    def __init__(
        self, kit: Kit, parent: QWidget | None = None, *, open_url: OpenUrl = open_in_browser
    ) -> None:
        super().__init__(kit, (WIDTH, 0), parent)
        title = self.tr("Your TikTok app")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.form = SetupForm(kit, open_url)
        self.form.saved.connect(self.accept)
        self.form.left.connect(self.reject)
        self.form.resized.connect(self._fit)
        self.body.addWidget(self.form)
        self._fit()
        self.form.key.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: only now do its texts have their fonts."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        fit_over(self, WIDTH)


class SetupForm(QWidget):
    """Three steps and two fields. `saved` once both are kept, `left` where the user goes away."""

    saved = Signal()
    left = Signal()
    resized = Signal()

    def __init__(self, kit: Kit, open_url: OpenUrl = open_in_browser) -> None:
        super().__init__()
        self._kit = kit
        self.key, self.secret = QLineEdit(), QLineEdit()
        self.key.setAccessibleName(self.tr("Client key"))
        self.secret.setAccessibleName(self.tr("Client secret"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.key, self.secret):
            field.returnPressed.connect(self.save)
            field.textEdited.connect(self._on_edited)
        self.portal = button(
            self.tr("Open developers.tiktok.com"), lambda: open_url(PORTAL), kind="link"
        )
        self.copy = button(self.tr("Copy"), self._on_copy, kind="link")
        self.copy.setAccessibleName(self.tr("Copy the redirect URI"))
        self.problem = label("", "failed", wrap=True)
        self.problem.hide()
        self.sandbox = button(self.tr("Try it with the sandbox"), self._on_sandbox, kind="link")
        self.cancel = button(self.tr("Cancel"), self.left.emit)
        self.check = button(self.tr("Check and save"), self.save, kind="primary")
        for one in (self.portal, self.copy, self.sandbox, self.cancel, self.check):
            one.setAutoDefault(False)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(
            label(
                self.tr(
                    "TikTok lets programs post only through an app of your own. Making one is "
                    "free and takes a few minutes, once."
                ),
                wrap=True,
            )
        )
        column.addWidget(self._first())
        column.addWidget(self._second())
        column.addWidget(self._third())
        column.addWidget(self._unaudited())
        column.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.addWidget(self.sandbox)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.check)
        column.addLayout(foot)

    def _first(self) -> QWidget:
        words = self.tr("Log in there, choose Manage apps, then Connect an app. Any name will do.")
        step, column = _step("1", self.tr("Make an app"), words)
        column.addWidget(self.portal, 0, Qt.AlignmentFlag.AlignLeft)
        return step

    def _second(self) -> QWidget:
        address = label(REDIRECT, "strong")
        address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line = QHBoxLayout()
        line.addWidget(address)
        line.addWidget(self.copy)
        line.addStretch(1)
        words = self.tr(
            "Add the products Login Kit and Content Posting API, with Direct Post turned on. "
            "Under Login Kit choose Desktop, and add this redirect URI:"
        )
        step, column = _step("2", self.tr("Give it two products"), words)
        column.addLayout(line)
        scopes = self.tr("Scopes: %1").replace("%1", ", ".join(WANTED_SCOPES))
        column.addWidget(label(scopes, "small", wrap=True))
        return step

    def _third(self) -> QWidget:
        words = self.tr("They stand on the app's page. The secret stays on this computer.")
        step, column = _step("3", self.tr("Copy its key and secret"), words)
        fields = QHBoxLayout()
        fields.setSpacing(12)
        for name, field in ((self.tr("Client key"), self.key), (self.tr("Secret"), self.secret)):
            one = QVBoxLayout()
            one.setSpacing(4)
            told = label(name, "field")
            told.setBuddy(field)
            one.addWidget(told)
            one.addWidget(field)
            fields.addLayout(one, 1)
        column.addLayout(fields)
        if self._kit.settings.client_key:
            warning = self.tr("TIKSCHEDULER_CLIENT_KEY is set and wins over the key given here.")
            column.addWidget(label(warning, "wait", wrap=True))
        return step

    def _unaudited(self) -> QWidget:
        box = QFrame()
        box.setProperty("kind", "box-wait")
        column = QVBoxLayout(box)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        column.addWidget(label(self.tr("Until TikTok has audited your app"), "strong"))
        column.addWidget(
            label(
                self.tr(
                    "it may post for five accounts a day, only to accounts set to private, and "
                    "only you can see the posts. Drafts work at once: the video comes into the "
                    "account's inbox, and you post it in the TikTok app."
                ),
                wrap=True,
            )
        )
        return box

    # --- asked for -------------------------------------------------------------------------

    def save(self) -> None:
        """Look whether both texts can be what they should be, and keep them in the vault."""
        key, secret = self.key.text().strip(), self.secret.text().strip()
        wrong = self._wrong(key, secret)
        self._say(wrong)
        if wrong:
            (self.secret if key and not secret else self.key).setFocus()
            return
        self.setEnabled(False)

        def work(program: Program) -> str:
            program.set_credentials(key, secret)
            return program.vault.kind

        self._kit.desk.ask(self, work, self._on_saved, self._on_failed)

    def _wrong(self, key: str, secret: str) -> str:
        if not key or not secret:
            return self.tr("Both the client key and the client secret are needed.")
        for name, text in ((self.tr("client key"), key), (self.tr("client secret"), secret)):
            if not (text.isascii() and text.isprintable()) or " " in text:
                return self.tr(
                    "The %1 holds characters that none has. Copy it anew from TikTok's portal."
                ).replace("%1", name)
        if key == secret:
            return self.tr("The secret is the same as the key. Copy it anew from TikTok's portal.")
        return ""

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        if self.problem.isHidden() == bool(words):
            self.problem.setVisible(bool(words))
            self.resized.emit()

    def _on_edited(self) -> None:
        self._say("")

    def _on_saved(self, kind: str) -> None:
        self.setEnabled(True)
        self.secret.clear()
        place = self.tr("The TikTok app is saved in the %1.").replace("%1", kind)
        self._kit.signals.remark.emit(place)
        self.saved.emit()

    def _on_failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.check.setFocus()  # it was lost while nothing could be pressed
        if isinstance(error, TikSchedulerError):
            self._say(str(error))
        else:
            self._kit.desk.tell(error)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(REDIRECT)
        self.copy.setText(self.tr("Copied"))

    def _on_sandbox(self) -> None:
        self._kit.requests.try_sandbox.emit()
        self.left.emit()


def _step(number: str, title: str, words: str) -> tuple[QWidget, QVBoxLayout]:
    """A numbered step, and where more of it goes."""
    step = QWidget()
    row = QHBoxLayout(step)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    badge = label(number, "step")
    badge.setFixedSize(24, 24)
    badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(label(title, "strong"))
    column.addWidget(label(words, wrap=True))
    row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(column, 1)
    return step, column
