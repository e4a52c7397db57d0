"""Who may call what how often: tokens, scopes, windows, caps; and what creator info tells."""

from __future__ import annotations

import httpx
import pytest

from tests.sandbox.caller import (
    CREATOR_INFO,
    DRAFT,
    INIT,
    STATUS,
    Caller,
    FakeClock,
    code_of,
    random_bytes,
    source,
)
from tests.sandbox.conftest import Connect
from tikscheduler.sandbox import Sandbox


def test_every_answer_wears_the_envelope_and_a_log_id(mira: Caller) -> None:
    for answer in (mira.post(CREATOR_INFO), mira.post(STATUS, {"publish_id": "v_none"})):
        body = answer.json()
        assert body.keys() == {"data", "error"}
        assert body["error"].keys() == {"code", "message", "log_id"}
        assert answer.headers["x-tt-logid"] == body["error"]["log_id"]
    assert mira.post(CREATOR_INFO).json()["error"]["code"] == "ok"


@pytest.mark.parametrize("header", [None, "act.made-up", "Bearer act.made-up", "Basic eDp5"])
def test_without_a_token_nothing_goes(http: httpx.Client, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = http.post(CREATOR_INFO, headers=headers)
    assert (answer.status_code, code_of(answer)) == (401, "access_token_invalid")


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        (CREATOR_INFO, "video.publish"),
        (INIT, "video.publish"),
        (DRAFT, "video.upload"),
        (STATUS, "video.publish or video.upload"),
        ("/v2/post/publish/cancel/", "video.publish or video.upload"),
        ("/v2/post/publish/content/init/", "video.publish"),
        ("/v2/video/list/", "video.list"),
        ("/v2/video/query/", "video.list"),
    ],
)
def test_each_call_needs_its_scope_before_it_looks_at_the_body(
    connect: Connect, path: str, scope: str
) -> None:
    others = {"user.info.basic", "video.publish", "video.upload", "video.list"}
    caller = connect(scopes=sorted(others - set(scope.split(" or "))))
    answer = caller.post(path, {"nonsense": True})
    assert (answer.status_code, code_of(answer)) == (401, "scope_not_authorized")


@pytest.mark.parametrize("path", [CREATOR_INFO, INIT, STATUS, "/v2/user/info/", "/v2/oauth/token/"])
def test_the_trailing_slash_is_part_of_the_path(sandbox: Sandbox, mira: Caller, path: str) -> None:
    answer = mira.post(path.rstrip("/"))
    assert answer.status_code == 404
    assert len(sandbox.state.breaches()) == 1


def test_creator_info_tells_public_and_private_accounts_apart(connect: Connect) -> None:
    public = connect().post(CREATOR_INFO).json()["data"]
    private = connect("lena.private").post(CREATOR_INFO).json()["data"]
    quiet = connect("kiki.quiet").post(CREATOR_INFO).json()["data"]
    assert public["privacy_level_options"] == [
        "PUBLIC_TO_EVERYONE",
        "MUTUAL_FOLLOW_FRIENDS",
        "SELF_ONLY",
    ]
    assert private["privacy_level_options"][0] == "FOLLOWER_OF_CREATOR"
    assert private["duet_disabled"] is True
    assert quiet["comment_disabled"] is True
    assert quiet["max_video_post_duration_sec"] == 60
    assert public["creator_username"] == "mira.films"
    assert public["creator_nickname"] == "Mira Films"


def test_the_avatar_is_a_picture(mira: Caller, http: httpx.Client) -> None:
    url = mira.post(CREATOR_INFO).json()["data"]["creator_avatar_url"]
    picture = http.get(url)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_creator_info_needs_no_body(mira: Caller, http: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {mira.grant.access_token}"}
    assert http.post(CREATOR_INFO, headers=headers).status_code == 200


def test_a_banned_creator_hears_it_with_200_from_creator_info_and_403_from_init(
    sandbox: Sandbox, mira: Caller
) -> None:
    sandbox.state.creators["mira.films"].banned = True
    for answer, status in (
        (mira.post(CREATOR_INFO), 200),
        (mira.init(), 403),
        (mira.post(DRAFT, {"source_info": source(10)}), 403),
    ):
        assert answer.status_code == status
        assert code_of(answer) == "spam_risk_user_banned_from_posting"


def test_fifteen_direct_posts_a_day_and_no_more(
    sandbox: Sandbox, mira: Caller, clock: FakeClock
) -> None:
    sandbox.switches.rate_limits = False
    for _ in range(15):
        mira.publish(random_bytes(10))
    refused = mira.init()
    assert (refused.status_code, code_of(refused)) == (403, "spam_risk_too_many_posts")
    info = mira.post(CREATOR_INFO)
    assert (info.status_code, code_of(info)) == (200, "spam_risk_too_many_posts")
    clock.push(hours=24)
    mira.grant = sandbox.state.issue("mira.films")
    assert mira.init().status_code == 200
    assert sandbox.state.breaches() == []


def test_five_pending_drafts_and_no_more(sandbox: Sandbox, mira: Caller, clock: FakeClock) -> None:
    drafts = [mira.publish(random_bytes(10), draft=True) for _ in range(5)]
    refused = mira.post(DRAFT, {"source_info": source(10)})
    assert (refused.status_code, code_of(refused)) == (403, "spam_risk_too_many_pending_share")
    for _ in range(2):
        mira.status(drafts[0])
    sandbox.state.post_draft(drafts[0])
    clock.push(minutes=1)
    assert mira.post(DRAFT, {"source_info": source(10)}).status_code == 200


@pytest.mark.parametrize(
    ("path", "limit"), [(CREATOR_INFO, 20), (INIT, 6), (DRAFT, 6), (STATUS, 30)]
)
def test_each_call_has_its_minute(
    sandbox: Sandbox, mira: Caller, clock: FakeClock, connect: Connect, path: str, limit: int
) -> None:
    answers = [mira.post(path) for _ in range(limit + 1)]
    assert [answer.status_code == 429 for answer in answers] == [False] * limit + [True]
    assert code_of(answers[-1]) == "rate_limit_exceeded"
    assert connect("jonas.cooks").post(path).status_code != 429
    clock.push(seconds=59)
    assert mira.post(path).status_code == 429
    clock.push(seconds=1)
    assert mira.post(path).status_code != 429
    sandbox.switches.rate_limits = False
    assert all(mira.post(path).status_code != 429 for _ in range(limit + 1))


def test_a_new_token_opens_no_new_window(sandbox: Sandbox, mira: Caller) -> None:
    for _ in range(6):
        mira.init()
    mira.grant = sandbox.state.issue("mira.films")
    assert mira.init().status_code == 429
