"""Settings changed by program: what is written is what is read, and the rest stays as it was."""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.domain.errors import SettingsError
from tikscheduler.services.preferences import change_settings
from tikscheduler.settings import READERS, Settings, load_settings

MINE = """\
# My settings, do not touch

timezone = "Europe/Berlin"   # home
max_transfers = 2

# slow line
retry_delays = [60, 600] # one, ten
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def text(file: Path) -> str:
    return file.read_bytes().decode()


def refusal(folder: Path, /, **changes: Any) -> str:
    with pytest.raises(SettingsError) as raised:
        change_settings(folder, changes)
    message = raised.value.message
    assert len(message.splitlines()) == 1
    assert message.endswith(".")
    return message


def test_a_change_touches_its_own_line_only(file: Path) -> None:
    file.write_text(MINE)
    change_settings(file.parent, {"max_transfers": 5})
    assert text(file) == MINE.replace("max_transfers = 2", "max_transfers = 5")
    change_settings(file.parent, {"timezone": "Asia/Tokyo", "retry_delays": [1.5]})
    assert '"Asia/Tokyo"   # home' in text(file)
    assert "retry_delays = [1.5] # one, ten" in text(file)
    assert text(file).startswith("# My settings, do not touch\n\ntimezone")


def test_a_new_setting_comes_at_the_end(file: Path) -> None:
    file.write_text(MINE.rstrip("\n"))
    change_settings(file.parent, {"stage_ahead": False})
    assert text(file) == MINE + "stage_ahead = false\n"


def test_the_mark_and_line_ends_of_an_editor_stay(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfmax_transfers = 2\r\n# end\r\n")
    change_settings(file.parent, {"max_transfers": 4})
    assert file.read_bytes() == b"\xef\xbb\xbfmax_transfers = 4\r\n# end\r\n"


def test_none_takes_a_setting_out_so_that_the_default_counts(file: Path) -> None:
    file.write_text(MINE)
    change_settings(file.parent, {"max_transfers": None, "lateness_limit": None})
    assert text(file) == MINE.replace("max_transfers = 2\n", "")
    assert load_settings(file.parent, {}).max_transfers == Settings().max_transfers


def test_a_value_that_stays_keeps_the_way_it_is_written(file: Path) -> None:
    written = (
        'lateness_limit = 6_0.0\nretry_delays = [\n  60, # soon\n]\napi_url = "https://a.b/"\n'
    )
    file.write_text(written)
    same = {"lateness_limit": 60, "retry_delays": "60", "api_url": "https://a.b"}
    change_settings(file.parent, same)
    assert text(file) == written


def test_the_first_change_makes_the_file_for_its_owner_alone(tmp_path: Path) -> None:
    change_settings(tmp_path / "new" / "profile", {"timezone": "Asia/Tokyo"})
    file = tmp_path / "new" / "profile" / "settings.toml"
    assert text(file) == 'timezone = "Asia/Tokyo"\n'
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in file.parent.iterdir()] == ["settings.toml"]


def test_nothing_to_change_makes_no_file(file: Path) -> None:
    change_settings(file.parent, {})
    change_settings(file.parent, {"timezone": None})
    assert not file.exists()


def test_values_are_written_in_the_types_of_the_file(file: Path) -> None:
    delays = (timedelta(minutes=5), timedelta(seconds=0.25))
    change_settings(
        file.parent,
        {
            "retry_delays": delays,
            "lateness_limit": timedelta(hours=1),
            "status_poll_seconds": "0.5",
            "max_concurrent": " 7 ",
            "stage_ahead": "no",
        },
    )
    assert text(file).splitlines() == [
        "retry_delays = [300, 0.25]",
        "lateness_limit = 3600",
        "status_poll_seconds = 0.5",
        "max_concurrent = 7",
        "stage_ahead = false",
    ]


words = st.text(st.characters(exclude_categories=["Cs"]))
seconds = st.integers(0, 366 * 86400 * 10**6).map(lambda n: timedelta(microseconds=n))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "client_key": words,
    "api_url": st.sampled_from(["https://a.example", "http://127.0.0.1:81/x"]),
    "auth_url": st.sampled_from(["https://b.example/ä", "http://localhost"]),
    "retry_delays": st.lists(seconds, max_size=20).map(tuple),
    "lateness_limit": seconds,
    "max_concurrent": st.integers(1, 1000),
    "max_transfers": st.integers(1, 1000),
    "stage_ahead": st.booleans(),
    "status_poll_seconds": st.floats(0.01, 366 * 86400),
    "timezone": st.sampled_from(["Europe/Berlin", "UTC", "America/St_Johns"]),
    "database_url": words.map(lambda rest: f"postgresql://{rest}"),
    "broker_url": words.map(lambda rest: f"redis://{rest}"),
}


def test_every_setting_is_tried_here() -> None:
    assert VALUES.keys() == READERS.keys() - {"client_secret", "passphrase"}


@given(
    first=st.fixed_dictionaries({}, optional=VALUES),
    second=st.fixed_dictionaries(
        {}, optional={name: st.none() | value for name, value in VALUES.items()}
    ),
    start=st.sampled_from(["", "\n", "# note", MINE, MINE.replace("\n", "\r\n"), "\ufeff# x\n"]),
)
def test_what_was_written_is_read(
    first: dict[str, Any], second: dict[str, Any], start: str
) -> None:
    with tempfile.TemporaryDirectory() as made:
        profile = Path(made)
        (profile / "settings.toml").write_bytes(start.encode())
        before = load_settings(profile, {})
        for changes in (first, second):
            change_settings(profile, changes)
        found, default = load_settings(profile, {}), Settings()
    for name in VALUES:
        wanted = {**{name: getattr(before, name)}, **first, **second}[name]
        assert getattr(found, name) == (getattr(default, name) if wanted is None else wanted)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("max_transfers", 0, "from 1 to 1000"),
        ("max_transfers", True, "from 1 to 1000"),
        ("lateness_limit", -1, "seconds"),
        ("lateness_limit", timedelta(days=999), "seconds"),
        ("status_poll_seconds", float("nan"), "seconds"),
        ("retry_delays", [1] * 21, "up to 20"),
        ("retry_delays", {"a": 1}, "up to 20"),
        ("timezone", "Europe/Nowhere", "Europe/Berlin"),
        ("timezone", "", "Europe/Berlin"),
        ("api_url", "http://a.example", "https"),
        ("client_key", 7, "quotation marks"),
        ("client_key", object(), "quotation marks"),
        ("client_key", "\ud800", "no text"),
    ],
)
def test_a_value_that_would_not_be_read_is_refused(
    file: Path, name: str, value: object, words: str
) -> None:
    file.write_text(MINE)
    assert words in refusal(file.parent, **{"max_concurrent": 3, name: value})
    assert text(file) == MINE


def test_an_address_with_a_password_is_not_told(tmp_path: Path) -> None:
    assert "s3cret" not in refusal(tmp_path, database_url="mysql://me:s3cret@db/x")


@pytest.mark.parametrize("value", ["s3cret", "", None])
@pytest.mark.parametrize("name", ["client_secret", "passphrase"])
def test_a_secret_is_refused(file: Path, name: str, value: str | None) -> None:
    message = refusal(file.parent, **{"timezone": "UTC", name: value})
    assert "credentials set" in message
    assert "s3cret" not in message
    assert not file.exists()


@pytest.mark.parametrize("name", ["max_transfer", "profile", "", "zone_path", "a.b"])
@pytest.mark.parametrize("value", [1, None])
def test_an_unknown_name_is_refused(file: Path, name: str, value: int | None) -> None:
    assert f"“{name}”" in refusal(file.parent, **{"timezone": "UTC", name: value})
    assert not file.exists()


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (b'timezone = "Europe', "not valid TOML"),
        (b"max_transfers = 1\nmax_transfers = 2\n", "not valid TOML"),
        (b"colour = 1\n", "unknown setting"),
        (b'client_secret = "x"\n', "secret"),
        (b"max_concurrent = 0\n", "from 1 to 1000"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"a = " + b"[" * 100_000, "not valid TOML"),
    ],
)
def test_a_broken_file_is_named_and_left_alone(file: Path, broken: bytes, words: str) -> None:
    file.write_bytes(broken)
    assert words in refusal(file.parent, max_transfers=3)
    assert file.read_bytes() == broken


def test_a_folder_in_the_files_place_is_said(file: Path) -> None:
    file.mkdir()
    assert str(file) in refusal(file.parent, max_transfers=3)


def test_a_profile_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "settings.toml" in refusal(tmp_path / "file", max_transfers=3)


@pytest.mark.skipif(os.name != "posix", reason="there is no such limit elsewhere")
def test_a_full_disk_is_said_and_the_old_file_stands(file: Path) -> None:
    resource = pytest.importorskip("resource")
    file.write_text(MINE)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))  # bytes a file may grow to
    try:
        message = refusal(file.parent, max_transfers=3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "make room" in message
    assert text(file) == MINE
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.skipif(os.name != "posix", reason="links and modes are those of POSIX")
def test_a_link_and_the_files_mode_stay(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text(MINE)
    kept.chmod(0o640)
    link = tmp_path / "profile" / "settings.toml"
    link.parent.mkdir()
    link.symlink_to(kept)
    change_settings(link.parent, {"max_transfers": 9})
    assert link.is_symlink()
    assert "max_transfers = 9" in text(kept)
    assert kept.stat().st_mode & 0o777 == 0o640
