"""Which place secrets go to, and what is said when the system keyring does not work."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked, NoKeyringError, PasswordSetError

from tikscheduler.domain.errors import VaultError
from tikscheduler.settings import Settings, default_profile
from tikscheduler.vault import Vault, open_vault
from tikscheduler.vault.system import SystemVault, TimedCalls, service_name

Ring = dict[tuple[str, str], str]


class MemoryKeyring(KeyringBackend):
    """A real keyring as far as the program can tell."""

    priority: ClassVar[float] = 5

    def __init__(self) -> None:
        self.kept: Ring = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class RaisingKeyring(MemoryKeyring):
    error: Exception = KeyringLocked("secret detail")

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class HangingKeyring(MemoryKeyring):
    """Waits at a prompt until the user answers it."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()
        self.asked = 0
        self.written: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.answered.wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.answered.wait()
        self.written.append(password)
        super().set_password(service, username, password)


PlainTextKeyring = type(
    "PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file", "priority": 0.5}
)


@pytest.fixture(autouse=True)
def backend_put_back() -> Iterator[None]:
    before = keyring.get_keyring()
    registered = set(KeyringBackend._classes)
    yield
    keyring.set_keyring(before)
    KeyringBackend._classes.intersection_update(registered)


@pytest.fixture
def ring() -> MemoryKeyring:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend


@pytest.fixture
def no_ring() -> None:
    keyring.set_keyring(fail.Keyring())


def vault_of(profile: Path, passphrase: str = "", **options: Any) -> Vault:
    return open_vault(Settings(profile=profile, passphrase=passphrase), **options)


def test_a_system_keyring_is_used_where_there_is_one(tmp_path: Path, ring: MemoryKeyring) -> None:
    vault = vault_of(tmp_path)
    for name, value in {"a": "1", "b": "ü🎬" * 640}.items():
        vault.write(name, value)
    assert vault.kind == "system keyring"
    assert "MemoryKeyring" in vault.describe()
    assert vault_of(tmp_path).read("b") == "ü🎬" * 640
    assert len(ring.kept) == 2
    vault.erase("a")
    vault.erase("a")
    assert vault.read("a") is None
    assert list(tmp_path.iterdir()) == []


def test_two_profiles_do_not_share_secrets(tmp_path: Path, ring: MemoryKeyring) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    vault_of(one).write("token", "of one")
    assert vault_of(two).read("token") is None
    assert vault_of(default_profile()).read("token") is None
    assert service_name(default_profile()) == "tikscheduler"


def test_a_passphrase_alone_does_not_turn_off_the_keyring(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    vault = vault_of(tmp_path, "passphrase")
    vault.write("token", "x")
    assert vault.kind == "system keyring"
    assert list(tmp_path.iterdir()) == []


def test_a_vault_file_and_its_passphrase_together_mean_that_file(tmp_path: Path) -> None:
    keyring.set_keyring(fail.Keyring())
    vault_of(tmp_path, "passphrase").write("token", "in the file")
    keyring.set_keyring(MemoryKeyring())
    assert vault_of(tmp_path, "passphrase").read("token") == "in the file"
    assert vault_of(tmp_path).kind == "system keyring"
    assert vault_of(tmp_path).read("token") is None


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, PlainTextKeyring])
def test_what_is_no_real_keyring_counts_as_none(
    tmp_path: Path, backend: type[KeyringBackend]
) -> None:
    keyring.set_keyring(backend())
    vault = vault_of(tmp_path, "passphrase")
    vault.write("token", "x")
    assert vault.kind == "encrypted file"
    assert str(tmp_path / "secrets.vault") in vault.describe()
    assert vault_of(tmp_path, "passphrase").read("token") == "x"


@pytest.mark.parametrize("real", [True, False])
def test_of_chained_keyrings_only_a_real_one_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, real: bool
) -> None:
    plain, good = PlainTextKeyring(), MemoryKeyring()
    chain = [plain, good] if real else [plain]
    monkeypatch.setattr(ChainerBackend, "backends", chain)
    keyring.set_keyring(ChainerBackend())
    vault = vault_of(tmp_path, "passphrase")
    vault.write("token", "x")
    assert vault.kind == ("system keyring" if real else "encrypted file")
    assert plain.kept == {}
    assert bool(good.kept) is real


@pytest.mark.usefixtures("no_ring")
def test_without_keyring_and_passphrase_the_mend_is_named(tmp_path: Path) -> None:
    vault = vault_of(tmp_path)
    for attempt in (vault.unlock, lambda: vault.read("a"), lambda: vault.write("a", "b")):
        with pytest.raises(VaultError, match="No system keyring was found; set TIKSCHEDULER_PASS"):
            attempt()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_ring")
def test_the_passphrase_is_asked_for_once_where_it_is_not_set(tmp_path: Path) -> None:
    asked = []

    def ask() -> str:
        asked.append(1)
        return "passphrase"

    vault = vault_of(tmp_path, ask_passphrase=ask)
    assert not asked
    vault.unlock()
    vault.write("a", "1")
    assert (vault.read("a"), len(asked)) == ("1", 1)
    assert vault_of(tmp_path, "passphrase").read("a") == "1"


@pytest.mark.usefixtures("no_ring")
def test_giving_no_answer_is_no_passphrase(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="TIKSCHEDULER_PASSPHRASE"):
        vault_of(tmp_path, ask_passphrase=lambda: "").unlock()


@pytest.mark.usefixtures("no_ring")
def test_the_log_can_be_told_every_secret_that_passes(tmp_path: Path) -> None:
    vault_of(tmp_path, "passphrase").write("a", "token 1")
    told: list[str] = []
    vault = vault_of(tmp_path, "passphrase", on_secret=told.append)
    vault.read("a")
    vault.write("b", "token 2")
    vault.read("none")
    assert set(told) == {"passphrase", "token 1", "token 2"}


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyringLocked("x"), "keyring_locked", "is locked; unlock it"),
        (NoKeyringError("x"), "no_keyring", "no system keyring; set TIKSCHEDULER_PASSPHRASE"),
        (PasswordSetError("Canary"), "keyring_failed", r"refused \(PasswordSetError\)"),
        (OSError("Canary"), "keyring_failed", r"refused \(OSError\)"),
    ],
)
def test_what_a_keyring_raises_is_said_in_words(
    tmp_path: Path, error: Exception, code: str, words: str
) -> None:
    backend = RaisingKeyring()
    backend.error = error
    keyring.set_keyring(backend)
    vault = vault_of(tmp_path, "passphrase")
    for attempt in (
        lambda: vault.read("a"),
        lambda: vault.write("a", "Canary"),
        lambda: vault.erase("a"),
    ):
        with pytest.raises(VaultError, match=words) as caught:
            attempt()
        assert caught.value.code == code
        assert "Canary" not in caught.value.message
        assert caught.value.__cause__ is error
    assert list(tmp_path.iterdir()) == []  # never a silent file beside a keyring


def test_a_locked_keyring_that_waits_for_its_prompt_is_not_waited_for(tmp_path: Path) -> None:
    backend = HangingKeyring()
    vault = SystemVault(backend, tmp_path, TimedCalls(seconds=0.1))
    for _ in range(3):
        with pytest.raises(VaultError, match=r"did not answer in 0\.1 seconds.*unlock") as caught:
            vault.read("a")
        assert caught.value.code == "keyring_locked"
    assert backend.asked == 1  # one prompt and one thread, however often it is tried
    assert sum(thread.name == "keyring" for thread in threading.enumerate()) == 1
    assert all(t.daemon for t in threading.enumerate() if t.name == "keyring")
    backend.answered.set()
    patient = SystemVault(backend, tmp_path, vault._calls)
    patient._calls._seconds = 5
    patient.write("a", "1")
    assert patient.read("a") == "1"


def test_a_write_given_up_before_its_turn_never_lands_on_a_later_one(tmp_path: Path) -> None:
    backend = HangingKeyring()
    calls = TimedCalls(seconds=0.05)
    vault = SystemVault(backend, tmp_path, calls)
    for number in range(3):
        with pytest.raises(VaultError):
            vault.write("token", f"old {number}")
    backend.answered.set()
    calls._seconds = 5
    vault.write("token", "new")
    assert vault.read("token") == "new"
    assert backend.written == ["old 0", "new"]


def test_a_backend_that_cannot_be_loaded_is_an_error_in_words(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from tikscheduler.settings import Settings\n"
        "from tikscheduler.vault import open_vault\n"
        "open_vault(Settings(profile=pathlib.Path(sys.argv[1]))).unlock()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={"PYTHON_KEYRING_BACKEND": "no.such.Keyring"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "VaultError: The system keyring refused (ModuleNotFoundError)" in ran.stderr


def test_opening_a_vault_loads_neither_keyring_nor_cryptography() -> None:
    program = (
        "import sys\n"
        "from tikscheduler.settings import Settings\n"
        "from tikscheduler.vault import open_vault\n"
        "open_vault(Settings())\n"
        "assert not {'keyring', 'cryptography'} & sys.modules.keys()\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
