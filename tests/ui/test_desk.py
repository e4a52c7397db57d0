"""Work leaves the UI thread and its answer comes back there, unless nobody is left to get it."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from tikscheduler.domain.errors import DatabaseDamaged, InputError
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.main_window import MainWindow
from tikscheduler.ui.signals import AppSignals


def desk_of(open_storage: Callable[[], Any], profile: Path) -> tuple[Desk, AppSignals]:
    signals = AppSignals()
    desk = Desk(
        signals=signals,
        open_storage=open_storage,
        open_program=lambda _storage: pytest.fail("nobody asked for the program"),
        now=lambda: datetime.now(UTC),
        settings=Settings(profile=profile),
    )
    desk.start()
    return desk, signals


def test_the_answer_comes_on_the_ui_thread(qtbot: QtBot, kit: Kit) -> None:
    seen: list[tuple[str, str]] = []

    def work(_storage: Storage) -> str:
        return threading.current_thread().name

    kit.desk.read(kit.desk, work, lambda name: seen.append((name, threading.current_thread().name)))
    qtbot.waitUntil(lambda: bool(seen))

    assert seen == [("read", threading.main_thread().name)]


def test_changes_are_made_in_the_order_asked(qtbot: QtBot, kit: Kit) -> None:
    order: list[int] = []
    for number in range(50):
        kit.desk.act(kit.desk, lambda _program, number=number: number, order.append)
    qtbot.waitUntil(lambda: len(order) == 50)

    assert order == list(range(50))


def test_copies_are_made_only_while_nobody_else_works(qtbot: QtBot, kit: Kit) -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def with_a_thread_of_its_own() -> list[int]:
        found = [niceness()]
        thread = threading.Thread(target=lambda: found.append(niceness()))
        thread.start()
        thread.join()
        return found

    seen: list[list[int]] = []
    kit.desk.copy(kit.desk, with_a_thread_of_its_own, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1)
    kit.desk.media(kit.desk, with_a_thread_of_its_own, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2)

    usual = niceness()
    modest = min(19, usual + 10) if sys.platform == "linux" else usual
    assert seen == [[modest, modest], [usual, usual]]


def test_a_lane_that_hangs_keeps_no_other_waiting(qtbot: QtBot, kit: Kit) -> None:
    released, seen = threading.Event(), []
    for _ in range(4):
        kit.desk.ask(kit.desk, lambda _program: released.wait(20))
    kit.desk.act(kit.desk, lambda _program: "done", seen.append)
    kit.desk.read(kit.desk, lambda _storage: "read", seen.append)
    kit.desk.media(kit.desk, lambda: "media", seen.append)

    qtbot.waitUntil(lambda: len(seen) == 3)
    released.set()

    assert sorted(seen) == ["done", "media", "read"]


def test_no_answer_for_an_owner_that_is_gone(qtbot: QtBot, kit: Kit) -> None:
    got: list[object] = []
    gone = QObject()
    kit.desk.media(gone, lambda: 1, got.append, got.append)
    kit.desk.media(kit.desk, lambda: 2, got.append)
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: bool(got))

    assert got == [2]


def test_an_error_becomes_a_sentence(qtbot: QtBot, kit: Kit) -> None:
    def work() -> None:
        raise InputError("The file is gone; put it back.")

    with qtbot.waitSignal(kit.signals.problem) as told:
        kit.desk.media(kit.desk, work)

    assert told.args == ["The file is gone; put it back."]


def test_a_fault_of_ours_becomes_a_report(qtbot: QtBot, kit: Kit) -> None:
    def work() -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(kit.signals.crashed) as told:
        kit.desk.media(kit.desk, work)

    assert "ZeroDivisionError" in told.args[0]


def test_whoever_asked_may_take_the_error(qtbot: QtBot, kit: Kit) -> None:
    errors: list[Exception] = []
    kit.desk.media(kit.desk, lambda: 1 / 0, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))

    assert isinstance(errors[0], ZeroDivisionError)


def test_a_database_that_cannot_be_opened_is_told_once(
    qtbot: QtBot, qapp: object, profile: Path
) -> None:
    tries = []

    def open_storage() -> Storage:
        tries.append(1)
        raise DatabaseDamaged("The database is damaged; restore a backup.")

    desk, signals = desk_of(open_storage, profile)
    told: list[str] = []
    problems: list[str] = []
    signals.unusable.connect(told.append)
    signals.problem.connect(problems.append)
    for _ in range(3):
        desk.read(desk, lambda storage: storage, lambda _: None)
    desk.media(desk, lambda: None, lambda _: None)
    qtbot.waitUntil(lambda: bool(told))
    desk.close()
    qtbot.wait(0)

    assert told == ["The database is damaged; restore a backup."]
    assert problems == []
    assert len(tries) == 1


def test_nothing_is_done_before_the_first_frame(qtbot: QtBot, qapp: object, profile: Path) -> None:
    signals = AppSignals()
    desk = Desk(
        signals=signals,
        open_storage=lambda: pytest.fail("not yet"),
        open_program=lambda _: pytest.fail("not yet"),
        now=lambda: datetime.now(UTC),
        settings=Settings(profile=profile),
    )
    seen: list[str] = []
    desk.media(desk, lambda: "done", seen.append)
    qtbot.wait(20)
    assert seen == []

    desk.start()
    qtbot.waitUntil(lambda: seen == ["done"])
    desk.close()


def test_the_window_lives_while_the_disk_hangs_for_five_seconds(
    qtbot: QtBot, kit: Kit, window: MainWindow
) -> None:
    hangs, stalled = threading.Event(), threading.Event()

    def stall(_storage: Storage) -> str:
        stalled.set()
        hangs.wait(5)
        return "over"

    over: list[str] = []
    kit.desk.read(window, stall, over.append)
    assert stalled.wait(5)
    header = window.page_widget("calendar").header
    typed = ""
    while not over:  # five seconds of typing and turning pages
        qtbot.keyClick(header.search, Qt.Key.Key_A)
        typed += "a"
        for page in ("queue", "attention", "settings", "calendar"):
            kit.requests.show_page.emit(page)
            window.repaint()
        qtbot.wait(10)

    assert header.search.text() == typed
    assert len(typed) > 25  # five frames a second at the very least, on a busy machine too


# --- pictures ------------------------------------------------------------------------------------


def test_pictures_keep_no_other_file_waiting_and_the_newest_comes_first(
    qtbot: QtBot, kit: Kit
) -> None:
    released, seen = threading.Event(), []
    for number in range(20):
        kit.desk.picture(kit.desk, lambda number=number: released.wait(20) and number, seen.append)
    kit.desk.media(kit.desk, lambda: "a file", seen.append)
    qtbot.waitUntil(lambda: seen == ["a file"])
    released.set()
    qtbot.waitUntil(lambda: len(seen) == 21)

    assert seen.index(19) < seen.index(10) < seen.index(5)


# --- the end -------------------------------------------------------------------------------------


def test_what_was_changed_is_finished_however_long_it_takes(qtbot: QtBot, kit: Kit) -> None:
    done: list[int] = []
    for number in range(12):
        kit.desk.act(
            kit.desk, lambda _program, number=number: (time.sleep(0.15), done.append(number))
        )
    kit.desk.close()

    assert done == list(range(12))


def test_what_was_only_to_be_looked_at_is_dropped_at_the_end(qtbot: QtBot, kit: Kit) -> None:
    read: list[int] = []
    begun = threading.Event()

    def work(number: int) -> None:
        begun.set()
        time.sleep(0.05)
        read.append(number)

    for number in range(100):
        kit.desk.read(kit.desk, lambda _storage, number=number: work(number), lambda _: None)
        kit.desk.media(kit.desk, lambda number=number: work(number))
        kit.desk.picture(kit.desk, lambda number=number: work(number), lambda _: None)
    begun.wait(10)
    began = time.monotonic()
    kit.desk.close()

    assert time.monotonic() - began < 1
    assert len(read) < 50


def test_nobody_hears_an_answer_that_comes_after_the_end(qtbot: QtBot, kit: Kit) -> None:
    told: list[object] = []
    ready = threading.Event()
    kit.desk.media(kit.desk, lambda: ready.set() or 1, told.append, told.append)
    ready.wait(10)
    kit.desk.close()
    qtbot.wait(50)

    assert told == []


def test_nothing_is_begun_after_the_end(qtbot: QtBot, qapp: object, profile: Path) -> None:
    opened: list[int] = []
    desk = Desk(
        signals=AppSignals(),
        open_storage=lambda: opened.append(1),  # type: ignore[arg-type, return-value]
        open_program=lambda _storage: pytest.fail("nobody asked for the program"),
        now=lambda: datetime.now(UTC),
        settings=Settings(profile=profile),
    )
    desk.read(desk, lambda storage: storage, lambda _: None)
    desk.start(20)  # closed before its first frame stood long enough
    desk.close()
    desk.read(desk, lambda storage: storage, lambda _: None)
    desk.ask(desk, lambda program: program)
    qtbot.wait(100)

    assert opened == []
