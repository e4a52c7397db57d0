"""What the caller sees when a fault strikes."""

from __future__ import annotations

import asyncio
import gzip
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tikscheduler.sandbox.answers import JSON_TYPE, Surface, refused
from tikscheduler.sandbox.codes import API_CODES, CREATOR_INFO_200, OAUTH_CODES, OF_STATUS
from tikscheduler.sandbox.faults import DROPS, REDIRECTS, FaultSpec
from tikscheduler.sandbox.refusals import Refusal
from tikscheduler.sandbox.wire import drain, wire_of

if TYPE_CHECKING:
    from tikscheduler.sandbox.calls import Call

Struck: TypeAlias = "Response | None"
"""The answer of a fault, or None where the call goes on (after a delay, with a dead token)."""

PAGE = "<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"
TOO_LONG = 64_000_000

BODIES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "html": ("text/html; charset=utf-8", PAGE.encode),
    "empty": (JSON_TYPE, lambda: b""),
    "malformed": (JSON_TYPE, lambda: b'{"data": {"publish_id": "v_pub_fi'),
    "truncated": (JSON_TYPE, lambda: b'{"data": {"publish_id": "v_pub_fi'),
    "wrong-types": (
        JSON_TYPE,
        lambda: (
            b'{"data": {"publish_id": 7, "upload_url": ["x"], "status": {}, '
            b'"uploaded_bytes": "many", "publicaly_available_post_id": "no list", '
            b'"privacy_level_options": "SELF_ONLY", "user": [], "videos": {}}, '
            b'"access_token": 1, "expires_in": "soon", "error": {"code": "ok"}}'
        ),
    ),
    "list": (JSON_TYPE, lambda: b"[1, 2, 3]"),
    "null": (JSON_TYPE, lambda: b"null"),
    "nan": (JSON_TYPE, lambda: b'{"data": NaN, "error": {"code": "ok"}, "expires_in": NaN}'),
    "deep": (JSON_TYPE, lambda: b"[" * 200_000),
    "big-number": (
        JSON_TYPE,
        lambda: b'{"data": {"uploaded_bytes": ' + b"9" * 5000 + b'}, "error": {"code": "ok"}}',
    ),
    "binary": (JSON_TYPE, lambda: secrets.token_bytes(2048)),
}


async def strike(call: Call, fault: FaultSpec) -> Struck:
    """Do what the fault says."""
    kind = fault.kind
    if kind == "delay":
        await wire_of(call.request).pause(float(fault.value))
        return None
    if kind in {"expire-access", "revoke-refresh", "expire"}:
        _end_validity(call, kind)
        return None
    if kind == "unknown-status" or (kind == "drop-midway" and call.surface is Surface.UPLOAD):
        return None  # the work itself looks at call.fault
    if kind in DROPS:
        return Dropped(half=kind == "cut-off")
    await drain(call.request)
    if kind == "redirect" or kind in REDIRECTS:
        return _redirect(call, fault)
    if kind in BODIES:
        media_type, body = BODIES[kind]
        return Response(body(), media_type=media_type, headers={"x-tt-logid": call.log_id})
    if kind in {"too-long", "gzip-bomb"}:
        return _endless(call, kind)
    return _error(call, fault)


class Dropped(Response):
    """No answer at all, or half of one: the connection is cut."""

    def __init__(self, *, half: bool = False) -> None:
        super().__init__()
        self._half = half

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Cut the connection this request came over."""
        if self._half:
            headers = [(b"content-type", b"application/json"), (b"content-length", b"4000")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b'{"data": {', "more_body": True})
            await asyncio.sleep(0.02)
        scope["app"].state.wire.cut(scope)
        while (await receive())["type"] != "http.disconnect":
            pass


def _end_validity(call: Call, kind: str) -> None:
    if kind == "expire-access" and call.grant is not None:
        call.grant.access_expires = call.now
    elif kind == "expire" and call.post is not None:
        call.post.upload_expires = call.now


def _redirect(call: Call, fault: FaultSpec) -> Response:
    status = int(fault.kind) if fault.kind in REDIRECTS else 302
    target = fault.value or "/control/trap/"
    return Response(status_code=status, headers={"location": target, "x-tt-logid": call.log_id})


def _endless(call: Call, kind: str) -> Response:
    headers = {"x-tt-logid": call.log_id}
    body = b'{"data": {"publish_id": "' + b"x" * TOO_LONG + b'"}, "error": {"code": "ok"}}'
    if kind == "gzip-bomb":
        body = gzip.compress(body, compresslevel=1)
        headers["content-encoding"] = "gzip"
    return Response(body, media_type=JSON_TYPE, headers=headers)


def _error(call: Call, fault: FaultSpec) -> Response:
    kind = fault.kind
    headers: dict[str, Any] = {}
    if kind.isdigit():
        status = int(kind)
        code = OF_STATUS.get(status, "internal_error" if status >= 500 else "invalid_params")
        if call.surface is Surface.OAUTH:
            code = "server_error" if status >= 500 else "invalid_request"
        if fault.value:
            headers["retry-after"] = fault.value
    else:
        code, status = kind, API_CODES.get(kind, 400)
        if call.operation == "creator_info" and kind in CREATOR_INFO_200:
            status = 200
    refusal = Refusal(status, code, f"fault {fault.text}", breach=False)
    refusal.headers.update(headers)
    oauth = int(kind) if kind.isdigit() else call.state.switches.oauth_error_status
    if kind in OAUTH_CODES and kind in {"server_error", "temporarily_unavailable"}:
        oauth = 503
    return refused(call.surface, refusal, call.log_id, oauth)
