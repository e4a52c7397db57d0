"""Zone, week and colours."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.settings.core import CoreSettings, fixed_by
from tikscheduler.ui.settings.rows import Group, OneOf, Row
from tikscheduler.ui.settings.zone_box import ZoneBox


class General(Group):
    """How times and the window look."""

    def __init__(self, kit: Kit, core: CoreSettings) -> None:
        super().__init__(self.tr("General"))
        self._kit, self._core = kit, core
        self._add_zone()
        self._add_week()
        self._add_theme()

    def _add_zone(self) -> None:
        self.zone = ZoneBox(self._kit)
        hint = self.tr("Times are shown and planned in this zone. Posts keep the zone they have.")
        self.zone_row = Row(self.tr("Time zone"), self.zone, hint)
        if name := fixed_by("timezone"):
            self.zone.setEnabled(False)
            self.zone_row.say(fixed_words(name))
        self.zone.chosen.connect(self._on_zone)
        self.zone.mistyped.connect(self._on_mistyped)
        self.add(self.zone_row)

    def _add_week(self) -> None:
        locale = QLocale()
        own = locale.standaloneDayName(locale.firstDayOfWeek().value)
        entries: list[tuple[str, object]] = [(self.tr("As usual here: %1").replace("%1", own), 0)]
        entries += [(locale.standaloneDayName(day), day) for day in (1, 6, 7)]
        name = self.tr("Week starts on")
        chosen = self._kit.preferences.get("first_day", 0)
        self.week = OneOf(self._kit.theme, name, entries, chosen)
        self.week.activated.connect(self._on_week)
        self.add(Row(name, self.week))

    def _add_theme(self) -> None:
        entries: list[tuple[str, object]] = [
            (self.tr("As the system"), "system"),
            (self.tr("Light"), "light"),
            (self.tr("Dark"), "dark"),
        ]
        name, chosen = self.tr("Colours"), self._kit.preferences.get("theme", "system")
        self.theme = OneOf(self._kit.theme, name, entries, chosen)
        self.theme.activated.connect(self._on_theme)
        self.add(Row(name, self.theme))

    # --- what was chosen -------------------------------------------------------------------

    def _on_zone(self, name: str) -> None:
        def done(problem: str) -> None:
            self.zone_row.complain(problem)
            if problem:
                self.zone.not_kept(name)

        self._core.change("timezone", name or None, name, done)

    def _on_mistyped(self, typed: str) -> None:
        text = self.tr("There is no time zone “%1”; choose one from the list.")
        self.zone_row.complain(text.replace("%1", typed) if typed else "")

    def _on_week(self) -> None:
        self._kit.preferences.set("first_day", self.week.currentData())

    def _on_theme(self) -> None:
        choice = str(self.theme.currentData())
        self._kit.preferences.set("theme", choice)
        self._kit.theme.choose(choice)


def fixed_words(name: str) -> str:
    """Why a field cannot be changed."""
    from tikscheduler.ui.words import tr

    return tr("Set by %1 in the environment, which wins.").replace("%1", name)
