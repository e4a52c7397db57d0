from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from tests.tiktok.line import Line
from tests.tiktok.servers import answer, envelope
from tikscheduler.domain.account import AccessToken, CreatorInfo
from tikscheduler.domain.errors import (
    AccessTokenInvalid,
    GiveUp,
    LoginNeeded,
    NeedsUser,
    ServerTrouble,
)
from tikscheduler.domain.ports import TikTokApi, UploadTicket
from tikscheduler.domain.post import Mode, Post, Privacy
from tikscheduler.domain.video import plan_parts
from tikscheduler.tiktok.client import TikTok

Connect = Callable[..., Line]
Changed = Callable[..., Post]
TICKET = envelope({"publish_id": "v_pub_file~v2-1.1", "upload_url": "https://x.tiktokapis.com/u"})


def test_the_client_is_what_the_core_asks_for(connect: Connect) -> None:
    api: TikTokApi = connect(answer()).api
    assert isinstance(api, TikTok)


# --- creator info --------------------------------------------------------------------------------


def test_creator_info_tells_what_the_creator_may_do(connect: Connect, token: AccessToken) -> None:
    line = connect(
        envelope(
            {
                "creator_avatar_url": "https://cdn/a.png",
                "creator_username": "me",
                "creator_nickname": "Me 😀",
                "privacy_level_options": [
                    "FOLLOWER_OF_CREATOR",
                    "MUTUAL_FOLLOW_FRIENDS",
                    "SELF_ONLY",
                ],
                "comment_disabled": False,
                "duet_disabled": True,
                "stitch_disabled": True,
                "max_video_post_duration_sec": 300,
                "something_new": [1],
            }
        )
    )
    assert line.api.creator_info(token) == CreatorInfo(
        nickname="Me 😀",
        username="me",
        avatar_url="https://cdn/a.png",
        privacy_options=(Privacy.FOLLOWERS, Privacy.FRIENDS, Privacy.PRIVATE),
        duet_disabled=True,
        stitch_disabled=True,
        max_duration_sec=300,
    )
    assert (line.last.method, line.last.target) == (
        "POST",
        "/v2/post/publish/creator_info/query/",
    )
    assert line.last.headers["authorization"] == "Bearer act.canary"
    assert line.last.headers["content-type"] == "application/json; charset=UTF-8"
    assert line.last.json == {}


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize(
    "code",
    [
        "spam_risk_too_many_posts",
        "spam_risk_user_banned_from_posting",
        "reached_active_user_cap",
    ],
)
def test_a_creator_who_cannot_post_now_is_no_error_but_blocked(
    connect: Connect, token: AccessToken, status: int, code: str
) -> None:
    line = connect(envelope({"creator_nickname": "Me"}, code, status=status))
    creator = line.api.creator_info(token)
    assert creator == CreatorInfo(nickname="Me", blocked=code, log_id=creator.log_id)
    assert creator.log_id


@pytest.mark.parametrize("data", [None, {}, {"privacy_level_options": None}])
def test_creator_info_with_fields_missing_is_taken(
    connect: Connect, token: AccessToken, data: Any
) -> None:
    error = {"code": "spam_risk_too_many_posts", "message": "", "log_id": ""}
    line = connect(answer(200, {"data": data, "error": error}))
    assert line.api.creator_info(token) == CreatorInfo(blocked="spam_risk_too_many_posts")


def test_an_audience_of_a_new_kind_is_left_out_and_logged(
    connect: Connect, token: AccessToken, caplog: pytest.LogCaptureFixture
) -> None:
    line = connect(envelope({"privacy_level_options": ["CLOSE_FRIENDS", "SELF_ONLY"]}))
    with caplog.at_level(logging.WARNING):
        assert line.api.creator_info(token).privacy_options == (Privacy.PRIVATE,)
    assert "CLOSE_FRIENDS" in caplog.text


def test_other_refusals_of_creator_info_are_errors(connect: Connect, token: AccessToken) -> None:
    line = connect(envelope(code="access_token_invalid", status=401))
    with pytest.raises(AccessTokenInvalid):
        line.api.creator_info(token)
    assert len(line.server.seen) == 1


# --- init ----------------------------------------------------------------------------------------


def test_a_direct_post_says_everything_outright(
    connect: Connect, token: AccessToken, post: Post
) -> None:
    line = connect(TICKET)
    ticket = line.api.init_upload(token, post, plan_parts(95_000_000))
    assert ticket == UploadTicket(
        publish_id="v_pub_file~v2-1.1", upload_url="https://x.tiktokapis.com/u"
    )
    assert line.last.target == "/v2/post/publish/video/init/"
    assert line.last.json == {
        "post_info": {
            "title": "Hello #world 😀",
            "privacy_level": "PUBLIC_TO_EVERYONE",
            "disable_comment": True,
            "disable_duet": True,
            "disable_stitch": True,
            "brand_content_toggle": False,
            "brand_organic_toggle": False,
            "is_aigc": False,
        },
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": 95_000_000,
            "chunk_size": 10_000_000,
            "total_chunk_count": 9,
        },
    }


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"allow_comment": True}, "disable_comment", False),
        ({"allow_duet": True}, "disable_duet", False),
        ({"allow_stitch": True}, "disable_stitch", False),
        ({"your_brand": True}, "brand_organic_toggle", True),
        ({"branded_content": True}, "brand_content_toggle", True),
        ({"ai_generated": True}, "is_aigc", True),
        ({"cover_ms": 0}, "video_cover_timestamp_ms", 0),
        ({"cover_ms": 1500}, "video_cover_timestamp_ms", 1500),
        ({"privacy": Privacy.FRIENDS}, "privacy_level", "MUTUAL_FOLLOW_FRIENDS"),
        ({"privacy": Privacy.FOLLOWERS}, "privacy_level", "FOLLOWER_OF_CREATOR"),
        ({"privacy": Privacy.PRIVATE}, "privacy_level", "SELF_ONLY"),
    ],
)
def test_each_choice_reaches_its_own_field(
    connect: Connect,
    token: AccessToken,
    with_changes: Changed,
    changes: dict[str, Any],
    field: str,
    value: Any,
) -> None:
    line = connect(TICKET)
    line.api.init_upload(token, with_changes(), plan_parts(9))
    before = line.last.json["post_info"]
    line.api.init_upload(token, with_changes(**changes), plan_parts(9))
    assert line.last.json["post_info"] == before | {field: value}


def test_an_empty_caption_is_left_out(
    connect: Connect, token: AccessToken, with_changes: Changed
) -> None:
    line = connect(TICKET)
    line.api.init_upload(token, with_changes(caption=""), plan_parts(9))
    assert "title" not in line.last.json["post_info"]


def test_a_draft_sends_the_file_alone(
    connect: Connect, token: AccessToken, with_changes: Changed
) -> None:
    line = connect(TICKET)
    line.api.init_upload(token, with_changes(mode=Mode.DRAFT, privacy=None), plan_parts(9))
    assert line.last.target == "/v2/post/publish/inbox/video/init/"
    assert line.last.json == {
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": 9,
            "chunk_size": 9,
            "total_chunk_count": 1,
        }
    }


def test_a_direct_post_without_an_audience_is_not_sent(
    connect: Connect, token: AccessToken, with_changes: Changed
) -> None:
    line = connect(TICKET)
    with pytest.raises(NeedsUser):
        line.api.init_upload(token, with_changes(privacy=None), plan_parts(9))
    assert not line.server.seen


def test_a_caption_that_is_no_text_is_not_sent(
    connect: Connect, token: AccessToken, with_changes: Changed
) -> None:
    line = connect(TICKET)
    with pytest.raises(GiveUp, match="no text"):
        line.api.init_upload(token, with_changes(caption="\ud800"), plan_parts(9))
    assert not line.server.seen


@pytest.mark.parametrize(
    "data", [{}, {"publish_id": "p"}, {"upload_url": "u"}, {"publish_id": "", "upload_url": "u"}]
)
def test_an_init_without_both_halves_of_a_ticket_is_server_trouble(
    connect: Connect, token: AccessToken, post: Post, data: dict[str, str]
) -> None:
    line = connect(envelope(data))
    with pytest.raises(ServerTrouble):
        line.api.init_upload(token, post, plan_parts(9))


def test_an_init_without_an_answer_is_repeated(
    connect: Connect, token: AccessToken, post: Post
) -> None:
    replies = [None, answer(502), TICKET]
    line = connect(lambda request: replies.pop(0))
    assert line.api.init_upload(token, post, plan_parts(9)).publish_id == "v_pub_file~v2-1.1"


@pytest.mark.parametrize("secret", ["", "act.é", "act.x\r\nHost: evil", "act.\x00"])
def test_a_damaged_token_is_not_sent_and_not_told(
    connect: Connect, post: Post, secret: str
) -> None:
    line = connect(TICKET)
    with pytest.raises(LoginNeeded) as e:
        line.api.init_upload(AccessToken(open_id="o", secret=secret), post, plan_parts(9))
    assert not secret or secret not in str(e.value)
    assert not line.server.seen
