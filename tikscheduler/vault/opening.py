"""Which vault a profile uses: the system keyring, or an encrypted file where there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tikscheduler.domain.errors import VaultError
from tikscheduler.settings import Settings
from tikscheduler.vault.system import SystemVault, TimedCalls, find_keyring

if TYPE_CHECKING:
    from tikscheduler.vault.file import FileVault  # cryptography: only where the file is used

FILE_NAME = "secrets.vault"


def open_vault(
    settings: Settings,
    *,
    ask_passphrase: Callable[[], str] | None = None,
    on_secret: Callable[[str], object] | None = None,
) -> Vault:
    """The vault of a profile (a `domain.ports.Secrets`); costs nothing until it is first used.

    The system keyring is used wherever there is one. The encrypted file `secrets.vault` is used
    where there is none, or where it exists already and TIKSCHEDULER_PASSPHRASE is set: who sets
    it on a machine with a keyring and a vault file means that file.

    `ask_passphrase` is called only for the file and without the variable, again only after a wrong
    answer. `on_secret` is told every secret that passes, so that the log can leave it out.
    """
    return Vault(settings, ask_passphrase, on_secret)


class Vault:
    """Secrets by name. Every method raises `VaultError`, which says what to do."""

    def __init__(
        self,
        settings: Settings,
        ask_passphrase: Callable[[], str] | None,
        on_secret: Callable[[str], object] | None,
    ) -> None:
        self._settings = settings
        self._ask = ask_passphrase
        self._on_secret = on_secret
        self._calls = TimedCalls()
        self._guard = threading.Lock()
        self._chosen: SystemVault | FileVault | None = None

    @property
    def kind(self) -> str:
        """`system keyring` or `encrypted file`."""
        return self._place().kind

    def describe(self) -> str:
        """One line for the doctor: where the secrets are."""
        return self._place().describe()

    def unlock(self) -> None:
        """Prove now that secrets can be read: asks for the passphrase if it must be asked for.

        Call it where the user can answer; else the first `read` asks, on whatever thread.
        """
        self.read("unlock")

    def read(self, name: str) -> str | None:
        """The secret of this name, or None."""
        value = self._place().read(name)
        self._tell(value)
        return value

    def write(self, name: str, value: str) -> None:
        """Store a secret durably."""
        self._tell(value)
        self._place().write(name, value)

    def erase(self, name: str) -> None:
        """Remove a secret; nothing happens where there is none."""
        self._place().erase(name)

    def _tell(self, value: str | None) -> None:
        if value and self._on_secret:
            self._on_secret(value)

    def _place(self) -> SystemVault | FileVault:
        with self._guard:
            if self._chosen is None:
                self._chosen = self._choose()
            return self._chosen

    def _choose(self) -> SystemVault | FileVault:
        path = self._settings.profile / FILE_NAME
        if not (self._settings.passphrase and path.exists()):
            backend = find_keyring(self._calls)
            if backend is not None:
                return SystemVault(backend, self._settings.profile, self._calls)
        from tikscheduler.vault.file import FileVault

        return FileVault(path, self._passphrase)

    def _passphrase(self) -> str:
        found = self._settings.passphrase or (self._ask() if self._ask else "")
        if not found:
            raise VaultError(
                "No system keyring was found; set TIKSCHEDULER_PASSPHRASE to keep secrets in an "
                "encrypted file in the profile.",
                code="no_keyring",
            )
        self._tell(found)
        return found
