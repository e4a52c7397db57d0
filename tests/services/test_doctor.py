"""The doctor finds what is broken, and names the mend."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import NOON, FakeClock
from tikscheduler.domain.errors import VaultError
from tikscheduler.services import doctor
from tikscheduler.services.doctor import Finding, Trouble, examine
from tikscheduler.settings import Settings


@contextmanager
def answering(data: bytes) -> Iterator[str]:
    """A server that says this to whoever calls, once."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(data)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


def look(check: Callable[[], str]) -> Finding:
    [finding] = examine({"it": check})
    return finding


def network(data: bytes, clock: FakeClock) -> Finding:
    with answering(data) as url:
        settings = Settings(profile=Path("unused"), api_url=url)
        return look(lambda: doctor.check_network(settings, clock))


def dated(seconds: float, status: str = "200 OK") -> bytes:
    date = format_datetime(NOON + timedelta(seconds=seconds), usegmt=True)
    return f"HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found", "500 Oops"])
def test_any_answer_shows_that_tiktok_is_there(clock: FakeClock, status: str) -> None:
    finding = network(dated(-5, status), clock)
    assert (finding.state, finding.mend) == ("ok", "")
    assert finding.message.endswith("answers; the clocks agree")


@pytest.mark.parametrize(("seconds", "way"), [(-60, "60 s ahead of"), (60, "60 s behind")])
def test_a_clock_that_is_off_by_a_minute(clock: FakeClock, seconds: int, way: str) -> None:
    finding = network(dated(seconds), clock)
    assert finding.state == "fault"
    assert finding.message == f"This computer's clock is {way} TikTok's."
    assert "automatic time" in finding.mend


@pytest.mark.parametrize("date", ["", "Date: yesterday\r\n", "Date: Mon, 99 Foo 99999\r\n"])
def test_an_unreadable_date_says_nothing(clock: FakeClock, date: str) -> None:
    finding = network(f"HTTP/1.1 200 OK\r\n{date}Content-Length: 0\r\n\r\n".encode(), clock)
    assert (finding.state, finding.message.split()[-1]) == ("ok", "answers")


@pytest.mark.parametrize("data", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nbad"])
def test_what_is_no_answer_is_a_fault(clock: FakeClock, data: bytes) -> None:
    finding = network(data, clock)
    if data.startswith(b"HTTP"):
        assert finding.state == "ok"
    else:
        assert finding.state == "fault"
        assert "cannot be reached" in finding.message
        assert "internet connection" in finding.mend


def test_nobody_answers(clock: FakeClock) -> None:
    settings = Settings(profile=Path("unused"), api_url="http://127.0.0.1:9")
    finding = look(lambda: doctor.check_network(settings, clock))
    assert finding.state == "fault"
    assert "http://127.0.0.1:9 cannot be reached" in finding.message


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_little_room_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 0, 12_000_000))
    finding = look(lambda: doctor.check_profile(Settings(profile=tmp_path)))
    assert finding.state == "warning"
    assert finding.message == f"Only 12 MB are free on the disk of {tmp_path}."
    assert finding.mend


def test_a_profile_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    finding = look(lambda: doctor.check_profile(Settings(profile=tmp_path / "file")))
    assert finding.state == "fault"
    assert "--profile" in finding.mend


def test_well_means_well(tmp_path: Path) -> None:
    settings = Settings(profile=tmp_path, timezone="Asia/Tokyo")
    assert str(tmp_path) in doctor.check_profile(settings)
    assert doctor.check_zones(settings).startswith("Asia/Tokyo, where it is ")
    assert doctor.check_media() == "videos are read (mp4, h264)"


def test_whatever_a_check_raises_becomes_its_finding_and_the_rest_goes_on() -> None:
    def raising(error: Exception) -> Callable[[], str]:
        def check() -> str:
            raise error

        return check

    found = examine(
        {
            "trouble": raising(Trouble("It is broken.", "Mend it.", state="warning")),
            "ours": raising(VaultError("It is locked; unlock it.")),
            "disk": raising(OSError(28, "No space left on device")),
            "fine": lambda: "fine",
        }
    )
    assert [(f.name, f.state, bool(f.mend)) for f in found] == [
        ("trouble", "warning", True),
        ("ours", "fault", True),
        ("disk", "fault", True),
        ("fine", "ok", False),
    ]
