"""Asks for the passphrase of the encrypted file, where the system has no keyring."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from tikscheduler.domain.errors import VaultError


class Passphrase(QObject):
    """`ask` is called by the thread that needs it, and waits for the user's answer."""

    _wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._answered = threading.Event()
        self._answer: str | None = None
        self._closed = False
        self._wanted.connect(self._show)

    def ask(self) -> str:
        """The passphrase. Raises `VaultError` where the user gives none."""
        self._answered.clear()
        if not self._closed:
            self._wanted.emit()
            self._answered.wait()
        if not self._answer:
            raise VaultError(
                self.tr(
                    "This system has no keyring, and the encrypted file stays shut without its "
                    "passphrase; log in to an account again to be asked for it."
                )
            )
        return self._answer

    def close(self) -> None:
        """Nobody will answer any more."""
        self._closed, self._answer = True, None
        self._answered.set()

    def _show(self) -> None:
        if self._closed:
            return
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Passphrase"))
        dialog.setLabelText(
            self.tr(
                "This system has no keyring, so logins are kept in an encrypted file in the "
                "profile.\nPassphrase (choose one, if this is the first time):"
            )
        )
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        for field in dialog.findChildren(QLineEdit):
            field.setAccessibleName(self.tr("Passphrase"))
        dialog.finished.connect(lambda ok: self._done(dialog.textValue() if ok else None))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _done(self, answer: str | None) -> None:
        self._answer = answer
        self._answered.set()
