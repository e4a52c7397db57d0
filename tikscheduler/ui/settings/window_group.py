"""Notices, starting and closing."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.notices import wanted
from tikscheduler.ui.settings.rows import CheckRow, Group, OneOf, Row


class NoticesGroup(Group):
    """Which ends of posts the system tells of."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(self.tr("Notices"))
        self.boxes: dict[str, QCheckBox] = {}
        for kind, text in (
            ("failed", self.tr("A post failed")),
            ("held", self.tr("A post needs you")),
            ("missed", self.tr("A post was missed")),
            ("published", self.tr("A post is live")),
        ):
            row = CheckRow(kit.theme, text)
            row.box.setChecked(wanted(kit, kind))
            row.box.clicked.connect(lambda on, name=f"notice.{kind}": kit.preferences.set(name, on))
            self.boxes[kind] = row.box
            self.add(row)


class WindowGroup(Group):
    """How the window starts and what closing it means."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(self.tr("Window"))
        self._kit = kit
        entries: list[tuple[str, object]] = [
            (self.tr("Ask"), ""),
            (self.tr("Keeps publishing in the tray"), "tray"),
            (self.tr("Quits"), "quit"),
        ]
        name, chosen = self.tr("Closing the window"), kit.preferences.get("on_close", "")
        self.closing = OneOf(kit.theme, name, entries, chosen)
        self.closing.activated.connect(self._on_closing)
        hint = self.tr("Where there is no tray the window is minimised instead.")
        self.add(Row(name, self.closing, hint))
        row = CheckRow(kit.theme, self.tr("Start minimised"))
        self.minimised = row.box
        self.minimised.setChecked(kit.preferences.get("start_minimised", False))
        self.minimised.clicked.connect(lambda on: kit.preferences.set("start_minimised", on))
        self.add(row)
        kit.preferences.changed.connect(self._on_preference)

    def _on_closing(self) -> None:
        self._kit.preferences.set("on_close", self.closing.currentData() or None)

    def _on_preference(self, name: str) -> None:
        if name == "on_close":  # remembered by the question itself
            self.closing.choose(self._kit.preferences.get("on_close", ""))
