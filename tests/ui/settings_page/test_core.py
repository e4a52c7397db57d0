"""Settings that the publishing core knows: checked, written to settings.toml, used from the next
start of the window, and shut where the environment has set them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tikscheduler.settings import Settings
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.settings.page import SettingsPage
from tikscheduler.ui.settings.publishing import (
    as_minutes,
    read_count,
    read_delays,
    read_minutes,
)

Enter = Callable[[QLineEdit, str], None]
Written = Callable[[], Settings]
LEFT = Qt.MouseButton.LeftButton

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""Lists pop up."""


def zone_field(page: SettingsPage) -> QLineEdit:
    field = page.general.zone.lineEdit()
    assert field is not None
    return field


def test_what_is_set_is_shown(page: SettingsPage) -> None:
    assert page.general.zone.currentText() == "Europe/Paris"
    assert page.publishing.field("lateness_limit").text() == "60"
    assert page.publishing.field("retry_delays").text() == "5, 15, 30"
    assert page.publishing.field("max_concurrent").text() == "128"
    assert page.publishing.field("max_transfers").text() == "8"
    assert not page.pending.isVisible()


def test_retries_are_written_as_they_are_typed(
    qtbot: QtBot, page: SettingsPage, enter: Enter, written: Written
) -> None:
    enter(page.publishing.field("retry_delays"), "1, 2.5, 60")
    qtbot.waitUntil(page.pending.isVisible)
    assert written().retry_delays == tuple(timedelta(minutes=one) for one in (1, 2.5, 60))


def test_numbers_are_written(
    qtbot: QtBot, page: SettingsPage, enter: Enter, written: Written
) -> None:
    enter(page.publishing.field("lateness_limit"), "90")
    enter(page.publishing.field("max_concurrent"), "4")
    enter(page.publishing.field("max_transfers"), "2")
    qtbot.waitUntil(lambda: written().max_transfers == 2)
    assert written().lateness_limit == timedelta(minutes=90)
    assert written().max_concurrent == 4


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("retry_delays", "5, x", "Enter minutes with commas between, as in 5, 15, 30."),
        ("retry_delays", "5, nan", "Enter minutes with commas between, as in 5, 15, 30."),
        ("retry_delays", "1 " * 21, "Up to 20 retries can be set."),
        ("lateness_limit", "-1", "Enter minutes, 0 to a year, as in 15."),
        ("lateness_limit", "", "Enter minutes, 0 to a year, as in 15."),
        ("max_concurrent", "0", "Enter a whole number from 1 to 1000."),
        ("max_transfers", "1001", "Enter a whole number from 1 to 1000."),
        ("max_transfers", "two", "Enter a whole number from 1 to 1000."),
    ],
)
def test_what_makes_no_sense_is_told_beside_the_field_and_not_written(
    qtbot: QtBot,
    page: SettingsPage,
    enter: Enter,
    settings: Settings,
    name: str,
    typed: str,
    words: str,
) -> None:
    field, row = page.publishing.field(name), page.publishing.rows[name]
    enter(field, typed)
    assert row.problem.isVisible()
    assert row.problem.text() == words
    assert field.accessibleDescription() == words
    assert not (settings.profile / "settings.toml").exists()

    enter(field, "7")
    qtbot.waitUntil(lambda: not row.problem.isVisible())


def test_leaving_a_field_is_enough(qtbot: QtBot, page: SettingsPage, written: Written) -> None:
    field = page.publishing.field("max_transfers")
    field.setFocus()
    field.setText("3")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: written().max_transfers == 3)


def test_what_is_as_before_needs_no_new_start(
    qtbot: QtBot, page: SettingsPage, enter: Enter, written: Written
) -> None:
    field = page.publishing.field("max_transfers")
    enter(field, "3")
    qtbot.waitUntil(page.pending.isVisible)
    enter(field, "8")
    qtbot.waitUntil(lambda: not page.pending.isVisible())
    assert written().max_transfers == 8


def test_a_new_start_is_one_click_away(
    qtbot: QtBot, kit: Kit, page: SettingsPage, enter: Enter
) -> None:
    enter(page.publishing.field("max_transfers"), "3")
    qtbot.waitUntil(page.pending.isVisible)
    kit.requests.restart.disconnect()  # or the test would end with it
    with qtbot.waitSignal(kit.requests.restart):
        qtbot.mouseClick(page.apply, LEFT)
    with qtbot.waitSignal(kit.requests.restart):
        qtbot.keyClick(page.apply, Qt.Key.Key_Space)


def test_the_users_comments_stay(
    qtbot: QtBot, page: SettingsPage, enter: Enter, settings: Settings, written: Written
) -> None:
    file = settings.profile / "settings.toml"
    file.write_text("# mine\nmax_transfers = 8  # enough\n", encoding="utf-8")
    enter(page.publishing.field("max_transfers"), "3")
    qtbot.waitUntil(lambda: written().max_transfers == 3)
    assert file.read_text(encoding="utf-8").startswith("# mine\n")


def test_a_file_that_cannot_be_changed_is_told_beside_the_field(
    qtbot: QtBot, page: SettingsPage, enter: Enter, settings: Settings
) -> None:
    (settings.profile / "settings.toml").write_text("max_transfers = ", encoding="utf-8")
    enter(page.publishing.field("max_transfers"), "3")
    problem = page.publishing.rows["max_transfers"].problem
    qtbot.waitUntil(problem.isVisible)
    assert "is not valid TOML" in problem.text()
    assert not page.pending.isVisible()


# --- the zone ------------------------------------------------------------------------------------


def test_a_zone_is_found_by_any_part_of_its_name(
    qtbot: QtBot, page: SettingsPage, written: Written
) -> None:
    completer = page.general.zone.completer()
    assert completer is not None
    completer.setCompletionPrefix("sao_p")
    assert completer.currentCompletion() == "America/Sao_Paulo"


def test_a_zone_is_typed(qtbot: QtBot, page: SettingsPage, enter: Enter, written: Written) -> None:
    enter(zone_field(page), "america/new_york")
    qtbot.waitUntil(lambda: written().timezone == "America/New_York")
    assert page.general.zone.currentText() == "America/New_York"
    qtbot.waitUntil(page.pending.isVisible)


def test_a_zone_is_chosen_from_the_list(qtbot: QtBot, page: SettingsPage, written: Written) -> None:
    box = page.general.zone
    box.setFocus()
    before = box.currentIndex()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentIndex() == before + 1
    qtbot.waitUntil(lambda: written().timezone == box.itemText(before + 1))


def test_the_systems_zone_takes_the_setting_out(
    qtbot: QtBot, page: SettingsPage, enter: Enter, settings: Settings, written: Written
) -> None:
    enter(zone_field(page), "Asia/Tokyo")
    qtbot.waitUntil(lambda: written().timezone == "Asia/Tokyo")
    box = page.general.zone
    box.setCurrentIndex(0)
    box.activated.emit(0)
    qtbot.waitUntil(lambda: written().timezone == "")


def test_leaving_the_zone_as_it_is_writes_nothing(
    qtbot: QtBot, page: SettingsPage, enter: Enter, settings: Settings
) -> None:
    enter(zone_field(page), "europe/paris")
    qtbot.keyClick(zone_field(page), Qt.Key.Key_Tab)
    enter(page.publishing.field("max_transfers"), "8")
    assert page.core.idle
    assert not (settings.profile / "settings.toml").exists()


def test_what_is_no_zone_is_told(
    qtbot: QtBot, page: SettingsPage, enter: Enter, settings: Settings
) -> None:
    enter(zone_field(page), "Europe/Atlantis")
    problem = page.general.zone_row.problem
    assert problem.isVisible()
    assert "There is no time zone “Europe/Atlantis”" in problem.text()
    assert not (settings.profile / "settings.toml").exists()
    enter(zone_field(page), "Europe/Rome")
    qtbot.waitUntil(lambda: not problem.isVisible())


# --- the environment -----------------------------------------------------------------------------


def test_what_the_environment_sets_is_shut_and_says_so(
    qtbot: QtBot, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKSCHEDULER_MAX_TRANSFERS", "2")
    monkeypatch.setenv("TIKSCHEDULER_TIMEZONE", "UTC")
    monkeypatch.setenv("TIKSCHEDULER_CLIENT_KEY", "aw1")
    made = SettingsPage(kit)
    qtbot.addWidget(made)
    assert not made.publishing.field("max_transfers").isEnabled()
    hint = made.publishing.rows["max_transfers"].hint.text()
    assert hint == "Set by TIKSCHEDULER_MAX_TRANSFERS in the environment, which wins."
    assert not made.general.zone.isEnabled()
    assert "TIKSCHEDULER_TIMEZONE" in made.general.zone_row.hint.text()
    assert made.publishing.field("max_concurrent").isEnabled()
    assert "TIKSCHEDULER_CLIENT_KEY" in made.app.row.hint.text()
    assert made.app.set_up.isEnabled()


# --- reading -------------------------------------------------------------------------------------


def test_minutes_are_written_as_short_as_they_can() -> None:
    shown = [as_minutes(timedelta(seconds=one)) for one in (0, 30, 60, 600, 6000, 90)]
    assert shown == ["0", "0.5", "1", "10", "100", "1.5"]


def test_minutes_are_read_back() -> None:
    for seconds in (0, 1, 30, 90, 3600):
        delay = timedelta(seconds=seconds)
        assert abs(read_minutes(as_minutes(delay)) - delay) < timedelta(seconds=0.02)


def test_delays_may_be_parted_in_any_way() -> None:
    wanted = tuple(timedelta(minutes=one) for one in (5, 15, 30))
    for text in ("5, 15, 30", "5,15,30", "5 15 30", "5;15;30", " 5 , 15 , 30 , "):
        assert read_delays(text) == wanted
    assert read_delays("") == ()


def test_a_count_is_not_just_anything() -> None:
    assert read_count(" 12 ") == 12
    for text in ("1e3", "²", "-1", "0", "", "100000"):
        with pytest.raises(ValueError, match="whole number"):
            read_count(text)


def test_settings_of_the_core_are_written_in_order(
    qtbot: QtBot, page: SettingsPage, written: Written, settings: Settings
) -> None:
    done: list[str] = []
    for number in range(1, 30):
        page.core.change("max_transfers", number, number, done.append)
        page.core.change("max_concurrent", number, number, done.append)
    qtbot.waitUntil(lambda: len(done) == 58)
    assert set(done) == {""}
    assert written().max_transfers == written().max_concurrent == 29
    assert isinstance(settings.profile, Path)


# --- what could not be written is not forgotten ---------------------------------------------------


def test_a_value_that_was_not_written_can_be_entered_again(
    qtbot: QtBot, page: SettingsPage, enter: Enter, settings: Settings, written: Written
) -> None:
    file = settings.profile / "settings.toml"
    file.write_text("max_transfers = ", encoding="utf-8")
    field, problem = page.publishing.field("max_transfers"), page.publishing.rows["max_transfers"]
    enter(field, "3")
    qtbot.waitUntil(problem.problem.isVisible)

    file.unlink()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: written().max_transfers == 3)
    assert not problem.problem.isVisible()


def test_a_zone_that_was_not_written_can_be_entered_again(
    qtbot: QtBot, page: SettingsPage, enter: Enter, settings: Settings, written: Written
) -> None:
    file = settings.profile / "settings.toml"
    file.write_text("timezone = ", encoding="utf-8")
    enter(zone_field(page), "Asia/Tokyo")
    qtbot.waitUntil(page.general.zone_row.problem.isVisible)

    file.unlink()
    qtbot.keyClick(zone_field(page), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: written().timezone == "Asia/Tokyo")
    assert not page.general.zone_row.problem.isVisible()
