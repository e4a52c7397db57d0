"""What the login tests share: a grant, a refusal, and an OAuth with credentials."""

from __future__ import annotations

import threading
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import quote, urlsplit

from tests.tiktok.line import Line
from tests.tiktok.servers import answer
from tikscheduler.tiktok.login import LoopbackLogin
from tikscheduler.tiktok.oauth import (
    Credentials,
    OAuth,
)

REDIRECT = "http://127.0.0.1:45671/callback/"
GRANT = {
    "open_id": "open-1",
    "scope": "user.info.basic,video.publish",
    "access_token": "act.1",
    "expires_in": 7200,
    "refresh_token": "rft.1",
    "refresh_expires_in": 15_552_000,
    "token_type": "Bearer",
}
GOOD = answer(200, GRANT)


def refusal(error: str, status: int = 200) -> bytes:
    body = {"error": error, "error_description": "Words.", "log_id": "L9"}
    return answer(status, body)


def oauth_of(line: Line, credentials: Credentials | None = None) -> OAuth:
    app = credentials or Credentials(key="awkey", secret="s3cret")
    return OAuth(line.transport, lambda: app, auth_url="https://www.tiktok.com/")


class Browser:
    """What a browser does to the listener, and what it shows."""

    def __init__(self, login: LoopbackLogin) -> None:
        self.port = urlsplit(login.redirect_uri).port or 0
        self.state = login.url.partition("&state=")[2].partition("&")[0]
        self.shown: list[bytes] = []
        self._threads: list[threading.Thread] = []

    def get(
        self, target: str, *, method: str = "GET", host: str = "", body: bytes | None = None
    ) -> tuple[HTTPResponse, bytes]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            headers = {"Host": host or f"127.0.0.1:{self.port}"}
            connection.request(method, target, body=body, headers=headers)
            response = connection.getresponse()
            return response, response.read()

    def come_back(self, query: str) -> None:
        """Follow TikTok's redirect, which is answered only when the login is over."""
        thread = threading.Thread(
            target=lambda: self.shown.append(self.get(f"/callback/?{query}")[1])
        )
        self._threads.append(thread)
        thread.start()

    def succeed(self, code: str = "code") -> None:
        self.come_back(f"code={quote(code)}&scopes=user.info.basic&state={self.state}")

    def close(self) -> None:
        for thread in self._threads:
            thread.join(10)


class Flow:
    def __init__(self, line: Line, login: LoopbackLogin) -> None:
        self.line, self.login, self.browser = line, login, Browser(login)
