"""The routes: which path is which operation. Trailing slashes are part of every path."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tikscheduler.sandbox import authorize, control, oauth, photos, posting, profiles, showcase
from tikscheduler.sandbox.answers import Surface, refused
from tikscheduler.sandbox.calls import Work, endpoint
from tikscheduler.sandbox.refusals import Refusal, breach_of
from tikscheduler.sandbox.state import SandboxState
from tikscheduler.sandbox.upload import put_part
from tikscheduler.sandbox.wire import Wire, drain

API: list[tuple[str, str, str, Work]] = [
    ("/v2/post/publish/status/fetch/", "POST", "status", posting.status),
    ("/v2/post/publish/video/init/", "POST", "init", posting.init_direct),
    ("/v2/post/publish/inbox/video/init/", "POST", "init", posting.init_draft),
    ("/v2/post/publish/creator_info/query/", "POST", "creator_info", posting.creator_info),
    ("/v2/post/publish/content/init/", "POST", "photo", photos.init_photo),
    ("/v2/post/publish/cancel/", "POST", "cancel", posting.cancel),
    ("/v2/user/info/", "GET", "user_info", profiles.user_info),
    ("/v2/video/list/", "POST", "video_list", profiles.video_list),
    ("/v2/video/query/", "POST", "video_query", profiles.video_query),
]


def build_app(state: SandboxState, wire: Wire) -> Starlette:
    """The ASGI application of one sandbox."""
    upload = endpoint(state, "part", Surface.UPLOAD, put_part)
    routes = [Route("/upload/", upload, methods=["PUT"])]
    for path, method, operation, work in API:
        routes.append(Route(path, endpoint(state, operation, Surface.API, work), methods=[method]))
    for path, operation, work in (
        ("/v2/oauth/token/", "token", oauth.token),
        ("/v2/oauth/revoke/", "revoke", oauth.revoke),
    ):
        handler = endpoint(state, operation, Surface.OAUTH, work)
        routes.append(Route(path, handler, methods=["POST"]))
    routes += authorize.routes(state) + showcase.routes(state) + control.routes(state)
    app = Starlette(routes=routes, exception_handlers={HTTPException: _not_found(state)})
    app.router.redirect_slashes = False
    app.state.wire = wire
    return app


def _not_found(
    state: SandboxState,
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        now = state.now()
        log_id = state.log_id(now)
        path = request.url.path
        refusal = Refusal(error.status_code, "unsupported_path", f"{request.method} {path}: none")
        if path.startswith(("/v2/", "/upload")):
            state.breach_list.add(breach_of(refusal, operation=path, account="", now=now))
        await drain(request)
        return refused(Surface.API, refusal, log_id)

    return answer
