"""Changing settings.toml by program: only the lines in question, the rest stays the user's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from tikscheduler.domain.errors import SettingsError
from tikscheduler.services.whole_file import write_whole
from tikscheduler.settings import ENVIRONMENT_ONLY, READERS, load_settings

BOM = b"\xef\xbb\xbf"  # some editors begin a file with it


def change_settings(profile: Path, changes: Mapping[str, object | None]) -> None:
    """Write these settings into the profile's settings.toml; None takes a setting out of it.

    A value may be as in the file or as in `Settings`. Comments, order and untouched lines stay.
    Every change is made or none: raises `SettingsError` for a secret, an unknown name, a value
    that would not be read, and for a file that is broken, which is left alone.
    """
    wanted = {name: _checked(name, value) for name, value in changes.items()}
    file = load_settings(profile, environ={}).profile / "settings.toml"
    try:
        old = file.read_bytes() if file.exists() else b""
        new = _changed(old, wanted)
        if new != old:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(file, new)
    except (TOMLKitError, RecursionError) as error:
        raise SettingsError(f"{file} is not valid TOML: {error}; mend that line.") from error
    except UnicodeEncodeError as error:
        raise SettingsError("A setting holds a character that is no text; type it anew.") from error
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be written ({error.strerror}); make room on the disk and its folder "
            "writable."
        ) from error


def _checked(name: str, value: object) -> Any:
    """The value as `Settings` holds it, or None."""
    if name in ENVIRONMENT_ONLY:
        raise SettingsError(
            f"{name} is a secret and is not kept in settings.toml; use “tikscheduler credentials "
            "set” or the environment."
        )
    if name not in READERS:
        raise SettingsError(f"There is no setting “{name}”.")
    if value is None:
        return None
    try:
        return READERS[name](_plain(value))
    except (TypeError, ValueError) as error:  # the value is not told: it may hold a password
        raise SettingsError(f"{name} must be {error}.") from error


def _changed(old: bytes, wanted: Mapping[str, Any]) -> bytes:
    mark = BOM if old.startswith(BOM) else b""
    document = tomlkit.parse(old.removeprefix(BOM))
    before = document.unwrap()
    for name, value in wanted.items():
        if value is None:
            document.pop(name, None)
        # A value that stays is left as it is written.
        elif name not in before or READERS[name](before[name]) != value:
            document[name] = _plain(value)
    return mark + document.as_string().encode()


def _plain(value: Any) -> Any:
    """A value in TOML's types: durations as seconds, whole numbers without a point."""
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, timedelta):
        value = value.total_seconds()
    return int(value) if isinstance(value, float) and value.is_integer() else value
