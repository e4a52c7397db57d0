"""No token, code, verifier, secret or upload address in any log line or error, however it ends."""

from __future__ import annotations

import logging
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.tiktok.line import Line
from tests.tiktok.servers import Raw, Request, answer, envelope
from tikscheduler.domain.account import AccessToken
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.post import Post
from tikscheduler.domain.video import Part, plan_parts
from tikscheduler.tiktok.client import TikTok
from tikscheduler.tiktok.login import LoopbackLogin
from tikscheduler.tiktok.oauth import Credentials, OAuth

ACCESS = "act.CANARYaccess0123456789abcdef"
REFRESH = "rft.CANARYrefresh0123456789abcdef"
CODE = "CANARYcode0123456789abcdef*0!6410"
SECRET = "CANARYsecret0123456789abcdefghi"
UPLOAD = "CANARYupload?token=0123456789abcdef"
CAPTION = "CANARYcaption"

GRANT = {
    "open_id": "o",
    "scope": "user.info.basic",
    "access_token": ACCESS,
    "expires_in": 7200,
    "refresh_token": REFRESH,
    "refresh_expires_in": 999,
}
ECHO = f"{ACCESS} {REFRESH} {CODE} {SECRET} http://127.0.0.1/{UPLOAD} " * 3


def good(request: Request) -> Raw:
    if "oauth" in request.target:
        return answer(200, GRANT)
    if request.method == "PUT":
        return answer(201)
    if "init" in request.target:
        return envelope({"publish_id": "p", "upload_url": f"http://127.0.0.1:1/{UPLOAD}"})
    return envelope({"status": "PUBLISH_COMPLETE", "user": {"open_id": "o"}, "videos": []})


WORLDS: dict[str, Raw | Callable[[Request], Raw]] = {
    "all well": good,
    "hangs up": lambda request: None,
    "server error": lambda request: answer(500, ECHO),
    "html": lambda request: answer(200, f"<html>{ECHO}"),
    "echo in fields": lambda request: answer(
        200, {"access_token": ACCESS, "expires_in": ACCESS, "data": {"status": [ACCESS]}}
    ),
    "refused": lambda request: envelope(code="invalid_params", status=400, message=ECHO),
    "refused oddly": lambda request: envelope(code=ACCESS, status=403, message=ECHO),
    "dead token": lambda request: envelope(code="access_token_invalid", status=401, message=ECHO),
    "oauth error": lambda request: answer(
        400, {"error": "invalid_grant", "error_description": ECHO}
    ),
    "redirect": lambda request: answer(307, Location=f"http://127.0.0.1:9/{ACCESS}"),
    "no http": lambda request: f"{ACCESS} {request.target}\r\n\r\n".encode(),
    "bad header": lambda request: b"HTTP/1.1 200 OK\r\nbad " + ACCESS.encode() + b"\r\n\r\n",
    "not utf-8": lambda request: answer(200, b'{"access_token": "' + ACCESS.encode() + b'\xff"}'),
    "wrong range": lambda request: answer(416, ECHO, Content_Range=f"bytes {ACCESS}"),
}


def everything(error: BaseException | None) -> Iterator[str]:
    """All words of an error and of what it came from."""
    while error is not None:
        yield from (str(error), repr(error))
        yield from map(str, (getattr(error, "code", ""), getattr(error, "log_id", "")))
        yield from traceback.format_exception(error)
        error = error.__cause__ or error.__context__  # even where the traceback would not show it


def steps(line: Line, post: Post, secret: str) -> Iterator[Callable[[], object]]:
    token = AccessToken(open_id="o", secret=secret)
    api = TikTok(line.transport)
    oauth = OAuth(line.transport, lambda: Credentials(key="k", secret=SECRET))
    yield lambda: api.creator_info(token)
    yield lambda: api.init_upload(token, post, plan_parts(9))
    yield lambda: api.status(token, "p")
    yield lambda: api.user_info(token, {"user.info.basic"})
    yield lambda: api.query_videos(token, ["1"])
    yield lambda: oauth.refresh(REFRESH)
    yield lambda: oauth.exchange(CODE, oauth.new_login("http://127.0.0.1:1/callback/"))
    yield lambda: oauth.revoke(secret)
    for base in (line.server.base, "https://evil.example", "http://[", "http://127.0.0.1:99999"):
        yield partial(upload, api, f"{base}/{UPLOAD}")
    yield lambda: log_in(oauth)


def upload(api: TikTok, url: str) -> None:
    with tempfile.TemporaryFile() as file:
        file.truncate(9)
        api.send_part(
            url, file, Part(0, 8), total=9, content_type="video/mp4", on_bytes=lambda n: None
        )


def log_in(oauth: OAuth) -> None:
    with LoopbackLogin(oauth) as login:
        state = login.url.partition("&state=")[2].partition("&")[0]
        with suppress(OSError):
            urlopen(f"{login.redirect_uri}?code={quote(CODE)}&state=wrong", timeout=5)

        def come_back() -> None:
            query = f"code={quote(CODE)}&state={state}"
            with suppress(OSError):
                urlopen(f"{login.redirect_uri}?{query}", timeout=5).close()

        browser = threading.Thread(target=come_back)
        browser.start()
        try:
            login.wait(10)
        finally:
            browser.join()


@pytest.mark.parametrize("secret", [ACCESS, ACCESS + "\r\nX: y", ACCESS + "é"])
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
def test_nothing_secret_is_ever_told(
    connect: Callable[..., Line],
    with_changes: Callable[..., Post],
    caplog: pytest.LogCaptureFixture,
    world: Callable[[Request], Raw],
    secret: str,
) -> None:
    line = connect(world)
    told: list[str] = []
    with caplog.at_level(logging.DEBUG):
        for step in steps(line, with_changes(caption=CAPTION), secret):
            try:
                told.append(repr(step()))
            except TikSchedulerError as error:
                told.extend(everything(error))
    told.extend(record.getMessage() for record in caplog.records)
    told.append(caplog.text)
    assert caplog.records, "the log was really listened to"
    assert "CANARY" not in "\n".join(told)
