"""PUT takes the planned parts one after another, and nothing else."""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path

import httpx
import pytest

from tests.sandbox.caller import CREATOR_INFO, Caller, FakeClock, random_bytes
from tikscheduler.sandbox import Sandbox

PART = 5 * 1024 * 1024
SIZE = 2 * PART + 77
CONTENT = random_bytes(SIZE)


def test_seventy_megabytes_in_seven_parts_arrive_whole(mira: Caller, sandbox: Sandbox) -> None:
    part = 10_000_000
    content = random_bytes(70_000_123)
    ticket = mira.ticket(len(content), part)
    statuses, progress = [], []
    for index in range(7):
        end = len(content) if index == 6 else (index + 1) * part
        answer = ticket.put(content[index * part : end], index * part)
        statuses.append(answer.status_code)
        progress.append(answer.headers["content-range"])
    assert statuses == [206] * 6 + [201]
    assert progress[0] == "bytes 0-10000000/70000123"
    assert progress[-1] == "bytes 0-70000123/70000123"
    [published] = sandbox.state.published()
    assert published.sha256 == hashlib.sha256(content).hexdigest()
    assert published.size == len(content)
    [stored] = sandbox.state.folder.glob("*.video")
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == published.sha256
    assert sandbox.state.breaches() == []


@pytest.mark.parametrize("kind", ["video/mp4", "video/quicktime", "video/webm"])
def test_the_three_kinds_of_video_are_taken(mira: Caller, kind: str) -> None:
    assert mira.ticket(4).put(b"abcd", Content_Type=kind).status_code == 201


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content_Type": None}, 400),
        ({"Content_Type": "application/octet-stream"}, 400),
        ({"Content_Type": "video/mpeg"}, 400),
        ({"Content_Range": None}, 400),
        ({"Content_Range": "bytes=0-3/4"}, 400),
        ({"Content_Range": "bytes 0-3/*"}, 400),
        ({"Content_Range": "bytes 0-3"}, 400),
        ({"Content_Range": "bytes 0-3/5"}, 400),
        ({"Content_Range": "bytes 0-2/4"}, 400),
        ({"Content_Range": "bytes 3-0/4"}, 400),
        ({"Content_Range": "bytes 1-4/4"}, 416),
    ],
)
def test_a_wrong_header_is_refused_and_nothing_is_kept(
    mira: Caller, sandbox: Sandbox, headers: dict[str, str | None], status: int
) -> None:
    ticket = mira.ticket(4)
    assert ticket.put(b"abcd", **headers).status_code == status
    assert len(sandbox.state.breaches()) == 1
    assert mira.status(ticket.publish_id).json()["data"]["uploaded_bytes"] == 0
    assert ticket.put(b"abcd").status_code == 201


def test_chunked_transfer_is_refused(mira: Caller) -> None:
    answer = mira.ticket(4).put(iter([b"ab", b"cd"]), Content_Range="bytes 0-3/4")
    assert answer.status_code == 400


@pytest.mark.parametrize(("first", "last"), [(PART, SIZE - 1), (0, PART), (0, 9), (0, SIZE - 1)])
def test_a_range_that_is_not_the_next_planned_part_is_refused_with_the_progress(
    mira: Caller, sandbox: Sandbox, first: int, last: int
) -> None:
    ticket = mira.ticket(SIZE, PART)
    answer = ticket.put(CONTENT[first : last + 1], first)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes 0-0/{SIZE}"
    assert len(sandbox.state.breaches()) == 1


def test_a_part_sent_again_learns_how_far_it_is_and_blames_nobody(
    mira: Caller, sandbox: Sandbox
) -> None:
    ticket = mira.ticket(SIZE, PART)
    ticket.put(CONTENT[:PART])
    again = ticket.put(CONTENT[:PART])
    assert (again.status_code, again.headers["content-range"]) == (416, f"bytes 0-{PART}/{SIZE}")
    assert sandbox.state.breaches() == []
    sandbox.switches.progress_as_index = True
    again = ticket.put(CONTENT[:PART])
    assert again.headers["content-range"] == f"bytes 0-{PART - 1}/{SIZE}"


@pytest.mark.parametrize("status", [416, 404])
def test_after_the_last_byte_nothing_more_is_taken(
    mira: Caller, sandbox: Sandbox, status: int
) -> None:
    sandbox.switches.completed_upload_status = status
    ticket = mira.ticket(4)
    ticket.put(b"abcd")
    assert ticket.put(b"abcd").status_code == status
    assert len(sandbox.state.published()) == 1


def test_the_address_dies_after_an_hour_even_between_two_parts(
    mira: Caller, clock: FakeClock, sandbox: Sandbox
) -> None:
    ticket = mira.ticket(SIZE, PART)
    clock.push(minutes=59)
    assert ticket.put(CONTENT[:PART]).status_code == 206
    clock.push(minutes=1)
    assert ticket.put(CONTENT[PART:], PART).status_code == 403
    assert sandbox.state.published() == []


def test_an_unknown_address_is_not_found(mira: Caller, http: httpx.Client) -> None:
    ticket = mira.ticket(4)
    assert http.put(ticket.url + "x", content=b"abcd").status_code == 404
    assert http.put("/upload/", content=b"abcd").status_code == 404


def wait_for_first_byte(mira: Caller) -> None:
    """Until the server has begun with the part that another connection sends."""
    mira.sandbox.switches.rate_limits = False
    [post] = mira.sandbox.state.posts.all()
    for _ in range(1000):
        if post.first_byte_at is not None:
            return
        mira.post(CREATOR_INFO)
    pytest.fail("the part never began")


def test_a_body_cut_off_midway_leaves_no_trace(mira: Caller, sandbox: Sandbox) -> None:
    ticket = mira.ticket(SIZE, PART)
    path = ticket.url.removeprefix(sandbox.url)
    host, port = sandbox.url.removeprefix("http://").split(":")
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: video/mp4\r\n"
        f"Content-Length: {PART}\r\nContent-Range: bytes 0-{PART - 1}/{SIZE}\r\n\r\n"
    )
    with socket.create_connection((host, int(port))) as line:
        line.sendall(head.encode() + b"x" * 100_000)
        wait_for_first_byte(mira)
    assert ticket.put(CONTENT[:PART]).status_code == 206
    assert ticket.put(CONTENT[PART:], PART).status_code == 201
    [published] = sandbox.state.published()
    assert published.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_a_second_try_takes_over_from_one_that_hangs(mira: Caller, sandbox: Sandbox) -> None:
    ticket = mira.ticket(SIZE, PART)
    path = ticket.url.removeprefix(sandbox.url)
    host, port = sandbox.url.removeprefix("http://").split(":")
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: video/mp4\r\n"
        f"Content-Length: {PART}\r\nContent-Range: bytes 0-{PART - 1}/{SIZE}\r\n\r\n"
    )
    with socket.create_connection((host, int(port))) as hanging:
        hanging.sendall(head.encode() + b"x" * 100_000)
        wait_for_first_byte(mira)
        assert ticket.put(CONTENT[:PART]).status_code == 206
        hanging.sendall(b"y" * 100_000)
        assert ticket.put(CONTENT[PART:], PART).status_code == 201
    [published] = sandbox.state.published()
    assert published.sha256 == hashlib.sha256(CONTENT).hexdigest()
    [stored] = sandbox.state.folder.glob("*.video")
    assert stored.read_bytes() == CONTENT


def movie(seconds: int) -> bytes:
    """The smallest MP4 that says how long it runs."""
    header = b"\0" * 12 + (1000).to_bytes(4) + (seconds * 1000).to_bytes(4)
    mvhd = (8 + len(header)).to_bytes(4) + b"mvhd" + header
    moov = (8 + len(mvhd)).to_bytes(4) + b"moov" + mvhd
    return (16).to_bytes(4) + b"ftypisom\0\0\0\0" + moov + random_bytes(20)


@pytest.mark.parametrize(("seconds", "status"), [(60, "PUBLISH_COMPLETE"), (61, "FAILED")])
def test_a_video_longer_than_the_creator_may_post_fails(
    sandbox: Sandbox, http: httpx.Client, seconds: int, status: str
) -> None:
    kiki = Caller(sandbox, http, sandbox.state.issue("kiki.quiet"))
    publish_id = kiki.publish(movie(seconds))
    kiki.status(publish_id)
    data = kiki.status(publish_id).json()["data"]
    assert data["status"] == status
    assert data.get("fail_reason", "") == ("duration_check_failed" if status == "FAILED" else "")


def test_uploaded_files_are_kept_where_they_were_wanted(mira: Caller, tmp_path: Path) -> None:
    mira.publish(b"abcd")
    assert [file.read_bytes() for file in (tmp_path / "sandbox").iterdir()] == [b"abcd"]
