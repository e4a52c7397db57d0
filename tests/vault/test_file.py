"""The encrypted file: nothing in the open, nothing lost, nothing silently replaced."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, time_ns

import pytest

from tikscheduler.domain.errors import VaultError
from tikscheduler.vault.file import FileVault

CANARY = "act.Canary7Z!x9-ümlaut-🎬"
PASSPHRASE = "a passphrase of some length"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "secrets.vault"


def vault_at(path: Path, passphrase: str = PASSPHRASE) -> FileVault:
    return FileVault(path, lambda: passphrase)


WORKER = """
import sys
from pathlib import Path
from tikscheduler.vault.file import FileVault
path, worker, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
vault = FileVault(path, lambda: sys.argv[4])
vault.read("warm up")
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    vault.write(f"{worker}-{number}", f"secret of {worker} {number}")
    print(number, flush=True)
"""


def start_worker(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path), name, str(count), PASSPHRASE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout
    assert worker.stdout.readline() == "ready\n"
    return worker


def go(worker: subprocess.Popen[str]) -> None:
    assert worker.stdin
    worker.stdin.write("go\n")
    worker.stdin.flush()


@pytest.fixture
def workers() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for worker in started:
        worker.kill()
        worker.communicate()


@pytest.mark.parametrize("value", ["", "x", "x" * 1280, CANARY, "a\nb\0c", "日本語" * 400])
def test_what_is_written_is_read_back_in_another_process_too(path: Path, value: str) -> None:
    vault_at(path).write("name", value)
    assert vault_at(path).read("name") == value


def test_names_may_be_any_text(path: Path) -> None:
    vault = vault_at(path)
    for name in ("", "account/é", "\0check", "a" * 1000):
        vault.write(name, f"value of {name}")
    assert all(vault.read(n) == f"value of {n}" for n in ("", "account/é", "\0check", "a" * 1000))


def test_a_secret_that_was_never_written_is_none_and_may_be_erased(path: Path) -> None:
    vault = vault_at(path)
    vault.erase("none")
    assert vault.read("none") is None
    vault.write("one", "1")
    vault.erase("none")
    vault.erase("one")
    assert vault.read("one") is None
    assert not {"one"} & json.loads(path.read_text())["entries"].keys()


def test_no_secret_and_no_passphrase_stands_in_any_file(path: Path) -> None:
    vault = vault_at(path)
    vault.write("tokens", CANARY)
    vault.write("tokens", CANARY + " again")
    for file in path.parent.rglob("*"):
        data = file.read_bytes()
        for hidden in (CANARY, "Canary", PASSPHRASE):
            assert hidden.encode() not in data
            assert hidden.encode("utf-16-le") not in data


def test_the_same_secret_is_sealed_anew_each_time(path: Path) -> None:
    vault = vault_at(path)
    vault.write("a", CANARY)
    vault.write("b", CANARY)
    entries = json.loads(path.read_text())["entries"]
    assert entries["a"] != entries["b"]


def test_the_file_and_its_folder_are_private(path: Path) -> None:
    vault_at(path).write("a", "1")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_thousand_reads_take_less_than_a_second(path: Path) -> None:
    vault_at(path).write("a", CANARY)
    vault = vault_at(path)
    vault.read("a")
    started = perf_counter()
    for _ in range(1000):
        vault.read("a")
    assert perf_counter() - started < 1


def test_a_change_by_another_vault_is_seen_at_the_next_read(path: Path) -> None:
    ours, theirs = vault_at(path), vault_at(path)
    for number in range(200):  # many within one tick of the file system's clock
        theirs.write("token", f"{number:03}")
        assert ours.read("token") == f"{number:03}"


def test_a_change_within_one_tick_of_the_clock_is_seen(path: Path) -> None:
    # The same inode, size and time, as a file system may well give a file replaced twice.
    theirs = vault_at(path)
    theirs.write("token", "old")
    old = path.read_bytes()
    theirs.write("token", "new")
    new = path.read_bytes()
    now = time_ns()
    path.write_bytes(old)
    os.utime(path, ns=(now, now))
    ours = vault_at(path)
    assert ours.read("token") == "old"
    path.write_bytes(new)
    os.utime(path, ns=(now, now))
    assert ours.read("token") == "new"


def test_a_write_builds_on_what_others_wrote_and_not_on_what_was_read(path: Path) -> None:
    ours, theirs = vault_at(path), vault_at(path)
    ours.write("a", "1")
    os.utime(path, ns=(10**18, 10**18))  # old enough to be remembered
    assert ours.read("a") == "1"
    theirs.write("b", "2")
    ours.write("c", "3")
    assert [vault_at(path).read(name) for name in "abc"] == ["1", "2", "3"]


def test_processes_that_write_at_once_lose_nothing(
    path: Path, workers: list[subprocess.Popen[str]]
) -> None:
    for name in ("a", "b", "c"):
        workers.append(start_worker(path, name, 25))
    for worker in workers:
        go(worker)
    for worker in workers:
        worker.communicate(timeout=60)
        assert worker.returncode == 0
    vault = vault_at(path)
    for name in ("a", "b", "c"):
        for number in range(25):
            assert vault.read(f"{name}-{number}") == f"secret of {name} {number}"


def test_threads_that_write_at_once_lose_nothing(path: Path) -> None:
    shared = vault_at(path)
    start = threading.Barrier(6)

    def write(number: int) -> None:
        vault = shared if number % 2 else vault_at(path)
        start.wait()
        for turn in range(10):
            vault.write(f"{number}-{turn}", str(turn))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(json.loads(path.read_text())["entries"]) == 60


def test_killing_a_writer_loses_no_finished_write_and_leaves_the_file_readable(
    path: Path, workers: list[subprocess.Popen[str]]
) -> None:
    vault_at(path).write("before", "kept")
    for turn in range(8):
        worker = start_worker(path, f"w{turn}", 100_000)
        workers.append(worker)
        go(worker)
        assert worker.stdout
        for _ in range(3 + turn * 3):
            done = int(worker.stdout.readline())
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        vault = vault_at(path)
        assert vault.read("before") == "kept"
        for number in range(done + 1):
            assert vault.read(f"w{turn}-{number}") == f"secret of w{turn} {number}"
        vault.write("after", str(turn))  # the killed one's lock and leftovers are in no one's way
        assert vault.read("after") == str(turn)


KILLED_AT_EVERY_CALL = """
import os, signal, sys
from pathlib import Path
from tikscheduler.vault.file import FileVault
path = Path(sys.argv[1])
vault = lambda: FileVault(path, lambda: sys.argv[2])
vault().write("token", "0" * 1280)
for kill_at in range(1, 10_000):
    old = vault().read("token")
    new = str(kill_at).zfill(1280)
    child = os.fork()
    if not child:
        steps = [0]
        def count(frame, event, argument):
            if frame.f_code.co_name == "_replace":  # before that nothing touches the file
                steps[0] += event == "call"
                if event == "return":
                    sys.setprofile(None)
            steps[0] += steps[0] > 0
            if steps[0] > kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        writer = vault()
        sys.setprofile(count)
        writer.write("token", new)
        sys.setprofile(None)
        os._exit(0)
    killed = os.waitpid(child, 0)[1] != 0
    found = vault().read("token")
    assert found in ((old, new) if killed else (new,)), (kill_at, found)
    if not killed:
        break
print(kill_at)
"""


def test_a_kill_at_any_call_of_a_write_leaves_the_old_secret_or_the_new(path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EVERY_CALL, str(path), PASSPHRASE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert 20 < int(ran.stdout) < 10_000


def test_a_write_that_fails_half_way_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = vault_at(path)
    vault.write("a", "old")
    before = path.read_bytes()

    def no_room(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(VaultError, match=r"secrets\.vault cannot be written .No space left"):
        vault.write("a", "new")
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert vault.read("a") == "old"
    vault.write("a", "new")
    assert vault_at(path).read("a") == "new"


def test_the_new_file_is_on_disk_before_it_takes_the_old_ones_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace
    monkeypatch.setattr(
        os,
        "fsync",
        lambda fd: (
            order.append("folder" if stat.S_ISDIR(os.fstat(fd).st_mode) else "file")
            or real_sync(fd)
        ),
    )
    monkeypatch.setattr(
        Path, "replace", lambda self, to: order.append("rename") or real_replace(self, to)
    )
    vault_at(path).write("a", "1")
    assert order == ["file", "rename", "folder"]


def test_a_wrong_passphrase_is_said_and_changes_nothing(path: Path) -> None:
    vault_at(path).write("a", CANARY)
    before = path.read_bytes()
    wrong = vault_at(path, "another")
    for attempt in (lambda: wrong.read("a"), lambda: wrong.write("a", "x")):
        with pytest.raises(
            VaultError, match=r"passphrase does not open .*secrets\.vault"
        ) as caught:
            attempt()
        assert caught.value.code == "wrong_passphrase"
    assert path.read_bytes() == before


def test_a_wrong_answer_may_be_corrected(path: Path) -> None:
    vault_at(path).write("a", "1")
    answers = iter(["wrong", PASSPHRASE, "never asked for"])
    vault = FileVault(path, lambda: next(answers))
    with pytest.raises(VaultError):
        vault.read("a")
    assert vault.read("a") == "1"
    assert vault.read("b") is None
    assert next(answers) == "never asked for"


def test_a_passphrase_typed_on_another_system_opens_the_file(path: Path) -> None:
    vault_at(path, "caf\u00e9").write("a", "1")
    assert vault_at(path, "cafe\u0301").read("a") == "1"


def damaged_copies(data: bytes) -> Iterator[bytes]:
    yield b""
    yield b"\0" * len(data)
    yield b"[" * 100_000
    yield b"null"
    for step in range(1, 20):
        yield data[: len(data) * step // 20]
    for place in range(0, len(data), 7):
        yield data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def read_or_error(path: Path, name: str) -> str | VaultError | None:
    try:
        return vault_at(path).read(name)
    except VaultError as error:
        return error


def test_a_damaged_file_is_named_and_never_replaced_or_misread(path: Path) -> None:
    vault_at(path).write("a", CANARY)
    refused = 0
    for broken in damaged_copies(path.read_bytes()):
        path.write_bytes(broken)
        found = read_or_error(path, "a")
        if found == CANARY:  # white space was hit
            continue
        assert isinstance(found, VaultError)
        assert (found.code, str(path) in found.message) == ("vault_damaged", True)
        with pytest.raises(VaultError):
            vault_at(path).write("a", "x")
        assert path.read_bytes() == broken
        refused += 1
    assert refused > 60


def test_an_entry_moved_under_another_name_does_not_open(path: Path) -> None:
    from tikscheduler.vault import file

    vault = vault_at(path)
    vault.write("mine", CANARY)
    vault.write("yours", "other")
    content = json.loads(path.read_text())
    content["entries"]["yours"] = content["entries"]["mine"]
    del content["sha256"]
    content["sha256"] = file._digest(content)
    path.write_text(json.dumps(content))
    with pytest.raises(VaultError, match="damaged"):
        vault_at(path).read("yours")


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "profile").write_text("in the way")
    with pytest.raises(VaultError, match=r"profile/secrets\.vault"):
        vault_at(tmp_path / "profile" / "secrets.vault").write("a", "1")
