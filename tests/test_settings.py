"""Settings come from a file and the environment, typed; what is wrong is told in one sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.domain.errors import SettingsError
from tikscheduler.domain.zones import find_zone
from tikscheduler.settings import Settings, is_loopback, load_settings

SECRETS = ("client_secret", "passphrase")
MINUTE = timedelta(minutes=1)

# name, as the file writes it, as the environment writes it, what both mean
WAYS: list[tuple[str, str, str, Any]] = [
    ("client_key", '"k1"', "k1", "k1"),
    ("api_url", '"https://a.example/"', "https://a.example", "https://a.example"),
    ("auth_url", '"http://127.0.0.1:8000"', "http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
    ("retry_delays", "[60, 120]", "60, 120", (MINUTE, 2 * MINUTE)),
    ("lateness_limit", "60.0", "60", MINUTE),
    ("max_concurrent", "7", " 7 ", 7),
    ("max_transfers", "1000", "1000", 1000),
    ("stage_ahead", "false", "No", False),
    ("status_poll_seconds", "0.5", "0.5", 0.5),
    ("timezone", '"Asia/Tokyo"', "Asia/Tokyo", "Asia/Tokyo"),
    ("database_url", '"postgresql://db/x"', "postgresql://db/x", "postgresql://db/x"),
    ("broker_url", '"redis://b/0"', "redis://b/0", "redis://b/0"),
]


def load(folder: Path, text: str = "", **environ: str) -> Settings:
    if text:
        (folder / "settings.toml").write_text(text, encoding="utf-8")
    return load_settings(folder, {f"TIKSCHEDULER_{k.upper()}": v for k, v in environ.items()})


def refusal(folder: Path, text: str = "", **environ: str) -> str:
    with pytest.raises(SettingsError) as raised:
        load(folder, text, **environ)
    message = raised.value.message
    assert len(message.splitlines()) == 1
    assert message.endswith(".")
    assert raised.value.code == "bad_setting"
    return message


def test_every_setting_is_tried_here() -> None:
    tried = {way[0] for way in WAYS} | {*SECRETS, "profile"}
    assert tried == {field.name for field in fields(Settings)}


def test_the_defaults_are_those_of_the_documented_interface(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings(
        profile=tmp_path,
        client_key="",
        client_secret="",
        api_url="https://open.tiktokapis.com",
        auth_url="https://www.tiktok.com",
        retry_delays=(5 * MINUTE, 15 * MINUTE, 30 * MINUTE),
        lateness_limit=60 * MINUTE,
        max_concurrent=128,
        max_transfers=8,
        stage_ahead=True,
        status_poll_seconds=5.0,
        timezone="",
        passphrase="",
        database_url="",
        broker_url="",
    )


@pytest.mark.parametrize(("name", "in_file", "in_env", "value"), WAYS)
def test_file_and_environment_mean_the_same(
    name: str, in_file: str, in_env: str, value: object, tmp_path: Path
) -> None:
    assert getattr(load(tmp_path, **{name: in_env}), name) == value
    assert getattr(load(tmp_path, f"{name} = {in_file}"), name) == value


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_come_from_the_environment_and_are_refused_in_the_file(
    name: str, tmp_path: Path
) -> None:
    assert getattr(load(tmp_path, **{name: "hush"}), name) == "hush"
    message = refusal(tmp_path, f'{name} = "hush"')
    assert name in message
    assert "hush" not in message


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, "max_transfers = 3\nmax_concurrent = 4", max_transfers="5")
    assert (settings.max_transfers, settings.max_concurrent) == (5, 4)


def test_an_empty_environment_variable_is_not_set(tmp_path: Path) -> None:
    assert load(tmp_path, "max_transfers = 3", max_transfers="").max_transfers == 3


def test_the_profile_of_the_command_line_wins(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    environ = {"TIKSCHEDULER_PROFILE": str(theirs)}
    assert load_settings(ours, environ).profile == ours
    assert load_settings(None, environ).profile == theirs
    assert load_settings(None, {}).profile.is_absolute()
    assert load_settings(ours, environ).database_path == ours / "tikscheduler.db"


def test_a_profile_is_made_absolute_and_home_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings(Path("here"), {}).profile == tmp_path / "here"
    assert load_settings(None, {"TIKSCHEDULER_PROFILE": "~/p"}).profile == tmp_path / "p"


def test_the_home_of_nobody_is_refused_in_words() -> None:
    with pytest.raises(SettingsError, match="~no-such-user"):
        load_settings(None, {"TIKSCHEDULER_PROFILE": "~no-such-user/p"})


def test_the_file_of_the_chosen_profile_is_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("max_transfers = 3", encoding="utf-8")
    environ = {"TIKSCHEDULER_PROFILE": str(tmp_path)}
    assert load_settings(None, environ).max_transfers == 3
    assert load_settings(tmp_path / "other", environ).max_transfers == 8


@pytest.mark.parametrize(
    ("name", "in_file"),
    [
        ("client_key", "5"),
        ("api_url", "5"),
        ("api_url", '"ftp://a.example"'),
        ("retry_delays", "5"),
        ("retry_delays", '["x"]'),
        ("retry_delays", "[-1]"),
        ("retry_delays", "[[1]]"),
        ("retry_delays", str([1] * 21)),
        ("lateness_limit", "true"),
        ("lateness_limit", '"soon"'),
        ("lateness_limit", "-1"),
        ("lateness_limit", "nan"),
        ("lateness_limit", "inf"),
        ("lateness_limit", "1e30"),
        ("lateness_limit", "9" * 400),
        ("max_concurrent", "0"),
        ("max_concurrent", "1001"),
        ("max_concurrent", "1.5"),
        ("max_concurrent", "true"),
        ("max_transfers", '"many"'),
        ("stage_ahead", "1"),
        ("stage_ahead", '"maybe"'),
        ("status_poll_seconds", "0"),
        ("status_poll_seconds", "[5]"),
        ("timezone", '"Mars/Olympus"'),
        ("timezone", '"../../etc/passwd"'),
        ("timezone", '""'),
        ("timezone", "2026-01-01"),
        ("database_url", '"mysql://db"'),
        ("broker_url", "{ host = 1 }"),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence(name: str, in_file: str, tmp_path: Path) -> None:
    message = refusal(tmp_path, f"{name} = {in_file}")
    assert re.match(rf"settings.toml: {name} must be (an? |up to |true )", message)
    assert len(message) < 200


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("max_concurrent", "0"),
        ("max_concurrent", "٣"),
        ("max_transfers", "1.5"),
        ("lateness_limit", "1h"),
        ("retry_delays", "300;900"),
        ("stage_ahead", "2"),
        ("status_poll_seconds", "0"),
        ("timezone", "Europe"),
        ("api_url", "open.tiktokapis.com"),
        ("broker_url", "amqp://b"),
    ],
)
def test_a_wrong_variable_is_named_as_the_environment_names_it(
    name: str, text: str, tmp_path: Path
) -> None:
    message = refusal(tmp_path, **{name: text})
    assert re.match(rf"TIKSCHEDULER_{name.upper()} must be (an? |up to |true )", message)


@pytest.mark.parametrize("name", ["retry_delay", "profile", "API_URL", "api-url"])
def test_an_unknown_name_is_told_with_the_known_ones(name: str, tmp_path: Path) -> None:
    message = refusal(tmp_path, f'{name} = "x"')
    assert f"“{name}”" in message
    assert all(way[0] in message for way in WAYS)
    assert not any(secret in message for secret in SECRETS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "mysql://me:hush@db"),
        ("broker_url", "amqp://me:hush@b"),
        ("api_url", "https://me:hush@a.example"),
    ],
)
def test_a_password_in_a_wrong_address_is_not_repeated(
    name: str, value: str, tmp_path: Path
) -> None:
    assert "hush" not in refusal(tmp_path, **{name: value})


def test_secrets_never_show(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        client_secret="hush1",
        passphrase="hush2",
        database_url="postgresql://me:hush3@db/x",
        broker_url="redis://:hush4@b",
    )
    assert "hush" not in repr(settings)
    assert "hush" not in str(settings)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "https://a.example:8443/base",
        "http://127.0.0.1:1234",
        "http://localhost",
        "http://LOCALHOST:80",
        "http://[::1]:8000",
    ],
)
def test_https_anywhere_and_plain_http_on_this_machine(url: str, tmp_path: Path) -> None:
    assert load(tmp_path, api_url=url).api_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://127.0.0.1.a.example",
        "http://127.0.0.1@a.example",
        "http://a.example#@127.0.0.1",
        "http://a.example\\@127.0.0.1",
        "http://localhost.a.example",
        "https://",
        "https:///path",
        "https://a.example/?q=1",
        "https://a.example/#f",
        "https://me@a.example",
        "https://a example",
        "https://a.example:99999",
        "https://a.example:port",
        "https://[::1",
        "//a.example",
        "javascript:alert(1)",
    ],
)
def test_no_other_address_is_taken(url: str, tmp_path: Path) -> None:
    for name in ("api_url", "auth_url"):
        assert "must be an https address" in refusal(tmp_path, **{name: url})


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("", False), (None, False)],
)
def test_which_hosts_are_this_machine(host: str | None, here: bool) -> None:
    assert is_loopback(host) is here


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"\xef\xbb\xbfmax_transfers = 3\r\n")
    assert load(tmp_path).max_transfers == 3


@pytest.mark.parametrize(
    "content",
    [
        b"max_transfers",
        b"max_transfers = 3\nmax_transfers = 4",
        b"\xff\xfem\x00a\x00",
        b"\0",
        b"a = " + b"[" * 100_000,
        b"max_transfers = " + b"9" * 5000,
        b"timezone = 2026-02-30",
    ],
)
def test_a_garbled_file_is_named(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    assert str(file) in refusal(tmp_path)


@given(content=st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace"))))
def test_no_file_at_all_upsets_the_reading(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "settings.toml").write_bytes(content)
    try:
        settings = load(folder)
    except SettingsError:
        return
    assert settings == Settings(profile=folder)


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    assert "cannot be read" in refusal(tmp_path)


def test_a_file_in_place_of_the_profile_is_told(tmp_path: Path) -> None:
    (tmp_path / "profile").write_text("")
    assert "cannot be read" in refusal(tmp_path / "profile")


def test_the_zone_is_the_setting_or_the_systems(tmp_path: Path) -> None:
    assert load(tmp_path, timezone="Asia/Tokyo").zone == "Asia/Tokyo"
    assert find_zone(load(tmp_path).zone)


@pytest.mark.parametrize("told", ["Asia/Tokyo", "Mars/Olympus", "UTC+3", "/etc/hostname"])
def test_whatever_the_system_calls_its_zone_a_zone_is_found(told: str) -> None:
    """In a process of its own: the system's zone is read once."""
    code = (
        "from tikscheduler.domain.zones import find_zone\n"
        "from tikscheduler.settings import system_zone\n"
        "print(find_zone(system_zone()).key)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | {"TZ": told, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in (("Asia/Tokyo",) if told == "Asia/Tokyo" else ("UTC", "Etc/UTC"))
