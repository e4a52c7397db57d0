"""How the sandbox words its answers: the envelope, OAuth's flat body, an upload's headers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

import msgspec
from starlette.responses import Response

from tikscheduler.sandbox.codes import GUIDELINES
from tikscheduler.sandbox.refusals import Refusal

JSON_TYPE = "application/json; charset=utf-8"


class Surface(Enum):
    """The four ways TikTok answers."""

    API = auto()
    OAUTH = auto()
    UPLOAD = auto()
    PAGE = auto()


def json_answer(
    body: Any, log_id: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer with the log id in its header."""
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        headers={"x-tt-logid": log_id, **(headers or {})},
        media_type=JSON_TYPE,
    )


def success(data: Any, log_id: str) -> Response:
    """The envelope of a call that went well (section 2.1): it has an `error` too."""
    body = {"data": data, "error": {"code": "ok", "message": "", "log_id": log_id}}
    return json_answer(body, log_id)


def refused(surface: Surface, refusal: Refusal, log_id: str, oauth_status: int = 200) -> Response:
    """A refusal in the words of the surface it is given on."""
    if surface is Surface.UPLOAD:
        return Response(
            status_code=refusal.status, headers={"x-tt-logid": log_id, **refusal.headers}
        )
    if surface is Surface.OAUTH:
        body = {
            "error": refusal.code,
            "error_description": refusal.message,
            "log_id": log_id,
        }
        status = refusal.status if refusal.status >= 500 else oauth_status
        return json_answer(body, log_id, status=status)
    message = GUIDELINES if refusal.status == 403 else refusal.message
    error = {"code": refusal.code, "message": message, "log_id": log_id}
    return json_answer(
        {"data": {}, "error": error}, log_id, status=refusal.status, headers=refusal.headers
    )
