"""The time zone: a list of all there are, found by typing any part of a name."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter

from tikscheduler.ui.composer.choosers import paint_chevron
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.settings.rows import FIELD_WIDTH

Zones = tuple[str, list[str]]


class ZoneBox(QComboBox):
    """`chosen` tells a zone, "" for the system's; `mistyped` what is no zone, "" if all is well."""

    chosen = Signal(str)
    mistyped = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._told = self._before = kit.settings.timezone
        self._system = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFixedWidth(FIELD_WIDTH)
        self.setEditText(kit.zone)
        self.loaded = False
        kit.theme.changed.connect(self.update)
        kit.desk.media(self, _zones, self._on_zones)
        self.activated.connect(self._on_activated)
        field = self.lineEdit()
        if field is not None:
            field.editingFinished.connect(self._on_typed)

    def _on_zones(self, found: Zones) -> None:
        self._system, names = found
        self.addItem(self.tr("The system's: %1").replace("%1", self._system), "")
        for name in names:
            self.addItem(name, name)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.loaded = True
        self._show(self._told)

    def not_kept(self, name: str) -> None:
        """This zone could not be written, and may be chosen again."""
        if self._told == name:
            self._told = self._before

    def _show(self, name: str) -> None:
        place = self.findData(name)
        if place >= 0:
            self.setCurrentIndex(place)
        else:  # set by hand, under a name that is not in the list
            self.setEditText(name)

    def _on_activated(self, place: int) -> None:
        self._tell(str(self.itemData(place)))

    def _on_typed(self) -> None:
        if not self.loaded:
            return
        typed = self.currentText().strip()
        place = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        if place >= 0:
            self._tell(str(self.itemData(place)))
        elif typed.lower() == self._told.lower():
            self._tell(self._told)
        else:
            self.mistyped.emit(typed)

    def _tell(self, name: str) -> None:
        self._show(name)
        self.mistyped.emit("")
        if name != self._told:
            self._before, self._told = self._told, name
            self.chosen.emit(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the field, then its mark."""
        super().paintEvent(event)
        paint_chevron(self, self._kit.theme)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: let the page scroll."""
        event.ignore()


def _zones() -> Zones:
    from zoneinfo import available_timezones

    from tikscheduler.settings import system_zone

    names = [name for name in available_timezones() if "/" in name or name == "UTC"]
    return system_zone(), sorted(names)
