"""The field for a time, above all where the clock is changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QDateTimeEdit
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.composer.conftest import WAIT, Connect, Open, all_posts
from tikscheduler.domain.post import Privacy
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.when_field import (
    WhenField,
    display_format,
    first_wall,
    next_quarter,
    read,
)
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft

PARIS = "Europe/Paris"


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def field(kit: Kit, qtbot: QtBot) -> WhenField:
    made = WhenField(kit.theme, PARIS)
    qtbot.addWidget(made)
    made.set_wall(wall("2026-11-24 18:30"))
    made.show()
    return made


def test_names_its_zone_and_opens_a_calendar(field: WhenField) -> None:
    assert field.text().endswith("18:30 · Paris")
    assert field.toolTip() == PARIS
    assert field.calendarPopup()
    assert read(field)[0].utc == datetime(2026, 11, 24, 17, 30, tzinfo=UTC)  # type: ignore[union-attr]


def test_is_changed_with_the_keyboard(qtbot: QtBot, field: WhenField) -> None:
    field.setFocus()
    field.setCurrentSection(QDateTimeEdit.Section.HourSection)
    with qtbot.waitSignal(field.edited):
        qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.wall == wall("2026-11-24 19:30")
    field.setSelectedSection(QDateTimeEdit.Section.MinuteSection)
    qtbot.keyClicks(field, "05")
    assert field.wall == wall("2026-11-24 19:05")


@pytest.fixture
def machine_in_paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Qt reads the machine's zone, where the same hour is missing."""
    monkeypatch.setenv("TZ", PARIS)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has one zone for all")
@pytest.mark.usefixtures("machine_in_paris")
def test_does_not_bend_a_time_that_the_machines_own_clock_jumps_over(
    kit: Kit, qtbot: QtBot
) -> None:
    field = WhenField(kit.theme, "Asia/Tokyo")
    qtbot.addWidget(field)
    field.set_wall(wall("2027-03-28 02:30"))
    assert field.wall == wall("2027-03-28 02:30")
    assert read(field)[1] == ""


def test_refuses_a_time_that_the_clock_jumps_over(field: WhenField) -> None:
    field.set_wall(wall("2027-03-28 02:30"))
    assert field.wall == wall("2027-03-28 02:30")  # Qt has not bent it
    moment, problem = read(field)
    assert moment is None
    assert "does not exist in Europe/Paris" in problem
    assert "2027-03-28 01:30 or 2027-03-28 03:30" in problem


def test_says_which_of_two_times_is_meant(field: WhenField) -> None:
    field.set_wall(wall("2027-10-31 02:30"))
    moment, problem = read(field)
    assert moment is not None
    assert problem == ""
    assert "the first of the two is meant" in moment.note


def test_both_are_said_in_the_composer(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    composer = open_composer(videos=(clip,), wall=wall("2027-03-28 02:30"))
    form = composer.form
    form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(lambda: "does not exist" in composer.footer.schedule.toolTip())
    assert form.when_note.isVisible()
    assert not composer.footer.schedule.isEnabled()
    form.when.set_wall(wall("2027-10-31 02:30"))
    qtbot.waitUntil(lambda: "comes twice" in form.when_note.text())
    assert composer.footer.schedule.isEnabled()


def test_an_untouched_time_of_another_zone_stays_in_its_zone(
    qtbot: QtBot, storage: Storage, connect: Connect, clip: Path, open_composer: Open, kit: Kit
) -> None:
    account = connect()
    from tikscheduler.domain.zones import at_wall_time
    from tikscheduler.services.scheduling import Wish

    tokyo = at_wall_time(wall("2026-11-25 09:00"), "Asia/Tokyo")
    wish = Wish(video=clip, account=account.name, when=tokyo, privacy=Privacy.PUBLIC)
    kit.desk.program().plan.add([wish])
    (post,) = all_posts(storage)
    composer = open_composer(post)
    assert composer.form.when.text().endswith("01:00 · Paris")
    qtbot.keyClicks(composer.form.caption, "New words")
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        composer.footer.schedule.click()
    (post,) = all_posts(storage)
    assert post.caption == "New words"
    assert (post.wall_time, post.timezone) == (tokyo.wall, "Asia/Tokyo")


def test_the_clock_has_12_or_24_hours_as_the_locale_has_it() -> None:
    assert "HH:mm" in display_format(PARIS, QLocale("de_DE"))
    assert "h:mm AP" in display_format("America/New_York", QLocale("en_US"))
    assert display_format("America/New_York").endswith("' · New York'")


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, "13:15"), (1, "13:30"), (14, "13:30"), (15, "13:30")]
)
def test_begins_at_a_quarter_hour_at_least_fifteen_minutes_ahead(
    minutes: int, expected: str
) -> None:
    now = NOON + timedelta(minutes=minutes)
    assert f"{next_quarter(PARIS, now):%H:%M}" == expected


def test_begins_with_the_drafts_time_or_the_usual_one_of_its_day() -> None:
    exact = Draft(wall=wall("2026-11-26 07:10"))
    assert first_wall(exact, PARIS, NOON) == wall("2026-11-26 07:10")
    day = Draft(wall=wall("2026-11-26 00:00"), all_day=True)
    assert first_wall(day, PARIS, NOON) == wall("2026-11-26 09:00")
    today = Draft(wall=wall("2026-11-23 00:00"), all_day=True)
    assert first_wall(today, PARIS, NOON) == wall("2026-11-23 18:30")
