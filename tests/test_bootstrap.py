"""A profile is opened part by part: what a command does not need is not there."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tikscheduler.bootstrap import Program, built_once
from tikscheduler.domain.errors import StorageError
from tikscheduler.settings import Settings
from tikscheduler.storage import open_storage
from tikscheduler.vault.file import FileVault
from tikscheduler.vault.opening import FILE_NAME


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(profile=tmp_path / "profile", passphrase="a passphrase")
    FileVault(made.profile / FILE_NAME, lambda: made.passphrase).write("there", "1")
    return made


def test_opening_builds_nothing(tmp_path: Path, clock: FakeClock) -> None:
    with Program(Settings(profile=tmp_path / "none"), now=clock) as program:
        assert not program.stopping.is_set()
    assert program.stopping.is_set()
    assert not (tmp_path / "none").exists()


def test_posts_are_listed_without_secrets_and_network(settings: Settings, clock: FakeClock) -> None:
    with Program(settings, now=clock) as program:
        assert program.storage.posts.list() == []
        assert program.scheduling is program.scheduling
        assert not {"vault", "transport"} & program.__dict__.keys()


def test_credentials_of_the_environment_win(settings: Settings, clock: FakeClock) -> None:
    with Program(settings, now=clock) as program:
        assert program.credentials() is None
        program.set_credentials("key", "secret")
        found = program.credentials()
        assert found
        assert (found.key, found.secret) == ("key", "secret")
        assert "secret" not in repr(found).replace("secret=", "")
    with Program(
        Settings(profile=settings.profile, passphrase="a passphrase", client_key="other"),
        now=clock,
    ) as program:
        found = program.credentials()
        assert found
        assert (found.key, found.secret) == ("other", "secret")


def test_who_is_told_may_be_set_until_it_is_used(settings: Settings, clock: FakeClock) -> None:
    told: list[object] = []
    with Program(settings, now=clock) as program:
        services = (program.accounts, program.scheduling, program.publisher)
        program.notify = told.append
        for service in services:
            service._notify(7)
        program.wake = lambda: told.append("wake")
        program.scheduling._wake()
        program.accounts_changed = lambda: told.append("accounts")
        program.pausing.pause()
    assert told == [7, 7, 7, "wake", "accounts", "wake"]


def test_closing_ends_what_was_opened_and_may_be_repeated(
    settings: Settings, clock: FakeClock
) -> None:
    program = Program(settings, now=clock)
    program.tiktok, program.storage  # noqa: B018
    program.close()
    program.close()
    with pytest.raises(StorageError):
        program.storage.posts.list()


def test_an_opened_storage_is_used_and_closed(settings: Settings, clock: FakeClock) -> None:
    opened = open_storage(settings, clock())
    with Program(settings, now=clock, storage=opened) as program:
        assert program.storage is opened
        assert program.pausing.paused() is False
    with pytest.raises(StorageError):
        opened.posts.list()


class Slow(Program):
    """A program with a part that takes long to build."""

    asked, answered = threading.Event(), threading.Event()

    @built_once
    def part(self) -> object:
        """Waits as for a passphrase."""
        self.asked.set()
        assert self.answered.wait(10)
        return object()


def test_a_part_that_many_threads_ask_for_at_once_is_built_once(
    settings: Settings, clock: FakeClock
) -> None:
    with Slow(settings, now=clock) as program, ThreadPoolExecutor(8) as threads:
        found = [threads.submit(lambda: program.part) for _ in range(8)]
        assert program.asked.wait(10)
        assert program.storage.posts.list() == []  # who waits keeps nobody from another part
        program.answered.set()
        assert {one.result() for one in found} == {program.part}
