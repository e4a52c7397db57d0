"""The window with the sandbox as its TikTok, and a thread that plays the browser."""

from __future__ import annotations

import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock
from tests.ui.conftest import ZONE
from tikscheduler.bootstrap import Program
from tikscheduler.domain.account import Account, TokenGrant
from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.settings import Settings
from tikscheduler.ui.desk import THREADS
from tikscheduler.ui.kit import Kit
from tikscheduler.vault.file import FileVault
from tikscheduler.vault.opening import FILE_NAME

PASSPHRASE = "a long passphrase"
Connect = Callable[[str], Account]


@pytest.fixture
def sandbox(clock: FakeClock) -> Iterator[Sandbox]:
    with Sandbox(clock=clock) as running:
        yield running
        # Who has just knocked, for a picture say, is let in before the door is shut.
        with suppress(OSError), urllib.request.urlopen(running.url, timeout=5) as page:
            page.read()


@pytest.fixture(scope="session")
def vault_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its being there keeps the tests out of the system's keyring."""
    path = tmp_path_factory.mktemp("vault") / FILE_NAME
    FileVault(path, lambda: PASSPHRASE).write("first", "1")
    return path


@pytest.fixture
def app_known() -> bool:
    """Whether the TikTok app's key and secret are known."""
    return True


@pytest.fixture
def settings(profile: Path, sandbox: Sandbox, vault_file: Path, app_known: bool) -> Settings:
    profile.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(vault_file, profile)
    return Settings(
        profile=profile,
        timezone=ZONE,
        passphrase=PASSPHRASE,
        api_url=sandbox.url,
        auth_url=sandbox.url,
        client_key=AUDITED.client_key if app_known else "",
        client_secret=AUDITED.client_secret if app_known else "",
    )


class Browser:
    """Opens addresses as a browser does: follows TikTok's page back to the program."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.shown: list[str] = []
        self.works = True
        self._threads: list[threading.Thread] = []

    def __call__(self, url: str) -> bool:
        if self.works:
            self.opened.append(url)
            thread = threading.Thread(target=self._visit, args=(url,), daemon=True)
            self._threads.append(thread)
            thread.start()
        return self.works

    def _visit(self, url: str) -> None:
        with suppress(OSError):
            try:
                with urllib.request.urlopen(url, timeout=20) as page:
                    self.shown.append(page.read().decode())
            except urllib.error.HTTPError as error:
                self.shown.append(error.read().decode())
                error.close()

    def close(self) -> None:
        for thread in self._threads:
            thread.join(20)


def cut_off(window: QWidget) -> list[str]:
    """The wrapped texts that do not have the room they need."""
    return [
        told.text()
        for told in window.findChildren(QLabel)
        if told.isVisible()
        and told.wordWrap()
        and told.height() < told.heightForWidth(told.width())
    ]


@pytest.fixture
def browser() -> Iterator[Browser]:
    made = Browser()
    yield made
    made.close()


@pytest.fixture
def connect(kit: Kit, sandbox: Sandbox, qtbot: QtBot) -> Connect:
    """Connect a creator of the sandbox, without the browser."""

    def do(who: str) -> Account:
        found = sandbox.state.issue(who)
        grant = TokenGrant(
            open_id=found.open_id,
            scopes=found.scopes,
            access_token=found.access_token,
            expires_in=found.expires_in,
            refresh_token=found.refresh_token,
            refresh_expires_in=found.refresh_expires_in,
        )
        made: list[Account] = []

        def work(program: Program) -> Account:
            return program.accounts.connect(grant)

        kit.desk.ask(kit.desk, work, made.append)
        qtbot.waitUntil(lambda: bool(made), timeout=10_000)
        kit.book.reload()
        qtbot.waitUntil(lambda: kit.book.get(made[0].id) is not None)
        return made[0]

    return do


@pytest.fixture
def busy(kit: Kit, qtbot: QtBot) -> Iterator[threading.Event]:
    """Whoever may wait for TikTok has its hands full until this is set."""
    free, begun = threading.Event(), list[int]()

    def work(_program: Program) -> None:
        begun.append(1)
        free.wait(20)

    for _ in range(THREADS["ask"]):
        kit.desk.ask(kit.desk, work)
    qtbot.waitUntil(lambda: len(begun) == THREADS["ask"], timeout=20_000)
    yield free
    free.set()
