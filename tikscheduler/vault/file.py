"""Secrets in an encrypted file, for machines without a system keyring.

`secrets.vault` is JSON: the scrypt recipe, a check value, and per secret its name in the open and
its value under AES-256-GCM. A SHA-256 over all of it tells a damaged file from a wrong passphrase.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tikscheduler.domain.errors import VaultError
from tikscheduler.vault.locks import exclusive
from tikscheduler.vault.sealed import KeyRecipe, Sealed, WrongKey, seal, unseal

FORMAT = "tikscheduler vault 1"
LOCK_SECONDS = 30.0
RACY_NS = 100_000_000
"""A file this young may be replaced again within one tick of the file system's clock."""

Stamp = tuple[int, int, int]


class FileVault:
    """Secrets in one file. Safe over threads and processes.

    `ask` gives the passphrase, once, at the first use. A write is on disk when it returns, and
    another process sees it at its next read. Raises `VaultError`.
    """

    kind = "encrypted file"

    def __init__(self, path: Path, ask: Callable[[], str]) -> None:
        self.path = path
        self._ask = ask
        self._passphrase = ""
        self._guard = threading.RLock()
        self._known: tuple[Stamp, Sealed, bytes] | None = None

    def describe(self) -> str:
        """One line for the doctor: which file."""
        return f"encrypted file {self.path}"

    def read(self, name: str) -> str | None:
        """The secret of this name, or None."""
        with self._guard:
            found = self._current()
        if found is None or name not in found[0].entries:
            return None
        sealed, key = found
        try:
            return unseal(key, name, sealed.entries[name]).decode()
        except (WrongKey, UnicodeDecodeError) as error:
            raise _damaged(self.path) from error

    def write(self, name: str, value: str) -> None:
        """Store a secret durably."""
        with self._change() as (sealed, key):
            self._save(sealed.having(name, seal(key, name, value.encode())))

    def erase(self, name: str) -> None:
        """Remove a secret; nothing happens where there is none."""
        if self.read(name) is None:
            return
        with self._change() as (sealed, _):
            self._save(sealed.having(name, None))

    @contextmanager
    def _change(self) -> Iterator[tuple[Sealed, bytes]]:
        """The newest content, held so that no other process can write meanwhile."""
        with self._guard:
            passphrase = self._unlocked()
            with self._locked():
                found = self._load()
                if found is None:
                    sealed = Sealed.empty(passphrase)
                    found = sealed, sealed.key(passphrase)
                yield found

    def _current(self) -> tuple[Sealed, bytes] | None:
        """The content as last read, read again where the file was changed since."""
        if self._known and self._known[0] == self._stamp():
            return self._known[1:]
        if self._stamp() is None:
            self._unlocked()
            return None
        with self._locked():
            return self._load()

    def _load(self) -> tuple[Sealed, bytes] | None:
        self._known = None
        stamp = self._stamp()
        if stamp is None:
            return None
        with self._saying("read", "allow this user to read it"):
            data = self.path.read_bytes()
        sealed = _parse(self.path, data)
        try:
            key = sealed.key(self._unlocked())
        except WrongKey as error:
            self._passphrase = ""  # so that it is asked for again
            raise VaultError(
                f"The passphrase does not open {self.path}; set TIKSCHEDULER_PASSPHRASE to the "
                "one it was made with.",
                code="wrong_passphrase",
            ) from error
        if time.time_ns() - stamp[0] > RACY_NS:
            self._known = stamp, sealed, key
        return sealed, key

    def _save(self, sealed: Sealed) -> None:
        self._known = None
        with self._saying("written", "make room on the disk and its folder writable"):
            _replace(self.path, _format(sealed))

    def _stamp(self) -> Stamp | None:
        with self._saying("read", "allow this user to read its folder"):
            try:
                found = self.path.stat()
            except FileNotFoundError:
                return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    @contextmanager
    def _saying(self, what: str, mend: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise VaultError(
                f"{self.path} cannot be {what} ({error.strerror}); {mend}.", code="vault_file"
            ) from error

    def _unlocked(self) -> str:
        self._passphrase = self._passphrase or self._ask()
        return self._passphrase

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with exclusive(self.path.with_name(self.path.name + ".lock"), timeout=LOCK_SECONDS):
            yield


def _parse(path: Path, data: bytes) -> Sealed:
    try:
        content = _checked(data)
        recipe = content["key"]
        return Sealed(
            KeyRecipe(_bytes(recipe["salt"]), recipe["n"], recipe["r"], recipe["p"]),
            _bytes(content["check"]),
            {name: _bytes(text) for name, text in content["entries"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path) from error


def _checked(data: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(data)
    digest = content.pop("sha256")
    if content["format"] != FORMAT or digest != _digest(content):
        raise ValueError("the digest does not match")
    return content


def _format(sealed: Sealed) -> bytes:
    recipe = sealed.recipe
    content: dict[str, Any] = {
        "format": FORMAT,
        "key": {"salt": _text(recipe.salt), "n": recipe.n, "r": recipe.r, "p": recipe.p},
        "check": _text(sealed.check),
        "entries": {name: _text(value) for name, value in sealed.entries.items()},
    }
    content["sha256"] = _digest(content)
    return json.dumps(content, indent=1).encode()


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _replace(path: Path, data: bytes) -> None:
    """Put the new content in place so that a crash leaves the old or the new, never a mix.

    The caller holds the lock, so the temporary name is free or left behind by a killed process.
    """
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _damaged(path: Path) -> VaultError:
    return VaultError(
        f"{path} is damaged; restore it from a backup, or move it away and connect the "
        "accounts again.",
        code="vault_damaged",
    )
