from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from typing import BinaryIO

import pytest

from tests.tiktok.line import Line
from tests.tiktok.servers import Request, answer
from tests.tiktok.uploading import SIZE, send, send_all
from tikscheduler.domain.errors import (
    GiveUp,
    NeedsUser,
    PublishError,
    ServerTrouble,
    UploadGone,
    UploadOutOfStep,
)
from tikscheduler.domain.video import Part, PartPlan
from tikscheduler.tiktok.uploads import BLOCK, received_count

Connect = Callable[..., Line]


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
