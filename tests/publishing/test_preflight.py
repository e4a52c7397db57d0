"""What keeps a post from going out is found before TikTok has to say it."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import CREATOR, NOON, SCOPES
from tests.publishing.fakes import Bench
from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.errors import AccountBlocked, InputError, NeedsUser, PublishError
from tikscheduler.domain.post import Mode, NewPost, Privacy
from tikscheduler.domain.video import Problem
from tikscheduler.publishing import preflight

ACCOUNT = Account(id=1, open_id="open-1", handle="mira.films", scopes=SCOPES, created_at=NOON)
POST = NewPost(
    account_id=1,
    video=Path("cat.mp4"),
    video_size=1,
    video_mtime_ns=1,
    duration_ms=10_000,
    privacy=Privacy.PUBLIC,
)
DRAFT = replace(POST, mode=Mode.DRAFT, privacy=None)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("post", "wanted"),
    [
        (POST, []),
        (DRAFT, []),
        (replace(POST, caption="x" * 2200), []),
        (replace(POST, caption="x" * 2201), ["caption"]),
        (replace(POST, privacy=None), ["privacy_missing"]),
        (replace(POST, branded_content=True), []),
        (replace(POST, branded_content=True, privacy=Privacy.PRIVATE), ["branded_private"]),
        (replace(POST, your_brand=True, privacy=Privacy.PRIVATE), []),
        (replace(POST, caption="\0", privacy=None), ["caption", "privacy_missing"]),
    ],
)
def test_choices_that_can_never_go_out(post: NewPost, wanted: list[str]) -> None:
    assert codes(preflight.check_choices(post, ACCOUNT)) == wanted


@pytest.mark.parametrize(
    ("post", "scope", "words"),
    [(POST, "video.publish", "allowed this program to post"), (DRAFT, "video.upload", "drafts")],
)
def test_a_missing_permission_is_named(post: NewPost, scope: str, words: str) -> None:
    account = replace(ACCOUNT, scopes=SCOPES - {scope})
    [problem] = preflight.check_choices(post, account)
    assert problem.code == "scope_not_authorized"
    assert words in problem.message
    assert "@mira.films" in problem.message
    assert preflight.check_choices(post, replace(ACCOUNT, scopes=frozenset({scope}))) == []


@pytest.mark.parametrize(
    ("post", "creator", "wanted"),
    [
        (POST, CREATOR, []),
        (
            replace(POST, privacy=Privacy.FOLLOWERS),
            CREATOR,
            ["privacy_level_option_mismatch"],
        ),
        (replace(POST, allow_comment=True), CREATOR, []),
        (POST, replace(CREATOR, comment_disabled=True), []),
        (
            replace(POST, allow_comment=True),
            replace(CREATOR, comment_disabled=True),
            ["comments_disabled"],
        ),
        (
            replace(POST, allow_duet=True, allow_stitch=True),
            replace(CREATOR, duet_disabled=True, stitch_disabled=True),
            ["duets_disabled", "stitches_disabled"],
        ),
        (POST, replace(CREATOR, max_duration_sec=10), []),
        (
            replace(POST, duration_ms=10_001),
            replace(CREATOR, max_duration_sec=10),
            ["duration_check_failed"],
        ),
        (POST, replace(CREATOR, max_duration_sec=0), []),
        (replace(DRAFT, allow_comment=True), replace(CREATOR, comment_disabled=True), []),
        (DRAFT, replace(CREATOR, max_duration_sec=1), []),
    ],
)
def test_what_the_creator_does_not_allow(
    post: NewPost, creator: CreatorInfo, wanted: list[str]
) -> None:
    problems = preflight.check_creator(post, creator, "@mira.films")
    assert codes(problems) == wanted


@pytest.mark.parametrize(
    ("code", "kind", "end"),
    [
        ("spam_risk_too_many_posts", AccountBlocked, "by itself once they are over."),
        ("reached_active_user_cap", AccountBlocked, "it goes on by itself tomorrow."),
        ("spam_risk_user_banned_from_posting", AccountBlocked, "then resume the account."),
        ("something_new", NeedsUser, "; try again later."),
    ],
)
def test_a_creator_who_cannot_post_now(code: str, kind: type[PublishError], end: str) -> None:
    creator = replace(CREATOR, blocked=code, log_id="2026A")
    with pytest.raises(kind, match=r"^@mira\.films .*" + re.escape(end) + "$") as caught:
        preflight.refuse_blocked(creator, "@mira.films")
    assert (caught.value.code, caught.value.log_id) == (code, "2026A")


def test_a_creator_who_can_post_is_not_refused() -> None:
    preflight.refuse_blocked(CREATOR, "@mira.films")


def test_what_tiktok_offers_is_listed() -> None:
    post = replace(POST, privacy=Privacy.FOLLOWERS)
    [problem] = preflight.check_creator(post, CREATOR, "@x")
    assert "public, friends, private" in problem.message
    [problem] = preflight.check_creator(post, replace(CREATOR, privacy_options=()), "@x")
    assert "no visibility at all" in problem.message


def test_every_problem_is_told_and_the_first_names_the_code() -> None:
    problems = [Problem(code="a", message="One."), Problem(code="b", message="Two.")]
    for raising, kind in ((preflight.refuse, InputError), (preflight.hold, NeedsUser)):
        raising([])
        with pytest.raises(kind, match=r"^One\. Two\.$") as caught:
            raising(problems)
        assert caught.value.code == "a"


def test_the_file_that_was_checked_is_opened(bench: Bench) -> None:
    post = bench.post(bench.schedule())
    with preflight.open_video(post) as file:
        bench.video.unlink()  # what is open stays what it was
        assert file.read() == b"x" * 1024


@pytest.mark.parametrize("change", ["longer", "touched", "pipe", "folder"])
def test_another_file_in_its_place_is_not_sent(bench: Bench, change: str) -> None:
    post = bench.post(bench.schedule())
    if change == "longer":
        bench.video.write_bytes(b"x" * 1025)  # by a program that keeps the time of change
        os.utime(bench.video, ns=(post.video_mtime_ns, post.video_mtime_ns))
    elif change == "touched":
        os.utime(bench.video, ns=(post.video_mtime_ns, post.video_mtime_ns + 1))
    else:
        bench.video.unlink()
        os.mkfifo(bench.video) if change == "pipe" else bench.video.mkdir()
    with pytest.raises(NeedsUser, match=r"put the (old file|video) back") as caught:
        preflight.open_video(post)
    assert caught.value.code == ("file_missing" if change == "folder" else "file_changed")


def test_a_file_that_is_gone_is_asked_for(bench: Bench) -> None:
    post = bench.post(bench.schedule())
    bench.video.unlink()
    with pytest.raises(NeedsUser, match="put the video back") as caught:
        preflight.open_video(post)
    assert caught.value.code == "file_missing"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.mp4", "video/mp4"),
        ("a.MOV", "video/quicktime"),
        ("a.webm", "video/webm"),
        ("a", "video/mp4"),
    ],
)
def test_the_content_type_is_one_of_the_three(name: str, wanted: str) -> None:
    assert preflight.content_type(Path(name)) == wanted
