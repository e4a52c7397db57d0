"""From the start of the process to the first frame, to the visible posts, and idle memory:
against an empty QMainWindow in the same Python, with 10,000 posts in the database.

python benchmarks/window_start.py
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROUNDS = 7
POSTS = 10_000
TARGETS = {"first frame": 1.6, "visible posts": 2.6, "idle memory": 1.5}

TELL = """
import json, os, time
start = float(os.environ["STARTED"])
told = {}
def note(name):
    told.setdefault(name, time.time() - start)
def memory():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))
def finish():
    told["idle memory"] = memory()
    print(json.dumps(told), flush=True)
    os._exit(0)
"""

EMPTY = (
    TELL
    + """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        note("first frame")
window = Window()
window.resize(1360, 860)
window.show()
QTimer.singleShot(1500, finish)
app.exec()
"""
)

OURS = (
    TELL
    + """
import sys
sys.modules["psycopg"] = None  # the developers' PostgreSQL driver; users of the window have none
from tikscheduler import cli
def watch(made):
    from PySide6.QtCore import QEvent, QObject, QTimer
    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                if page.visible.loaded and page.visible.in_order(*page.visible.days):
                    QTimer.singleShot(0, lambda: note("visible posts"))
            return False
    page = made.window.page_widget("calendar")
    made.watch = Watch()
    page.view.viewport().installEventFilter(made.watch)
    QTimer.singleShot(1500, finish)
from tikscheduler import desktop
class Desktop(desktop.Desktop):
    def _on_painted(self):
        note("first frame")
        super()._on_painted()
desktop.Desktop = Desktop
run = desktop.run
desktop.run = lambda load, **more: run(load, furnished=watch, **more)
cli.main([])
"""
)


def start(code: str, profile: Path) -> dict[str, float]:
    """Run one child and hear what it measured: seconds since it was started, and MB."""
    environ = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "TIKSCHEDULER_PASSPHRASE": "benchmark",
        "TIKSCHEDULER_PROFILE": str(profile),
        "STARTED": repr(time.time()),
    }
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users have what Python keeps of its compiling
    done = subprocess.run(
        [sys.executable, "-c", code, str(profile)],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def main() -> None:
    """Fill a profile, start both windows in turn, print medians and ratios."""
    from benchmarks._posts import fill

    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder)
        fill(profile, POSTS, first=datetime.now(UTC) - timedelta(days=180), minutes=52)
        start(EMPTY, profile), start(OURS, profile)  # files are in memory from now on
        empty, ours = [], []
        for _ in range(ROUNDS):
            empty.append(start(EMPTY, profile))
            ours.append(start(OURS, profile))
    frame = statistics.median(one["first frame"] for one in empty)
    memory = statistics.median(one["idle memory"] for one in empty)
    print(f"empty QMainWindow: first frame {frame * 1000:.0f} ms, {memory:.0f} MB; {ROUNDS} rounds")
    for name, target in TARGETS.items():
        found = [one[name] for one in ours]
        middle = statistics.median(found)
        base, unit, scale = (memory, "MB", 1) if name == "idle memory" else (frame, "ms", 1000)
        ratio = middle / base
        print(f"{name}: {middle * scale:.0f} {unit}, {ratio:.2f} (target {target})")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
