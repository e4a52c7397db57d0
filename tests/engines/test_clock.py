from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.engines.conftest import going, wait_until
from tests.publishing.fakes import Bench
from tikscheduler.domain.errors import StorageError
from tikscheduler.domain.post import PostStatus
from tikscheduler.engines import clock, syncing
from tikscheduler.engines.clock import Engine, utc_now

S = PostStatus
FAR = timedelta(days=1)


def statuses(bench: Bench) -> list[PostStatus]:
    return [post.status for post in bench.storage.posts.list()]


def engine_for(bench: Bench, **options: Any) -> Engine:
    return Engine(bench.publisher, stopping=bench.stopping, **options)


def test_a_hundred_posts_due_together_are_all_in_flight_at_once(
    bench: Bench, many: Callable[..., list[int]]
) -> None:
    ids = many(100)
    together = threading.Barrier(100, timeout=20)
    bench.tiktok.on_call = lambda call, when: (
        together.wait() and None if (call, when) == ("init", "before") else None
    )
    with going(engine_for(bench)):
        wait_until(lambda: statuses(bench).count(S.PROCESSING) == 100, 30)
    assert not together.broken
    assert all(bench.tiktok.live(post_id) == 1 for post_id in ids)


def test_large_transfers_are_bounded_and_small_posts_do_not_wait_for_them(
    bench: Bench, many: Callable[..., list[int]], tmp_path: Any
) -> None:
    import os

    large = tmp_path / "large.mp4"
    large.touch()
    os.truncate(large, 12_000_000)
    stat = large.stat()
    at_once, most, lock, gate = [0], [0], threading.Lock(), threading.Event()

    def watch(call: str, when: str) -> None:
        if call == "part" and bench.tiktok.size_under_way() == stat.st_size:
            with lock:
                at_once[0] += 1 if when == "before" else -1
                most[0] = max(most[0], at_once[0])
            if when == "before":
                gate.wait(10)

    bulk_ids = many(12, video=large, video_size=stat.st_size, video_mtime_ns=stat.st_mtime_ns)
    small = bench.schedule(utc_now() + timedelta(seconds=0.6))
    bench.tiktok.on_call = watch
    with going(engine_for(bench, max_transfers=3)):
        wait_until(lambda: bench.tiktok.live(small) == 1)
        wait_until(lambda: most[0] == 3)
        assert statuses(bench).count(S.SCHEDULED) == 9  # waiting costs no thread
        gate.set()
        wait_until(lambda: all(bench.tiktok.live(post_id) == 1 for post_id in bulk_ids))
    assert most[0] == 3


def test_a_full_house_does_not_spin(bench: Bench, many: Callable[..., list[int]]) -> None:
    many(6)
    gate, sweeps = threading.Event(), []
    bench.tiktok.on_call = lambda call, when: gate.wait(10) and None if call == "init" else None
    publisher = bench.publisher
    real = publisher.next_due
    publisher.next_due = lambda after: (sweeps.append(1), real(after))[1]  # type: ignore[method-assign]
    with going(Engine(publisher, stopping=bench.stopping, max_concurrent=2)):
        wait_until(lambda: statuses(bench).count(S.PUBLISHING) == 2)
        before = len(sweeps)
        time.sleep(0.3)  # the absence of something can only be seen by waiting for it
        assert len(sweeps) - before <= 1
        gate.set()
        wait_until(
            lambda: (
                all(r.complete for r in bench.tiktok.uploads.values())
                and len(bench.tiktok.uploads) == 6
            )
        )


def test_a_post_added_while_it_runs_goes_out_when_it_is_woken(bench: Bench) -> None:
    with going(engine_for(bench)) as engine:
        wait_until(lambda: engine._up.is_set())
        post_id = bench.schedule(utc_now())
        engine.wake()
        wait_until(lambda: bench.tiktok.live(post_id) == 1)


def test_the_alarm_rings_at_the_next_due_time(bench: Bench) -> None:
    due = utc_now() + timedelta(seconds=0.8)
    post_id = bench.schedule(due)
    with going(engine_for(bench)):
        wait_until(lambda: bench.tiktok.live(post_id) == 1)
    started = bench.storage.posts.attempts(post_id)[0].started_at
    assert due <= started < due + timedelta(seconds=2)


def test_it_stops_in_time_although_a_step_hangs_and_goes_on_next_time(bench: Bench) -> None:
    hang = threading.Event()
    bench.tiktok.on_call = lambda call, when: (
        hang.wait(30) and None if (call, when) == ("part", "before") else None
    )
    post_id = bench.schedule(utc_now())
    engine = engine_for(bench)
    with going(engine):
        wait_until(lambda: "part" in bench.tiktok.calls)
        began = time.monotonic()
        engine.stop()
        assert time.monotonic() - began < 2
    bench.stopping.clear()
    bench.storage.posts.release_all(utc_now())  # the next start
    bench.tiktok.on_call = lambda _call, _when: None
    with going(engine_for(bench)):
        wait_until(lambda: bench.tiktok.live(post_id) == 1)
    hang.set()
    wait_until(lambda: not engine.busy)
    assert bench.tiktok.live(post_id) == 1


@pytest.mark.parametrize("_round", range(10))
def test_stopping_right_after_starting_works(bench: Bench, _round: int) -> None:
    engine = engine_for(bench)
    thread = threading.Thread(target=engine.run)
    thread.start()
    engine.stop()
    thread.join(5)
    assert not thread.is_alive()


def test_stopping_before_starting_works(bench: Bench) -> None:
    engine = engine_for(bench)
    engine.stop()
    engine.run()


def test_a_full_disk_stops_publishing_and_says_so_once_and_it_recovers(bench: Bench) -> None:
    broken, told = [True], []

    class Full:
        def __getattr__(self, name: str) -> Any:
            found = getattr(bench.storage.posts, name)
            if name != "claim_due":
                return found

            def call(*args: Any, **kwargs: Any) -> Any:
                if broken[0]:
                    raise StorageError("The disk is full; free some room.")
                return found(*args, **kwargs)

            return call

    bench.posts = Full()
    post_id = bench.schedule(utc_now())
    with going(engine_for(bench, troubled=told.append)) as engine:
        wait_until(lambda: told == ["The disk is full; free some room."])
        engine.wake()
        wait_until(lambda: not engine._wake_asked.is_set())
        assert bench.tiktok.calls == []
        broken[0] = False
        engine.wake()
        wait_until(lambda: bench.tiktok.live(post_id) == 1)
    assert told == ["The disk is full; free some room.", ""]


def test_a_missed_sync_runs_once_at_the_start_and_then_at_its_time(bench: Bench) -> None:
    now = utc_now()
    times: list[datetime] = [now - FAR, now + timedelta(seconds=0.5), now + FAR, now + FAR]
    ran: list[datetime] = []
    with going(
        engine_for(bench, sync=lambda: ran.append(utc_now()), next_sync=lambda: times.pop(0))
    ):
        wait_until(lambda: len(ran) == 2)
    assert ran[1] >= now + timedelta(seconds=0.5)
    assert len(times) == 1


def test_a_sync_that_fails_is_tried_again_before_long_but_not_in_circles(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of the next one stays in the past, since the note of this one was not written."""
    monkeypatch.setattr(syncing, "AGAIN", timedelta(seconds=0.4))
    ran: list[datetime] = []

    def sync() -> None:
        ran.append(utc_now())
        raise StorageError("The disk is full.")

    with going(engine_for(bench, sync=sync, next_sync=lambda: utc_now() - FAR)):
        wait_until(lambda: len(ran) == 3)
    assert ran[2] - ran[1] >= timedelta(seconds=0.4)


def test_a_sync_whose_time_is_not_known_does_not_keep_posts_from_going_out(bench: Bench) -> None:
    def broken() -> datetime:
        raise ValueError("Invalid isoformat string: 'x'")

    post_id = bench.schedule(utc_now())
    with going(engine_for(bench, sync=lambda: None, next_sync=broken)):
        wait_until(lambda: bench.tiktok.live(post_id) == 1)


def test_a_clock_that_is_set_back_does_not_stop_the_looking(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "LOOK_SECONDS", 0.2)
    with going(engine_for(bench)) as engine:
        wait_until(lambda: engine._up.is_set())
        with time_machine.travel(utc_now() - timedelta(hours=2), tick=True):
            post_id = bench.schedule(utc_now())  # by another program, which wakes nobody
            wait_until(lambda: bench.tiktok.live(post_id) == 1)


def test_a_program_ends_although_a_step_never_does() -> None:
    """Its thread must not hold the interpreter back."""
    code = """
import threading
from tikscheduler.engines.crew import Crew
begun = threading.Event()
crew = Crew(lambda _: (begun.set(), threading.Event().wait()), "step")
crew.hand(1, 1)
begun.wait()
crew.dismiss()
"""
    subprocess.run([sys.executable, "-c", code], timeout=20, check=True)


def test_leases_of_steps_under_way_are_pushed_out(bench: Bench) -> None:
    gate = threading.Event()
    bench.tiktok.on_call = lambda call, when: gate.wait(10) and None if call == "init" else None
    post_id = bench.schedule(utc_now())
    with going(engine_for(bench)) as engine:
        wait_until(lambda: "init" in bench.tiktok.calls)
        before = bench.post(post_id).due_at
        assert before
        engine.wake()
        wait_until(lambda: (bench.post(post_id).due_at or before) > before)
        gate.set()
        wait_until(lambda: bench.tiktok.live(post_id) == 1)
