"""Composers over a real database and a running sandbox, with real clips."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock
from tikscheduler.domain.account import Account, TokenGrant
from tikscheduler.domain.post import Post
from tikscheduler.media.samples import make_clip
from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft

WAIT = 10_000
Open = Callable[..., Composer]
Connect = Callable[..., Account]


class Memory(dict[str, str]):
    """A vault in memory."""

    kind = "memory"

    def read(self, name: str) -> str | None:
        return self.get(name)

    def write(self, name: str, value: str) -> None:
        self[name] = value

    def erase(self, name: str) -> None:
        self.pop(name, None)


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with small real clips: good ones, and one whose rate TikTok refuses."""
    folder = tmp_path_factory.mktemp("clips")
    for number in range(3):
        path = folder / f"harbour_{number}.mp4"
        make_clip(path, width=360, height=640, seconds=2, seed=number)
    make_clip(folder / "too fast.mp4", width=360, height=640, seconds=1, rate=61)
    return folder


@pytest.fixture
def clip(clips: Path) -> Path:
    return clips / "harbour_0.mp4"


@pytest.fixture
def sandbox(clock: FakeClock) -> Iterator[Sandbox]:
    with Sandbox(clock=clock) as running:
        yield running


@pytest.fixture
def settings(profile: Path, sandbox: Sandbox) -> Settings:
    return Settings(
        profile=profile,
        timezone="Europe/Paris",
        api_url=sandbox.url,
        auth_url=sandbox.url,
        client_key=AUDITED.client_key,
        client_secret=AUDITED.client_secret,
    )


@pytest.fixture
def connect(kit: Kit, sandbox: Sandbox, qtbot: QtBot) -> Connect:
    """Connects a creator of the sandbox: `connect("mira.films")`."""
    program = kit.desk.program()
    program.__dict__["vault"] = Memory()

    def connected(who: str = "mira.films") -> Account:
        found = sandbox.state.issue(who)
        grant = TokenGrant(
            open_id=found.open_id,
            scopes=found.scopes,
            access_token=found.access_token,
            expires_in=found.expires_in,
            refresh_token=found.refresh_token,
            refresh_expires_in=found.refresh_expires_in,
        )
        account = program.accounts.connect(grant)
        kit.book.reload()
        qtbot.waitUntil(lambda: kit.book.get(account.id) is not None)
        return account

    return connected


@pytest.fixture
def mira(connect: Connect) -> Account:
    return connect("mira.films")


@pytest.fixture
def open_composer(kit: Kit, qtbot: QtBot) -> Iterator[Open]:
    """Opens the composer and waits until the file was looked at and TikTok has answered."""
    made: list[Composer] = []

    def opened(start: Draft | Post | None = None, *, wait: bool = True, **draft: Any) -> Composer:
        composer = Composer(kit, start if start is not None else Draft(**draft))
        made.append(composer)
        composer.open()
        if wait:
            qtbot.waitUntil(lambda: settled(composer), timeout=WAIT)
        return composer

    yield opened
    for composer in made:
        composer.done(0)
        composer.deleteLater()


def settled(composer: Composer) -> bool:
    """Whether nothing is being asked any more."""
    state = composer.state()
    looking = state.seen is not None and state.seen.looking
    return not looking and state.told.word.name != "ASKING"


def mime_of(*files: Path) -> QMimeData:
    """What a file manager gives for these files."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return mime


def drop(widget: QWidget, mime: QMimeData) -> None:
    """Drop onto the middle of a widget."""
    place = QPointF(widget.rect().center())
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(place.toPoint(), copy, mime, left, none)
    widget.dragEnterEvent(entered)
    assert entered.isAccepted()
    widget.dropEvent(QDropEvent(place, copy, mime, left, none))


def all_posts(storage: Storage) -> list[Post]:
    """Every post there is."""
    return storage.posts.list()
