"""User info and video lists tell what was granted, and public videos only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.caller import Caller, FakeClock, code_of
from tests.sandbox.conftest import Connect
from tikscheduler.sandbox import Sandbox
from tikscheduler.sandbox.profiles import USER_FIELDS, VIDEO_FIELDS

USER = "/v2/user/info/"
LIST = "/v2/video/list/"
QUERY = "/v2/video/query/"


def test_every_field_of_a_user_can_be_asked_for(mira: Caller) -> None:
    user = mira.get(USER, params={"fields": ",".join(USER_FIELDS)}).json()["data"]["user"]
    assert user.keys() == USER_FIELDS.keys()
    assert user["open_id"] == mira.grant.open_id
    assert user["username"] == "mira.films"
    assert user["follower_count"] == 48_211


@pytest.mark.parametrize("params", [{}, {"fields": ""}, {"fields": "open_id,shoe_size"}])
def test_fields_must_be_asked_for_by_name(mira: Caller, params: dict[str, str]) -> None:
    answer = mira.get(USER, params=params)
    assert (answer.status_code, code_of(answer)) == (400, "invalid_params")


@pytest.mark.parametrize("field", ["username", "follower_count"])
def test_one_field_outside_the_grant_fails_the_whole_call(connect: Connect, field: str) -> None:
    caller = connect(scopes=["user.info.basic"])
    assert caller.get(USER, params={"fields": "open_id"}).status_code == 200
    answer = caller.get(USER, params={"fields": f"open_id,{field}"})
    assert (answer.status_code, code_of(answer)) == (401, "scope_not_authorized")


@pytest.fixture
def public_ids(mira: Caller, sandbox: Sandbox, clock: FakeClock) -> list[str]:
    """The ids of three public posts, newest first; a private post and a draft lie between."""
    sandbox.state.creator("mira.films").older_videos = 0
    sandbox.switches.processing_polls = 0
    sandbox.switches.rate_limits = False
    for content in (b"a", b"b", b"c"):
        mira.publish(content)
        clock.push(seconds=10)
    mira.publish(b"d", draft=True)
    ids = [post.post_id for post in sandbox.state.published() if post.mode == "direct"]
    body: dict[str, Any] = {"post_info": {"privacy_level": "SELF_ONLY"}}
    size = {"source": "FILE_UPLOAD", "video_size": 1, "chunk_size": 1, "total_chunk_count": 1}
    answer = mira.post("/v2/post/publish/video/init/", body | {"source_info": size})
    mira.http.put(
        answer.json()["data"]["upload_url"],
        content=b"e",
        headers={"Content-Type": "video/mp4", "Content-Range": "bytes 0-0/1"},
    )
    return ids[::-1]


def ids_of(data: dict[str, Any]) -> list[str]:
    return [video["id"] for video in data["videos"]]


def test_only_public_videos_are_listed_newest_first(mira: Caller, public_ids: list[str]) -> None:
    answer = mira.post(f"{LIST}?fields={','.join(sorted(VIDEO_FIELDS))}", {})
    data = answer.json()["data"]
    assert ids_of(data) == public_ids
    assert data["has_more"] is False
    video = data["videos"][0]
    assert video.keys() == VIDEO_FIELDS
    assert video["title"] == "A caption"
    assert video["share_url"].endswith(f"@mira.films/video/{public_ids[0]}")
    assert len(str(video["create_time"])) == 10


def test_pages_go_on_at_a_cursor_in_milliseconds(mira: Caller, public_ids: list[str]) -> None:
    first = mira.post(f"{LIST}?fields=id", {"max_count": 2}).json()["data"]
    assert (ids_of(first), first["has_more"]) == (public_ids[:2], True)
    assert len(str(first["cursor"])) == 13
    body = {"max_count": 2, "cursor": first["cursor"]}
    second = mira.post(f"{LIST}?fields=id", body).json()["data"]
    assert (ids_of(second), second["has_more"]) == (public_ids[2:], False)


@pytest.mark.parametrize("path", [LIST, LIST + "?fields=shoe_size", QUERY, QUERY + "?fields="])
def test_fields_of_videos_belong_in_the_query_string(mira: Caller, path: str) -> None:
    answer = mira.post(path, {"fields": "id", "filters": {"video_ids": []}})
    assert (answer.status_code, code_of(answer)) == (400, "invalid_params")


@pytest.mark.parametrize("count", [0, 21, "10"])
def test_a_page_holds_one_to_twenty(mira: Caller, count: object) -> None:
    answer = mira.post(f"{LIST}?fields=id", {"max_count": count})
    assert (answer.status_code, code_of(answer)) == (400, "invalid_params")


def test_a_query_answers_the_creators_own_ids_only(
    mira: Caller, connect: Connect, public_ids: list[str]
) -> None:
    body = {"filters": {"video_ids": [public_ids[1], "7500000000000000000"]}}
    path = f"{QUERY}?fields=id,title"
    assert ids_of(mira.post(path, body).json()["data"]) == [public_ids[1]]
    assert ids_of(connect("jonas.cooks").post(path, body).json()["data"]) == []


@pytest.mark.parametrize(
    "body",
    [{}, {"filters": {}}, {"filters": {"video_ids": [1]}}, {"filters": {"video_ids": ["1"] * 21}}],
)
def test_a_query_needs_up_to_twenty_ids_as_strings(mira: Caller, body: dict[str, Any]) -> None:
    answer = mira.post(f"{QUERY}?fields=id", body)
    assert (answer.status_code, code_of(answer)) == (400, "invalid_params")


def test_older_videos_are_listed_after_what_was_sent(mira: Caller, sandbox: Sandbox) -> None:
    sandbox.switches.processing_polls = 0
    mira.publish(b"a")
    path, seen = f"{LIST}?fields=id,create_time", []
    body: dict[str, Any] = {"max_count": 20}
    while body:
        data = mira.post(path, body).json()["data"]
        seen += data["videos"]
        body = {"max_count": 20, "cursor": data["cursor"]} if data["has_more"] else {}
    assert len({video["id"] for video in seen}) == len(seen) == 185
    assert seen[0]["id"] == sandbox.state.published()[0].post_id
    times = [video["create_time"] for video in seen]
    assert times == sorted(times, reverse=True)


def test_a_private_account_lists_nothing(connect: Connect) -> None:
    assert connect("lena.private").post(f"{LIST}?fields=id", {}).json()["data"]["videos"] == []


def test_figures_grow_with_age_and_never_shrink(
    connect: Connect, sandbox: Sandbox, clock: FakeClock
) -> None:
    sandbox.switches.access_seconds = 7 * 24 * 3600
    mira = connect()
    names = ("view_count", "like_count", "comment_count", "share_count")
    path = f"{LIST}?fields={','.join(names)}"
    before = mira.post(path, {}).json()["data"]["videos"]
    clock.push(seconds=24 * 3600)
    after = mira.post(path, {}).json()["data"]["videos"]
    for name in names:
        assert all(one[name] <= other[name] for one, other in zip(before, after, strict=True))
    assert sum(one["view_count"] for one in before) < sum(one["view_count"] for one in after)


def test_six_hundred_calls_a_minute(mira: Caller) -> None:
    statuses = [mira.get(USER, params={"fields": "open_id"}).status_code for _ in range(601)]
    assert statuses == [200] * 600 + [429]
