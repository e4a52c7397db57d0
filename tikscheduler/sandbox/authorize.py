"""The authorize page: whoever is at the browser allows or denies (sections 1.3 to 1.5, 11)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qs, quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tikscheduler.sandbox import consent
from tikscheduler.sandbox.fault_answers import Dropped
from tikscheduler.sandbox.faults import FaultSpec
from tikscheduler.sandbox.pages import page
from tikscheduler.sandbox.people import App
from tikscheduler.sandbox.refusals import Refusal, breach_of
from tikscheduler.sandbox.state import SandboxState

PATH = "/v2/auth/authorize/"
PARAMETERS = (
    "client_key",
    "scope",
    "redirect_uri",
    "state",
    "response_type",
    "code_challenge",
    "code_challenge_method",
)
CHALLENGE = re.compile(r"[0-9a-f]{64}")


def routes(state: SandboxState) -> list[Route]:
    """The page and its form."""

    async def show(request: Request) -> Response:
        return _show(state, dict(request.query_params))

    async def decide(request: Request) -> Response:
        fields = parse_qs((await request.body()).decode("utf-8", "replace"), True)
        return _decide(state, fields)

    return [Route(PATH, show, methods=["GET"]), Route(PATH, decide, methods=["POST"])]


def _show(state: SandboxState, asked: Mapping[str, str]) -> Response:
    try:
        app = _checked(state, asked)
    except Refusal as refusal:
        return _wrong(state, refusal)
    if state.auto_login:
        return _allow(state, app, asked, state.auto_login, _scopes(asked))
    hidden = {name: asked.get(name, "") for name in PARAMETERS}
    return consent.ask(app, list(state.creators.values()), hidden, _scopes(asked))


def _decide(state: SandboxState, fields: Mapping[str, list[str]]) -> Response:
    asked = {name: values[0] for name, values in fields.items()}
    try:
        app = _checked(state, asked)
    except Refusal as refusal:
        return _wrong(state, refusal)
    if asked.get("decision", "allow") == "deny":
        return _failed(asked, "access_denied", "The user denied the request.")
    username = asked.get("account", "")
    if username not in state.creators:
        return _page_error("account", f"there is no creator “{username}”")
    scopes = _scopes(asked)
    if "choose" in asked:
        ticked = set(fields.get("grant", ())) | {consent.ALWAYS_GRANTED}
        scopes = [scope for scope in scopes if scope in ticked]
    return _allow(state, app, asked, username, scopes)


def _checked(state: SandboxState, asked: Mapping[str, str]) -> App:
    """The app, once every parameter is right; a `Refusal` whose code is the parameter's name."""
    app = state.apps.get(asked.get("client_key", ""))
    if app is None:
        raise _parameter("client_key", "is missing or unknown")
    scopes = _scopes(asked)
    if not scopes or not app.scopes.issuperset(scopes):
        raise _parameter("scope", f"is not a comma list of the app's scopes: {asked.get('scope')}")
    if not app.takes_redirect(asked.get("redirect_uri", "")):
        raise _parameter("redirect_uri", "matches no registered one")
    if asked.get("response_type") != "code":
        raise _parameter("response_type", "must be code")
    challenge = asked.get("code_challenge", "")
    if state.switches.lenient_challenge:
        challenge = challenge.lower()
    if not CHALLENGE.fullmatch(challenge):
        raise _parameter("code_challenge", "must be 64 lower-case hex digits")
    if asked.get("code_challenge_method") != "S256":
        raise _parameter("code_challenge_method", "must be S256")
    if not asked.get("state"):
        raise _parameter("state", "is missing")
    return app


def _parameter(name: str, rule: str) -> Refusal:
    return Refusal(400, name, f"{name} {rule}")


def _scopes(asked: Mapping[str, str]) -> list[str]:
    return asked.get("scope", "").split(",") if asked.get("scope") else []


def _wrong(state: SandboxState, refusal: Refusal) -> Response:
    now = state.now()
    state.breach_list.add(breach_of(refusal, operation="authorize", account="", now=now))
    return _page_error(refusal.code, refusal.rule)


def _page_error(parameter: str, rule: str) -> Response:
    body = (
        "<main class=narrow><div class='card' style='padding:28px'>"
        "<h1>Something went wrong</h1>"
        "<p class=soft>We couldn't log you in with TikTok. This may be due to specific app "
        "settings.</p><p>If you're a developer, correct the following and try again:</p>"
        f"<p><code>{escape(parameter)}</code></p>"
        f"<p class='soft small'>Sandbox: {escape(rule)}.</p></div></main>"
    )
    return page("Something went wrong", body, status=400)


def _allow(
    state: SandboxState, app: App, asked: Mapping[str, str], username: str, scopes: list[str]
) -> Response:
    fault = state.faults.take("authorize", username)
    if fault is not None:
        if (answer := _struck(fault, asked)) is not None:
            return answer
        if fault.kind == "without":
            scopes = [scope for scope in scopes if scope not in fault.value.split("+")]
    code = state.tokens.issue_code(
        app,
        username,
        frozenset(scopes),
        redirect_uri=asked["redirect_uri"],
        challenge=asked["code_challenge"],
        now=state.now(),
    )
    given = "not-the-state-you-sent" if _is(fault, "wrong-state") else asked["state"]
    # `*` and `!` of the code are encoded too, as TikTok does it.
    query = urlencode(
        {"code": code, "scopes": ",".join(scopes), "state": given}, quote_via=quote, safe=""
    )
    return RedirectResponse(f"{asked['redirect_uri']}?{query}", status_code=302)


def _is(fault: FaultSpec | None, kind: str) -> bool:
    return fault is not None and fault.kind == kind


def _struck(fault: FaultSpec, asked: Mapping[str, str]) -> Response | None:
    if fault.kind == "deny":
        return _failed(asked, "access_denied", "The user denied the request.")
    if fault.kind == "error_type":
        return _failed(asked, "access_denied", "The request was refused.", fault.value)
    if fault.kind == "page-error":
        return _page_error(fault.value or "client_key", f"fault {fault.text}")
    if fault.kind == "drop":
        return Dropped()
    return None


def _failed(
    asked: Mapping[str, str], error: str, description: str, error_type: str = ""
) -> Response:
    answer = {"error": error, "error_description": description, "state": asked["state"]}
    if error_type:
        answer["error_type"] = error_type
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", status_code=302)
