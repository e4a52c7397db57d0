"""What painting costs the UI thread: a month with 5,000 posts, turning its pages, a queue of a
million rows, and a storm of status changes; offscreen, beside an empty widget in the same run.

python benchmarks/window_paint.py [rows of the queue]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks._posts import fill
from tikscheduler.desktop import Desktop
from tikscheduler.settings import Settings
from tikscheduler.ui.application import application

MONTH_POSTS = 5_000
ROUNDS = 60
STORM_SECONDS, STORM_RATE = 10, 1_000


def main() -> None:
    """Run each part on a profile of its own."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    app = application()
    empty = QWidget()
    empty.resize(1360, 860)
    empty.show()
    tell("an empty widget repaints", [repainted(empty) for _ in range(ROUNDS)], None)
    with tempfile.TemporaryDirectory() as folder:
        month(app, Path(folder) / "month")
        queue(app, Path(folder) / "queue", rows)


def month(app: QApplication, profile: Path) -> None:
    """5,000 posts in the month that is shown."""
    first = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    fill(profile, MONTH_POSTS, first=first, minutes=30 * 24 * 60 / MONTH_POSTS)
    with window(app, profile) as desktop:
        page = desktop.window.page_widget("calendar")
        wait(app, lambda: page.visible.loaded and len(page.visible.in_order(*page.visible.days)))
        settle(app, 2)
        surface = page.view.viewport()
        tell("a month of 5,000 posts repaints", [repainted(surface) for _ in range(ROUNDS)], 8)
        flips = []
        for number in range(ROUNDS):
            started = perf_counter()
            page.view.step(-1 if number % 2 else 1)
            flips.append(repainted(surface) + (perf_counter() - started) * 1000)
            settle(app, 0.02)
        tell("a page is turned and painted", flips, 16)
        storm(app, desktop)


def storm(app: QApplication, desktop: Desktop) -> None:
    """A thousand posts a second change, for ten seconds; how long is any frame?"""
    frames: list[float] = []
    last = perf_counter()

    def beat() -> None:
        nonlocal last
        now = perf_counter()
        frames.append((now - last) * 1000)
        last = now

    timer = QTimer(interval=0)
    timer.timeout.connect(beat)
    timer.start()
    thread = threading.Thread(target=_change_posts, args=(desktop,))
    thread.start()
    while thread.is_alive():
        app.processEvents()
    timer.stop()
    tell(f"frames while {STORM_RATE:,} posts a second change", frames, None)
    print(f"    longest frame {max(frames):.1f} ms (target 50)")


def _change_posts(desktop: Desktop) -> None:
    posts = desktop.kit.desk.storage().posts
    ids = [post.id for post in posts.list(limit=1000)]
    began = time.monotonic()
    for number in range(STORM_SECONDS * STORM_RATE):
        if number % 100 == 0:  # some are really written, all are told
            posts.edit(ids[number % len(ids)], datetime.now(UTC), caption=f"changed {number}")
        desktop.kit.signals.post_changed.emit(ids[number % len(ids)])
        ahead = began + number / STORM_RATE - time.monotonic()
        if ahead > 0.002:
            time.sleep(ahead)


def queue(app: QApplication, profile: Path, rows: int) -> None:
    """Open the queue and scroll through it page by page."""
    fill(profile, rows, first=datetime.now(UTC) - timedelta(days=30), minutes=1)
    with window(app, profile) as desktop:
        wait(app, lambda: desktop.kit.book.loaded)
        settle(app, 1)
        started = perf_counter()
        desktop.kit.requests.show_page.emit("queue")
        page = desktop.window.page_widget("queue")
        wait(app, lambda: page.model.rowCount() == rows and page.model.index(0, 1).data())
        page.table.viewport().repaint()
        print(f"a queue of {rows:,} rows opens: {(perf_counter() - started) * 1000:.0f} ms, 100")
        bar = page.table.verticalScrollBar()
        pages, whole = [], []
        for _ in range(ROUNDS):
            began = perf_counter()
            bar.setValue(bar.value() + bar.pageStep())
            pages.append(repainted(page.table.viewport()) + (perf_counter() - began) * 1000)
            settle(app, 0.05)
        tell("the queue is scrolled by a page and painted", pages, 16)
        for number in range(20):
            began = perf_counter()
            bar.setValue(bar.maximum() * (number * 7 % 20) // 20)
            page.table.viewport().repaint()
            whole.append((perf_counter() - began) * 1000)
            settle(app, 0.1)
        tell("the queue jumps to anywhere and is painted", whole, 16)


@contextmanager
def window(app: QApplication, profile: Path) -> Iterator[Desktop]:
    """The window over a profile; nothing is published."""
    desktop = Desktop(app, Settings(profile=profile, passphrase="benchmark"), publish=False)
    desktop.window.resize(1360, 860)
    desktop.start()
    wait(app, lambda: "kit" in vars(desktop) and desktop.window.page == "calendar")
    yield desktop
    desktop.close()
    desktop.window.deleteLater()
    app.processEvents()


def repainted(surface: QWidget) -> float:
    """Milliseconds of one full repaint."""
    started = perf_counter()
    surface.repaint()
    return (perf_counter() - started) * 1000


def wait(app: QApplication, done: Callable[[], object], seconds: float = 30) -> None:
    """Let events happen until it is so."""
    until = time.monotonic() + seconds
    while not done():
        app.processEvents()
        if time.monotonic() > until:
            raise TimeoutError


def settle(app: QApplication, seconds: float) -> None:
    """Let events happen for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.001)


def tell(what: str, times: list[float], target: float | None) -> None:
    """One line: median, 95th percentile, target."""
    ordered = sorted(times)
    aim = f" (target {target:g} median)" if target else ""
    print(
        f"{what}: median {statistics.median(ordered):.2f} ms, "
        f"p95 {ordered[int(len(ordered) * 0.95)]:.2f} ms{aim}",
        flush=True,
    )


if __name__ == "__main__":
    main()
