"""Tokens against a server that rotates: one refresh at a time, stored before it is used."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOON, FakeClock
from tests.publishing.fakes import FakeOAuth, FakeSecrets
from tikscheduler.bootstrap import Program
from tikscheduler.domain.account import AccessToken, Account, TokenGrant
from tikscheduler.domain.errors import (
    AccessTokenInvalid,
    LoginNeeded,
    ServerTrouble,
    Unreachable,
    VaultError,
)
from tikscheduler.engines.clock import utc_now
from tikscheduler.publishing.tokens import Tokens, access_name, refresh_name
from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage
from tikscheduler.vault.file import FileVault
from tikscheduler.vault.opening import FILE_NAME

OPEN_ID = "open-mira.films"


@dataclass
class Desk:
    """Tokens over a real database and a token endpoint that rotates."""

    tokens: Tokens
    storage: Storage
    secrets: FakeSecrets
    oauth: FakeOAuth
    clock: FakeClock
    account_id: int

    @property
    def account(self) -> Account:
        return self.storage.accounts.get(self.account_id)

    def token(self) -> str:
        """The token that work is given."""
        return self.tokens.call(self.account, lambda token: token.secret)


@pytest.fixture
def desk(storage: Storage, account: Account, clock: FakeClock) -> Desk:
    secrets, oauth = FakeSecrets(), FakeOAuth()
    secrets.write(access_name(OPEN_ID), "act.1")
    secrets.write(refresh_name(OPEN_ID), "rft.1")
    tokens = Tokens(
        accounts=storage.accounts,
        secrets=secrets,
        refresher=oauth,
        lock=lambda _open_id: nullcontext(),
        now=clock,
    )
    return Desk(tokens, storage, secrets, oauth, clock, account.id)


def test_a_live_token_is_used_as_it_is(desk: Desk) -> None:
    assert desk.token() == "act.1"
    assert desk.oauth.refreshed == 0


@pytest.mark.parametrize(("minutes", "refreshed"), [(6, 0), (5, 1), (1, 1), (-60, 1)])
def test_a_token_near_its_end_is_refreshed_first(
    desk: Desk, minutes: float, refreshed: int
) -> None:
    end = NOON + timedelta(minutes=minutes)
    desk.storage.accounts.update(desk.account_id, access_expires_at=end)
    assert desk.token() == f"act.{1 + refreshed}"
    assert desk.oauth.refreshed == refreshed


def test_lifetimes_are_those_of_the_answer(desk: Desk) -> None:
    desk.storage.accounts.update(desk.account_id, access_expires_at=NOON)
    desk.token()
    assert desk.account.access_expires_at == NOON + timedelta(seconds=7200)
    assert desk.account.refresh_expires_at == NOON + timedelta(seconds=15_552_000)
    desk.clock.tick(minutes=114)
    assert desk.token() == "act.2"
    desk.clock.tick(minutes=2)
    assert desk.token() == "act.3"


def test_a_refused_token_is_refreshed_once_and_the_same_work_done_again(desk: Desk) -> None:
    given: list[str] = []

    def work(token: AccessToken) -> str:
        given.append(token.secret)
        if token.secret == "act.1":
            raise AccessTokenInvalid("refused")
        return "done"

    assert desk.tokens.call(desk.account, work) == "done"
    assert given == ["act.1", "act.2"]


def test_a_new_token_that_is_refused_too_needs_a_login(desk: Desk) -> None:
    def work(token: AccessToken) -> None:
        raise AccessTokenInvalid("refused", log_id="L1")

    with pytest.raises(LoginNeeded, match=r"@mira\.films.*accounts connect") as caught:
        desk.tokens.call(desk.account, work)
    assert caught.value.code == "login_needed"
    assert caught.value.log_id == "L1"
    assert desk.oauth.refreshed == 1
    assert desk.account.needs_login


def test_a_dead_refresh_token_needs_a_login_and_is_not_tried_again(desk: Desk) -> None:
    desk.storage.accounts.update(desk.account_id, access_expires_at=NOON)
    desk.oauth.current = "rft.of somebody else"
    for _ in range(2):
        with pytest.raises(LoginNeeded, match=r"ended the login of @mira\.films"):
            desk.token()
    assert desk.account.needs_login
    assert desk.secrets[refresh_name(OPEN_ID)] == "rft.1"


@pytest.mark.parametrize("error", [Unreachable("away"), ServerTrouble("down")])
def test_a_passing_fault_of_the_refresh_leaves_everything(desk: Desk, error: Exception) -> None:
    desk.storage.accounts.update(desk.account_id, access_expires_at=NOON)
    desk.oauth.faults = [error]
    with pytest.raises(type(error)):
        desk.token()
    assert not desk.account.needs_login
    assert desk.token() == "act.2"


def test_the_new_pair_is_stored_before_it_is_used(desk: Desk) -> None:
    desk.storage.accounts.update(desk.account_id, access_expires_at=NOON)

    def work(token: AccessToken) -> tuple[str, str, str]:
        return (
            token.secret,
            desk.secrets[access_name(OPEN_ID)],
            desk.secrets[refresh_name(OPEN_ID)],
        )

    assert desk.tokens.call(desk.account, work) == ("act.2", "act.2", "rft.2")


def test_the_refresh_token_is_stored_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.storage.accounts.update(desk.account_id, access_expires_at=NOON)
    write = desk.secrets.write

    def failing(name: str, value: str) -> None:
        if name == access_name(OPEN_ID):
            raise VaultError("full")
        write(name, value)

    monkeypatch.setattr(desk.secrets, "write", failing)
    with pytest.raises(VaultError):
        desk.token()
    monkeypatch.undo()
    assert desk.token() == "act.3"  # the pair that was half stored is enough to go on
    assert not desk.account.needs_login


def test_a_lost_access_token_is_got_anew(desk: Desk) -> None:
    desk.secrets.erase(access_name(OPEN_ID))
    assert desk.token() == "act.2"


def test_without_any_secret_the_account_must_log_in(desk: Desk) -> None:
    desk.tokens.forget(OPEN_ID)
    assert desk.secrets == {}
    with pytest.raises(LoginNeeded):
        desk.token()
    assert desk.account.needs_login


def test_tokens_of_another_account_are_not_taken(desk: Desk) -> None:
    class Mixed(FakeOAuth):
        def refresh(self, refresh_token: str) -> TokenGrant:
            grant = super().refresh(refresh_token)
            return TokenGrant(
                open_id="open-somebody",
                scopes=grant.scopes,
                access_token=grant.access_token,
                expires_in=7200,
                refresh_token=grant.refresh_token,
                refresh_expires_in=1,
            )

    desk.tokens._refresher = Mixed()
    desk.storage.accounts.update(desk.account_id, access_expires_at=NOON)
    with pytest.raises(LoginNeeded):
        desk.token()
    assert desk.secrets[access_name(OPEN_ID)] == "act.1"


# --- one refresh over threads and processes --------------------------------------------------


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def settings(sandbox: Sandbox, tmp_path: Path) -> Settings:
    """A profile with one account whose access token is about to end."""
    settings = Settings(
        profile=tmp_path / "profile",
        api_url=sandbox.url,
        auth_url=sandbox.url,
        client_key=AUDITED.client_key,
        client_secret=AUDITED.client_secret,
        passphrase="a passphrase",
    )
    FileVault(settings.profile / FILE_NAME, lambda: settings.passphrase).write("there", "1")
    grant = sandbox.state.issue("mira.films")
    with Program(settings, now=utc_now) as program:
        kept = program.tokens.keep(
            TokenGrant(
                open_id=grant.open_id,
                scopes=grant.scopes,
                access_token=grant.access_token,
                expires_in=60,
                refresh_token=grant.refresh_token,
                refresh_expires_in=grant.refresh_expires_in,
            )
        )
        program.storage.accounts.add_or_update(grant.open_id, utc_now(), handle="mira", **kept)
    return settings


def refreshes(sandbox: Sandbox) -> int:
    """How many refreshes the sandbox has seen; none may have used a dead token."""
    assert sandbox.state.breaches() == []
    return sum(grant.refreshed for grant in sandbox.state.tokens._by_refresh.values())


def test_twenty_threads_refresh_once(settings: Settings, sandbox: Sandbox) -> None:
    with Program(settings, now=utc_now) as program:
        start, seen = threading.Barrier(20), []

        def ask() -> None:
            start.wait()
            seen.append(
                program.tokens.call(program.storage.accounts.get(1), lambda token: token.secret)
            )

        threads = [threading.Thread(target=ask) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(seen) == 20
    assert len(set(seen)) == 1
    assert refreshes(sandbox) == 1


ASK = """
import sys, threading
from pathlib import Path
from tikscheduler.bootstrap import Program
from tikscheduler.engines.clock import utc_now
from tikscheduler.settings import load_settings
with Program(load_settings(), now=utc_now) as program:
    program.vault.unlock()
    print("ready", flush=True)
    sys.stdin.readline()
    def ask():
        account = program.storage.accounts.get(1)
        told.append(program.tokens.call(account, lambda token: token.secret))
    told = []
    threads = [threading.Thread(target=ask) for _ in range(5)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print(*told)
"""


def test_two_processes_refresh_once(
    settings: Settings, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("profile", "api_url", "auth_url", "client_key", "client_secret", "passphrase"):
        monkeypatch.setenv(f"TIKSCHEDULER_{name.upper()}", str(getattr(settings, name)))
    sandbox.state.add_fault("token:delay=0.5")  # long enough for the other one to come
    with ExitStack() as stack:
        children = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", ASK],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(2)
        ]
        for child in children:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
        for child in children:
            assert child.stdin
            child.stdin.write("\n")
            child.stdin.flush()
        told = [child.communicate(timeout=20)[0].split() for child in children]
    assert [len(words) for words in told] == [5, 5]
    assert len({word for words in told for word in words}) == 1
    assert refreshes(sandbox) == 1


def test_a_refresh_under_way_does_not_bring_forgotten_tokens_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_at_a_time = threading.Lock()
    desk.tokens._lock = lambda _open_id: one_at_a_time
    desk.storage.accounts.update(desk.account_id, access_expires_at=NOON)
    under_way, answer, refresh = threading.Event(), threading.Event(), desk.oauth.refresh

    def slow(refresh_token: str) -> TokenGrant:
        under_way.set()
        answer.wait(10)
        return refresh(refresh_token)

    monkeypatch.setattr(desk.oauth, "refresh", slow)
    working = threading.Thread(target=desk.token)
    working.start()
    assert under_way.wait(10)
    forgetting = threading.Thread(target=desk.tokens.forget, args=(OPEN_ID,))
    forgetting.start()
    answer.set()
    for thread in (working, forgetting):
        thread.join(10)
    assert desk.secrets.read(access_name(OPEN_ID)) is None
    assert desk.secrets.read(refresh_name(OPEN_ID)) is None
