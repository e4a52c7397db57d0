"""The field for the webhook's address: typed unseen, and never shown again but for its host."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from tikscheduler.ui.settings.rows import FIELD_WIDTH
from tikscheduler.ui.widgets import button, label


class AddressField(QWidget):
    """Either a host with what can be done about it, or a field to type an address into."""

    entered = Signal(str)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._host = ""
        self.host = label("", "strong")
        self.change = button(
            self.tr("Change…"), self._on_change, name=self.tr("Change the webhook's address")
        )
        self.remove = button(
            self.tr("Remove"), self.removed.emit, name=self.tr("Remove the webhook's address")
        )
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setPlaceholderText("https://…")
        self.edit.setAccessibleName(self.tr("Webhook address"))
        self.edit.setFixedWidth(FIELD_WIDTH)
        self.edit.returnPressed.connect(self._on_save)
        self.save = button(
            self.tr("Save"), self._on_save, name=self.tr("Save the webhook's address")
        )
        self.cancel = button(
            self.tr("Cancel"), self.forget_typed, name=self.tr("Keep the webhook's address")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.host, self.change, self.remove, self.edit, self.save, self.cancel):
            row.addWidget(part)
        self._typing(True)

    def show_host(self, host: str) -> None:
        """Show where news go; what is being typed stays."""
        if host != self._host:
            self._host = host
            self.host.setText(host)
            self._typing(not host)
        elif not host:
            self._typing(True)

    def forget_typed(self) -> None:
        """Type no more: what was typed is not kept anywhere."""
        self.edit.clear()
        self._typing(not self._host)

    def _typing(self, typing: bool) -> None:
        known: tuple[QWidget, ...] = (self.host, self.change, self.remove)
        unknown: tuple[QWidget, ...] = (self.edit, self.save)
        for part in known:
            part.setVisible(not typing)
        for part in unknown:
            part.setVisible(typing)
        self.cancel.setVisible(typing and bool(self._host))

    def _on_change(self) -> None:
        self._typing(True)
        self.edit.setFocus()

    def _on_save(self) -> None:
        self.entered.emit(self.edit.text())
