"""The power goes in the middle: afterwards the post is on TikTok once."""

from __future__ import annotations

import signal
import time

import pytest

from tests.cli.terminal import LARGE, LARGE_PARTS, Terminal

SLOW = {
    "the first part": "part[1]:delay=30",
    "a part in the middle": "part[4]:delay=30",
    "the last part": f"part[{LARGE_PARTS}]:delay=30",
    "after the last part, before its answer": f"part[{LARGE_PARTS}]:delay-after=30",
    "init": "init:delay=30",
    "processing": "processing:delay=2",
}


@pytest.mark.parametrize("moment", SLOW)
def test_killed_while_publishing(terminal: Terminal, moment: str) -> None:
    terminal.add(video=LARGE).done()
    terminal.sandbox.state.add_fault(SLOW[moment])
    with terminal.process("run") as running:
        running.wait_for("processing" if moment == "processing" else "publishing")
        if "delay=30" in SLOW[moment] or "after" in SLOW[moment]:
            _until_struck(terminal)
        running.signal(signal.SIGKILL)
        assert running.end().status == -signal.SIGKILL
    terminal.sandbox.state.clear_faults()
    terminal.run()  # the lock is free at once
    assert terminal.post()["status"] == "published"
    assert terminal.live() == 1
    [on_tiktok] = [p for p in terminal.sandbox.state.published() if p.status != "FAILED"]
    assert on_tiktok.size == terminal.video(LARGE).stat().st_size


def _until_struck(terminal: Terminal) -> None:
    until = time.monotonic() + 15
    while terminal.sandbox.state.faults.pending:
        assert time.monotonic() < until, "the fault never struck"
        time.sleep(0.02)
    time.sleep(0.1)
