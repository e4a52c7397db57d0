"""All settings, typed, in one place: settings.toml in the profile, then the environment.

Unknown names and wrong types are an error, not a surprise. Secrets are never read from the file.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from tikscheduler.domain.errors import SettingsError
from tikscheduler.domain.retry import LATENESS_LIMIT, RETRY_DELAYS
from tikscheduler.domain.zones import UnknownZone, find_zone

API_URL = "https://open.tiktokapis.com"
AUTH_URL = "https://www.tiktok.com"
PREFIX = "TIKSCHEDULER_"
ENVIRONMENT_ONLY = ("client_secret", "passphrase")
MAY_HOLD_SECRETS = (*ENVIRONMENT_ONLY, "database_url", "broker_url")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def default_profile() -> Path:
    """The platform's folder for this user's data of this program."""
    return Path(platformdirs.user_data_dir("tikscheduler", appauthor=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, with its default. Durations are timedeltas."""

    profile: Path = field(default_factory=default_profile)
    client_key: str = ""
    client_secret: str = field(default="", repr=False)
    api_url: str = API_URL
    auth_url: str = AUTH_URL
    retry_delays: tuple[timedelta, ...] = RETRY_DELAYS
    lateness_limit: timedelta = LATENESS_LIMIT
    max_concurrent: int = 128
    max_transfers: int = 8
    stage_ahead: bool = True
    status_poll_seconds: float = 5.0
    timezone: str = ""
    passphrase: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    broker_url: str = field(default="", repr=False)

    @property
    def database_path(self) -> Path:
        """The SQLite file, where no `database_url` names another database."""
        return self.profile / "tikscheduler.db"

    @property
    def first_poll(self) -> timedelta:
        """The first wait between two status polls."""
        return timedelta(seconds=self.status_poll_seconds)

    @property
    def zone(self) -> str:
        """The IANA zone times are read and shown in: the setting, else the system's."""
        return self.timezone or system_zone()


def system_zone() -> str:
    """The system's zone as an IANA name; UTC where the system names none."""
    import tzlocal  # here, as the window's first frame needs no zone

    try:
        with warnings.catch_warnings(action="ignore"):  # it warns where no zone is configured
            name = tzlocal.get_localzone_name() or "UTC"
        find_zone(name)
    except (LookupError, ValueError, OSError, UnknownZone):  # configured in an unreadable way
        return "UTC"
    return name


def is_loopback(host: str | None) -> bool:
    """Whether a host name is this very machine."""
    return host in LOOPBACK


def load_settings(
    profile: Path | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Settings of a profile: defaults, settings.toml, environment; the later wins.

    `profile` (the command line's --profile) wins over TIKSCHEDULER_PROFILE. Raises `SettingsError`.
    """
    env = os.environ if environ is None else environ
    folder = profile or Path(env.get(PREFIX + "PROFILE") or default_profile())
    try:
        folder = folder.expanduser().absolute()
    except RuntimeError as error:
        raise SettingsError(f"The profile {folder} lies in the home of nobody known.") from error
    found: dict[str, Any] = {}
    for name, value in _read_file(folder / "settings.toml").items():
        found[name] = _value(name, value, f"settings.toml: {name}")
    for name in READERS:
        text = env.get(PREFIX + name.upper(), "")
        if text:
            found[name] = _value(name, text, PREFIX + name.upper())
    return Settings(profile=folder, **found)


def _read_file(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from error
    import tomllib  # here, as most profiles have no such file

    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML, a number or a nesting without end
        raise SettingsError(f"{file} is not valid TOML: {error}; mend that line.") from error
    for name in found:
        if name in ENVIRONMENT_ONLY:
            raise SettingsError(
                f"{file} holds {name}, which is a secret; take it out and use "
                "“tikscheduler credentials set” or the environment."
            )
        if name not in READERS:
            known = ", ".join(sorted(READERS.keys() - set(ENVIRONMENT_ONLY)))
            raise SettingsError(f"{file} has an unknown setting “{name}”; known are {known}.")
    return found


def _value(name: str, value: Any, where: str) -> Any:
    try:
        return READERS[name](value)
    except (TypeError, ValueError) as error:
        # An address with an @ may hold a password.
        secret = name in MAY_HOLD_SECRETS or "@" in str(value)
        shown = "" if secret else f", not {str(value)[:60]!r}"
        raise SettingsError(f"{where} must be {error}{shown}.") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text in quotation marks")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise ValueError("a whole number from 1 to 1000")
    return value


def _seconds(value: Any) -> float:
    wanted = ValueError("a number of seconds, 0 to a year")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wanted
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise wanted from None
    if not 0 <= number <= 366 * 86400:
        raise wanted
    return number


def _poll(value: Any) -> float:
    number = _seconds(value)
    if number < 0.01:
        raise ValueError("a number of seconds above 0")
    return number


def _duration(value: Any) -> timedelta:
    return timedelta(seconds=_seconds(value))


def _delays(value: Any) -> tuple[timedelta, ...]:
    parts = [p for p in value.split(",") if p.strip()] if isinstance(value, str) else value
    if not isinstance(parts, list) or len(parts) > 20:
        raise ValueError("up to 20 numbers of seconds, as in 300,900,1800")
    return tuple(_duration(part) for part in parts)


def _switch(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ValueError("true or false")


def _zone(value: Any) -> str:
    name = _text(value)
    try:
        find_zone(name)
    except UnknownZone as error:
        raise ValueError("an IANA time zone such as Europe/Berlin") from error
    return name


def _base_url(value: Any) -> str:
    text = _text(value).rstrip("/")
    if not _is_safe_url(text):
        raise ValueError("an https address (plain http only for this machine, 127.0.0.1)")
    return text


def _is_safe_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:  # no port number, an unclosed bracket
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    more = parts.query or parts.fragment or "@" in parts.netloc or re.search(r"[\s\\]", text)
    return bool(safe and host and not more)


def _server_url(*schemes: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = _text(value)
        if not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"an address that starts with {schemes[0]}://")
        return text

    return read


READERS: dict[str, Callable[[Any], Any]] = {
    "client_key": _text,
    "client_secret": _text,
    "api_url": _base_url,
    "auth_url": _base_url,
    "retry_delays": _delays,
    "lateness_limit": _duration,
    "max_concurrent": _whole,
    "max_transfers": _whole,
    "stage_ahead": _switch,
    "status_poll_seconds": _poll,
    "timezone": _zone,
    "passphrase": _text,
    "database_url": _server_url("postgresql", "postgres"),
    "broker_url": _server_url("redis", "rediss"),
}
"""One reader a setting; a reader's error completes the sentence "... must be"."""

assert READERS.keys() | {"profile"} == {f.name for f in fields(Settings)}  # noqa: S101
