from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import NOON
from tikscheduler.domain.errors import EngineBusy, StorageError
from tikscheduler.engines.lock import EngineLock

HOLD = """
import sys
from datetime import UTC, datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tikscheduler.engines.lock import EngineLock
with EngineLock(Path(sys.argv[1]), "tikscheduler run", datetime.now(UTC)):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_engine_is_refused_and_told_who_runs(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        words = rf"“tikscheduler run” \(process {other.pid}\) is already publishing"
        with pytest.raises(EngineBusy, match=words), EngineLock(tmp_path, "second", NOON):
            pass
        other.kill()
        other.wait()
    with EngineLock(tmp_path, "third", NOON):  # the system let go of it
        assert str(os.getpid()) in (tmp_path / "engine.json").read_text()
    assert not (tmp_path / "engine.json").exists()


def test_a_profile_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "engine.lock").mkdir()
    with (
        pytest.raises((StorageError, EngineBusy), match=str(tmp_path)),
        EngineLock(tmp_path, "run", NOON),
    ):
        pass


def test_it_may_be_taken_on_one_thread_and_let_go_on_another(profile: Path) -> None:
    profile.mkdir()
    lock = EngineLock(profile, "the window", NOON)
    with ThreadPoolExecutor(1) as other:
        other.submit(lock.__enter__).result()
    lock.__exit__(None, None, None)

    with EngineLock(profile, "another", NOON):
        pass
