"""Opening the window from the command line, where it cannot be opened."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tikscheduler import cli, desktop


@pytest.fixture
def logs_put_back() -> Iterator[None]:
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()


def test_without_a_screen_it_says_what_works_without(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for arguments in ([], ["gui"], ["demo"]):
        assert cli.main(arguments) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("Error: There is no screen to open a window on; “tikscheduler run”")
        assert err.count("\n") == 1


@pytest.mark.usefixtures("logs_put_back")
def test_an_error_before_the_logs_are_set_up_is_logged_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], profile: Path
) -> None:
    def fails(*_: object, **__: object) -> int:
        raise ZeroDivisionError("before the first frame")

    monkeypatch.setenv("TIKSCHEDULER_PROFILE", str(profile))
    monkeypatch.setattr(desktop, "run", fails)

    assert cli.main([]) == 1
    assert "(ZeroDivisionError); the log in the profile folder" in capsys.readouterr().err
    written = "".join(file.read_text() for file in (profile / "logs").glob("*.log"))
    assert "before the first frame" in written
