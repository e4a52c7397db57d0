"""Whatever the user changes and takes back while posts go out: none ever goes out twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from tests.conftest import CREATOR, NOON, FakeClock, add_account
from tests.publishing.fakes import Bench, FakeTikTok, no_waiting, power_cut
from tikscheduler.domain.errors import (
    InputError,
    LoginNeeded,
    NeedsUser,
    RetryLater,
    Unreachable,
    UploadGone,
)
from tikscheduler.domain.post import PostStatus, Privacy
from tikscheduler.domain.video import VideoFacts
from tikscheduler.domain.zones import at_instant
from tikscheduler.publishing.tokens import access_name
from tikscheduler.services.plan import Plan
from tikscheduler.services.repeats import Repeats
from tikscheduler.services.scheduling import Scheduling, Wish
from tikscheduler.settings import Settings
from tikscheduler.storage import open_storage

S = PostStatus


class World:
    """A plan, an engine driven by hand, and a TikTok that counts."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.storage = open_storage(Settings(profile=folder / "profile"), NOON)
        accounts = [add_account(self.storage, name) for name in ("mira.films", "jonas.cooks")]
        self.accounts = [account.id for account in accounts]
        self.videos = [folder / "cat.mp4", folder / "dog.mp4"]
        for number, video in enumerate(self.videos):
            video.write_bytes(b"x" * (1000 + number))
        self.bench = Bench(self.storage, FakeTikTok(), self.clock, self.videos[0], self.accounts[0])
        self.bench.secrets.write(access_name("open-jonas.cooks"), "act.2")
        no_waiting(self.bench)
        self.plan = Plan(
            scheduling=Scheduling(
                posts=self.storage.posts,
                accounts=self.storage.accounts,
                blocks=self.storage.blocks,
                probe=facts,
                hash_of=lambda _facts: "",
                repeats=Repeats(self.storage.database),
                ask_creator=lambda _account: CREATOR,
                now=self.clock,
                zone="UTC",
                lateness_limit=timedelta(hours=1),
                notify=lambda _post_id: None,
                wake=lambda: None,
            ),
            posts=self.storage.posts,
            now=self.clock,
            notify=lambda _post_id: None,
            wake=lambda: None,
        )

    # --- what may happen -------------------------------------------------------------------

    def wish(self, number: int) -> Wish:
        return Wish(
            video=self.videos[number % 2],
            account=["mira.films", "jonas.cooks"][number // 2 % 2],
            when=at_instant(self.clock() + timedelta(minutes=number * 10 % 70), "UTC"),
            privacy=Privacy.PUBLIC,
            caption=f"caption {number % 3}",
        )

    def post(self, number: int) -> int:
        posts = sorted(post.id for post in self.storage.posts.list())[-4:]
        return posts[number % len(posts)] if posts else 1

    def act(self, name: str, number: int) -> None:
        plan, post_id = self.plan, self.post(number)
        actions: dict[str, Callable[[], object]] = {
            "add": lambda: plan.add([self.wish(number)]),
            "move": lambda: plan.move({post_id: self.wish(number).when}),  # type: ignore[dict-item]
            "edit": lambda: plan.edit(post_id, self.wish(number)),
            "assign": lambda: plan.assign([post_id], self.accounts[number % 2]),
            "retry": lambda: plan.retry([post_id]),
            "now": lambda: plan.publish_now([post_id]),
            "cancel": lambda: plan.cancel([post_id]),
            "delete": lambda: plan.delete([post_id]),
            "undo": plan.undo,
            "redo": plan.redo,
            "run": self.run,
            "wait": lambda: self.clock.tick(minutes=[1, 6, 30, 70][number % 4]),
            "fault": lambda: self.fault(number),
            "cut": lambda: self.cut(number),
        }
        with suppress(InputError):
            actions[name]()

    def run(self) -> None:
        """What is due is published; a power cut ends it in the middle."""
        self.clock.tick(minutes=1)
        try:
            self.bench.run_due()
        except SystemExit:
            self.bench.tiktok.on_call = lambda _call, _when: None
            self.storage.posts.release_all(self.clock())

    def fault(self, number: int) -> None:
        lost = Unreachable("TikTok did not answer.")
        call, what = [
            ("part", ("after", lost)),
            ("part", lost),
            ("part", UploadGone("The address has expired.")),
            ("status", lost),
            ("status", LoginNeeded("Log in.")),
            ("status", NeedsUser("It is unknown.", code="invalid_publish_id")),
            ("init", ("after", lost)),
            ("init", RetryLater("Not now.")),
            ("creator", lost),
        ][number % 9]
        self.bench.tiktok.faults[call].append(what)

    def cut(self, number: int) -> None:
        call = ("part", "status", "init")[number % 3]
        self.bench.tiktok.on_call = power_cut(call, 1 + number % 2)  # type: ignore[assignment]

    # --- what must hold --------------------------------------------------------------------

    def due_at_once(self) -> set[int]:
        return {post.id for post in self.storage.posts.list() if post.overdue(self.clock())}

    def twice(self) -> list[int]:
        sent = {remote.post_id for remote in self.bench.tiktok.uploads.values()}
        return [post_id for post_id in sent if self.bench.tiktok.live(post_id) > 1]


def facts(path: Path) -> VideoFacts:
    stat = path.stat()
    return VideoFacts(
        path=path,
        size=stat.st_size,
        mtime_ns=stat.st_mtime_ns,
        container="mp4",
        codec="h264",
        width=720,
        height=1280,
        frame_rate=Fraction(30),
        duration_ms=3000,
    )


USER = ["add", "move", "edit", "edit", "assign", "retry", "now", "now", "cancel", "delete"]
EVENTS = [*USER, *["undo"] * 4, *["redo"] * 2, *["run"] * 8, *["wait"] * 2, *["fault"] * 3, "cut"]


@pytest.mark.parametrize("seed", range(40))
def test_no_post_goes_out_twice_or_by_surprise(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    world = World(tmp_path)
    world.plan.add([world.wish(0), world.wish(3)])
    for _ in range(120):
        before = world.due_at_once()
        event = chance.choice(EVENTS)
        world.act(event, chance.randrange(36))
        assert world.twice() == [], event
        if event in ("undo", "redo"):
            assert world.due_at_once() <= before, event
    world.bench.tiktok.faults.clear()
    for _ in range(12):
        world.run()
        world.clock.tick(minutes=35)
    assert world.twice() == []
    world.storage.close()
