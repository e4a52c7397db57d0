"""How long a probe takes: a phone-like clip of 20 MB, against a bare `av.open` of the same file.

python benchmarks/probe_time.py
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import av

from tikscheduler.media.frames import frame_at
from tikscheduler.media.probe import probe
from tikscheduler.media.samples import make_clip

ROUNDS = 25
MEGABYTES = 20


def bare_open(path: Path) -> None:
    """What any program must at least do to learn the same."""
    with av.open(str(path)) as container:
        assert container.streams.video[0].width


def measure(work: dict[str, Callable[[Path], object]], path: Path) -> dict[str, list[float]]:
    """Milliseconds of each piece of work, taken in turns so that all see the same machine."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        for name, call in work.items():
            started = perf_counter()
            call(path)
            times[name].append((perf_counter() - started) * 1000)
    return times


def main() -> None:
    """Make the clip, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        path = make_clip(
            Path(folder) / "phone.mp4",
            width=1080,
            height=1920,
            seconds=MEGABYTES * 8 / 20,
            bit_rate=20_000_000,
            sound=True,
        )
        print(f"1080 x 1920, {path.stat().st_size / 1e6:.1f} MB, {ROUNDS} rounds, milliseconds")
        work: dict[str, Callable[[Path], object]] = {
            "bare av.open": bare_open,
            "probe": probe,
            "frame_at 1 s, 320 px": lambda path: frame_at(path, 1000, 320),
        }
        times = measure(work, path)
    base = statistics.median(times["bare av.open"])
    for name, found in times.items():
        middle, worst = statistics.median(found), max(found)
        print(f"{name:22} median {middle:6.1f}   worst {worst:6.1f}   ratio {middle / base:5.2f}")


if __name__ == "__main__":
    main()
