from __future__ import annotations

import hashlib
import os
import socket
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import BinaryIO

import pytest

from tests.tiktok.conftest import Line
from tests.tiktok.servers import Request, answer
from tikscheduler.domain.errors import (
    GiveUp,
    NeedsUser,
    PublishError,
    ServerTrouble,
    Stopping,
    Unreachable,
    UploadGone,
    UploadOutOfStep,
)
from tikscheduler.domain.video import Part, PartPlan
from tikscheduler.tiktok.transport import Waits
from tikscheduler.tiktok.uploads import BLOCK, received_count, send_part, waits_for

Connect = Callable[..., Line]
SIZE = 3 * BLOCK + 77
BIG = 64_000_000


@pytest.fixture
def file() -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as made:
        made.write(os.urandom(SIZE))
        made.flush()
        yield made


@pytest.fixture
def big() -> Iterator[BinaryIO]:
    """64 MB, more than any socket takes in at once."""
    with tempfile.TemporaryFile() as made:
        made.truncate(BIG)
        yield made


def send_all(line: Line, file: BinaryIO, waits: Waits | None = None) -> None:
    send(line, file, Part(0, BIG - 1), total=BIG, waits=waits)


def send(
    line: Line,
    file: BinaryIO,
    part: Part,
    *,
    total: int = SIZE,
    on_bytes: Callable[[int], None] = lambda offset: None,
    waits: Waits | None = None,
) -> None:
    send_part(
        line.transport,
        line.server.base + "/upload/?upload_id=7&token=a%2Bb+c",
        file,
        part,
        total=total,
        content_type="video/mp4",
        on_bytes=on_bytes,
        waits=waits,
    )


@pytest.mark.parametrize("status", [200, 201, 206])
def test_a_part_is_put_as_tiktok_wants_it(connect: Connect, file: BinaryIO, status: int) -> None:
    line = connect(answer(status))
    part = Part(1000, 1000 + 2 * BLOCK)
    send(line, file, part)
    file.seek(1000)
    assert hashlib.sha256(line.last.body).digest() == hashlib.sha256(file.read(part.size)).digest()
    assert (line.last.method, line.last.target) == ("PUT", "/upload/?upload_id=7&token=a%2Bb+c")
    headers = line.last.headers
    assert headers["content-type"] == "video/mp4"
    assert headers["content-length"] == str(part.size)
    assert headers["content-range"] == f"bytes 1000-{1000 + 2 * BLOCK}/{SIZE}"
    assert "authorization" not in headers
    assert "transfer-encoding" not in headers


def test_a_whole_file_in_parts_arrives_byte_for_byte(connect: Connect, file: BinaryIO) -> None:
    line = connect(answer(206))
    plan = PartPlan(SIZE, BLOCK)
    for part in plan.parts_after(0):
        send(line, file, part)
    file.seek(0)
    assert b"".join(request.body for request in line.server.seen) == file.read()
    assert len(line.server.seen) == 3


def test_progress_is_told_as_offsets_in_the_file(connect: Connect, file: BinaryIO) -> None:
    line, told = connect(answer(201)), list[int]()
    send(line, file, Part(BLOCK, SIZE - 1), on_bytes=told.append)
    assert told == [2 * BLOCK, 3 * BLOCK, SIZE]


def test_a_part_is_never_in_memory_as_a_whole(connect: Connect, big: BinaryIO) -> None:
    line = connect(discard_body, read_bodies=False)
    tracemalloc.start()
    try:
        send_all(line, big)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def discard_body(request: Request) -> bytes:
    left = int(request.headers["content-length"])
    buffer = bytearray(1 << 16)
    while left and request.connection is not None:
        left -= request.connection.recv_into(buffer, min(left, len(buffer))) or left
    return answer(201)


@pytest.mark.parametrize("left", [0, 5, BLOCK, SIZE - 1])
def test_a_file_that_got_shorter_is_not_padded(connect: Connect, file: BinaryIO, left: int) -> None:
    arrived = list[int]()

    def count(request: Request) -> bytes:
        arrived.append(len(request.body))
        return answer(201)

    line = connect(count)
    file.truncate(left)
    with pytest.raises(NeedsUser) as e:
        send(line, file, Part(0, SIZE - 1))
    assert e.value.code == "file_changed"
    assert all(size <= left for size in arrived)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, GiveUp),
        (413, GiveUp),
        (403, UploadGone),
        (404, UploadGone),
        (416, UploadOutOfStep),
        (429, ServerTrouble),
        (500, ServerTrouble),
        (502, ServerTrouble),
        (307, ServerTrouble),
        (204, GiveUp),
    ],
)
def test_every_other_status_has_its_error(
    connect: Connect, file: BinaryIO, status: int, kind: type[PublishError]
) -> None:
    line = connect(answer(status, "<html>", X_Tt_Logid="L5", Location="http://127.0.0.1:9/"))
    with pytest.raises(PublishError) as e:
        send(line, file, Part(0, SIZE - 1))
    assert type(e.value) is kind
    assert e.value.log_id == "L5"
    assert len(line.server.seen) == 1, "a part is never sent again unasked"


def test_a_busy_server_may_ask_for_time(connect: Connect, file: BinaryIO) -> None:
    line = connect(answer(503, Retry_After="45"))
    with pytest.raises(ServerTrouble) as e:
        send(line, file, Part(0, 9))
    assert e.value.after == timedelta(seconds=45)


@pytest.mark.parametrize("done", range(4))
@pytest.mark.parametrize("reading", ["count", "last index"])
def test_both_readings_of_the_progress_lead_to_the_same_next_part(
    connect: Connect, file: BinaryIO, done: int, reading: str
) -> None:
    plan = PartPlan(4 * 1000 + 7, 1000)
    stored = done * plan.part_size
    n = stored if reading == "count" else max(stored - 1, 0)
    line = connect(answer(416, Content_Range=f"bytes 0-{n}/{plan.size}"))
    with pytest.raises(UploadOutOfStep) as e:
        send(line, file, plan.part(0), total=plan.size)
    assert e.value.received is not None
    assert next(plan.parts_after(e.value.received)) == plan.part(done)


@pytest.mark.parametrize(
    ("header", "count"),
    [
        ("bytes 0-5000/9000", 5001),
        ("bytes 0-9000/9000", 9000),
        ("bytes 0-8999/9000", 9000),
        ("bytes 0-8999/*", 9000),
        ("bytes 0-99999/9000", 9000),
        ("bytes */9000", None),
        ("", None),
        ("bytes 0--5/9000", None),
        ("bytes 5-9/9000", None),
        ("bytes 0-" + "9" * 5000 + "/9000", None),
        ("bytes 0-٣/9000", None),
    ],
)
def test_the_progress_header_is_read_or_left(header: str, count: int | None) -> None:
    assert received_count(header, 9000) == count


@pytest.mark.parametrize(
    "url", ["https://evil.example/u", "http://open-upload.tiktokapis.com/u", "http://127.0.0.1:9/"]
)
def test_nothing_goes_to_an_address_that_is_not_tiktoks(
    connect: Connect, file: BinaryIO, url: str
) -> None:
    line = connect(answer(201))
    with pytest.raises(GiveUp) as e:
        line.api.send_part(
            url, file, Part(0, 9), total=SIZE, content_type="video/mp4", on_bytes=lambda n: None
        )
    assert e.value.code == "upload_host"
    assert file.tell() == SIZE, "the file was not even read"


def test_a_redirect_is_not_followed_with_the_video(connect: Connect, file: BinaryIO) -> None:
    elsewhere = connect(answer(201))
    line = connect(answer(307, Location=elsewhere.server.base + "/"))
    with pytest.raises(ServerTrouble):
        send(line, file, Part(0, SIZE - 1))
    assert not elsewhere.server.seen


def test_an_early_refusal_is_heard_while_bytes_are_on_their_way(
    connect: Connect, big: BinaryIO
) -> None:
    def refuse_and_read_nothing(request: Request) -> Iterator[bytes]:
        yield answer(403)
        line.server.closing.wait(30)

    line = connect(refuse_and_read_nothing, read_bodies=False)
    with pytest.raises(UploadGone):
        send_all(line, big, Waits(write=0.3))


def test_a_connection_cut_in_the_middle_is_unreachable(connect: Connect, big: BinaryIO) -> None:
    line = connect(lambda request: None, read_bodies=False)
    with pytest.raises(Unreachable):
        send_all(line, big)


def test_no_answer_to_a_part_is_unreachable_and_not_repeated(
    connect: Connect, file: BinaryIO
) -> None:
    line = connect(lambda request: None)
    with pytest.raises(Unreachable):
        send(line, file, Part(0, SIZE - 1))
    assert len(line.server.seen) == 1


def test_a_server_that_stops_reading_is_left_in_time(connect: Connect, big: BinaryIO) -> None:
    line = connect(lambda request: line.server.closing.wait(30) and None, read_bodies=False)
    with pytest.raises(Unreachable, match="in time"):
        send_all(line, big, Waits(write=0.3))


def test_the_write_limit_counts_from_the_last_progress(connect: Connect) -> None:
    size = 4_000_000

    def slowly(request: Request) -> bytes:
        left = size
        assert request.connection is not None
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        while left:
            line.server.closing.wait(0.02)
            left -= len(request.connection.recv(min(left, 1_000_000)))
        return answer(201)

    line = connect(slowly, read_bodies=False)
    with tempfile.TemporaryFile() as file:
        file.truncate(size)
        send(line, file, Part(0, size - 1), total=size, waits=Waits(write=0.3, read=10))


def test_a_transfer_that_crawls_is_left_at_the_deadline(connect: Connect, big: BinaryIO) -> None:
    def crawl(request: Request) -> bytes:
        assert request.connection is not None
        while not line.server.closing.wait(0.02) and request.connection.recv(4096):
            pass
        return b""

    line = connect(crawl, read_bodies=False)
    started = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        send_all(line, big, Waits(overall=0.5))
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    ("size", "seconds"), [(1, 120), (1_966_080, 120), (16_384_000, 1000), (64_000_000, 3906.25)]
)
def test_the_deadline_grows_with_the_part(size: int, seconds: float) -> None:
    waits = waits_for(size)
    assert waits.overall == seconds
    assert (waits.connect, waits.write, waits.read) == (10, 60, 120)


def test_closing_the_program_ends_an_upload_between_two_blocks(
    connect: Connect, file: BinaryIO
) -> None:
    line, told = connect(answer(201)), list[int]()

    def stop(offset: int) -> None:
        told.append(offset)
        line.transport.stopping.set()

    with pytest.raises(Stopping):
        send(line, file, Part(0, SIZE - 1), on_bytes=stop)
    assert told == [BLOCK]


def test_closing_the_program_ends_an_upload_that_hangs(connect: Connect, big: BinaryIO) -> None:
    def hang(request: Request) -> None:
        threading.Timer(0.1, line.transport.stopping.set).start()
        line.server.closing.wait(30)

    line = connect(hang, read_bodies=False)
    started = time.monotonic()
    with pytest.raises(Stopping):
        send_all(line, big)
    assert time.monotonic() - started < 2
