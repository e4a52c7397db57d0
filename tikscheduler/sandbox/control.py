"""The control API: what came in, what was broken, and what shall go wrong next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tikscheduler.domain.errors import InputError
from tikscheduler.sandbox import desk
from tikscheduler.sandbox.faults import FaultSpec
from tikscheduler.sandbox.people import Creator
from tikscheduler.sandbox.refusals import Refusal, breach_of
from tikscheduler.sandbox.state import SandboxState
from tikscheduler.sandbox.switches import Switches

Answer = Callable[[SandboxState, dict[str, Any]], Any]


def _published(state: SandboxState, asked: dict[str, Any]) -> Any:
    return state.published()


def _duplicates(state: SandboxState, asked: dict[str, Any]) -> Any:
    return state.duplicates()


def _breaches(state: SandboxState, asked: dict[str, Any]) -> Any:
    return state.breaches()


def _clear_breaches(state: SandboxState, asked: dict[str, Any]) -> Any:
    state.breach_list.clear()
    return []


def _faults(state: SandboxState, asked: dict[str, Any]) -> Any:
    return [_shown(fault) for fault in state.faults.all()]


def _add_faults(state: SandboxState, asked: dict[str, Any]) -> Any:
    specs = asked.get("faults", asked.get("fault", []))
    specs = [specs] if isinstance(specs, str) else specs
    if not specs or not isinstance(specs, list):
        raise ValueError('Send {"fault": "init:500*2"}, or a list of them as "faults".')
    state.add_faults([str(spec) for spec in specs])
    return _faults(state, asked)


def _clear_faults(state: SandboxState, asked: dict[str, Any]) -> Any:
    state.clear_faults()
    return []


def _auto_login(state: SandboxState, asked: dict[str, Any]) -> Any:
    state.set_auto_login(str(asked.get("account") or ""))
    return {"account": state.auto_login}


def _post_draft(state: SandboxState, asked: dict[str, Any]) -> Any:
    return state.post_draft(str(asked.get("publish_id", "")))


def _creators(state: SandboxState, asked: dict[str, Any]) -> Any:
    return [asdict(creator) for creator in state.creators.values()]


def _change_creator(state: SandboxState, asked: dict[str, Any]) -> Any:
    creator = state.creator(str(asked.pop("account", "")))
    _change(creator, asked, Creator)
    return asdict(creator)


def _switches(state: SandboxState, asked: dict[str, Any]) -> Any:
    return asdict(state.switches)


def _change_switches(state: SandboxState, asked: dict[str, Any]) -> Any:
    _change(state.switches, asked, Switches)
    return asdict(state.switches)


def _expire_uploads(state: SandboxState, asked: dict[str, Any]) -> Any:
    state.expire_uploads()
    return {}


def _change(thing: Any, asked: dict[str, Any], shape: Any) -> None:
    """Set the named fields, all or none; `InputError` names one that is wrong."""
    known = asdict(thing)
    for name in asked:
        if name not in known:
            raise InputError(f"There is no “{name}”; known are {', '.join(known)}.")
    try:
        checked = msgspec.convert(known | asked, shape)
    except msgspec.ValidationError as error:
        raise InputError(f"{error}.") from None
    for name in asked:
        setattr(thing, name, getattr(checked, name))


def _shown(fault: FaultSpec) -> dict[str, Any]:
    return {"fault": fault.text, "times_left": fault.times}


ANSWERS: dict[tuple[str, str], Answer] = {
    ("GET", "/control/published"): _published,
    ("GET", "/control/duplicates"): _duplicates,
    ("GET", "/control/breaches"): _breaches,
    ("DELETE", "/control/breaches"): _clear_breaches,
    ("GET", "/control/faults"): _faults,
    ("POST", "/control/faults"): _add_faults,
    ("DELETE", "/control/faults"): _clear_faults,
    ("POST", "/control/auto-login"): _auto_login,
    ("POST", "/control/post-draft"): _post_draft,
    ("GET", "/control/creators"): _creators,
    ("POST", "/control/creators"): _change_creator,
    ("GET", "/control/switches"): _switches,
    ("POST", "/control/switches"): _change_switches,
    ("POST", "/control/expire-uploads"): _expire_uploads,
}


def routes(state: SandboxState) -> list[Route]:
    """Every call of the control API, and the page for people."""

    async def show(request: Request) -> Response:
        return desk.show(state)

    async def change(request: Request) -> Response:
        problem = desk.change(state, (await request.body()).decode("utf-8", "replace"))
        return desk.show(state, problem) if problem else RedirectResponse("/control/", 303)

    async def trap(request: Request) -> Response:
        rule = Refusal(200, "ok", "a redirect was followed; calls and uploads must refuse them")
        breach = breach_of(rule, operation="redirect", account="", now=state.now(), refused=False)
        state.breach_list.add(breach)
        return _json({"message": breach.rule}, 200)

    found = [
        Route(path, _handler(state, answer), methods=[method])
        for (method, path), answer in ANSWERS.items()
    ]
    pages = [
        Route("/control/", show, methods=["GET"]),
        Route("/control/", change, methods=["POST"]),
        Route("/control/trap/", trap, methods=["GET", "POST", "PUT"]),
    ]
    return found + pages


def _handler(state: SandboxState, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        body = await request.body()
        try:
            asked = msgspec.json.decode(body or b"{}", type=dict[str, Any])
            return _json(answer(state, asked), 200)
        except (InputError, ValueError) as error:
            return _json({"error": str(error)}, 400)

    return handle


def _json(body: Any, status: int) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
