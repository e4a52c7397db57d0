"""The latest news for the webhook, each with what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from tikscheduler.domain.webhooks import Delivery, Event
from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label
from tikscheduler.ui.words import tr

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program
    from tikscheduler.storage import Storage

AGAIN_MS = 3000
HEIGHT = 170
CAPTION = 28


class NewsList(QWidget):
    """Looked at again every few seconds while it is seen: the engine may run elsewhere."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: list[tuple[str, str]] = []
        self.none = label(self.tr("Nothing was to be told yet."), "dim")
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Latest news for the webhook"))
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(HEIGHT)
        self.list.setMinimumWidth(440)
        self.list.setSpacing(2)
        self.list.setTabKeyNavigation(False)
        self.list.currentItemChanged.connect(lambda *_: self._show_button())
        self.again = button(self.tr("Send again"), self._on_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.none)
        column.addWidget(self.list)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self._timer = QTimer(self, interval=AGAIN_MS)
        self._timer.timeout.connect(self.look)
        self._show([])

    def look(self) -> None:
        """Read the latest."""

        def work(storage: Storage) -> list[Delivery]:
            from tikscheduler.services.webhooks import SHOWN

            return storage.deliveries.latest(SHOWN)

        self._kit.desk.read(self, work, self._show)

    def _show(self, news: list[Delivery]) -> None:
        now, zone = self._kit.desk.now(), self._kit.zone
        lines = [(one.id, f"{heading(one, zone, now)}\n{standing(one, zone, now)}") for one in news]
        if [one[0] for one in lines] != [one[0] for one in self._shown]:
            self._fill(lines)
        self._shown = lines
        for place, (_, text) in enumerate(lines):  # in place, so that nothing scrolls away
            self._write(self.list.item(place), text)
        self.none.setVisible(not lines)
        self.list.setVisible(bool(lines))
        self.again.setVisible(bool(lines))
        self._show_button()

    def _fill(self, lines: list[tuple[str, str]]) -> None:
        chosen = self._chosen()
        self.list.clear()
        for delivery_id, _ in lines:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, delivery_id)
            self.list.addItem(item)
            if delivery_id == chosen:
                self.list.setCurrentItem(item)

    @staticmethod
    def _write(item: QListWidgetItem, text: str) -> None:
        if item.text() != text:
            item.setText(text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ", "))

    def _chosen(self) -> str:
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def _show_button(self) -> None:
        item = self.list.currentItem()
        self.again.setEnabled(item is not None)
        if item is not None:  # come to by Tab, it is not marked yet
            item.setSelected(True)

    def _on_again(self) -> None:
        chosen = self._chosen()

        def work(program: Program) -> None:
            program.webhooks.again(chosen)

        self._kit.desk.act(self, work, lambda _: self.look())

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: begin to look."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nobody looks any more."""
        super().hideEvent(event)
        self._timer.stop()


def heading(delivery: Delivery, zone: str, now: datetime) -> str:
    """When it happened, what, and to which post."""
    names = {
        Event.PUBLISHED.name_outside: tr("Live"),
        Event.FAILED.name_outside: tr("Failed"),
        Event.HELD.name_outside: tr("Needs you"),
        Event.MISSED.name_outside: tr("Missed"),
    }
    caption = " ".join(delivery.caption.split())
    if len(caption) > CAPTION:
        caption = caption[: CAPTION - 1].rstrip() + "…"
    parts = [
        words.when(delivery.created_at, zone, now),
        names.get(delivery.event, delivery.event),
        tr("post %1").replace("%1", str(delivery.post_id)),
        *([f"“{caption}”"] if caption else []),
    ]
    return " · ".join(parts)


def standing(delivery: Delivery, zone: str, now: datetime) -> str:
    """What became of it."""
    if delivery.due_at is None:
        if delivery.delivered_at is not None and not delivery.problem:
            return tr("Delivered %1").replace("%1", words.when(delivery.delivered_at, zone, now))
        return tr("Given up. %1").replace("%1", delivery.problem)
    if delivery.due_at <= now:
        return tr("About to be sent")
    text = tr("Goes again %1. %2").replace("%1", words.until(delivery.due_at, now))
    return text.replace("%2", delivery.problem)
