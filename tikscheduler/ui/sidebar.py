"""The sidebar: the pages, the accounts, the settings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from tikscheduler.ui import icons
from tikscheduler.ui.accounts.panel import AccountsPanel
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label

WIDTH = 215


class Sidebar(QFrame):
    """One button a page; the counts stand at their right ends."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "side")
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        self.buttons = {
            "calendar": self._button("calendar", self.tr("Calendar"), "calendar"),
            "queue": self._button("queue", self.tr("Queue"), "queue"),
            "insights": self._button("insights", self.tr("Insights"), "insights"),
            "attention": self._button("attention", self.tr("Needs attention"), "attention"),
            "settings": self._button("settings", self.tr("Settings"), "gear"),
        }
        self.queue_count = _count(self.buttons["queue"], "small")
        self.attention_count = _count(self.buttons["attention"], "badge")
        self.panel = AccountsPanel(kit)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 12)
        column.setSpacing(2)
        for name in ("calendar", "queue", "insights", "attention"):
            column.addWidget(self.buttons[name])
        column.addSpacing(14)
        column.addWidget(self.panel, 1)
        column.addWidget(self.buttons["settings"])
        kit.overview.changed.connect(self._show_counts)
        kit.theme.changed.connect(self._paint_icons)
        self._show_counts()
        self._paint_icons()

    def show_page(self, page: str) -> None:
        """Mark a page as the shown one."""
        self.buttons[page].setChecked(True)
        self._paint_icons()

    def _button(self, page: str, text: str, icon: str) -> QPushButton:
        made = button(text, lambda: self._kit.requests.show_page.emit(page), kind="nav", icon=icon)
        made.setProperty("icon_name", icon)
        made.setCheckable(True)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        self._group.addButton(made)
        return made

    def _show_counts(self) -> None:
        latest = self._kit.overview.latest
        waiting = latest.waiting if latest else 0
        attention = latest.attention if latest else 0
        self.queue_count.setText(f"{waiting:,}" if waiting else "")
        self.attention_count.setText(str(attention) if attention else "")
        self.attention_count.setVisible(attention > 0)
        self.buttons["queue"].setAccessibleDescription(self.tr("%n waiting", "", waiting))
        self.buttons["attention"].setAccessibleDescription(
            self.tr("%n posts need you", "", attention)
        )

    def _paint_icons(self) -> None:
        tokens = self._kit.theme.tokens
        for one in self.buttons.values():
            colour = tokens.accent if one.isChecked() else tokens.dim
            one.setIcon(icons.icon(one.property("icon_name"), colour))


def _count(on: QPushButton, kind: str) -> QLabel:
    made = label("", kind)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    row = QHBoxLayout(on)
    row.setContentsMargins(0, 0, 9, 0)
    row.addStretch(1)
    row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
    return made
