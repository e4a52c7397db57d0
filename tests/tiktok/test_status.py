from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.tiktok.line import Line
from tests.tiktok.servers import answer, envelope
from tikscheduler.domain.account import AccessToken, UserInfo
from tikscheduler.domain.errors import (
    InputError,
    LoginNeeded,
    NeedsUser,
    RetryLater,
)
from tikscheduler.domain.ports import PublishState, Stage
from tikscheduler.domain.post import Post
from tikscheduler.tiktok.shapes import VIDEO_FIELDS, VideoFigures, VideoPage

Connect = Callable[..., Line]
Changed = Callable[..., Post]


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("PROCESSING_UPLOAD", Stage.RECEIVING),
        ("PROCESSING_DOWNLOAD", Stage.RECEIVING),
        ("SEND_TO_USER_INBOX", Stage.IN_INBOX),
        ("PUBLISH_COMPLETE", Stage.LIVE),
        ("PUBLISH_SUCCESS", Stage.RECEIVING),
        ("EXPIRED", Stage.RECEIVING),
        ("publish_complete", Stage.RECEIVING),
        ("", Stage.RECEIVING),
    ],
)
def test_a_status_becomes_a_stage_and_an_unknown_one_means_still_at_it(
    connect: Connect, token: AccessToken, status: str, stage: Stage
) -> None:
    line = connect(envelope({"status": status}))
    assert line.api.status(token, "v~1") == PublishState(stage=stage)
    assert line.last.target == "/v2/post/publish/status/fetch/"
    assert line.last.json == {"publish_id": "v~1"}


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (None, ""),
        ([], ""),
        ([7301234567890123457], "7301234567890123457"),
        (["7301234567890123457"], "7301234567890123457"),
        ([98765432109876543210123], "98765432109876543210123"),
        ([0, "", 5, 6], "5"),
    ],
)
def test_the_post_id_is_exact_text(
    connect: Connect, token: AccessToken, ids: Any, found: str
) -> None:
    line = connect(envelope({"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": ids}))
    assert line.api.status(token, "p").post_id == found


@pytest.mark.parametrize("told", [12_345_678_901, "12345678901"])
def test_the_bytes_that_tiktok_has_are_told(
    connect: Connect, token: AccessToken, told: int | str
) -> None:
    line = connect(envelope({"status": "PROCESSING_UPLOAD", "uploaded_bytes": told}))
    assert line.api.status(token, "p").uploaded_bytes == 12_345_678_901


def test_a_failed_post_comes_with_the_error_that_decides(
    connect: Connect, token: AccessToken
) -> None:
    line = connect(envelope({"status": "FAILED", "fail_reason": "internal"}))
    state = line.api.status(token, "p")
    assert state.stage is Stage.FAILED
    assert type(state.error) is RetryLater
    assert state.error.code == "internal"


def test_an_upload_that_tiktok_does_not_know_needs_a_look_and_no_second_post(
    connect: Connect, token: AccessToken
) -> None:
    line = connect(envelope(code="invalid_publish_id", status=400))
    with pytest.raises(NeedsUser, match="look in TikTok") as e:
        line.api.status(token, "p")
    assert (e.value.code, e.value.log_id) == ("invalid_publish_id", "L0G")


# --- accounts and videos -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scopes", "fields"),
    [
        ({"user.info.basic"}, "open_id,display_name,avatar_url"),
        ({"user.info.basic", "user.info.profile"}, "open_id,display_name,avatar_url,username"),
        (
            {"user.info.stats", "video.publish", "user.info.basic"},
            "open_id,display_name,avatar_url,"
            "follower_count,following_count,likes_count,video_count",
        ),
    ],
)
def test_only_granted_fields_are_asked_for(
    connect: Connect, token: AccessToken, scopes: set[str], fields: str
) -> None:
    line = connect(envelope({"user": {"open_id": "open-1"}}))
    line.api.user_info(token, scopes)
    assert (line.last.method, line.last.path) == ("GET", "/v2/user/info/")
    assert line.last.query == {"fields": fields}
    assert "content-type" not in line.last.headers


def test_user_info_is_read_as_far_as_it_goes(connect: Connect, token: AccessToken) -> None:
    line = connect(
        envelope(
            {"user": {"display_name": "Me", "username": None, "follower_count": 3_000_000_000}}
        )
    )
    assert line.api.user_info(token, {"user.info.basic"}) == UserInfo(
        open_id="open-1", display_name="Me", follower_count=3_000_000_000
    )


def test_no_scope_for_user_info_asks_nothing(connect: Connect, token: AccessToken) -> None:
    line = connect(answer())
    with pytest.raises(LoginNeeded):
        line.api.user_info(token, {"video.publish"})
    assert not line.server.seen


def test_videos_are_queried_by_id(connect: Connect, token: AccessToken) -> None:
    videos = [
        {"id": "7301234567890123457", "view_count": 5_000_000_000, "title": "a", "new": 1},
        {"id": 7301234567890123458, "like_count": 0},
    ]
    line = connect(envelope({"videos": videos}))
    found = line.api.query_videos(token, ["7301234567890123457", "7301234567890123458"])
    assert found == [
        VideoFigures(id="7301234567890123457", view_count=5_000_000_000, title="a"),
        VideoFigures(id="7301234567890123458", like_count=0),
    ]
    assert line.last.path == "/v2/video/query/"
    assert line.last.query == {"fields": ",".join(VIDEO_FIELDS)}
    assert line.last.json == {
        "filters": {"video_ids": ["7301234567890123457", "7301234567890123458"]}
    }


def test_videos_are_listed_page_by_page(connect: Connect, token: AccessToken) -> None:
    page = envelope({"videos": [{"id": 1}], "cursor": 1_795_000_000_123, "has_more": True})
    line = connect(page)
    assert line.api.list_videos(token) == VideoPage(
        videos=[VideoFigures(id="1")], cursor=1_795_000_000_123
    )
    assert line.last.path == "/v2/video/list/"
    assert line.last.query == {"fields": ",".join(VIDEO_FIELDS)}
    assert line.last.json == {"max_count": 20}
    line.api.list_videos(token, 1_795_000_000_123)
    assert line.last.json == {"max_count": 20, "cursor": 1_795_000_000_123}


@pytest.mark.parametrize("data", [{"videos": [], "cursor": 5, "has_more": False}, {}])
def test_the_last_page_has_no_cursor(
    connect: Connect, token: AccessToken, data: dict[str, object]
) -> None:
    line = connect(envelope(data))
    assert line.api.list_videos(token, 9) == VideoPage(videos=[], cursor=None)


def test_the_id_is_always_among_the_fields(connect: Connect, token: AccessToken) -> None:
    line = connect(envelope({"videos": []}))
    assert line.api.query_videos(token, ["1"], ["view_count"]) == []
    assert line.last.query == {"fields": "id,view_count"}


def test_twenty_videos_are_the_most(connect: Connect, token: AccessToken) -> None:
    line = connect(envelope({"videos": None}))
    assert line.api.query_videos(token, []) == []
    assert not line.server.seen
    line.api.query_videos(token, [str(n) for n in range(20)])
    with pytest.raises(InputError):
        line.api.query_videos(token, [str(n) for n in range(21)])
    assert len(line.server.seen) == 1
