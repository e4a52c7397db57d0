"""One request on its way through the sandbox: who calls, faults that strike, the answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from tikscheduler.sandbox.answers import Surface, refused
from tikscheduler.sandbox.fault_answers import strike
from tikscheduler.sandbox.faults import FaultSpec
from tikscheduler.sandbox.people import App, Creator
from tikscheduler.sandbox.publications import Publication
from tikscheduler.sandbox.refusals import Refusal, breach_of
from tikscheduler.sandbox.state import SandboxState
from tikscheduler.sandbox.tokens import Grant
from tikscheduler.sandbox.wire import drain

log = logging.getLogger(__name__)

MAX_BODY = 1_000_000


@dataclass(slots=True, kw_only=True)
class Call:
    """One request and what is known about it."""

    state: SandboxState
    request: Request
    operation: str
    surface: Surface
    now: datetime
    log_id: str
    grant: Grant | None = None
    post: Publication | None = None
    fault: FaultSpec | None = None

    @property
    def account(self) -> str:
        """The creator this call is for, "" where it is not known."""
        if self.grant is not None:
            return self.grant.username
        return self.post.username if self.post is not None else ""

    @property
    def creator(self) -> Creator:
        """The creator of the token."""
        assert self.grant is not None  # noqa: S101
        return self.state.creators[self.grant.username]

    @property
    def app(self) -> App:
        """The app of the token."""
        assert self.grant is not None  # noqa: S101
        return self.state.apps[self.grant.client_key]

    def authorise(self, scope: str) -> Grant:
        """First the token, then the scope (section 11)."""
        grant = self._live_grant()
        if scope not in grant.scopes:
            raise Refusal(401, "scope_not_authorized", f"the token was not granted {scope}")
        return grant

    def authorise_any(self, scopes: Iterable[str]) -> Grant:
        """First the token, then one of several scopes."""
        grant = self._live_grant()
        if grant.scopes.isdisjoint(scopes):
            names = " nor ".join(scopes)
            raise Refusal(401, "scope_not_authorized", f"the token was not granted {names}")
        return grant

    def limit(self, kind: str) -> None:
        """Take a place in this user's window for calls of this kind."""
        assert self.grant is not None  # noqa: S101
        switches = self.state.switches
        if switches.rate_limits and not self.state.windows.take(self.grant.open_id, kind, self.now):
            raise Refusal(429, "rate_limit_exceeded", f"too many {kind} calls in one minute")

    def _live_grant(self) -> Grant:
        if self.grant is None:
            raise Refusal(401, "access_token_invalid", "there is no valid bearer token")
        if self.grant.revoked or self.now >= self.grant.access_expires:
            raise Refusal(401, "access_token_invalid", "the access token is dead", breach=False)
        return self.grant

    async def body(self) -> bytes:
        """The whole body of a small request."""
        announced = self.request.headers.get("content-length", "0")
        if announced.isdigit() and int(announced) > MAX_BODY:
            raise Refusal(400, "invalid_params", "the body is too long")
        return await self.request.body()


Work = Callable[[Call], Awaitable[Response]]


def endpoint(
    state: SandboxState, operation: str, surface: Surface, work: Work
) -> Callable[[Request], Awaitable[Response]]:
    """The route of one operation: find the caller, let a fault strike, else do the work."""

    async def handle(request: Request) -> Response:
        now = state.now()
        call = Call(
            state=state,
            request=request,
            operation=operation,
            surface=surface,
            now=now,
            log_id=state.log_id(now),
        )
        identify(call)
        call.fault = _fault_for(call)
        return await _answer(call, work)

    return handle


async def _answer(call: Call, work: Work) -> Response:
    fault = call.fault
    if fault is None:
        return await attempt(call, work)
    log.info("fault %s strikes %s", fault.text, call.operation)
    if fault.after:
        answer = await attempt(call, work)
        return await strike(call, fault) or answer
    return await strike(call, fault) or await attempt(call, work)


async def attempt(call: Call, work: Work) -> Response:
    """Do the work; a refusal becomes an answer, and an entry in the list of breaches."""
    try:
        answer = await work(call)
    except Refusal as refusal:
        await drain(call.request)
        note(call, refusal)
        status = call.state.switches.oauth_error_status
        return refused(call.surface, refusal, call.log_id, status)
    answer.headers.setdefault("x-tt-logid", call.log_id)
    return answer


def note(call: Call, refusal: Refusal, *, refused: bool = True) -> None:
    """Keep a broken rule in the list."""
    if refusal.breach:
        breach = breach_of(
            refusal,
            operation=call.operation,
            account=call.account,
            now=call.now,
            refused=refused,
        )
        call.state.breach_list.add(breach)
    else:
        log.debug("%s refused: %s", call.operation, refusal.rule)


def identify(call: Call) -> None:
    """Find out whose token or whose upload address this is."""
    if call.surface is Surface.API:
        kind, _, token = call.request.headers.get("authorization", "").partition(" ")
        if kind == "Bearer":
            call.grant = call.state.tokens.by_access(token.strip())
    elif call.surface is Surface.UPLOAD:
        query = call.request.query_params
        call.post = call.state.posts.by_upload(
            query.get("upload_id", ""), query.get("upload_token", "")
        )


def _fault_for(call: Call) -> FaultSpec | None:
    faults = call.state.faults
    if not faults.pending:
        return None
    part, last = 0, False
    if call.post is not None:
        index = _part_index(call)
        part, last = index + 1, index == call.post.part_count - 1
    return faults.take(call.operation, call.account, part, last)


def _part_index(call: Call) -> int:
    assert call.post is not None  # noqa: S101
    words = call.request.headers.get("content-range", "").removeprefix("bytes ")
    first = words.partition("-")[0]
    index = call.post.part_at(int(first)) if first.isascii() and first.isdigit() else None
    return -1 if index is None else index
