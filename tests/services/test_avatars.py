"""An account's picture is fetched once for each address, and kept by account."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.conftest import Office
from tikscheduler.domain.account import Account
from tikscheduler.sandbox.portraits import portrait
from tikscheduler.services.avatars import fetch_avatar, forget_avatar, kept_avatar

MIRA = portrait("mira.films")


@pytest.fixture
def mira(office: Office) -> Account:
    return office.connect()


@pytest.fixture
def profile(office: Office) -> Path:
    return office.program.settings.profile


def kept(profile: Path) -> list[Path]:
    return sorted((profile / "avatars").iterdir())


def test_it_is_kept_once_fetched(office: Office, profile: Path, mira: Account) -> None:
    assert kept_avatar(profile, mira) == (None, False)
    assert fetch_avatar(profile, mira, office.program.transport) == MIRA
    assert kept_avatar(profile, mira) == (MIRA, True)
    [file] = kept(profile)
    assert "mira" not in file.name


def test_a_new_address_takes_the_place_of_the_old(
    office: Office, profile: Path, mira: Account
) -> None:
    fetch_avatar(profile, mira, office.program.transport)
    moved = replace(mira, avatar_url=mira.avatar_url + "?x-expires=2")
    assert kept_avatar(profile, moved) == (MIRA, False)
    assert fetch_avatar(profile, moved, office.program.transport) == MIRA
    assert kept_avatar(profile, moved) == (MIRA, True)
    assert len(kept(profile)) == 1


def test_what_cannot_be_had_leaves_the_old_one(
    office: Office, profile: Path, mira: Account
) -> None:
    fetch_avatar(profile, mira, office.program.transport)
    expired = replace(mira, avatar_url=mira.avatar_url.replace("avatars", "gone"))
    assert fetch_avatar(profile, expired, office.program.transport) is None
    assert kept_avatar(profile, expired) == (MIRA, False)


def test_a_file_cut_off_is_fetched_again(office: Office, profile: Path, mira: Account) -> None:
    fetch_avatar(profile, mira, office.program.transport)
    kept(profile)[0].write_bytes(b"")
    assert kept_avatar(profile, mira) == (None, False)


def test_a_full_disk_costs_only_the_keeping(office: Office, profile: Path, mira: Account) -> None:
    (profile / "avatars").write_bytes(b"in the way")
    assert fetch_avatar(profile, mira, office.program.transport) == MIRA
    assert kept_avatar(profile, mira) == (None, False)


def test_each_account_has_its_own(office: Office, profile: Path, mira: Account) -> None:
    jonas = office.connect("jonas.cooks")
    for account in (mira, jonas):
        fetch_avatar(profile, account, office.program.transport)
    forget_avatar(profile, mira)
    assert kept_avatar(profile, mira) == (None, False)
    assert kept_avatar(profile, jonas) == (portrait("jonas.cooks"), True)


def test_an_account_without_a_picture_asks_for_none(profile: Path, mira: Account) -> None:
    assert kept_avatar(profile, replace(mira, avatar_url="")) == (None, True)
