"""A backup takes the database's place between two windows, and the second tells how that went."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.conftest import NOON, add_account
from tikscheduler.desktop import Desktop, run
from tikscheduler.settings import Settings
from tikscheduler.storage import open_storage
from tikscheduler.storage.backup import back_up

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def settings(profile: Path) -> Settings:
    return Settings(profile=profile, passphrase="a long passphrase", api_url=NOWHERE)


def restored(settings: Settings, backup: Path) -> list[str]:
    """What the window tells after it has been asked to restore this."""
    windows: list[Desktop] = []
    told: list[str] = []
    minimised: list[bool] = []

    def furnished(desktop: Desktop) -> None:
        windows.append(desktop)
        if len(windows) == 1:
            QTimer.singleShot(0, lambda: desktop.kit.requests.restore.emit(backup))
            return
        for news in (desktop.signals.remark, desktop.signals.problem):
            news.connect(told.append)
            news.connect(lambda _words: minimised.append(desktop.window.isMinimized()))
            news.connect(lambda _words: QTimer.singleShot(0, desktop.quit))

    assert run(lambda: settings, furnished=furnished) == 0
    assert len(windows) == 2
    assert minimised == [False]
    return told


def handles(settings: Settings) -> list[str]:
    storage = open_storage(settings, NOON)
    try:
        return [account.handle for account in storage.accounts.list()]
    finally:
        storage.close()


def test_a_backup_is_brought_back(qapp: QApplication, settings: Settings, tmp_path: Path) -> None:
    storage = open_storage(settings, NOON)
    back_up(storage.database, tmp_path / "before.db")
    add_account(storage, "later")
    storage.close()

    settings.profile.joinpath("window.json").write_text('{"start_minimised": true}')
    told = restored(settings, tmp_path / "before.db")
    assert told == ["Restored. Posts that were due since the backup was made are held."]
    assert handles(settings) == []
    assert list((settings.profile / "backups").glob("before-restore-*.db"))


def test_what_is_no_backup_is_told_and_nothing_is_touched(
    qapp: QApplication, settings: Settings, tmp_path: Path
) -> None:
    storage = open_storage(settings, NOON)
    add_account(storage, "here")
    storage.close()
    (tmp_path / "junk.db").write_bytes(b"no database" * 1000)

    (told,) = restored(settings, tmp_path / "junk.db")
    assert "junk.db" in told
    assert handles(settings) == ["here"]
