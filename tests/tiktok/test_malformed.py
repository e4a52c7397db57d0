from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from tests.tiktok.line import Line
from tests.tiktok.servers import Request, answer, envelope
from tikscheduler.domain.account import AccessToken
from tikscheduler.domain.errors import (
    ServerTrouble,
    Unreachable,
)
from tikscheduler.domain.ports import Stage

GOOD = envelope({"status": "PUBLISH_COMPLETE"})
Connect = Callable[..., Line]


MALFORMED = {
    "empty": b"",
    "html": b"<html><title>Log in to this network</title>",
    "half": b'{"data": {"status": "PUB',
    "list": b"[]",
    "number": b"7",
    "no error field": b'{"data": {"status": "PUBLISH_COMPLETE"}}',
    "error is a text": b'{"data": {}, "error": "ok"}',
    "wrong type": b'{"data": {"status": 7}, "error": {"code": "ok"}}',
    "no status": b'{"data": {}, "error": {"code": "ok"}}',
    "null data": b'{"data": null, "error": {"code": "ok"}}',
    "list as data": b'{"data": [1], "error": {"code": "ok"}}',
    "not a number": b'{"data": {"status":"FAILED","uploaded_bytes":NaN},"error":{"code":"ok"}}',
    "infinite": b'{"data": {"status":"FAILED","uploaded_bytes":1e999},"error":{"code":"ok"}}',
    "huge int": b'{"data": {"status":"FAILED","uploaded_bytes":'
    + b"9" * 5000
    + b'},"error":{"code":"ok"}}',
    "negative bytes": b'{"data":{"status":"FAILED","uploaded_bytes":-1},"error":{"code":"ok"}}',
    "deep": b"[" * 200_000,
    "deep inside": b'{"data": ' + b"[" * 200_000,
    "not utf-8": b'{"data": {"status": "\xff\xfe"}, "error": {"code": "ok"}}',
    "too long": b" " * (1024 * 1024 + 1),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_an_answer_that_makes_no_sense_is_server_trouble(
    connect: Connect, token: AccessToken, body: bytes
) -> None:
    line = connect(answer(200, body), tries=1)
    with pytest.raises(ServerTrouble) as e:
        line.api.status(token, "p")
    assert e.value.message.endswith(".")


@pytest.mark.parametrize("raw", [b"", b"hello\r\n\r\n", b"HTTP/1.1 200", b"\x16\x03\x01\x00" * 9])
def test_what_is_no_http_is_unreachable(connect: Connect, token: AccessToken, raw: bytes) -> None:
    def babble(request: Request) -> Iterator[bytes]:
        yield raw
        raise ConnectionAbortedError

    line = connect(babble, tries=1)
    with pytest.raises(Unreachable):
        line.api.status(token, "p")


def test_a_body_cut_short_is_unreachable(connect: Connect, token: AccessToken) -> None:
    def cut(request: Request) -> Iterator[bytes]:
        yield GOOD[:-5]
        raise ConnectionAbortedError

    line = connect(cut, tries=1)
    with pytest.raises(Unreachable):
        line.api.status(token, "p")


def test_an_answer_without_end_is_cut_off(connect: Connect, token: AccessToken) -> None:
    def endless(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            yield b" " * 65536

    line = connect(endless, tries=1)
    with pytest.raises(ServerTrouble, match="too long"):
        line.api.status(token, "p")


def test_a_packed_bomb_is_unpacked_only_up_to_the_limit(
    connect: Connect, token: AccessToken
) -> None:
    bomb = gzip.compress(b" " * 100_000_000, 1)
    line = connect(answer(200, bomb, Content_Encoding="gzip"), tries=1)
    tracemalloc.start()
    try:
        with pytest.raises(ServerTrouble, match="too long"):
            line.api.status(token, "p")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_an_answer_packed_unasked_is_read_all_the_same(
    connect: Connect, token: AccessToken
) -> None:
    packed = gzip.compress(GOOD.partition(b"\r\n\r\n")[2])
    line = connect(answer(200, packed, Content_Encoding="gzip"))
    assert line.api.status(token, "p").stage is Stage.LIVE
    assert line.last.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("packed", [b"garbage", b"\x1f\x8b\x08garbage"])
@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_a_packing_that_cannot_be_undone_is_server_trouble(
    connect: Connect, token: AccessToken, packed: bytes, encoding: str
) -> None:
    line = connect(answer(200, packed, Content_Encoding=encoding), tries=1)
    with pytest.raises(ServerTrouble):
        line.api.status(token, "p")
