"""The front page: what is published, to look at and to play."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from tikscheduler.sandbox.pages import avatar, bar, page
from tikscheduler.sandbox.people import Creator
from tikscheduler.sandbox.portraits import portrait
from tikscheduler.sandbox.publications import COMPLETE, FAILED, IN_INBOX, Publication
from tikscheduler.sandbox.state import SandboxState

STYLE = """
.creator { display: flex; align-items: center; gap: 12px; margin: 32px 0 14px }
.creator h2 { margin: 0; line-height: 1.2 }
.grid { display: grid; gap: 16px; align-items: start;
  grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)) }
.post { overflow: hidden; display: flex; flex-direction: column }
.post video, .post .still { width: 100%; aspect-ratio: 9 / 16; object-fit: contain;
  background: #000; display: grid; place-items: center; color: #9ba1ad; font-size: 13px }
.post div.text { padding: 12px 14px 14px; display: flex; flex-direction: column; gap: 8px }
.post p { margin: 0; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 4;
  -webkit-box-orient: vertical; overflow: hidden }
.empty { padding: 56px 24px; text-align: center; margin-top: 24px }
"""
WORDS = {
    COMPLETE: ("Published", "good"),
    IN_INBOX: ("In the inbox", ""),
    FAILED: ("Failed", "bad"),
}
AUDIENCE = {
    "PUBLIC_TO_EVERYONE": "Everyone",
    "MUTUAL_FOLLOW_FRIENDS": "Friends",
    "FOLLOWER_OF_CREATOR": "Followers",
    "SELF_ONLY": "Only me",
}


def routes(state: SandboxState) -> list[Route]:
    """The page, the videos on it, and the pictures."""

    async def home(request: Request) -> Response:
        return _home(state)

    async def media(request: Request) -> Response:
        return _media(state, request.path_params["publish_id"])

    async def picture(request: Request) -> Response:
        name = request.path_params["name"]
        return Response(portrait(name), media_type="image/png")

    return [
        Route("/", home, methods=["GET"]),
        Route("/media/{publish_id}", media, methods=["GET"]),
        Route("/avatars/{name}.png", picture, methods=["GET"]),
        Route("/covers/{name}.png", picture, methods=["GET"]),
    ]


def _media(state: SandboxState, publish_id: str) -> Response:
    post = state.posts.find(publish_id)
    if post is None or not post.complete or post.file is None:
        return PlainTextResponse("There is no such video.", status_code=404)
    # FileResponse answers Range requests, without which a browser cannot seek.
    return FileResponse(post.file, media_type=post.content_type)


def _home(state: SandboxState) -> Response:
    state.settle()
    by_creator: dict[str, list[Publication]] = {}
    for post in reversed(state.posts.all()):
        if post.complete:
            by_creator.setdefault(post.username, []).append(post)
    if by_creator:
        body = "".join(_creator(state.creators[name], posts) for name, posts in by_creator.items())
    else:
        body = (
            "<div class='card empty'><h2 style='margin-top:0'>Nothing is published yet</h2>"
            "<p class=soft>Posts appear here once an app has uploaded them. Point an app at "
            "this address and connect one of the accounts.</p></div>"
        )
    return page("TikTok sandbox", f"{bar()}<main><h1>Posts</h1>{body}</main>", style=STYLE)


def _creator(creator: Creator, posts: list[Publication]) -> str:
    word = "post" if len(posts) == 1 else "posts"
    return (
        f"<section><div class=creator>{avatar(creator.username, 44)}<div>"
        f"<h2>{escape(creator.nickname)}</h2><span class='soft small'>"
        f"@{escape(creator.username)} · {len(posts)} {word}</span></div></div>"
        f"<div class=grid>{''.join(_post(post) for post in posts)}</div></section>"
    )


def _post(post: Publication) -> str:
    word, kind = WORDS.get(post.status, ("Processing", ""))
    if post.status == FAILED:
        word = f"Failed: {post.fail_reason}"
    audience = AUDIENCE.get(post.privacy, "Draft")
    moment = post.live_at or post.completed_at
    when = f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else ""
    caption = escape(post.caption) or "<span class=soft>No caption</span>"
    return (
        f"<article class='card post'>{_picture(post)}<div class=text><p>{caption}</p>"
        f"<div><span class='tag {kind}'>{escape(word)}</span> "
        f"<span class=tag>{audience}</span></div>"
        f"<span class='soft small'>{when}</span></div></article>"
    )


def _picture(post: Publication) -> str:
    if post.file is None:
        return "<div class=still>Pulled from a URL</div>"
    return (
        f'<video controls preload=metadata playsinline src="/media/{escape(post.publish_id)}">'
        "</video>"
    )
