"""A picture comes from where TikTok says, small, whole, and for no token."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tiktok.line import Line
from tests.tiktok.servers import answer
from tikscheduler.domain.errors import GiveUp, ServerTrouble
from tikscheduler.sandbox.portraits import portrait
from tikscheduler.settings import API_URL
from tikscheduler.tiktok.addresses import check_picture
from tikscheduler.tiktok.pictures import fetch_picture
from tikscheduler.tiktok.reply import LONGEST_ANSWER

Connect = Callable[..., Line]
PNG = portrait("mira.films")
JPEG = b"\xff\xd8\xff\xe0 and so on"
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 "


@pytest.mark.parametrize(
    ("body", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp; x=1")]
)
def test_a_picture_comes_as_it_is(connect: Connect, body: bytes, kind: str) -> None:
    line = connect(answer(200, body, Content_Type=kind, Set_Cookie="who=1"))
    for _ in range(2):
        assert fetch_picture(line.transport, f"{line.server.base}/a.png") == body
    assert line.last.path == "/a.png"
    assert not {"authorization", "cookie", "referer"} & line.last.headers.keys()


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (answer(200, PNG, Content_Type="text/html"), "no_picture"),
        (answer(200, PNG), "no_picture"),
        (answer(200, b"<svg/>", Content_Type="image/svg+xml"), "no_picture"),
        (answer(200, b"", Content_Type="image/png"), "no_picture"),
        (answer(403, PNG, Content_Type="image/png"), "picture_gone"),
        (answer(404), "picture_gone"),
    ],
)
def test_what_is_no_picture_is_refused(connect: Connect, reply: bytes, code: str) -> None:
    line = connect(reply)
    with pytest.raises(GiveUp) as caught:
        fetch_picture(line.transport, f"{line.server.base}/a.png")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (answer(302, b"", Location="https://elsewhere.example/a.png"), "redirect"),
        (answer(200, b"\xff\xd8\xff" * (LONGEST_ANSWER // 2), Content_Type="image/jpeg"), "long"),
        (answer(503), "server_trouble"),
    ],
)
def test_it_is_asked_for_once(connect: Connect, reply: bytes, code: str) -> None:
    line = connect(reply)
    with pytest.raises(ServerTrouble) as caught:
        fetch_picture(line.transport, f"{line.server.base}/a.png")
    assert code in caught.value.code
    assert len(line.server.seen) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "http://p16.tiktokcdn.com/a.jpeg",
        "http://127.0.0.1:1/a.png",
        "https://user:word@p16.tiktokcdn.com/a.jpeg",
        "ftp://p16.tiktokcdn.com/a.jpeg",
    ],
)
def test_only_safe_addresses_are_asked(url: str) -> None:
    for api in (API_URL, "http://127.0.0.1:8123"):
        with pytest.raises(GiveUp):
            check_picture(url, api)


def test_tiktoks_addresses_and_the_sandboxs_are_taken() -> None:
    check_picture("https://p16-sign-va.tiktokcdn.com/a~c5_168x168.jpeg?x-expires=1", API_URL)
    check_picture("http://127.0.0.1:8123/avatars/mira.films.png", "http://127.0.0.1:8123")
