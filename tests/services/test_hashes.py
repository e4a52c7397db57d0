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
from tikscheduler.services.hashes import BLOCK, REMEMBERED, VideoHashes


def sha(video: Path) -> str:
    return hashlib.sha256(video.read_bytes()).hexdigest()


@pytest.fixture
def facts(tmp_path: Path, clip: Path) -> VideoFacts:
    return probe(Path(shutil.copy(clip, tmp_path / "a.mp4")))


def test_a_file_is_read_once_and_then_known(facts: VideoFacts) -> None:
    hashes = VideoHashes()
    assert hashes.known(facts) == ""
    wanted = sha(facts.path)
    assert hashes.of(facts) == wanted
    facts.path.unlink()
    assert hashes.of(facts) == hashes.known(facts) == wanted


def test_a_file_that_was_changed_meanwhile_has_no_hash(facts: VideoFacts) -> None:
    os.utime(facts.path, ns=(1, facts.mtime_ns + 1))
    hashes = VideoHashes()
    assert hashes.of(facts) == ""
    found = probe(facts.path)
    assert hashes.of(found) == sha(facts.path)
    assert hashes.known(facts) == ""


def test_a_file_that_cannot_be_read_is_an_error_in_words(facts: VideoFacts) -> None:
    facts.path.unlink()
    with pytest.raises(InputError) as caught:
        VideoHashes().of(facts)
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
        hashes.of(larger, stopping)
    assert len(asked) == 2
    assert hashes.known(larger) == ""


def test_not_all_files_are_remembered_for_ever(facts: VideoFacts) -> None:
    hashes = VideoHashes()
    hashes.of(facts)
    for number in range(REMEMBERED):
        other = replace(facts, mtime_ns=number)
        hashes._known[other.path, other.size, other.mtime_ns] = "x"
        if number == 10:
            assert hashes.known(facts)  # asked for again, so it stays longer than the others
    fresh = probe(Path(shutil.copy(facts.path, facts.path.with_name("b.mp4"))))
    hashes.of(fresh)
    assert hashes.known(fresh)
    assert len(hashes._known) == REMEMBERED


def test_many_threads_may_ask(facts: VideoFacts) -> None:
    hashes, found = VideoHashes(), []
    threads = [threading.Thread(target=lambda: found.append(hashes.of(facts))) for _ in range(8)]
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

    program.hashes.of(probe(office.clip))
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
