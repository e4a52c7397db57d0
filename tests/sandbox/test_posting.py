"""Creator info and init keep TikTok's rules, in TikTok's order."""

from __future__ import annotations

from typing import Any

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
from tikscheduler.sandbox import UNAUDITED, Sandbox

MB = 1_000_000
MIB = 1024 * 1024


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


def test_init_answers_an_id_and_an_address(mira: Caller, sandbox: Sandbox) -> None:
    data = mira.init().json()["data"]
    assert data["publish_id"].startswith("v_pub_file~v2")
    assert len(data["publish_id"]) <= 64
    assert data["upload_url"].startswith(sandbox.url)
    assert len(data["upload_url"]) <= 256
    draft = mira.post(DRAFT, {"source_info": source(10)}).json()["data"]
    assert draft["publish_id"].startswith("v_inbox_file~v2")


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"post_info": {"privacy_level": "SELF_ONLY"}},
        {"source_info": source(10)},
        {"post_info": {"privacy_level": 1}, "source_info": source(10)},
        {"post_info": {"privacy_level": "SELF_ONLY", "title": 5}, "source_info": source(10)},
        {
            "post_info": {"privacy_level": "SELF_ONLY", "disable_duet": "true"},
            "source_info": source(10),
        },
        {
            "post_info": {"privacy_level": "SELF_ONLY"},
            "source_info": source(10) | {"video_size": "10"},
        },
        {"post_info": {"privacy_level": "SELF_ONLY"}, "source_info": {"source": "FILE_UPLOAD"}},
        {"post_info": {"privacy_level": "SELF_ONLY"}, "source_info": {"source": "CARRIER_PIGEON"}},
        {"post_info": {"privacy_level": "SELF_ONLY"}, "source_info": {"source": "PULL_FROM_URL"}},
    ],
)
def test_a_body_of_another_shape_is_invalid(mira: Caller, body: Any) -> None:
    answer = mira.post(INIT, body)
    assert (answer.status_code, code_of(answer)) == (400, "invalid_params")


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[" * 100_000, b"\xff"])
def test_a_body_that_is_no_json_is_invalid(
    mira: Caller, http: httpx.Client, content: bytes
) -> None:
    headers = {
        "Authorization": f"Bearer {mira.grant.access_token}",
        "Content-Type": "application/json; charset=UTF-8",
    }
    answer = http.post(INIT, content=content, headers=headers)
    assert (answer.status_code, code_of(answer)) == (400, "invalid_params")


def test_a_body_must_say_that_it_is_json(mira: Caller, http: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {mira.grant.access_token}", "Content-Type": "text/plain"}
    answer = http.post(INIT, content=b"{}", headers=headers)
    assert (answer.status_code, code_of(answer)) == (400, "invalid_params")
    too_long = mira.post(INIT, {"padding": "x" * MB})
    assert (too_long.status_code, code_of(too_long)) == (400, "invalid_params")


def test_the_caption_is_counted_in_utf16_units(mira: Caller) -> None:
    assert mira.init(title="🎬" * 1100).status_code == 200
    for title in ("🎬" * 1100 + ".", "x" * 2201):
        answer = mira.init(title=title)
        assert (answer.status_code, code_of(answer)) == (400, "invalid_params")


@pytest.mark.parametrize("level", [None, "", "PUBLIC", "FOLLOWER_OF_CREATOR"])
def test_a_privacy_level_the_creator_has_not_is_a_mismatch(mira: Caller, level: str | None) -> None:
    answer = mira.init(privacy=level)
    assert (answer.status_code, code_of(answer)) == (403, "privacy_level_option_mismatch")


def test_a_private_account_cannot_post_to_everyone(connect: Connect) -> None:
    lena = connect("lena.private")
    assert code_of(lena.init(privacy="PUBLIC_TO_EVERYONE")) == "privacy_level_option_mismatch"
    assert lena.init(privacy="FOLLOWER_OF_CREATOR").status_code == 200


@pytest.mark.parametrize(
    ("account", "level", "taken"),
    [
        ("mira.films", "PUBLIC_TO_EVERYONE", False),
        ("mira.films", "SELF_ONLY", False),
        ("lena.private", "FOLLOWER_OF_CREATOR", False),
        ("lena.private", "SELF_ONLY", True),
    ],
)
def test_an_unaudited_app_posts_only_privately_on_private_accounts(
    connect: Connect, account: str, level: str, taken: bool
) -> None:
    caller = connect(account, app=UNAUDITED)
    options = caller.post(CREATOR_INFO).json()["data"]["privacy_level_options"]
    assert level in options, "creator_info gives the rule no hint"
    answer = caller.init(privacy=level)
    expected = "ok" if taken else "unaudited_client_can_only_post_to_private_accounts"
    assert (answer.status_code, code_of(answer)) == (200 if taken else 403, expected)


def test_an_unaudited_app_may_send_drafts_to_public_accounts(connect: Connect) -> None:
    answer = connect(app=UNAUDITED).post(DRAFT, {"source_info": source(10)})
    assert answer.status_code == 200


def test_an_unaudited_app_posts_for_five_users_a_day(connect: Connect, sandbox: Sandbox) -> None:
    for creator in list(sandbox.state.creators.values())[:5]:
        creator.private = True
        caller = connect(creator.username, app=UNAUDITED)
        assert caller.init(privacy="SELF_ONLY").status_code == 200
    extra = sandbox.state.creators["sixth"] = type(creator)(username="sixth", nickname="Sixth")
    extra.private = True
    answer = connect("sixth", app=UNAUDITED).init(privacy="SELF_ONLY")
    assert (answer.status_code, code_of(answer)) == (403, "reached_active_user_cap")


@pytest.mark.parametrize(
    ("size", "part", "count", "message"),
    [
        (0, 0, 1, "The video size is invalid"),
        (4_000_000_001, 10 * MB, 400, "The video size is invalid"),
        (1000, 999, 1, "The chunk size is invalid"),
        (1000, 1001, 1, "The chunk size is invalid"),
        (15 * MB, 10 * MB, 1, "The chunk size is invalid"),
        (66 * MB, 64 * MB, 1, "The chunk size is invalid"),
        (64 * MB + 1, 64 * MB + 1, 1, "The chunk size is invalid"),
        (10 * MIB - 2, 5 * MIB - 1, 2, "The chunk size is invalid"),
        (2 * (64 * MB + 1), 64 * MB + 1, 2, "The chunk size is invalid"),
        (4 * MB, 2 * MB, 2, "The chunk size is invalid"),
        (25 * MB, 10 * MB, 3, "The total chunk count is invalid"),
        (1000, 1000, 0, "The total chunk count is invalid"),
        (1000, 1000, -1, "The total chunk count is invalid"),
        (4000 * MB, 4 * MB, 1001, "The total chunk count is invalid"),
    ],
)
def test_a_part_plan_that_breaks_a_rule_is_refused(
    mira: Caller, size: int, part: int, count: int, message: str
) -> None:
    body = {"post_info": {"privacy_level": "SELF_ONLY"}, "source_info": source(size, part or 1)}
    body["source_info"] |= {"chunk_size": part, "total_chunk_count": count}
    for path in (INIT, DRAFT):
        answer = mira.post(path, body)
        assert (answer.status_code, code_of(answer)) == (400, "invalid_params")
        assert answer.json()["error"]["message"] == message


@pytest.mark.parametrize(
    ("size", "part", "count"),
    [
        (1, 1, 1),
        (64 * MB, 64 * MB, 1),
        (10 * MIB, 5 * MIB, 2),
        (64 * MB + 1, 10 * MB, 6),
        (50_000_123, 10 * MB, 5),
        (4000 * MB, 10 * MB, 400),
        (128 * MB, 64 * MB, 2),
    ],
)
def test_a_right_part_plan_is_taken(mira: Caller, size: int, part: int, count: int) -> None:
    body = {
        "post_info": {"privacy_level": "SELF_ONLY"},
        "source_info": source(size, part, count),
    }
    assert mira.post(INIT, body).status_code == 200


def test_pulling_from_a_url_needs_a_verified_prefix(mira: Caller) -> None:
    def pull(url: str) -> httpx.Response:
        where = {"source": "PULL_FROM_URL", "video_url": url}
        return mira.post(INIT, {"post_info": {"privacy_level": "SELF_ONLY"}, "source_info": where})

    refused = pull("https://elsewhere.example/a.mp4")
    assert (refused.status_code, code_of(refused)) == (403, "url_ownership_unverified")
    taken = pull("https://media.sandbox.example/a.mp4").json()["data"]
    assert taken.keys() == {"publish_id"}


def test_the_order_of_checks_is_tiktoks(sandbox: Sandbox, connect: Connect) -> None:
    caller = connect(app=UNAUDITED)
    creator = sandbox.state.creators["mira.films"]
    bad: dict[str, Any] = {"post_info": {"privacy_level": "X", "title": "x" * 3000}}
    bad["source_info"] = source(1000, 1, 1)
    creator.banned = True
    assert code_of(caller.post(INIT, bad)) == "spam_risk_user_banned_from_posting"
    creator.banned = False
    assert code_of(caller.post(INIT, bad)) == "invalid_params"
    bad["post_info"]["title"] = ""
    assert code_of(caller.post(INIT, bad)) == "privacy_level_option_mismatch"
    bad["post_info"]["privacy_level"] = "SELF_ONLY"
    unaudited = "unaudited_client_can_only_post_to_private_accounts"
    assert code_of(caller.post(INIT, bad)) == unaudited
    creator.private = True
    assert code_of(caller.post(INIT, bad)) == "invalid_params"


def test_a_draft_ignores_post_info_whatever_it_says(mira: Caller) -> None:
    body = {"post_info": {"privacy_level": 7, "title": []}, "source_info": source(10)}
    assert mira.post(DRAFT, body).status_code == 200


def test_private_branded_content_is_noted_though_tiktok_would_take_it(
    mira: Caller, sandbox: Sandbox
) -> None:
    assert mira.init(privacy="SELF_ONLY", brand_content_toggle=True).status_code == 200
    [breach] = sandbox.state.breaches()
    assert not breach.refused
    assert "branded" in breach.rule
