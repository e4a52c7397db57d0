"""The init calls keep TikTok's rules about bodies, captions, privacy and parts, in its order."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.sandbox.caller import CREATOR_INFO, DRAFT, INIT, Caller, code_of, source
from tests.sandbox.conftest import Connect
from tikscheduler.sandbox import UNAUDITED, Sandbox

MB = 1_000_000
MIB = 1024 * 1024


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
