"""What the window remembers for itself."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tikscheduler.ui.preferences import Preferences


def test_what_is_set_is_there_at_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "profile" / "window.json"
    first = Preferences(file)
    first.set("page", "queue")
    first.set("columns", [1, 2, 3])
    first.save_now()

    again = Preferences(file)
    assert again.get("page", "calendar") == "queue"
    assert again.get("columns", []) == [1, 2, 3]


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
def test_it_is_for_its_owner_alone(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "profile" / "window.json"
    preferences = Preferences(file)
    preferences.set("composer.unfinished", [{"caption": "not for others"}])
    preferences.save_now()
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_it_is_written_by_another_thread_a_moment_later(qtbot: QtBot, tmp_path: Path) -> None:
    file, jobs = tmp_path / "window.json", []
    preferences = Preferences(file)
    preferences.save_with(jobs.append)
    preferences.set("page", "queue")
    preferences.set("page", "settings")
    qtbot.waitUntil(lambda: bool(jobs))
    assert not file.exists()
    jobs[0]()

    assert len(jobs) == 1
    assert json.loads(file.read_text()) == {"page": "settings"}


@pytest.mark.parametrize("content", ["", "{", "[1]", '"a"', "\x00"])
def test_a_file_that_is_no_such_thing_is_begun_afresh(
    qtbot: QtBot, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "window.json"
    file.write_text(content)
    preferences = Preferences(file)

    assert preferences.get("page", "calendar") == "calendar"
    preferences.set("page", "queue")
    preferences.save_now()
    assert Preferences(file).get("page", "calendar") == "queue"


def test_a_value_of_another_type_is_not_believed(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    file.write_text('{"page": 7, "hidden_accounts": "no list"}')
    preferences = Preferences(file)

    assert preferences.get("page", "calendar") == "calendar"
    assert preferences.get("hidden_accounts", []) == []


def test_none_forgets(qtbot: QtBot, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "window.json")
    preferences.set("page", "queue")
    preferences.set("page", None)

    assert preferences.get("page", "calendar") == "calendar"


def test_what_was_handed_over_and_not_written_is_written_at_the_end(
    qtbot: QtBot, tmp_path: Path
) -> None:
    file, jobs = tmp_path / "window.json", []
    preferences = Preferences(file)
    preferences.save_with(jobs.append)  # a thread that never comes to it
    preferences.set("page", "queue")
    qtbot.waitUntil(lambda: bool(jobs))
    preferences.save_now()

    assert json.loads(file.read_text()) == {"page": "queue"}


def test_an_older_state_never_comes_over_a_newer_one(qtbot: QtBot, tmp_path: Path) -> None:
    file, jobs = tmp_path / "window.json", []
    preferences = Preferences(file)
    preferences.save_with(jobs.append)
    for page in ("queue", "settings"):
        preferences.set("page", page)
        before = len(jobs)
        qtbot.waitUntil(lambda before=before: len(jobs) > before)
    for job in reversed(jobs):  # two threads, and the later one was faster
        job()

    assert json.loads(file.read_text()) == {"page": "settings"}
