"""Accounts name themselves, know when a token is old, and never show a secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tikscheduler.domain.account import (
    OFF_WITHOUT,
    WANTED_SCOPES,
    AccessToken,
    Account,
    TokenGrant,
)
from tikscheduler.domain.post import Mode

NOW = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)


def account(**fields: object) -> Account:
    return Account(**{"id": 7, "open_id": "o", "created_at": NOW} | fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"handle": "anna", "display_name": "Anna"}, "@anna"),
        ({"display_name": "Anna"}, "Anna"),
        ({}, "7"),
    ],
)
def test_the_best_name_known_is_used(fields: dict[str, str], name: str) -> None:
    assert account(**fields).name == name


@pytest.mark.parametrize(
    ("left", "old"),
    [
        (timedelta(minutes=5, microseconds=1), False),
        (timedelta(minutes=5), True),
        (timedelta(0), True),
        (timedelta(days=-1), True),
        (timedelta(days=1), False),
    ],
)
def test_a_token_is_refreshed_five_minutes_before_its_end(left: timedelta, old: bool) -> None:
    assert account(access_expires_at=NOW + left).needs_refresh(NOW) is old


def test_a_token_of_unknown_age_is_refreshed() -> None:
    assert account().needs_refresh(NOW)


def test_tokens_never_show() -> None:
    grant = TokenGrant(
        open_id="o",
        scopes=frozenset(),
        access_token="act.secret",
        expires_in=1,
        refresh_token="rft.secret",
        refresh_expires_in=1,
    )
    assert "secret" not in repr(grant).replace("secret=", "")
    assert "act." not in repr(AccessToken(open_id="o", secret="act.secret"))


def test_what_is_off_follows_from_what_was_not_granted() -> None:
    whole = account(scopes=frozenset(WANTED_SCOPES))
    assert whole.missing_scopes == ()
    assert whole.may(Mode.DIRECT)
    assert whole.may(Mode.DRAFT)
    part = account(scopes=frozenset({"user.info.basic", "video.upload", "user.info.stats"}))
    assert part.missing_scopes == ("user.info.profile", "video.publish", "video.list")
    assert not part.may(Mode.DIRECT)
    assert part.may(Mode.DRAFT)
    assert OFF_WITHOUT.keys() | {"user.info.basic"} == set(WANTED_SCOPES)


@pytest.mark.parametrize(
    ("fields", "ended", "soon"),
    [
        ({}, False, False),  # TikTok has not told
        ({"refresh_expires_at": NOW + timedelta(days=14, seconds=1)}, False, False),
        ({"refresh_expires_at": NOW + timedelta(days=14)}, False, True),
        ({"refresh_expires_at": NOW + timedelta(seconds=1)}, False, True),
        ({"refresh_expires_at": NOW}, True, False),
        ({"refresh_expires_at": NOW + timedelta(days=1), "needs_login": True}, True, False),
    ],
)
def test_a_login_is_warned_of_two_weeks_before_its_end(
    fields: dict[str, object], ended: bool, soon: bool
) -> None:
    assert account(**fields).login_ended(NOW) is ended
    assert account(**fields).login_ends_soon(NOW) is soon
