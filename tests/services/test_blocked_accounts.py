"""What TikTok takes no more of waits by itself, and keeps no other account waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.conftest import Office
from tikscheduler.domain.attention import Cause, cause
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import Mode, Post, PostStatus, Privacy
from tikscheduler.domain.zones import at_instant
from tikscheduler.services.scheduling import Wish

S = PostStatus
MINUTE = timedelta(minutes=1)
CAP, PENDING = "spam_risk_too_many_posts", "spam_risk_too_many_pending_share"
USERS, BANNED = "reached_active_user_cap", "spam_risk_user_banned_from_posting"


def plan(
    office: Office, minutes: int = 0, who: str = "mira.films", mode: Mode = Mode.DIRECT
) -> int:
    when = at_instant(office.clock() + minutes * MINUTE, "UTC")
    wish = Wish(
        video=office.clip,
        account=who,
        when=when,
        mode=mode,
        privacy=Privacy.PUBLIC,
        caption=f"Number {minutes}",
    )
    return office.program.scheduling.schedule(wish)[0].id


def settle(office: Office, ids: list[int]) -> list[S]:
    """Let everything that is due run, until nothing is under way; the statuses then."""
    publisher = office.program.publisher
    for _ in range(100):
        steps = sum(publisher.sweep(publisher.advance, limit=100, lane=lane) for lane in Lane)
        if not steps and S.PROCESSING not in {post(office, one).status for one in ids}:
            break
        office.clock.tick(seconds=20 if not steps else 0)
    return [post(office, one).status for one in ids]


def post(office: Office, post_id: int) -> Post:
    return office.program.storage.posts.get(post_id)


def code(office: Office, post_id: int) -> str:
    fault = post(office, post_id).fault
    return fault.code if fault else ""


def test_past_the_daily_cap_posts_wait_for_the_window_and_go_on_by_themselves(
    office: Office,
) -> None:
    office.connect()
    office.sandbox.state.creator("mira.films").daily_posts = 1
    started = office.clock()
    ids = [plan(office, minutes) for minutes in (0, 1, 2)]
    settle(office, ids[:1])
    office.clock.time = started + 3 * MINUTE
    assert settle(office, ids) == [S.PUBLISHED, S.HELD, S.HELD]
    waits = {post(office, one).next_attempt_at for one in ids[1:]}
    first_sent = post(office, ids[0]).upload_started_at
    assert first_sent is not None
    assert waits == {first_sent + timedelta(hours=24) + MINUTE}
    assert {code(office, one) for one in ids[1:]} == {CAP}
    assert "by itself" in post(office, ids[2]).fault.message  # type: ignore[union-attr]

    office.clock.time = max(filter(None, waits))
    assert settle(office, ids) == [S.PUBLISHED, S.PUBLISHED, S.HELD]  # in their order, one a day
    office.clock.tick(hours=25)
    assert settle(office, ids) == [S.PUBLISHED] * 3
    assert office.sandbox.state.breaches() == []


def test_a_full_account_is_not_asked_about_again_until_its_window_opens(office: Office) -> None:
    office.connect()
    first, second = plan(office, 0), plan(office, 1)
    office.sandbox.state.add_fault(f"init:{CAP}")
    settle(office, [first])
    assert code(office, first) == CAP
    office.clock.tick(minutes=2)
    assert settle(office, [second]) == [S.HELD]
    assert office.program.storage.posts.attempts(second) == []  # nothing was tried
    assert post(office, second).tries == 0


def test_other_accounts_and_drafts_go_on(office: Office) -> None:
    office.connect()
    office.connect("jonas.cooks")
    office.sandbox.state.creator("mira.films").daily_posts = 0
    full, draft = plan(office), plan(office, 1, mode=Mode.DRAFT)
    other = plan(office, 1, "jonas.cooks")
    office.clock.tick(minutes=2)
    assert settle(office, [full, draft, other]) == [S.HELD, S.DELIVERED, S.PUBLISHED]


def test_too_many_pending_drafts_hold_drafts_alone(office: Office) -> None:
    office.connect()
    drafts = [plan(office, minutes, mode=Mode.DRAFT) for minutes in range(6)]
    direct = plan(office, 6)
    office.clock.tick(minutes=7)
    assert settle(office, [*drafts, direct]) == [S.DELIVERED] * 5 + [S.HELD, S.PUBLISHED]
    assert code(office, drafts[5]) == PENDING


def test_a_draft_goes_on_by_itself_once_the_inbox_has_room(office: Office) -> None:
    office.connect()
    one = plan(office, mode=Mode.DRAFT)
    office.sandbox.state.add_fault(f"init:{PENDING}")
    assert settle(office, [one]) == [S.HELD]
    office.clock.tick(hours=24)
    assert settle(office, [one]) == [S.DELIVERED]


def test_the_users_cap_of_the_app_waits_for_the_next_day(office: Office) -> None:
    office.connect()
    one = plan(office)
    office.sandbox.state.add_fault(f"init:{USERS}")
    assert settle(office, [one]) == [S.HELD]
    assert post(office, one).next_attempt_at == office.clock() + timedelta(hours=24)
    office.clock.tick(hours=24)
    assert settle(office, [one]) == [S.PUBLISHED]


def test_a_ban_holds_all_of_the_account_until_its_user_resumes_it(office: Office) -> None:
    office.connect()
    creator = office.sandbox.state.creator("mira.films")
    creator.banned = True
    past, soon, later = plan(office), plan(office, 1, mode=Mode.DRAFT), plan(office, 600)
    office.clock.tick(minutes=2)
    assert settle(office, [past, soon]) == [S.HELD, S.HELD]
    assert {code(office, one) for one in (past, soon)} == {BANNED}
    office.clock.tick(hours=72)
    assert settle(office, [past, soon]) == [S.HELD, S.HELD]  # never by itself
    (block,) = office.program.blocks.all()
    assert (block.code, block.until) == (BANNED, None)

    creator.banned = False
    office.program.blocks.resume(block.account_id)
    assert office.program.blocks.all() == []
    new = plan(office)
    assert settle(office, [new]) == [S.PUBLISHED]
    assert post(office, past).status is S.HELD  # two days late: that is for its user to say
    assert (code(office, past), cause(post(office, past))) == ("missed", Cause.MISSED)
    assert post(office, later).status is S.MISSED


def test_what_is_still_to_come_goes_back_into_the_plan_with_the_account(office: Office) -> None:
    office.connect()
    office.sandbox.state.creator("mira.films").banned = True
    one = plan(office)
    settle(office, [one])
    later = office.clock() + timedelta(hours=2)
    posts = office.program.storage.posts
    posts.edit(one, office.clock(), scheduled_at=later)
    office.sandbox.state.creator("mira.films").banned = False
    office.program.blocks.resume(post(office, one).account_id)
    assert (post(office, one).status, post(office, one).due_at) == (S.SCHEDULED, later)
    assert office.woken


def test_what_waited_goes_in_the_order_of_the_plan_with_the_account(office: Office) -> None:
    office.connect()
    office.sandbox.state.creator("mira.films").daily_posts = 0
    second, first = plan(office, 1), plan(office)
    office.clock.tick(minutes=2)
    assert settle(office, [first, second]) == [S.HELD, S.HELD]
    office.sandbox.state.creator("mira.films").daily_posts = 15
    office.program.blocks.resume(post(office, first).account_id)
    claimed: list[int] = []
    office.program.publisher.sweep(
        lambda post_id, _claim: claimed.append(post_id), limit=10, lane=Lane.SHORT
    )
    assert claimed == [first]


@pytest.mark.parametrize("fault", [f"init:{CAP}", f"init:{BANNED}"])
def test_retrying_a_post_asks_tiktok_again_at_once(office: Office, fault: str) -> None:
    office.connect()
    one = plan(office)
    office.sandbox.state.add_fault(fault)
    assert settle(office, [one]) == [S.HELD]
    office.program.scheduling.retry(one)
    assert settle(office, [one]) == [S.PUBLISHED]
    assert office.program.blocks.all() == []


def test_the_log_id_of_the_refusal_is_kept_for_all_that_wait(office: Office) -> None:
    office.connect()
    first, second = plan(office), plan(office, 1)
    office.sandbox.state.creator("mira.films").daily_posts = 0
    office.clock.tick(minutes=2)
    settle(office, [first, second])
    faults = [post(office, one).fault for one in (first, second)]
    assert faults[0] == faults[1]
    assert faults[0]
    assert faults[0].log_id


def test_a_wait_that_the_program_slept_through_is_missed_and_not_sent(office: Office) -> None:
    office.connect()
    office.sandbox.state.add_fault(f"init:{CAP}")
    one = plan(office)
    settle(office, [one])
    office.clock.tick(hours=26)
    assert settle(office, [one]) == [S.MISSED]


def test_given_to_another_account_a_post_waits_for_no_block_of_the_first(office: Office) -> None:
    office.connect()
    other = office.connect("jonas.cooks")
    one = plan(office)
    office.sandbox.state.add_fault(f"init:{CAP}")
    assert settle(office, [one]) == [S.HELD]
    office.program.plan.assign([one], other.id)
    assert (post(office, one).status, post(office, one).next_attempt_at) == (S.HELD, None)
    office.clock.tick(hours=25)
    assert settle(office, [one]) == [S.HELD]  # its time has passed: that is for its user to say
    office.program.scheduling.retry(one)
    assert settle(office, [one]) == [S.PUBLISHED]
