"""The token endpoint and revoking (`tiktok-api.md` sections 1.6 to 1.8 and 11)."""

from __future__ import annotations

import re
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import parse_qsl

from starlette.responses import Response

from tikscheduler.sandbox.answers import json_answer
from tikscheduler.sandbox.calls import Call
from tikscheduler.sandbox.people import App
from tikscheduler.sandbox.refusals import Refusal
from tikscheduler.sandbox.tokens import Code, Grant

FORM = "application/x-www-form-urlencoded"
VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}", re.ASCII)
GRANTS = {
    "authorization_code": ("code", "redirect_uri", "code_verifier"),
    "refresh_token": ("refresh_token",),
}


async def token(call: Call) -> Response:
    """`POST /v2/oauth/token/`: trade a code or a refresh token for a new pair."""
    form = await _form(call)
    kind = _field(form, "grant_type")
    if kind not in GRANTS:
        raise Refusal(400, "unsupported_grant_type", f"grant_type {kind!r} is not supported")
    app = _app(call, form)
    values = {name: _field(form, name) for name in GRANTS[kind]}
    if kind == "refresh_token":
        grant = _refreshed(call, app, values["refresh_token"])
    else:
        grant = _exchanged(call, app, values)
    body = {
        "open_id": grant.open_id,
        "scope": ",".join(sorted(grant.scopes)),
        "access_token": grant.access_token,
        "expires_in": grant.expires_in,
        "refresh_token": grant.refresh_token,
        "refresh_expires_in": grant.refresh_expires_in,
        "token_type": "Bearer",
    }
    return json_answer(body, call.log_id, headers={"cache-control": "no-store"})


async def revoke(call: Call) -> Response:
    """`POST /v2/oauth/revoke/`: both tokens are dead afterwards; an empty object is the answer."""
    form = await _form(call)
    app = _app(call, form)
    grant = call.state.tokens.by_access(_field(form, "token"))
    if grant is None or grant.client_key != app.client_key:
        raise Refusal(400, "invalid_request", "revoke: this app has no such access token")
    call.grant = grant
    call.state.tokens.revoke(grant)
    return json_answer({}, call.log_id)


async def _form(call: Call) -> dict[str, str]:
    given = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await call.body()
    if given != FORM:
        raise Refusal(400, "invalid_request", f"the body must be {FORM}, not {given or 'nothing'}")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body))
    except (UnicodeDecodeError, ValueError):
        raise Refusal(400, "invalid_request", "the body is no form") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise Refusal(400, "invalid_request", "a field is given twice")
    return form


def _field(form: dict[str, str], name: str) -> str:
    value = form.get(name, "")
    if not value:
        raise Refusal(400, "invalid_request", f"{name} is missing")
    return value


def _app(call: Call, form: dict[str, str]) -> App:
    key, secret = _field(form, "client_key"), _field(form, "client_secret")
    app = call.state.apps.get(key)
    if app is None or not compare_digest(app.client_secret.encode(), secret.encode()):
        raise Refusal(
            401,
            "invalid_client",
            "client_key or client_secret is wrong",
            message="Client key or secret is incorrect.",
        )
    return app


def _exchanged(call: Call, app: App, values: dict[str, str]) -> Grant:
    code = call.state.tokens.code(values["code"])
    if code is None or code.client_key != app.client_key:
        raise _dead_code("the code is unknown", breach=True)
    if code.used:
        raise _dead_code("the code was used before", breach=True)
    if call.now >= code.expires:
        raise _dead_code("the code has expired", breach=False)
    if values["redirect_uri"] != code.redirect_uri:
        raise Refusal(
            400,
            "invalid_request",
            "redirect_uri is not the one sent to authorize",
            message="Redirect_uri is not matched with the uri when requesting code.",
        )
    _check_verifier(values["code_verifier"], code)
    code.used = True
    call.grant = call.state.tokens.issue(app, code.username, code.scopes, call.now)
    return call.grant


def _dead_code(rule: str, *, breach: bool) -> Refusal:
    return Refusal(
        400, "invalid_grant", rule, breach=breach, message="Authorization code is expired."
    )


def _check_verifier(verifier: str, code: Code) -> None:
    shaped = VERIFIER.fullmatch(verifier) is not None
    wanted = sha256(verifier.encode()).hexdigest()
    if not shaped or not compare_digest(wanted, code.challenge.lower()):
        rule = "code_verifier does not fit code_challenge (hex of its SHA-256)"
        if not shaped:
            rule = "code_verifier must have 43 to 128 characters A-Z a-z 0-9 - . _ ~"
        raise Refusal(
            400,
            "invalid_request",
            rule,
            message="Code verifier or code challenge is invalid.",
        )


def _refreshed(call: Call, app: App, text: str) -> Grant:
    old = call.state.tokens.by_refresh(text)
    if old is None or old.client_key != app.client_key:
        raise _dead_refresh("the refresh token is unknown or another app's", breach=True)
    call.grant = old
    if call.fault is not None and call.fault.kind == "revoke-refresh":
        call.state.tokens.revoke(old)
    if old.revoked or call.now >= old.refresh_expires:
        raise _dead_refresh("the refresh token is dead", breach=False)
    if old.refreshed:
        raise _dead_refresh("the refresh token was used before", breach=True)
    call.grant = call.state.tokens.rotate(old, app, call.now)
    return call.grant


def _dead_refresh(rule: str, *, breach: bool) -> Refusal:
    return Refusal(
        400, "invalid_grant", rule, breach=breach, message="Refresh token is invalid or expired."
    )
