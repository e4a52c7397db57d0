"""A client for the sandbox's tests: it says plainly what goes over the wire."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.sandbox.people import SCOPES, App
from tikscheduler.sandbox.tokens import Grant

REDIRECT = "http://127.0.0.1:50123/callback/"
VERIFIER = "v" * 43
INIT = "/v2/post/publish/video/init/"
DRAFT = "/v2/post/publish/inbox/video/init/"
CREATOR_INFO = "/v2/post/publish/creator_info/query/"
STATUS = "/v2/post/publish/status/fetch/"
CANCEL = "/v2/post/publish/cancel/"
PHOTO = "/v2/post/publish/content/init/"
TOKEN = "/v2/oauth/token/"
REVOKE = "/v2/oauth/revoke/"
AUTHORIZE = "/v2/auth/authorize/"


class FakeClock:
    """Stands still until it is pushed."""

    def __init__(self) -> None:
        self.now = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def push(self, **by: float) -> None:
        self.now += timedelta(**by)


def asking(**changes: str | None) -> dict[str, str]:
    """The parameters of a right authorize request, with changes; None leaves one out."""
    asked: dict[str, str | None] = {
        "client_key": AUDITED.client_key,
        "scope": ",".join(SCOPES),
        "redirect_uri": REDIRECT,
        "state": "a state, unguessable",
        "response_type": "code",
        "code_challenge": hashlib.sha256(VERIFIER.encode()).hexdigest(),
        "code_challenge_method": "S256",
    }
    asked.update(changes)
    return {name: value for name, value in asked.items() if value is not None}


def callback(answer: httpx.Response) -> dict[str, str]:
    """What the redirect tells the loopback listener."""
    assert answer.status_code in {302, 303}
    where = answer.headers["location"]
    assert where.startswith(REDIRECT + "?")
    return dict(parse_qsl(urlsplit(where).query, strict_parsing=True))


def exchange(code: str, /, app: App = AUDITED, **changes: str | None) -> dict[str, str]:
    """The form that trades a code for tokens, with changes; None leaves a field out."""
    form: dict[str, str | None] = {
        "client_key": app.client_key,
        "client_secret": app.client_secret,
        "code": code,
        "grant_type": "authorization_code",
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    form.update(changes)
    return {name: value for name, value in form.items() if value is not None}


def refreshing(token: str, app: App = AUDITED) -> dict[str, str]:
    """The form that trades a refresh token for a new pair."""
    return {
        "client_key": app.client_key,
        "client_secret": app.client_secret,
        "grant_type": "refresh_token",
        "refresh_token": token,
    }


def source(size: int, part: int | None = None, count: int | None = None) -> dict[str, Any]:
    """A source_info for an upload."""
    part = size if part is None else part
    return {
        "source": "FILE_UPLOAD",
        "video_size": size,
        "chunk_size": part,
        "total_chunk_count": max(1, size // part) if count is None else count,
    }


def code_of(answer: httpx.Response) -> str:
    """The error code of an answer in the envelope."""
    code: str = answer.json()["error"]["code"]
    return code


class Caller:
    """One app's connection to one creator's account."""

    def __init__(self, sandbox: Sandbox, http: httpx.Client, grant: Grant) -> None:
        self.sandbox = sandbox
        self.http = http
        self.grant = grant

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.grant.access_token}"}
        return self.http.post(path, json={} if body is None else body, headers=headers, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.grant.access_token}"}
        return self.http.get(path, headers=headers, **more)

    def init(
        self, size: int = 1000, privacy: str | None = "PUBLIC_TO_EVERYONE", **info: Any
    ) -> httpx.Response:
        body = {"post_info": {"privacy_level": privacy, **info}, "source_info": source(size)}
        return self.post(INIT, body)

    def ticket(self, size: int = 1000, part: int | None = None, draft: bool = False) -> Ticket:
        """A started upload."""
        body: dict[str, Any] = {"source_info": source(size, part)}
        if not draft:
            level = self.sandbox.state.creators[self.grant.username].privacy_options[0]
            body["post_info"] = {"privacy_level": level, "title": "A caption"}
        answer = self.post(DRAFT if draft else INIT, body)
        assert answer.status_code == 200, answer.text
        data = answer.json()["data"]
        return Ticket(self, data["publish_id"], data["upload_url"], size, part or size)

    def publish(self, content: bytes, draft: bool = False) -> str:
        """A whole upload in one part; answers the publish_id."""
        ticket = self.ticket(len(content), draft=draft)
        assert ticket.put(content).status_code == 201
        return ticket.publish_id

    def status(self, publish_id: str) -> httpx.Response:
        return self.post(STATUS, {"publish_id": publish_id})

    def state_of(self, publish_id: str) -> str:
        state: str = self.status(publish_id).json()["data"]["status"]
        return state


class Ticket:
    """A started upload: its address and its plan."""

    def __init__(self, caller: Caller, publish_id: str, url: str, size: int, part: int) -> None:
        self.caller = caller
        self.publish_id = publish_id
        self.url = url
        self.size = size
        self.part = part

    def put(
        self, content: bytes | Iterator[bytes], first: int = 0, **headers: str | None
    ) -> httpx.Response:
        """One PUT; headers are changed by name with _ for -, None leaves one out."""
        last = first + (len(content) if isinstance(content, bytes) else self.part) - 1
        sent: dict[str, str | None] = {
            "Content-Type": "video/mp4",
            "Content-Range": f"bytes {first}-{last}/{self.size}",
        }
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        given = {name: value for name, value in sent.items() if value is not None}
        return self.caller.http.put(self.url, content=content, headers=given)


def random_bytes(size: int) -> bytes:
    """Bytes that no other test sends."""
    return secrets.token_bytes(size)
