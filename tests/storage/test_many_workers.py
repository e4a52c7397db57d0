"""Many threads and processes at one database: nothing is done twice, nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.storage.given import LEASE, NOW, Given
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import PostStatus, chosen
from tikscheduler.settings import Settings
from tikscheduler.storage import open_storage
from tikscheduler.storage.tables import PostRow

S = PostStatus

WORKER = """
import sys
from pathlib import Path
from tests.storage.given import LEASE, NOW
from tikscheduler.domain.ports import Lane
from tikscheduler.settings import Settings
from tikscheduler.storage import open_storage

storage = open_storage(Settings(profile=Path(sys.argv[1]), database_url=sys.argv[2]), NOW)
while found := storage.posts.claim_due(NOW, limit=50, lease_until=LEASE, lane=Lane.SHORT):
    for claim in found:
        print(claim.post_id, claim.claim_id)
storage.close()
"""


def crowd(storage, posts):
    """That many due posts, each waiting for a poll, so that accounts do not hold them up."""
    given = Given(storage)
    model = given.post(status=S.PROCESSING)
    plain = {**chosen(model), "status": S.PROCESSING, "due_at": NOW}
    row = {**plain, "created_at": NOW, "updated_at": NOW}
    with storage.database.unit_of_work():
        for first in range(1, posts, 100):
            count = min(100, posts - first)
            storage.database.run(PostRow.insert_many([row] * count))


def test_eight_threads_claim_each_post_once(storage):
    crowd(storage, 2_000)
    start = threading.Barrier(8)

    def work(_):
        start.wait()
        mine = []
        while found := storage.posts.claim_due(NOW, limit=25, lease_until=LEASE, lane=Lane.SHORT):
            mine += [claim.post_id for claim in found]
        return mine

    with ThreadPoolExecutor(8) as pool:
        claimed = [post_id for each in pool.map(work, range(8)) for post_id in each]
    assert Counter(claimed) == Counter(range(1, 2_001))


def test_four_processes_claim_each_post_once(settings, storage):
    crowd(storage, 2_000)
    command = [sys.executable, "-c", WORKER, str(settings.profile), settings.database_url]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    claimed = [line.split() for worker in workers for line in worker.communicate()[0].splitlines()]
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0]
    assert Counter(int(post_id) for post_id, _ in claimed) == Counter(range(1, 2_001))
    assert len({claim_id for _, claim_id in claimed}) == 2_000


def test_a_claim_is_taken_by_one_of_many_threads(storage, given):
    posts = [given.post() for _ in range(20)]
    claims = given.claim(limit=20)
    start = threading.Barrier(8)

    def work(_):
        start.wait()
        taken = [storage.posts.take(c.id, c.claim_id, lease_until=LEASE) for c in claims]
        return [post.id for post in taken if post]

    with ThreadPoolExecutor(8) as pool:
        taken = [post_id for each in pool.map(work, range(8)) for post_id in each]
    assert Counter(taken) == Counter(post.id for post in posts)


def test_a_user_and_a_worker_never_both_get_a_post(storage, given):
    """Whoever comes second finds the post changed: it is cancelled or published, never both."""
    posts = [given.post() for _ in range(60)]
    start = threading.Barrier(2)

    def user():
        start.wait()
        won = set()
        for post in posts:
            try:
                storage.posts.move(post.id, S.CANCELLED, NOW)
            except InputError as error:
                assert error.code == "in_flight"  # noqa: PT017 - the other outcome is a success
            else:
                won.add(post.id)
        return won

    def worker():
        start.wait()
        won = set()
        for _ in range(40):
            won |= {post.id for post in given.claim(limit=2)}
        return won

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(user), pool.submit(worker)]
        cancelled, claimed = (each.result() for each in asked)
    assert not cancelled & claimed
    assert cancelled | claimed == {post.id for post in posts}
    counts = storage.posts.counts()
    assert (counts[S.CANCELLED], counts[S.PUBLISHING]) == (len(cancelled), len(claimed))


def test_read_then_write_in_many_threads_loses_nothing(sqlite):
    """SQLite's transactions take the write lock at once; PostgreSQL locks the rows it is told."""
    sqlite.notes.put("count", "0")

    def count(_):
        with sqlite.database.unit_of_work():
            sqlite.notes.put("count", str(int(sqlite.notes.get("count")) + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(200)))
    assert sqlite.notes.get("count") == "200"


def test_two_databases_are_open_at_once_in_different_threads(tmp_path):
    def fill(name):
        storage = open_storage(Settings(profile=tmp_path / name), NOW)
        given = Given(storage)
        for _ in range(50):
            given.post(caption=name)
        found = {post.caption for post in storage.posts.list()}
        storage.close()
        return found

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(fill, ["a", "b"])) == [{"a"}, {"b"}]


def test_programs_that_start_together_make_the_schema_once(settings):
    def start(_):
        storage = open_storage(replace(settings), NOW)
        found = storage.posts.list()
        storage.close()
        return found

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(start, range(6))) == [[]] * 6
