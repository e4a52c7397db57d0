"""Closing under a thread at work must not take the process with it, so it is tried in another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

RUN = """
import sys, threading
from datetime import UTC, datetime
from pathlib import Path
from tikscheduler.domain.errors import StorageError
from tikscheduler.settings import Settings
from tikscheduler.storage import open_storage
from tikscheduler.storage.tables import NoteRow

now = datetime.now(UTC)
storage = open_storage(Settings(profile=Path(sys.argv[1])), now)
with storage.database.unit_of_work():
    for number in range(3000):
        storage.notes.put(f"note {number}", "words " * 20)
storage.close()

for turn in range(30):
    storage = open_storage(Settings(profile=Path(sys.argv[1])), now)
    busy = threading.Barrier(5)

    def work():
        busy.wait()
        try:
            while True:
                with storage.database.reading():  # long enough to be closed in the middle of it
                    found = storage.database.rows(NoteRow.select())
                assert len(found) == 3000
        except StorageError as error:
            assert error.code == "closed", error

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    busy.wait()
    for _ in range(turn % 5):
        storage.notes.get("note 1")  # so that it is not always the same moment
    storage.close()
    for thread in threads:
        thread.join()
print("alive")
"""


def test_closing_while_threads_work_ends_them_cleanly(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-W", "error", "-c", RUN, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("alive\n", "", 0)
