"""Whether the TikTok app's credentials are there. They are never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.settings.core import fixed_by, variable
from tikscheduler.ui.settings.rows import Group, Row
from tikscheduler.ui.widgets import button, label, set_kind

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program

NAMES = ("client_key", "client_secret")


class AppGroup(Group):
    """Looked up again whenever the window comes to the front: the set-up is a dialog over it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(self.tr("TikTok app"))
        self._kit = kit
        self._looking = False
        self.state = label(self.tr("Looking…"), "dim")
        self.set_up = button(self.tr("Set up…"), kit.requests.set_up_app.emit)
        field = QWidget()
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.state)
        row.addWidget(self.set_up)
        hint = self.tr(
            "The key and the secret are where the logins are: in the system's keyring, else in an "
            "encrypted file."
        )
        self.row = Row(self.tr("Client key and secret"), field, hint)
        self.add(self.row)
        fixed = [variable(name) for name in NAMES if fixed_by(name)]
        if fixed:
            text = self.tr("Set by %1 in the environment, which wins.")
            self.row.say(text.replace("%1", ", ".join(fixed)))
        self.set_up.setEnabled(len(fixed) < len(NAMES))

    def look(self) -> None:
        """See whether the credentials are there, but never ask for a passphrase for that."""
        if self._looking:
            return
        self._looking = True

        def work(program: Program) -> bool | None:
            settings = program.settings
            if settings.client_key and settings.client_secret:
                return True
            unlocked = settings.passphrase or program.storage.accounts.list()
            if program.vault.kind != "system keyring" and not unlocked:
                return None
            return program.credentials() is not None

        self._kit.desk.ask(self, work, self._on_found, self._on_failed)

    def _on_found(self, there: bool | None) -> None:
        self._looking = False
        self.row.complain("")
        text, kind = {
            True: (self.tr("✓ Set"), "good"),
            False: (self.tr("Not set"), "wait"),
            None: (self.tr("In an encrypted file that is shut"), "dim"),
        }[there]
        self.state.setText(text)
        set_kind(self.state, kind)
        self.set_up.setText(self.tr("Change…") if there else self.tr("Set up…"))

    def _on_failed(self, error: Exception) -> None:
        self._looking = False
        self.state.setText(self.tr("Cannot be read"))
        if isinstance(error, TikSchedulerError):
            self.row.complain(str(error))
        else:
            self._kit.desk.tell(error)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: they may have been set meanwhile."""
        super().showEvent(event)
        self.look()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: the window is active again, perhaps after the set-up."""
        super().changeEvent(event)
        active = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if active and self.isVisible():
            self.look()
