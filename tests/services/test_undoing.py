"""Taking back what has gone on since, and what TikTok has some of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from peewee import IntegrityError

from tests.services.plans import ACTIONS, Desk, same
from tests.services.test_editing import FAULT, half_sent, run, stand
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import NO_UPLOAD, PostStatus
from tikscheduler.services.plan import TOGETHER, Action

S = PostStatus
HOUR = timedelta(hours=1)


# --- what has gone on since -----------------------------------------------------------------


@pytest.mark.parametrize(
    "action", [Action.ADDED, *sorted(ACTIONS.keys() - {Action.DELETED, Action.CANCELLED})]
)
def test_what_is_out_stays_out_and_in_the_list(desk: Desk, action: Action) -> None:
    if action is Action.ADDED:
        [post_id] = desk.plan.add([desk.wish(2)]).done
    else:
        post_id = desk.add()
        ACTIONS[action](desk, post_id)
    desk.office.clock.tick(hours=5)
    run(desk.office)
    out = desk.row(post_id)
    assert out.status in {S.PUBLISHED, S.MISSED}
    why = desk.why(desk.plan.undo())
    assert f"Post {post_id} has changed since and is {out.status} now" in why
    assert desk.row(post_id) == out
    assert desk.plan.undo() is None


def test_a_post_in_tiktoks_hands_is_left_there(desk: Desk) -> None:
    post_id = desk.add()
    desk.plan.publish_now([post_id])
    now = desk.office.clock()
    posts = desk.office.program.storage.posts
    [claim] = posts.claim_due(now, limit=1, lease_until=now + HOUR, lane=Lane.SHORT)
    claimed = desk.row(post_id)
    assert "is being published" in desk.why(desk.plan.undo())
    assert desk.row(post_id) == claimed
    assert posts.take(post_id, claim.claim_id, lease_until=now + HOUR)


def test_what_somebody_else_has_changed_or_removed_is_left_alone(desk: Desk) -> None:
    changed, removed, fine = desk.add(), desk.add(), desk.add()
    before = desk.row(fine)
    desk.plan.cancel([changed, removed, fine])
    other = desk.office.program.scheduling
    other.reschedule(changed, desk.at(9))
    other.delete(removed)
    theirs = desk.row(changed)
    outcome = desk.plan.undo()
    assert outcome
    assert outcome.done == (fine,)
    assert outcome.problems[0][1].startswith(f"Post {changed} has changed since")
    assert f"There is no post {removed}" in outcome.problems[1][1]
    assert same(desk.row(fine), before)
    assert desk.row(changed) == theirs
    again = desk.plan.redo()
    assert again
    assert again.done == (fine,)


def test_a_post_whose_time_has_passed_does_not_go_out_because_of_an_undo(desk: Desk) -> None:
    post_id, later = desk.add(1), desk.add(3)
    desk.plan.cancel([post_id, later])
    desk.office.clock.tick(hours=1, seconds=1)
    outcome = desk.plan.undo()
    assert outcome
    assert outcome.done == (later,)
    [(what, why)] = outcome.problems
    assert (what, why) == (
        "cat", f"The time that post {post_id} had has passed; give it a new one."
    )  # fmt: skip
    assert desk.row(post_id).status is S.CANCELLED
    run(desk.office)
    assert desk.office.sandbox.state.published() == []


def test_nor_because_of_a_redo(desk: Desk) -> None:
    post_id = desk.add(5)
    before = desk.row(post_id).due_at
    desk.plan.move({post_id: desk.at(1)})
    desk.plan.undo()
    desk.office.clock.tick(hours=1, seconds=1)
    assert "has passed" in desk.why(desk.plan.redo())
    assert desk.row(post_id).due_at == before


@pytest.mark.parametrize("action", [Action.CANCELLED, Action.DELETED])
def test_nor_one_that_waited_for_its_account(desk: Desk, action: Action) -> None:
    post_id = desk.add(0)
    desk.office.sandbox.state.add_fault("init:spam_risk_too_many_posts")
    run(desk.office)
    assert desk.row(post_id).next_attempt_at is not None
    ACTIONS[action](desk, post_id)
    desk.office.clock.tick(hours=24, seconds=1)
    desk.plan.undo()
    run(desk.office)
    assert desk.office.sandbox.state.published() == []


def test_a_deleted_post_is_not_lost_because_its_time_has_passed(desk: Desk) -> None:
    post_id = desk.add(1)
    desk.plan.delete([post_id])
    desk.office.clock.tick(hours=1, seconds=1)
    outcome = desk.plan.undo()
    assert desk.done(outcome) == (post_id,)
    assert outcome
    assert outcome.notes == (
        "cat: Its time passed while it was deleted; retry it to post it now, or give it a new one.",
    )
    back = desk.row(post_id)
    assert (back.status, back.due_at, back.fault and back.fault.code) == (S.MISSED, None, "missed")
    run(desk.office)
    assert desk.office.sandbox.state.published() == []
    assert desk.done(desk.plan.redo()) == (post_id,)
    assert desk.rows() == []


def test_doing_again_what_has_a_post_go_now_means_the_now_of_then(desk: Desk) -> None:
    post_id = desk.add(9)
    desk.plan.publish_now([post_id])
    desk.plan.undo()
    desk.office.clock.tick(hours=2)
    assert desk.done(desk.plan.redo()) == (post_id,)
    assert desk.row(post_id).due_at == desk.row(post_id).promised_at == desk.office.clock()
    run(desk.office)
    assert desk.row(post_id).status is S.PUBLISHED


def test_a_post_of_an_account_that_is_gone_for_good_cannot_come_back(desk: Desk) -> None:
    post_id = desk.add()
    accounts = desk.office.program.storage.accounts
    desk.plan.assign([post_id], desk.jonas.id)
    accounts.remove(desk.mira.id)
    assert f"There is no account {desk.mira.id}" in desk.why(desk.plan.undo())
    desk.plan.delete([post_id])
    accounts.remove(desk.jonas.id)
    assert f"There is no account {desk.jonas.id}" in desk.why(desk.plan.undo())
    assert desk.rows() == []


# --- what TikTok has of it ------------------------------------------------------------------


@pytest.mark.parametrize("action", [Action.EDITED, Action.ASSIGNED])
def test_an_upload_that_was_given_up_does_not_come_back(desk: Desk, action: Action) -> None:
    post_id = desk.add()
    later = desk.at(4).utc
    before = stand(
        desk.office, desk.row(post_id), S.RETRYING, due_at=later, next_attempt_at=later,
        upload_url="https://up", **half_sent(desk.office),
    )  # fmt: skip
    assert before.upload_open
    ACTIONS[action](desk, post_id)
    desk.done(desk.plan.undo())
    assert same(desk.row(post_id), replace(before, **NO_UPLOAD))


@pytest.mark.parametrize("action", sorted(ACTIONS.keys() - {Action.EDITED, Action.ASSIGNED}))
def test_what_tiktok_may_have_is_still_asked_for_after_an_undo(desk: Desk, action: Action) -> None:
    """The whole video came in, and nobody has said what became of it."""
    desk.office.sandbox.state.add_fault("part[last]:drop-after")
    desk.office.sandbox.state.add_fault("status:500*9")
    post_id = desk.add(1)
    desk.office.clock.tick(hours=1)
    publisher = desk.office.program.publisher
    publisher.sweep(publisher.advance, limit=1, lane=Lane.SHORT)
    posts = desk.office.program.storage.posts
    while desk.row(post_id).status is not S.PROCESSING:
        desk.office.clock.tick(minutes=6)
        publisher.sweep(publisher.advance, limit=1, lane=Lane.SHORT)
    desk.office.sandbox.state.clear_faults()
    at = desk.office.clock() + HOUR
    [claim] = posts.claim_due(at, limit=1, lease_until=at + HOUR, lane=Lane.SHORT)
    taken = posts.take(post_id, claim.claim_id, lease_until=at + HOUR)
    assert taken
    posts.settle(taken, S.HELD, desk.office.clock(), fault=FAULT)
    ACTIONS[action](desk, post_id)
    desk.done(desk.plan.undo())
    assert desk.row(post_id).tiktok_may_have_it
    if desk.row(post_id).status is S.HELD:
        desk.plan.publish_now([post_id])
    run(desk.office)
    assert desk.row(post_id).status is S.PUBLISHED
    assert len(desk.office.sandbox.state.published()) == 1


def test_a_database_that_fails_ends_an_action_and_what_was_done_can_be_taken_back(
    desk: Desk,
) -> None:
    ids = [desk.add() for _ in range(TOGETHER + 2)]
    before = {post_id: desk.row(post_id) for post_id in ids}
    database = desk.office.program.storage.posts._database

    def break_at(post_id: int) -> None:
        database._pool.execute_sql(
            "CREATE TRIGGER broken BEFORE UPDATE ON post "
            f"WHEN new.id = {post_id} BEGIN SELECT raise(ABORT, 'no room'); END"
        )

    break_at(ids[-1])
    with pytest.raises(IntegrityError, match="no room"):
        desk.plan.cancel(ids)
    done = [post_id for post_id in ids if desk.row(post_id).status is S.CANCELLED]
    assert done == ids[:TOGETHER]
    assert desk.plan.can_undo is Action.CANCELLED
    with pytest.raises(IntegrityError, match="no room"):
        desk.plan.cancel(ids[::-1])
    assert [post_id for post_id in ids if desk.row(post_id).status is S.CANCELLED] == done
    database._pool.execute_sql("DROP TRIGGER broken")
    desk.plan.cancel(ids[TOGETHER:])
    break_at(ids[1])
    assert desk.done(desk.plan.undo()) == tuple(ids[TOGETHER:])
    with pytest.raises(IntegrityError, match="no room"):
        desk.plan.undo()
    assert desk.row(ids[0]).status is S.CANCELLED
    assert (desk.plan.can_undo, desk.plan.can_redo) == (Action.CANCELLED, Action.CANCELLED)
    database._pool.execute_sql("DROP TRIGGER broken")
    assert desk.done(desk.plan.undo()) == tuple(done)
    assert all(same(desk.row(post_id), before[post_id]) for post_id in ids)


def test_an_undo_that_fails_on_the_way_keeps_what_is_left_for_the_next(desk: Desk) -> None:
    ids = [desk.add() for _ in range(TOGETHER + 2)]
    desk.plan.cancel(ids)
    database = desk.office.program.storage.posts._database
    database._pool.execute_sql(
        "CREATE TRIGGER broken BEFORE UPDATE ON post "
        f"WHEN new.id = {ids[-1]} BEGIN SELECT raise(ABORT, 'no room'); END"
    )
    with pytest.raises(IntegrityError, match="no room"):
        desk.plan.undo()
    assert (desk.plan.can_undo, desk.plan.can_redo) == (Action.CANCELLED, Action.CANCELLED)
    database._pool.execute_sql("DROP TRIGGER broken")
    assert desk.done(desk.plan.undo()) == tuple(ids[TOGETHER:])
    assert {desk.row(post_id).status for post_id in ids} == {S.SCHEDULED}


def test_many_posts_are_changed_in_few_turns_of_the_disk(desk: Desk) -> None:
    ids = [desk.add() for _ in range(2 * TOGETHER)]
    said: list[str] = []
    database = desk.office.program.storage.database
    with database.reading():
        database._pool.connection().set_trace_callback(said.append)
    desk.done(desk.plan.cancel(ids))
    desk.done(desk.plan.undo())
    assert said.count("COMMIT") == 4
