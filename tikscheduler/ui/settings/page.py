"""The settings page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.page_header import PageHeader
from tikscheduler.ui.settings.about import About
from tikscheduler.ui.settings.app_group import AppGroup
from tikscheduler.ui.settings.core import CoreSettings
from tikscheduler.ui.settings.data import Data
from tikscheduler.ui.settings.general import General
from tikscheduler.ui.settings.publishing import Publishing
from tikscheduler.ui.settings.webhook_group import WebhookGroup
from tikscheduler.ui.settings.window_group import NoticesGroup, WindowGroup
from tikscheduler.ui.widgets import button, label

WIDTH = 720


class SettingsPage(QWidget):
    """Groups below each other. What the window itself keeps is used at once; what the publishing
    core knows as well from the next start of the window, which can be had here."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.header = PageHeader(kit, self.tr("Settings"), search=False, new=False)
        self.core = CoreSettings(kit, self)
        self.general = General(kit, self.core)
        self.publishing = Publishing(kit, self.core)
        self.notices, self.behaviour = NoticesGroup(kit), WindowGroup(kit)
        self.app, self.webhook = AppGroup(kit), WebhookGroup(kit)
        self.data, self.about = Data(kit), About(kit)
        self.pending = self._pending()
        self.core.pending_changed.connect(self.pending.setVisible)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.pending)
        column.addWidget(self._groups(), 1)

    def _pending(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("kind", "box-wait")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 8)
        row.addWidget(label(self.tr("Takes effect when the window is built anew."), "wait"))
        row.addStretch(1)
        self.apply = button(self.tr("Apply now"), self._kit.requests.restart.emit)
        row.addWidget(self.apply)
        bar.hide()
        return bar

    def _groups(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout()
        column.setSpacing(24)
        for group in (
            self.general,
            self.publishing,
            self.notices,
            self.behaviour,
            self.app,
            self.webhook,
            self.data,
            self.about,
        ):
            column.addWidget(group)
        column.addStretch(1)
        held = QWidget()
        held.setLayout(column)
        held.setMaximumWidth(WIDTH)
        row = QHBoxLayout(inner)
        row.setContentsMargins(16, 16, 16, 24)
        row.addWidget(held, 10)
        row.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area
