"""A login that is not kept, and one that is ended, leave no secret behind."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.services.conftest import Office
from tikscheduler.domain.account import TokenGrant
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.errors import ConnectFailed
from tikscheduler.domain.insights import AccountPoint
from tikscheduler.domain.post import PostStatus, Privacy
from tikscheduler.domain.zones import at_instant
from tikscheduler.publishing.tokens import access_name, refresh_name
from tikscheduler.services.logins import WrongAccount
from tikscheduler.services.scheduling import Wish
from tikscheduler.vault.file import FileVault


def secrets(office: Office) -> dict[str, str]:
    return dict(office.program.vault)  # type: ignore[call-overload, no-any-return]


def revoked(office: Office, grant: TokenGrant) -> bool:
    found = office.sandbox.state.tokens.by_access(grant.access_token)
    assert found
    return bool(found.revoked)


def everything(office: Office) -> tuple[Any, ...]:
    accounts = office.program.storage.accounts.list(include_disconnected=True)
    return accounts, secrets(office)


def test_another_account_is_refused_with_both_names_and_its_tokens_are_revoked(
    office: Office,
) -> None:
    mira = office.connect()
    before, grant = everything(office), office.grant("jonas.cooks")
    with pytest.raises(WrongAccount, match=r"as @jonas\.cooks, but @mira\.films was to be"):
        office.program.accounts.connect(grant, mira)
    assert everything(office) == before
    assert revoked(office, grant)


def test_the_login_of_another_account_that_is_connected_here_stands(office: Office) -> None:
    mira, jonas = office.connect(), office.connect("jonas.cooks")
    before, grant = everything(office), office.grant("jonas.cooks")
    with pytest.raises(WrongAccount, match=r"as @jonas\.cooks"):
        office.program.accounts.check_login(grant, mira)
    assert everything(office) == before
    assert not revoked(office, grant)
    assert office.program.accounts.sync(jonas).handle == "jonas.cooks"


def test_one_that_was_disconnected_stays_so(office: Office) -> None:
    mira, jonas = office.connect(), office.connect("jonas.cooks")
    when = at_instant(office.clock() + timedelta(days=1), "Europe/Berlin")
    wish = Wish(video=office.clip, account="jonas.cooks", when=when, privacy=Privacy.PUBLIC)
    office.program.scheduling.schedule(wish)
    office.program.accounts.disconnect(jonas)
    before, grant = everything(office), office.grant("jonas.cooks")
    with pytest.raises(WrongAccount, match=r"as @jonas\.cooks"):
        office.program.accounts.connect(grant, mira)
    assert everything(office) == before
    assert revoked(office, grant)


def test_a_name_that_tiktok_does_not_tell_is_done_without(office: Office) -> None:
    mira = office.connect()
    office.sandbox.state.add_fault("user_info:500*9")
    with pytest.raises(WrongAccount, match="as another account, but @mira"):
        office.program.accounts.check_login(office.grant("jonas.cooks"), mira)


def test_it_is_refused_although_tiktok_cannot_be_told(office: Office) -> None:
    mira, grant = office.connect(), office.grant("jonas.cooks")
    before = everything(office)
    office.sandbox.stop()
    with pytest.raises(WrongAccount):
        office.program.accounts.connect(grant, mira)
    assert everything(office) == before


def test_the_wanted_account_is_taken(office: Office) -> None:
    mira = office.connect()
    office.program.storage.accounts.update(mira.id, needs_login=True)
    assert not office.program.accounts.connect(office.grant(), mira).needs_login


def test_a_login_without_the_name_is_revoked(office: Office) -> None:
    grant = replace(office.grant(), scopes=frozenset({"video.publish"}))
    with pytest.raises(ConnectFailed, match="leave that permission ticked"):
        office.program.accounts.connect(grant)
    assert revoked(office, grant)
    assert everything(office) == ([], {})


# --- disconnecting ---------------------------------------------------------------------------


@pytest.mark.parametrize("reachable", [True, False])
def test_no_secret_of_the_account_is_left_in_the_file(office: Office, reachable: bool) -> None:
    path = office.program.settings.profile / "vault.json"
    office.program.__dict__["vault"] = FileVault(path, lambda: "a long passphrase")

    def names() -> set[str]:
        return set(json.loads(path.read_text())["entries"])

    mira, jonas = office.connect(), office.connect("jonas.cooks")
    of_jonas = {access_name(jonas.open_id), refresh_name(jonas.open_id)}
    assert names() == of_jonas | {access_name(mira.open_id), refresh_name(mira.open_id)}
    if not reachable:
        office.sandbox.stop()
    assert bool(office.program.accounts.disconnect(mira)) is not reachable
    assert names() == of_jonas


def test_where_the_row_goes_its_blocks_and_numbers_go(office: Office) -> None:
    mira, now = office.connect(), office.clock()
    storage = office.program.storage
    storage.blocks.put(
        Block(account_id=mira.id, mode=None, code="banned", message="No.", since=now)
    )
    point = AccountPoint(taken_at=now, followers=1, likes=2, videos=3)
    storage.counts.keep_account(mira.id, point, day_start=now)
    office.program.accounts.disconnect(mira)
    assert storage.accounts.list(include_disconnected=True) == []
    assert storage.blocks.all(now) == []
    assert storage.counts.account_line(mira.id, now - timedelta(days=1)) == []


def test_posts_keep_the_row_and_are_held(office: Office) -> None:
    mira = office.connect()
    when = at_instant(office.clock() + timedelta(days=1), "Europe/Berlin")
    wish = Wish(video=office.clip, account="mira.films", when=when, privacy=Privacy.PUBLIC)
    post, _ = office.program.scheduling.schedule(wish)
    office.program.accounts.disconnect(mira)
    [kept] = office.program.storage.accounts.list(include_disconnected=True)
    assert kept.disconnected_at == office.clock()
    assert office.program.storage.posts.get(post.id).status is PostStatus.HELD
    assert secrets(office) == {}
