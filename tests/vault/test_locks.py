"""One refresh at a time for an account, over threads and processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tikscheduler.domain.errors import VaultError
from tikscheduler.vault import refresh_lock

HOLDER = """
import sys
from pathlib import Path
from tikscheduler.vault import refresh_lock
with refresh_lock(Path(sys.argv[1]))(sys.argv[2]):
    print("held", flush=True)
    sys.stdin.readline()
"""

COUNTER = """
import sys
from pathlib import Path
from tikscheduler.vault import refresh_lock
lock, file = refresh_lock(Path(sys.argv[1])), Path(sys.argv[2])
for _ in range(100):
    with lock("account"):
        file.write_text(str(int(file.read_text()) + 1))
"""


def hold(profile: Path, open_id: str) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(profile), open_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def test_processes_take_turns(tmp_path: Path) -> None:
    count = tmp_path / "count"
    count.write_text("0")
    arguments = [sys.executable, "-c", COUNTER, str(tmp_path), str(count)]
    running = [subprocess.Popen(arguments) for _ in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert count.read_text() == "300"


def test_threads_take_turns_even_with_locks_made_apart(tmp_path: Path) -> None:
    inside, most, start = [0], [0], threading.Barrier(8)

    def work() -> None:
        lock = refresh_lock(tmp_path)
        start.wait()
        for _ in range(10):
            with lock("account"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                os.sched_yield()
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1


def test_a_lock_held_by_another_process_ends_in_an_error_in_words(tmp_path: Path) -> None:
    holder = hold(tmp_path, "account")
    with (
        pytest.raises(VaultError, match=r"held .*\.lock for 0\.2 seconds; close it") as caught,
        refresh_lock(tmp_path, timeout=0.2)("account"),
    ):
        pass
    assert caught.value.code == "vault_busy"
    with refresh_lock(tmp_path, timeout=0.2)("another account"):
        pass
    holder.communicate("go\n")
    with refresh_lock(tmp_path, timeout=5)("account"):
        pass


def test_a_lock_held_by_another_thread_ends_in_the_same_error(tmp_path: Path) -> None:
    caught: list[VaultError] = []

    def wait() -> None:
        try:
            with refresh_lock(tmp_path, timeout=0.1)("account"):
                pass
        except VaultError as error:
            caught.append(error)

    with refresh_lock(tmp_path)("account"):
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join()
    assert [error.code for error in caught] == ["vault_busy"]


def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    holder = hold(tmp_path, "account")
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    with refresh_lock(tmp_path, timeout=5)("account"):
        pass


def test_an_error_inside_lets_go(tmp_path: Path) -> None:
    lock = refresh_lock(tmp_path, timeout=1)
    with pytest.raises(KeyError), lock("account"):
        raise KeyError
    with lock("account"):
        pass


@pytest.mark.parametrize("open_id", ["", "../../evil", "a/b\0c", "日本" * 300])
def test_any_open_id_makes_a_lock_file_in_the_folder_for_locks(
    tmp_path: Path, open_id: str
) -> None:
    with refresh_lock(tmp_path, timeout=1)(open_id):
        names = [file.relative_to(tmp_path).parts for file in tmp_path.rglob("*.lock")]
    assert [(folder, len(name)) for folder, name in names] == [("locks", 37)]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("in the way")
    with (
        pytest.raises(VaultError, match="cannot be used as a lock"),
        refresh_lock(tmp_path)("account"),
    ):
        pass
