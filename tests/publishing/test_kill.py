"""The process dies at every step, and again at the steps after that: nothing twice or lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import NOON, FakeClock
from tests.publishing.fakes import Bench, FakeTikTok
from tikscheduler.domain.post import PostStatus


@dataclass
class Axe:
    """Counts what the process does to the world and ends it before the n-th such thing."""

    at: int | None = None
    done: int = 0
    log: list[str] = field(default_factory=list)

    def strike(self, what: str) -> None:
        if self.done == self.at:
            self.at = None
            raise SystemExit(what)
        self.done += 1
        self.log.append(what)

    def watch(self, store: Any) -> Any:
        """The post store, with a place to die before and after each of its writes."""
        axe = self

        class Watched:
            def __getattr__(self, name: str) -> Any:
                found = getattr(store, name)
                if name not in ("claim_due", "take", "begin_attempt", "write", "settle"):
                    return found

                def call(*args: Any, **kwargs: Any) -> Any:
                    axe.strike(f"before {name}")
                    result = found(*args, **kwargs)
                    axe.strike(f"after {name}")
                    return result

                return call

        return Watched()


def life(bench: Bench, clock: FakeClock, axe: Axe, pause: timedelta) -> PostStatus:
    """Run, restarting after every death, until nothing is left to do."""
    bench.tiktok.on_call = lambda call, when: axe.strike(f"{when} {call}")
    for _ in range(60):
        try:
            bench.run_due()
        except SystemExit:
            clock.time += pause
            bench.storage.posts.release_all(clock())
            continue
        [post] = bench.storage.posts.list()
        if post.status is PostStatus.PUBLISHED or post.due_at is None:
            return post.status
        clock.time = max(clock.time, post.due_at)
    raise AssertionError("never settled")


@pytest.fixture
def fresh(bench: Bench, clock: FakeClock) -> Callable[[Axe], Bench]:
    """A bench with one due post and nothing else, as often as it is asked for."""

    def make(axe: Axe) -> Bench:
        for post in bench.storage.posts.list():
            if post.status is PostStatus.PUBLISHED or post.due_at is None:
                bench.storage.posts.delete(post.id)
        clock.time = NOON
        made = replace(bench, tiktok=FakeTikTok(), posts=axe.watch(bench.storage.posts))
        made.stopping.wait = lambda timeout=None: False  # type: ignore[method-assign]
        made.schedule()
        return made

    return make


def test_two_deaths_anywhere_post_exactly_once(
    fresh: Callable[[Axe], Bench], clock: FakeClock
) -> None:
    whole = Axe()
    assert life(fresh(whole), clock, whole, timedelta(0)) is PostStatus.PUBLISHED
    steps = whole.done
    assert steps > 25
    lives = 0
    for first, second in itertools.product(range(steps), range(0, steps, 3)):
        axe = Axe(at=first)
        bench = fresh(axe)

        def die_again(axe: Axe = axe, at: int = first + second) -> None:
            axe.at = at

        life_twice(bench, clock, axe, die_again)
        lives += 1
        [post] = bench.storage.posts.list()
        assert post.status is PostStatus.PUBLISHED, (first, second, axe.log)
        assert bench.tiktok.live(post.id) == 1, (first, second, axe.log)
    assert lives == steps * len(range(0, steps, 3))


def life_twice(bench: Bench, clock: FakeClock, axe: Axe, again: Callable[[], None]) -> None:
    """`life`, with a second death planned as soon as the first has happened."""
    bench.tiktok.on_call = lambda call, when: axe.strike(f"{when} {call}")
    deaths = 0
    for _ in range(80):
        try:
            bench.run_due()
        except SystemExit:
            deaths += 1
            bench.storage.posts.release_all(clock())
            if deaths == 1:
                again()
            continue
        [post] = bench.storage.posts.list()
        if post.due_at is None or post.status is PostStatus.PUBLISHED:
            return
        clock.time = max(clock.time, post.due_at)
    raise AssertionError("never settled")


@pytest.mark.parametrize("pause", [timedelta(minutes=30), timedelta(hours=2), timedelta(days=2)])
def test_a_death_and_a_long_silence_never_post_twice(
    fresh: Callable[[Axe], Bench], clock: FakeClock, pause: timedelta
) -> None:
    whole = Axe()
    life(fresh(whole), clock, whole, timedelta(0))
    for step in range(whole.done):
        axe = Axe(at=step)
        bench = fresh(axe)
        status = life(bench, clock, axe, pause)
        [post] = bench.storage.posts.list()
        live = bench.tiktok.live(post.id)
        # What was not all with TikTok by then is too late; what was is live and said to be.
        expected = PostStatus.PUBLISHED if live or pause < timedelta(hours=1) else PostStatus.MISSED
        assert status is expected, (step, axe.log)
        assert live == (status is PostStatus.PUBLISHED), (step, axe.log)
