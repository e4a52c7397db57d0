from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pytest

from tests.tiktok.line import Line
from tests.tiktok.servers import Raw, Request, answer, hang
from tests.tiktok.uploading import SIZE, send, send_all
from tikscheduler.domain.errors import (
    Stopping,
    Unreachable,
    UploadGone,
)
from tikscheduler.domain.video import Part
from tikscheduler.tiktok.transport import Waits
from tikscheduler.tiktok.uploads import BLOCK, waits_for

Connect = Callable[..., Line]


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
    line = connect(hang, read_bodies=False)
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
    def hang_and_stop(request: Request) -> Raw:
        threading.Timer(0.1, line.transport.stopping.set).start()
        hang(request)
        return None

    line = connect(hang_and_stop, read_bodies=False)
    started = time.monotonic()
    with pytest.raises(Stopping):
        send_all(line, big)
    assert time.monotonic() - started < 2
