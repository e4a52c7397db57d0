"""Round pictures: initials at once, the account's own picture when it has come."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.accounts.conftest import Connect
from tikscheduler.domain.account import Account
from tikscheduler.sandbox import Sandbox
from tikscheduler.sandbox.portraits import portrait
from tikscheduler.ui.avatars import LARGEST, SIDE, Avatars, account_initials, read_picture
from tikscheduler.ui.kit import Kit

PATIENT = 10_000


@pytest.fixture
def mira(connect: Connect) -> Account:
    return connect("mira.films")


def account(handle: str = "", display_name: str = "", number: int = 1) -> Account:
    return Account(
        id=number, open_id="o", handle=handle, display_name=display_name, created_at=NOON
    )


@pytest.mark.parametrize(
    ("handle", "display_name", "letters"),
    [
        ("luna.bakes", "", "LB"),
        ("trailnotes", "Trail Notes", "TN"),
        ("luna_bakes", "Luna", "LB"),
        ("lena", "Lena", "LE"),
        ("x", "", "X"),
        ("", "", "@"),
        ("", "🎬🎬", "@"),
        ("kiki.quiet", "🎬 Kiki (no comments)", "KN"),
        ("", "料理", "料"),
        ("", "Über uns", "ÜU"),
    ],
)
def test_initials(handle: str, display_name: str, letters: str) -> None:
    assert account_initials(account(handle, display_name)) == letters


def test_initials_stand_on_the_accounts_colour(kit: Kit) -> None:
    first = Avatars(kit).pixmap(account("luna.bakes", number=1), 28)
    assert (first.width(), first.height()) == (28, 28)
    image = first.toImage()
    assert image.pixelColor(14, 2) == kit.book.colour(1)
    assert image.pixelColor(0, 0).alpha() == 0
    second = Avatars(kit).pixmap(account("luna.bakes", number=2), 28)
    assert second.toImage().pixelColor(14, 2) == kit.book.colour(2)


def test_one_shelf_for_all_who_ask(kit: Kit) -> None:
    one = account("luna.bakes")
    assert Avatars(kit).pixmap(one, 28).cacheKey() == Avatars(kit).pixmap(one, 28).cacheKey()


def test_the_picture_comes_from_tiktok_and_is_kept(
    qtbot: QtBot, kit: Kit, connect: Connect, sandbox: Sandbox
) -> None:
    mira = connect("mira.films")
    avatars = Avatars(kit)
    initials = avatars.pixmap(mira, 28).toImage()
    qtbot.waitUntil(lambda: avatars.pixmap(mira, 28).toImage() != initials, timeout=PATIENT)
    picture = avatars.pixmap(mira, 28).toImage()
    expected = read_picture(portrait("mira.films")).pixelColor(20, 20)
    assert picture.pixelColor(6, 6) == expected
    assert picture.pixelColor(0, 0).alpha() == 0
    [file] = (kit.desk.profile / "avatars").iterdir()
    assert file.read_bytes() == portrait("mira.films")


def test_the_composers_list_of_accounts_shows_it_too(
    qtbot: QtBot, kit: Kit, connect: Connect
) -> None:
    from tikscheduler.ui.composer.choosers import AVATAR, AccountChoice

    def shown() -> QColor:
        return choice.itemIcon(0).pixmap(AVATAR).toImage().pixelColor(4, 4)

    mira = connect("mira.films")
    qtbot.waitUntil(lambda: kit.book.get(mira.id) is not None, timeout=PATIENT)
    choice = AccountChoice(kit, "Post to")
    qtbot.addWidget(choice)
    assert shown() == kit.book.colour(mira.id)
    avatars = Avatars(kit)
    qtbot.waitUntil(lambda: shown() != kit.book.colour(mira.id), timeout=PATIENT)
    assert shown() == avatars.pixmap(mira, AVATAR).toImage().pixelColor(4, 4)


def test_a_kept_picture_needs_no_tiktok(
    qtbot: QtBot, kit: Kit, connect: Connect, sandbox: Sandbox
) -> None:
    from tikscheduler.services.avatars import fetch_avatar
    from tikscheduler.tiktok.transport import Transport

    mira = connect("mira.films")
    with Transport(sandbox.url) as transport:
        fetch_avatar(kit.desk.profile, mira, transport)
    sandbox.stop()
    avatars = Avatars(kit)
    initials = avatars.pixmap(mira, 40).toImage()
    qtbot.waitUntil(lambda: avatars.pixmap(mira, 40).toImage() != initials, timeout=PATIENT)


def test_one_that_cannot_be_had_is_tried_again_after_the_next_sync_only(
    qtbot: QtBot, kit: Kit, connect: Connect, sandbox: Sandbox
) -> None:
    mira = connect("mira.films")
    gone = replace(mira, avatar_url=f"{sandbox.url}/avatars/../gone.png")
    avatars = Avatars(kit)
    told: list[object] = []
    kit.signals.problem.connect(told.append)
    kit.signals.crashed.connect(told.append)
    shelf = avatars._shelf
    avatars.pixmap(gone, 28)
    qtbot.waitUntil(lambda: gone.id in shelf._missing, timeout=PATIENT)
    avatars.pixmap(gone, 28)
    assert gone.id in shelf._missing  # not asked for again
    synced = replace(gone, synced_at=NOON.replace(hour=18))
    avatars.pixmap(synced, 28)
    assert gone.id not in shelf._missing
    qtbot.waitUntil(lambda: gone.id in shelf._missing, timeout=PATIENT)
    assert told == []


def test_pictures_are_fetched_one_after_another(
    qtbot: QtBot, kit: Kit, mira: Account, busy: threading.Event
) -> None:
    """So that two hundred accounts do not keep a login waiting."""
    avatars, came = Avatars(kit), []
    avatars.ready.connect(came.append)
    for number in range(10, 20):
        avatars.pixmap(replace(mira, id=number, open_id=f"o{number}"), 28)
    qtbot.waitUntil(lambda: len(avatars._shelf._waiting) == 9, timeout=PATIENT)
    busy.set()
    qtbot.waitUntil(lambda: sorted(came) == list(range(10, 20)), timeout=PATIENT)


def png(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@pytest.mark.parametrize("size", [(160, 160), (300, 900), (900, 300), (3000, 3000)])
def test_a_picture_becomes_a_small_square(size: tuple[int, int]) -> None:
    image = read_picture(png(*size))
    assert image.width() == image.height() <= SIDE
    assert image.pixelColor(10, 10) == QColor("#336699")


@pytest.mark.qt_log_ignore("Unsupported marker type")
@pytest.mark.parametrize(
    "data", [None, b"", b"\xff\xd8\xff nothing", b"<svg/>", png(LARGEST + 1, 2)]
)
def test_what_cannot_be_shown_is_null(data: bytes | None) -> None:
    assert read_picture(data).isNull()


def test_nothing_is_asked_for_an_account_without_a_picture(kit: Kit, tmp_path: Path) -> None:
    avatars = Avatars(kit)
    avatars.pixmap(account("luna"), 28)
    assert avatars._shelf._asked == {}
