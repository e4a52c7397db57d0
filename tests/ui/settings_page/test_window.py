"""What the window keeps for itself is used at once; data, credentials, and what it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.conftest import AddPost
from tikscheduler import __version__
from tikscheduler.domain.errors import VaultError
from tikscheduler.settings import Settings
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.settings.about import Licences
from tikscheduler.ui.settings.data import RestoreQuestion
from tikscheduler.ui.settings.page import SettingsPage
from tikscheduler.ui.settings.rows import OneOf

LEFT = Qt.MouseButton.LeftButton


def choose(qtbot: QtBot, box: OneOf, value: object) -> None:
    """By keyboard, as the list itself is not shown without a screen."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while box.currentData() != value:
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_the_colours_are_used_at_once(qtbot: QtBot, kit: Kit, page: SettingsPage) -> None:
    with qtbot.waitSignal(kit.theme.changed):
        choose(qtbot, page.general.theme, "dark")
    assert kit.theme.dark
    assert kit.preferences.get("theme", "") == "dark"


def test_the_week_can_start_on_another_day(qtbot: QtBot, kit: Kit, page: SettingsPage) -> None:
    choose(qtbot, page.general.week, 7)
    assert kit.preferences.get("first_day", 0) == 7
    choose(qtbot, page.general.week, 0)
    assert kit.preferences.get("first_day", 1) == 0


def test_the_wheel_scrolls_and_changes_nothing(page: SettingsPage, kit: Kit) -> None:
    for box in (page.general.theme, page.general.zone):
        before = box.currentIndex()
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)
        assert box.currentIndex() == before


def test_notices_are_switched(qtbot: QtBot, kit: Kit, page: SettingsPage) -> None:
    boxes = page.notices.boxes
    assert {kind: box.isChecked() for kind, box in boxes.items()} == {
        "failed": True,
        "held": True,
        "missed": True,
        "published": False,
    }
    qtbot.mouseClick(boxes["published"], LEFT)
    qtbot.keyClick(boxes["failed"], Qt.Key.Key_Space)
    assert kit.preferences.get("notice.published", False) is True
    assert kit.preferences.get("notice.failed", True) is False


def test_closing_and_starting(qtbot: QtBot, kit: Kit, page: SettingsPage) -> None:
    choose(qtbot, page.behaviour.closing, "quit")
    assert kit.preferences.get("on_close", "") == "quit"
    kit.preferences.set("on_close", "tray")  # as the question itself remembers it
    assert page.behaviour.closing.currentData() == "tray"
    choose(qtbot, page.behaviour.closing, "")
    assert kit.preferences.get("on_close", "none") == "none"
    qtbot.mouseClick(page.behaviour.minimised, LEFT)
    assert kit.preferences.get("start_minimised", False) is True


# --- the TikTok app ------------------------------------------------------------------------------


def test_missing_credentials_are_told_and_can_be_set_up(
    qtbot: QtBot, kit: Kit, page: SettingsPage
) -> None:
    qtbot.waitUntil(lambda: page.app.state.text() == "Not set")
    kit.requests.set_up_app.disconnect()
    with qtbot.waitSignal(kit.requests.set_up_app):
        qtbot.mouseClick(page.app.set_up, LEFT)
    with qtbot.waitSignal(kit.requests.set_up_app):
        qtbot.keyClick(page.app.set_up, Qt.Key.Key_Space)


def test_credentials_are_told_but_never_shown(qtbot: QtBot, kit: Kit, page: SettingsPage) -> None:
    qtbot.waitUntil(lambda: page.app.state.text() == "Not set")
    kit.desk.act(page, lambda program: program.set_credentials("aw-key", "a-secret"))
    done: list[object] = []
    kit.desk.act(page, lambda program: program, done.append)
    qtbot.waitUntil(lambda: bool(done))
    page.app.look()
    qtbot.waitUntil(lambda: page.app.state.text() == "✓ Set")
    shown = " ".join(str(one.property("text")) for one in page.findChildren(object))  # type: ignore[type-var]
    assert "a-secret" not in shown
    assert "aw-key" not in shown


# --- data ----------------------------------------------------------------------------------------


def test_the_place_of_the_database_is_told(page: SettingsPage, settings: Settings) -> None:
    assert page.data.place.text() == str(settings.profile / "tikscheduler.db")
    assert page.data.place.isReadOnly()


def test_a_backup_is_made(
    qtbot: QtBot, kit: Kit, page: SettingsPage, add_post: AddPost, tmp_path: Path
) -> None:
    add_post("2026-11-24 09:00")
    file = tmp_path / "copy.db"
    with qtbot.waitSignal(kit.signals.remark) as told:
        page.data.back_up_to(file)
    assert str(file) in told.args[0]
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("SELECT count(*) FROM post").fetchone() == (1,)
    assert page.data.back_up.isEnabled()


def test_the_button_asks_where_to(qtbot: QtBot, page: SettingsPage) -> None:
    qtbot.mouseClick(page.data.back_up, LEFT)
    (dialog,) = page.findChildren(QFileDialog)
    assert dialog.isVisible()
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert dialog.selectedFiles()[0].endswith("tikscheduler-2026-11-23.db")
    dialog.reject()


def test_a_backup_that_fails_is_told_beside_the_button(
    qtbot: QtBot, page: SettingsPage, tmp_path: Path
) -> None:
    page.data.back_up_to(tmp_path / "no such folder" / "copy.db")
    problem = page.data.backup_row.problem
    qtbot.waitUntil(problem.isVisible)
    assert "There is no folder" in problem.text()
    assert page.data.back_up.isEnabled()


def test_restoring_says_what_it_means_first(
    qtbot: QtBot, kit: Kit, page: SettingsPage, tmp_path: Path
) -> None:
    wanted = kit.requests.restore
    page.data.ask_restore(tmp_path / "old.db")
    (question,) = page.window().findChildren(RestoreQuestion)
    assert "“old.db”" in question.text
    assert "kept as a copy" in question.text
    assert "held" in question.text
    assert question.stay.isDefault()
    with qtbot.assertNotEmitted(wanted):
        qtbot.keyClick(question, Qt.Key.Key_Escape)

    page.data.ask_restore(tmp_path / "old.db")
    (question,) = (one for one in page.window().findChildren(RestoreQuestion) if one.isVisible())
    with qtbot.waitSignal(wanted, check_params_cb=lambda file: file == tmp_path / "old.db"):
        qtbot.mouseClick(question.go, LEFT)


# --- about ---------------------------------------------------------------------------------------


def test_version_and_licences(qtbot: QtBot, page: SettingsPage) -> None:
    texts = [one.text() for one in page.about.findChildren(type(page.app.state))]
    assert f"tikscheduler {__version__}" in texts
    qtbot.mouseClick(page.about.licences, LEFT)
    (dialog,) = page.window().findChildren(Licences)
    assert "Qt and PySide6: LGPL-3.0" in dialog.list.toPlainText()
    assert "GNU General Public License" in dialog.text
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_field_has_a_name_for_a_screen_reader(page: SettingsPage) -> None:
    fields = [row.field for row in page.publishing.rows.values()]
    fields += [page.general.zone, page.general.week, page.general.theme, page.behaviour.closing]
    assert all(one.accessibleName() for one in fields)
    assert all(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in fields)


def test_the_mark_takes_the_colours_that_are_chosen(kit: Kit, page: SettingsPage) -> None:
    before = page.about.mark.pixmap().toImage()
    kit.theme.choose("dark")
    assert page.about.mark.pixmap().toImage() != before


def test_a_complaint_about_the_credentials_goes_once_they_can_be_read(
    qtbot: QtBot, page: SettingsPage
) -> None:
    app = page.app
    qtbot.waitUntil(lambda: app.state.text() != "Looking…")
    app._on_failed(VaultError("It is shut."))
    assert app.row.problem.isVisible()

    app.look()
    qtbot.waitUntil(lambda: not app.row.problem.isVisible())


def test_a_fault_of_the_programs_own_is_no_sentence_beside_a_field(
    qtbot: QtBot, kit: Kit, page: SettingsPage
) -> None:
    for failed in (page.app._on_failed, page.data._on_not_backed_up):
        with qtbot.waitSignal(kit.signals.crashed):
            failed(ZeroDivisionError("of ours"))
    assert "of ours" not in page.app.row.problem.text() + page.data.backup_row.problem.text()
