"""What is known of the content of videos, and what is said of a video that is there already."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.conftest import Office
from tests.services.plans import Desk
from tikscheduler.domain.errors import InputError, Stopping
from tikscheduler.domain.video import VideoFacts
from tikscheduler.media.probe import probe
from tikscheduler.services.hashes import BLOCK, REMEMBERED, VideoHashes, file_of, learn
from tikscheduler.storage.twins import add_hash


def sha(video: Path) -> str:
    return hashlib.sha256(video.read_bytes()).hexdigest()


@pytest.fixture
def facts(tmp_path: Path, clip: Path) -> VideoFacts:
    return probe(Path(shutil.copy(clip, tmp_path / "a.mp4")))


def test_a_file_is_read_once_and_then_known(facts: VideoFacts) -> None:
    hashes = VideoHashes()
    assert hashes.known(file_of(facts)) == ""
    wanted = sha(facts.path)
    assert hashes.of(file_of(facts)) == wanted
    facts.path.unlink()
    assert hashes.of(file_of(facts)) == hashes.known(file_of(facts)) == wanted


def test_a_file_that_was_changed_meanwhile_has_no_hash(facts: VideoFacts) -> None:
    os.utime(facts.path, ns=(1, facts.mtime_ns + 1))
    hashes = VideoHashes()
    assert hashes.of(file_of(facts)) == ""
    found = probe(facts.path)
    assert hashes.of(file_of(found)) == sha(facts.path)
    assert hashes.known(file_of(facts)) == ""


def test_a_file_that_cannot_be_read_is_an_error_in_words(facts: VideoFacts) -> None:
    facts.path.unlink()
    with pytest.raises(InputError) as caught:
        VideoHashes().of(file_of(facts))
    assert caught.value.code == "no_such_file"


def test_reading_can_be_stopped(facts: VideoFacts) -> None:
    with facts.path.open("ab") as file:
        file.truncate(3 * BLOCK)
    found = facts.path.stat()
    larger = replace(facts, size=found.st_size, mtime_ns=found.st_mtime_ns)
    asked: list[bool] = []

    def stopping() -> bool:
        asked.append(True)
        return len(asked) > 1

    hashes = VideoHashes()
    with pytest.raises(Stopping):
        hashes.of(file_of(larger), stopping)
    assert len(asked) == 2
    assert hashes.known(file_of(larger)) == ""


def test_not_all_files_are_remembered_for_ever(facts: VideoFacts) -> None:
    hashes = VideoHashes()
    hashes.of(file_of(facts))
    for number in range(REMEMBERED):
        other = replace(facts, mtime_ns=number)
        hashes._known[other.path, other.size, other.mtime_ns] = "x"
        if number == 10:
            assert hashes.known(
                file_of(facts)
            )  # asked for again, so it stays longer than the others
    fresh = probe(Path(shutil.copy(facts.path, facts.path.with_name("b.mp4"))))
    hashes.of(file_of(fresh))
    assert hashes.known(file_of(fresh))
    assert len(hashes._known) == REMEMBERED


def test_many_threads_may_ask(facts: VideoFacts) -> None:
    hashes, found = VideoHashes(), []
    threads = [
        threading.Thread(target=lambda: found.append(hashes.of(file_of(facts)))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [sha(facts.path)] * 8


# --- in the plan -----------------------------------------------------------------------------


def test_the_same_video_under_another_name_is_remarked(desk: Desk, tmp_path: Path) -> None:
    first = desk.add(2)
    other = Path(shutil.copy(desk.office.clip, tmp_path / "other name.mp4"))
    post, notes = desk.office.program.scheduling.schedule(desk.wish(26, video=other))

    assert post.video_hash == desk.row(first).video_hash == sha(other)
    assert notes == [
        f"@mira.films has this very video already, as post {first} (scheduled; 2026-11-23 15:00, "
        "Europe/Berlin)."
    ]


def test_another_account_or_time_is_not_remarked(desk: Desk) -> None:
    desk.add(2)
    schedule = desk.office.program.scheduling.schedule
    assert schedule(desk.wish(2, account="jonas.cooks"))[1] == []
    assert schedule(desk.wish(2 + 31 * 24))[1] == []


def test_a_copy_or_a_change_is_no_repeat_of_itself(desk: Desk) -> None:
    first = desk.add(2)
    scheduling = desk.office.program.scheduling
    _, notes = scheduling.edit(first, desk.wish(3))
    assert notes == []
    copied, notes = scheduling.copy(first, desk.at(5))
    assert notes == []
    assert copied.video_hash == desk.row(first).video_hash != ""


def test_where_videos_are_read_elsewhere_a_post_keeps_the_hash_it_has(office: Office) -> None:
    desk = Desk(office)
    first = desk.add(2)
    known = desk.row(first).video_hash
    program = office.program
    program.reads_videos, program.hashes = False, VideoHashes()

    program.scheduling.edit(first, desk.wish(3))
    assert desk.row(first).video_hash == known != ""
    assert program.scheduling.copy(first, desk.at(5))[0].video_hash == known
    post, notes = program.scheduling.schedule(desk.wish(6))
    assert post.video_hash == ""
    assert len(notes) == 1  # told by path, size and time of change

    program.hashes.of(file_of(probe(office.clip)))
    assert program.scheduling.schedule(desk.wish(7))[0].video_hash == known


def test_a_hash_that_is_learnt_later_needs_no_new_upload(office: Office) -> None:
    desk = Desk(office)
    office.program.reads_videos = False
    post_id = desk.add(2)
    storage = office.program.storage
    sent = storage.posts.edit(
        post_id,
        office.clock(),
        seen=desk.row(post_id),
        publish_id="p1",
        upload_started_at=office.clock() - timedelta(minutes=1),
    )
    assert sent.video_hash == ""
    office.program.reads_videos = True
    post, _ = office.program.scheduling.edit(post_id, desk.wish(3))
    assert post.video_hash == sha(office.clip)
    assert post.publish_id == "p1"


# --- learnt afterwards -----------------------------------------------------------------------


@pytest.fixture
def unread(office: Office) -> Desk:
    """A plan whose videos are read later."""
    desk = Desk(office)
    office.program.reads_videos = False
    return desk


def learn_all(desk: Desk) -> None:
    program = desk.office.program
    ids = [post.id for post in desk.rows()]
    learn(program.storage, program.hashes, ids, lambda: False)


def test_posts_learn_their_hash_and_nothing_else_of_them_changes(unread: Desk) -> None:
    before = unread.row(unread.add(2))
    learn_all(unread)
    after = unread.row(before.id)
    assert after.video_hash == sha(unread.office.clip)
    assert replace(after, video_hash="") == before


def test_what_was_learnt_keeps_nobody_from_changing_or_taking_back(unread: Desk) -> None:
    outcome = unread.plan.add([unread.wish(2)])
    [post_id] = unread.done(outcome)
    seen = unread.row(post_id)
    learn_all(unread)
    unread.office.program.scheduling.reschedule(post_id, unread.at(4), seen=seen)
    assert unread.row(post_id).video_hash

    [other] = unread.done(unread.plan.add([unread.wish(3)]))
    learn_all(unread)
    assert unread.done(unread.plan.undo()) == (other,)


def test_a_video_that_is_gone_or_changed_is_left_as_it_is(unread: Desk, tmp_path: Path) -> None:
    videos = [Path(shutil.copy(unread.office.clip, tmp_path / name)) for name in ("a.mp4", "b.mp4")]
    for video in videos:
        unread.done(unread.plan.add([unread.wish(2, video=video)]))
    last = unread.add(3)
    videos[0].unlink()
    os.utime(videos[1], ns=(1, 1))
    learn_all(unread)
    assert [post.video_hash for post in unread.rows() if post.id != last] == ["", ""]
    assert unread.row(last).video_hash


def test_a_post_that_got_another_video_meanwhile_keeps_clear_of_the_old_hash(
    unread: Desk,
) -> None:
    post = unread.row(unread.add(2))
    storage = unread.office.program.storage
    add_hash(storage.database, replace(post, video_size=1), "abc")
    assert unread.row(post.id).video_hash == ""
    add_hash(storage.database, post, "abc")
    add_hash(storage.database, post, "def")
    assert unread.row(post.id).video_hash == "abc"
