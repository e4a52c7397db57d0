"""From `posts add` to TikTok, with everything on the way going wrong once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.terminal import LARGE, LARGE_PARTS, Terminal
from tikscheduler.sandbox import UNAUDITED

ONE_LIVE = 1


def test_a_post_goes_live(terminal: Terminal) -> None:
    post = terminal.publish()
    assert post["status"] == "published"
    assert terminal.live() == ONE_LIVE
    [on_tiktok] = terminal.sandbox.state.published()
    assert post["publish_id"] == on_tiktok.publish_id
    assert [attempt["outcome"] for attempt in post["attempts"]] == ["published"]


PASSING = [
    "creator_info:500*2",
    "creator_info:html",
    "init:500",
    "init:500-after",
    "init:drop",
    "init:drop-after",
    "init:malformed-after",
    "init:wrong-types",
    "init:503*4",
    "part:500",
    "part:drop",
    "part:drop-midway",
    "part:drop-after",
    "part:502-after",
    "part:empty-after",
    "status:500*4",
    "status:drop*2",
    "status:malformed*2",
    "status:null",
    "status:unknown-status*3",
    "status:cut-off",
    "any:expire-access",
    "init:expire-access",
    "status:expire-access",
    "processing:fail=internal",
    "processing:delay=1",
]


@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_by_itself_costs_nothing_but_time(terminal: Terminal, fault: str) -> None:
    post = terminal.publish(fault)
    assert (post["status"], post["error"]) == ("published", None)
    assert terminal.live() == ONE_LIVE


BY_PARTS = [
    f"part[{part}]:{kind}"
    for part in (1, 4, LARGE_PARTS)
    for kind in ("drop-before", "drop-midway", "drop-after", "500-before", "500-after")
] + ["part[4]:expire", "part[3]:drop-after*2", "part[2]:416"]


@pytest.mark.parametrize("fault", BY_PARTS)
def test_a_part_that_goes_wrong_is_mended(terminal: Terminal, fault: str) -> None:
    post = terminal.publish(fault, video=LARGE)
    assert post["status"] == "published"
    assert terminal.live() == ONE_LIVE
    [attempt, *_more] = post["attempts"]
    assert attempt["number"] == 1


def test_an_access_token_that_ends_midway_is_refreshed_once(terminal: Terminal) -> None:
    post = terminal.publish("status:expire-access", video=LARGE)
    [on_tiktok] = terminal.sandbox.state.published()
    assert post["publish_id"] == on_tiktok.publish_id
    assert len(post["attempts"]) == 1
    assert terminal.live() == ONE_LIVE


def test_attempts_are_used_up(terminal: Terminal) -> None:
    terminal.set(retry_delays="0.1,0.1")
    post = terminal.publish("creator_info:500*forever")
    assert post["status"] == "failed"
    assert post["error"]["code"]
    assert [a["outcome"] for a in post["attempts"]] == ["retrying", "retrying", "failed"]
    assert terminal.live() == 0
    terminal.type("posts", "retry", 1).done()
    terminal.run()
    assert terminal.post()["status"] == "published"
    assert terminal.live() == ONE_LIVE


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("init:spam_risk_too_many_posts", "held", "spam_risk_too_many_posts"),
        ("creator_info:spam_risk_too_many_posts", "held", "spam_risk_too_many_posts"),
        ("init:spam_risk_user_banned_from_posting", "held", "spam_risk_user_banned_from_posting"),
        ("init:privacy_level_option_mismatch", "held", "privacy_level_option_mismatch"),
        ("init:invalid_params", "failed", "invalid_params"),
        ("processing:fail=file_format_check_failed", "failed", "file_format_check_failed"),
        ("processing:fail=duration_check_failed", "failed", "duration_check_failed"),
        ("processing:fail=frame_rate_check_failed", "failed", "frame_rate_check_failed"),
        ("processing:fail=picture_size_check_failed", "failed", "picture_size_check_failed"),
        ("processing:fail=spam_risk_text", "failed", "spam_risk_text"),
        ("processing:fail=spam_risk", "failed", "spam_risk"),
        ("processing:fail=auth_removed", "held", "auth_removed"),
    ],
)
def test_what_does_not_pass_stops_the_post_with_its_reason(
    terminal: Terminal, fault: str, status: str, code: str
) -> None:
    post = terminal.publish(fault)
    assert (post["status"], post["error"]["code"]) == (status, code)
    assert post["error"]["message"]
    assert terminal.live() == 0
    terminal.run()  # it stays where it is
    assert terminal.post()["status"] == status


def test_a_used_up_minute_is_waited_for_and_costs_no_try(terminal: Terminal) -> None:
    terminal.add().done()
    terminal.sandbox.state.add_fault("init:429=7")
    with terminal.process("run") as running:
        assert "retrying" in running.wait_for("retrying")
    post = terminal.post()
    assert (post["status"], post["error"]["code"]) == ("retrying", "rate_limit_exceeded")
    again = datetime.fromisoformat(post["next_attempt_at"]) - datetime.now(UTC)
    assert timedelta(seconds=50) < again < timedelta(seconds=62)
    with terminal.database() as database:
        assert database.execute("SELECT tries FROM post").fetchone() == (0,)
    database.close()


def test_a_revoked_login_is_waited_for(terminal: Terminal) -> None:
    post = terminal.publish("init:expire-access", "token:revoke-refresh")
    assert (post["status"], post["error"]["code"]) == ("held", "login_needed")
    assert "accounts connect" in post["error"]["message"]
    [account] = terminal.type("accounts", "list", "--json").done().document
    assert account["status"] == "login_needed"
    terminal.connect().done()
    terminal.type("posts", "retry", 1).done()
    terminal.run()
    assert terminal.post()["status"] == "published"
    assert terminal.live() == ONE_LIVE


def test_a_post_to_come_goes_on_by_itself_after_the_login(terminal: Terminal) -> None:
    terminal.add("--at", "2099-01-01 10:00").done()
    terminal.type("accounts", "disconnect", "mira.films").done()
    assert terminal.post()["status"] == "held"
    terminal.connect().done()
    post = terminal.post()
    assert (post["status"], post["error"]) == ("scheduled", None)


def test_an_unaudited_app_posts_to_private_accounts_only(bare: Terminal) -> None:
    bare.set_credentials(UNAUDITED.client_key)
    bare.connect().done()
    bare.connect("lena.private").done()
    bare.add("--privacy", "private").done()
    bare.add("--privacy", "private", "--account", "lena.private").done()
    bare.add("--mode", "draft", privacy="").done()
    bare.run()
    public, private, draft = (bare.post(number) for number in "123")
    assert public["status"] == "held"
    assert public["error"]["code"] == "unaudited_client_can_only_post_to_private_accounts"
    assert (private["status"], draft["status"]) == ("published", "delivered")


def test_a_draft_is_delivered_and_then_posted_by_the_creator(terminal: Terminal) -> None:
    terminal.add("--mode", "draft", privacy="").done()
    terminal.run()
    post = terminal.post()
    assert (post["status"], post["privacy"], post["published_at"]) == ("delivered", None, None)
    [on_tiktok] = terminal.sandbox.state.published()
    assert on_tiktok.status == "SEND_TO_USER_INBOX"


def test_a_private_account_posts_to_its_followers(bare: Terminal) -> None:
    bare.set_credentials()
    bare.connect("lena.private").done()
    lena = ("--account", "lena.private")
    bare.add(*lena, "--privacy", "public").refused("followers, friends, private")
    bare.add(*lena, "--privacy", "followers").done()
    bare.run()
    assert bare.post()["status"] == "published"
    [on_tiktok] = bare.sandbox.state.published()
    assert on_tiktok.privacy == "FOLLOWER_OF_CREATOR"
    assert bare.live() == ONE_LIVE


def test_tiktok_away_for_a_while_only_delays(terminal: Terminal) -> None:
    terminal.add().done()
    terminal.set(retry_delays="0.1,5")
    terminal.sandbox.stop()
    with terminal.process("run", "--until-idle") as running:
        running.wait_for("retrying")
        terminal.sandbox.start()
        assert running.end(60).status == 0
    assert terminal.post()["status"] == "published"
    assert terminal.live() == ONE_LIVE


def test_a_file_that_changed_is_held_and_a_missed_time_is_missed(terminal: Terminal) -> None:
    mine = terminal.profile.parent / "mine.mp4"
    mine.write_bytes(terminal.video().read_bytes())
    terminal.videos = mine.parent
    terminal.add(video="mine.mp4").done()
    terminal.add("--at", "2026-11-01 10:00", video="mine.mp4").refused("has passed")
    mine.write_bytes(mine.read_bytes() + b"more")
    terminal.run()
    post = terminal.post()
    assert (post["status"], post["error"]["code"]) == ("held", "file_changed")
    terminal.set(lateness_limit=10**7)
    terminal.add("--at", "2026-11-01 10:00", video="mine.mp4").done()
    terminal.set(lateness_limit=60)
    terminal.run()
    post = terminal.post("2")
    assert (post["status"], post["error"]["code"]) == ("missed", "missed")
    terminal.type("posts", "retry", 2).done()
    terminal.run()
    assert terminal.post("2")["status"] == "published"
    assert terminal.live() == ONE_LIVE
