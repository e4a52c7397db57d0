"""The window as a whole: one a profile, remembered, ended by a signal, with an engine behind it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Post
from tikscheduler.engines.lock import EngineLock
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage
from tikscheduler.ui.instance import call_running, instance_name, listen
from tikscheduler.ui.main_window import MainWindow


def test_the_page_is_remembered(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop, window: MainWindow, settings: Settings
) -> None:
    desktop.kit.requests.show_page.emit("queue")
    desktop.close()
    again = Desktop(qapp, settings, publish=False)

    assert again.kit.preferences.get("page", "") == "queue"
    assert again.window.page == "queue"
    again.close()
    again.window.deleteLater()


def test_a_second_start_calls_the_first(qtbot: QtBot, desktop: Desktop) -> None:
    name, called = instance_name(desktop.kit.settings.profile), []
    assert not call_running(name)

    server = listen(name, lambda: called.append(1), desktop)
    assert call_running(name)
    qtbot.waitUntil(lambda: called == [1])
    server.close()


def test_other_profiles_have_windows_of_their_own(tmp_path: Path) -> None:
    assert instance_name(tmp_path / "a") != instance_name(tmp_path / "b")


def test_publishing_is_on_once_the_engine_runs(
    qapp: QApplication, qtbot: QtBot, storage: Storage, settings: Settings, clock: FakeClock
) -> None:
    desktop = Desktop(qapp, settings, clock=clock)
    states: list[str] = []
    desktop.signals.engine_state.connect(states.append)
    desktop.start()
    qtbot.waitUntil(lambda: bool(states))
    assert states == ["on"]

    desktop.kit.requests.pause.emit(True)
    qtbot.waitUntil(lambda: len(states) == 2)
    assert states == ["on", "paused"]
    desktop.close()

    again = Desktop(qapp, settings, clock=clock)  # a pause outlives the program
    again.signals.engine_state.connect(states.append)
    again.start()
    qtbot.waitUntil(lambda: len(states) == 3)
    assert states[2] == "paused"
    again.close()
    for one in (desktop, again):
        one.window.deleteLater()


def test_another_program_may_publish_for_the_profile(
    qapp: QApplication, qtbot: QtBot, storage: Storage, settings: Settings, clock: FakeClock
) -> None:
    with EngineLock(settings.profile, "tikscheduler run", clock()):
        desktop = Desktop(qapp, settings, clock=clock)
        with qtbot.waitSignal(desktop.signals.engine_state) as told:
            desktop.start()
        desktop.close()
        desktop.window.deleteLater()

    assert told.args == ["elsewhere"]


def test_the_window_shows_a_database_it_cannot_open(
    qapp: QApplication, qtbot: QtBot, settings: Settings
) -> None:
    from tikscheduler.ui.unusable import Unusable

    settings.profile.mkdir()
    settings.database_path.write_bytes(b"this is no database" * 1000)
    desktop = Desktop(qapp, settings)
    desktop.start()
    qtbot.waitUntil(lambda: bool(desktop.window.findChildren(Unusable)))
    dialog = desktop.window.findChildren(Unusable)[0]

    assert str(settings.database_path) in dialog.words.text()
    desktop.close()
    desktop.window.deleteLater()


def start(profile: Path, *more: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TIKSCHEDULER_PASSPHRASE": "long one"}
    return subprocess.Popen(
        [sys.executable, "-m", "tikscheduler", "--profile", str(profile), *more],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(name: str, program: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 30
    while not call_running(name):
        assert program.poll() is None, program.communicate()
        assert time.monotonic() < until
        time.sleep(0.05)


def test_sigterm_ends_the_program_and_a_second_start_ends_at_once(
    qapp: QApplication, profile: Path, account: Account
) -> None:
    first = start(profile, "gui")
    wait_for(instance_name(profile), first)
    second = start(profile)
    assert second.communicate(timeout=20) == ("", "")
    assert second.returncode == 0
    assert first.poll() is None

    first.send_signal(signal.SIGTERM)
    out, err = first.communicate(timeout=20)
    assert (first.returncode, out) == (0, "")
    assert "Traceback" not in err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there is no such thing here")
def test_a_second_start_finds_the_first_before_its_window_stands(
    qapp: QApplication, profile: Path, account: Account
) -> None:
    slow = profile / "window.json"  # the first thing that the window reads
    os.mkfifo(slow)
    first = start(profile)
    wait_for(instance_name(profile), first)
    second = start(profile)
    assert second.communicate(timeout=20) == ("", "")
    slow.write_text("{}")
    time.sleep(1)
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=20)


def test_settings_that_cannot_be_read_are_one_sentence(profile: Path) -> None:
    profile.mkdir()
    (profile / "settings.toml").write_text("nonsense = 1\n")
    program = start(profile)
    _, err = program.communicate(timeout=20)

    assert program.returncode == 1
    assert "unknown setting “nonsense”" in err
    assert "Traceback" not in err


def test_a_restart_reads_the_settings_again(
    qapp: QApplication, qtbot: QtBot, settings: Settings
) -> None:
    from tikscheduler import desktop

    loaded: list[Settings] = []
    windows: list[Desktop] = []

    def load() -> Settings:
        loaded.append(settings)
        return settings

    def furnished(made: Desktop) -> None:
        windows.append(made)
        ask = made.kit.requests.restart if len(windows) == 1 else made.kit.requests.quit
        QTimer.singleShot(50, ask.emit)

    assert desktop.run(load, furnished=furnished) == 0
    assert len(loaded) == len(windows) == 2


def test_the_first_frame_waits_for_no_library_it_does_not_need() -> None:
    code = (
        "import sys; import tikscheduler.cli, tikscheduler.cli.window, tikscheduler.desktop; "
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"apscheduler", "av", "cryptography", "httpx", "keyring", "peewee", "rich", "tenacity"}

    assert heavy & set(done.stdout.split()) == set()


def test_an_unexpected_error_is_logged_and_shown(
    qapp: QApplication, qtbot: QtBot, settings: Settings
) -> None:
    from tikscheduler import desktop
    from tikscheduler.logs import set_up_logs
    from tikscheduler.ui.crash import CrashDialog

    reports: list[str] = []
    logs = settings.profile / "logs"
    hooks = sys.excepthook, threading.excepthook

    def furnished(made: Desktop) -> None:
        def fail() -> None:
            try:
                raise ZeroDivisionError("nobody thought of this")
            except ZeroDivisionError as error:
                sys.excepthook(type(error), error, error.__traceback__)
            qtbot.waitUntil(lambda: bool(made.window.findChildren(CrashDialog)))
            reports.extend(
                one.report.toPlainText() for one in made.window.findChildren(CrashDialog)
            )
            made.quit()

        QTimer.singleShot(400, made, fail)

    try:
        code = desktop.run(
            lambda: settings,
            logs=lambda _settings: set_up_logs(logs, verbose=False, console=False),
            furnished=furnished,
        )
    finally:
        sys.excepthook, threading.excepthook = hooks

    assert code == 0
    assert "nobody thought of this" in reports[0]
    written = "".join(file.read_text() for file in logs.glob("*.log"))
    assert "nobody thought of this" in written


def test_posts_are_seen_before_the_database_is_open(
    qapp: QApplication,
    qtbot: QtBot,
    settings: Settings,
    storage: Storage,
    clock: FakeClock,
    add_post: Callable[..., Post],
) -> None:
    post = add_post("2026-11-24 09:00", caption="seen at a glance")
    opening = threading.Event()

    class Slow(Desktop):
        def _open_storage(self) -> Storage:
            opening.wait(20)
            return super()._open_storage()

    desktop = Slow(qapp, settings, clock=clock, publish=False)
    desktop.start()
    qtbot.waitUntil(lambda: desktop.window.isVisible() and "kit" in vars(desktop))
    visible = desktop.window.page_widget("calendar").visible
    qtbot.waitUntil(lambda: visible.loaded)
    assert visible.get(post.id) == post
    assert not desktop.kit.book.loaded

    storage.posts.delete(post.id)
    opening.set()
    qtbot.waitUntil(lambda: desktop.kit.book.loaded)
    assert visible.get(post.id) is None
    desktop.close()
    desktop.window.deleteLater()
