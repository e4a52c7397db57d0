"""Changing many posts at once, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from peewee import IntegrityError

from tests.services.conftest import Office
from tests.services.test_editing import FAULT, half_sent, row, run, stand
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import NO_UPLOAD, Post, PostStatus, Privacy
from tikscheduler.domain.zones import Moment, at_instant
from tikscheduler.services.plan import DEPTH, Action, Outcome
from tikscheduler.services.scheduling import Wish

S = PostStatus
HOUR = timedelta(hours=1)
Act = Callable[["Desk", int], Outcome]


class Desk:
    """A plan over a sandbox, and short ways to look at it."""

    def __init__(self, office: Office) -> None:
        self.office, self.plan = office, office.program.plan
        self.mira, self.jonas = office.connect(), office.connect("jonas.cooks")

    def at(self, hours: float) -> Moment:
        return at_instant(self.office.clock() + hours * HOUR, "Europe/Berlin")

    def wish(self, hours: float | None = 2, **fields: object) -> Wish:
        plain = Wish(
            video=self.office.clip,
            account="mira.films",
            when=None if hours is None else self.at(hours),
            privacy=Privacy.PUBLIC,
            caption="cat",
        )
        return replace(plain, **fields)  # type: ignore[arg-type]

    def add(self, hours: float | None = 2) -> int:
        """A post that was there before the plan was asked for anything."""
        return self.office.program.scheduling.schedule(self.wish(hours))[0].id

    def row(self, post_id: int) -> Post:
        return row(self.office, post_id)

    def rows(self) -> list[Post]:
        return self.office.program.storage.posts.list()

    def done(self, outcome: Outcome | None) -> tuple[int, ...]:
        """The ids that changed, where nothing went wrong."""
        assert outcome is not None
        assert outcome.problems == ()
        return outcome.done

    def why(self, outcome: Outcome | None) -> str:
        """What kept the only post from being changed."""
        assert outcome is not None
        assert outcome.done == ()
        [(_, why)] = outcome.problems
        return why


@pytest.fixture
def desk(office: Office) -> Desk:
    made = Desk(office)
    office.changed.clear()
    office.woken.clear()
    return made


def same(one: Post, other: Post) -> bool:
    return replace(one, updated_at=other.updated_at) == other


ACTIONS: dict[Action, Act] = {
    Action.MOVED: lambda desk, post_id: desk.plan.move({post_id: desk.at(5)}),
    Action.EDITED: lambda desk, post_id: desk.plan.edit(post_id, desk.wish(3, caption="dog")),
    Action.ASSIGNED: lambda desk, post_id: desk.plan.assign([post_id], desk.jonas.id),
    Action.RETRIED: lambda desk, post_id: desk.plan.publish_now([post_id]),
    Action.CANCELLED: lambda desk, post_id: desk.plan.cancel([post_id]),
    Action.DELETED: lambda desk, post_id: desk.plan.delete([post_id]),
}


# --- doing ----------------------------------------------------------------------------------


def test_posts_are_added_each_by_itself(desk: Desk, tmp_path: Path) -> None:
    gone = desk.wish(video=tmp_path / "gone.mp4")
    outcome = desk.plan.add([desk.wish(2), gone, desk.wish(None), desk.wish(privacy=None)])
    assert outcome.action is Action.ADDED
    assert [post.id for post in sorted(desk.rows(), key=lambda post: post.id)] == [*outcome.done]
    assert [desk.row(post_id).status for post_id in outcome.done] == [S.SCHEDULED, S.UNPLANNED]
    assert [what for what, _ in outcome.problems] == ["gone.mp4", "clip.mp4"]
    assert "choose one of" in outcome.problems[1][1]
    assert (outcome.can_undo, outcome.can_redo, outcome.undone) == (Action.ADDED, None, False)
    assert (desk.office.changed, desk.office.woken) == ([*outcome.done], [True])


def test_tiktok_is_asked_once_an_account_in_one_action(desk: Desk) -> None:
    desk.office.sandbox.stop()
    outcome = desk.plan.add([desk.wish(hours) for hours in (1, 2, 3)])
    assert len(outcome.done) == 3
    [note] = outcome.notes
    assert "TikTok could not be asked" in note


@pytest.mark.parametrize("action", ACTIONS)
def test_many_are_changed_and_those_that_cannot_be_are_told(desk: Desk, action: Action) -> None:
    if action is Action.EDITED:
        with pytest.raises(InputError, match="There is no post 999"):
            ACTIONS[action](desk, 999)
        assert desk.plan.can_undo is None
        return
    ids = [desk.add() for _ in range(3)]
    desk.office.changed.clear()
    desk.office.woken.clear()
    posts = desk.office.program.storage.posts
    posts.claim_due(
        desk.office.clock() + 2 * HOUR, limit=1, lease_until=desk.office.clock() + 3 * HOUR,
        lane=Lane.SHORT,
    )  # fmt: skip
    everything = [*ids, 999, ids[2]]
    outcome = {
        Action.MOVED: lambda: desk.plan.move({one: desk.at(5) for one in everything}),
        Action.ASSIGNED: lambda: desk.plan.assign(everything, desk.jonas.id),
        Action.RETRIED: lambda: desk.plan.publish_now(everything),
        Action.CANCELLED: lambda: desk.plan.cancel(everything),
        Action.DELETED: lambda: desk.plan.delete(everything),
    }[action]()
    assert (outcome.action, outcome.done) == (action, (ids[1], ids[2]))
    assert [what for what, _ in outcome.problems] == ["cat", "999"]
    assert "publishing" in outcome.problems[0][1] or "being published" in outcome.problems[0][1]
    assert "no post 999" in outcome.problems[1][1]
    assert (desk.office.changed, desk.office.woken) == ([ids[1], ids[2]], [True])


def test_an_edit_that_cannot_be_made_says_all_that_is_wrong(desk: Desk) -> None:
    post_id = desk.add()
    with pytest.raises(InputError, match=r"2,300.*choose one of"):
        desk.plan.edit(post_id, desk.wish(caption="x" * 2300, privacy=None))
    assert (desk.plan.can_undo, desk.office.woken[1:]) == (None, [])


def test_what_changed_nothing_cannot_be_taken_back_and_keeps_what_can_be_done_again(
    desk: Desk,
) -> None:
    post_id = desk.add()
    desk.plan.cancel([post_id])
    desk.plan.undo()
    outcome = desk.plan.retry([post_id])
    assert outcome.done == ()
    assert (outcome.can_undo, outcome.can_redo) == (None, Action.CANCELLED)


def test_copies_are_new_posts_at_their_own_times(desk: Desk) -> None:
    post_id = desk.add()
    outcome = desk.plan.copy([(post_id, desk.at(3)), (post_id, None), (post_id, None)])
    assert outcome.action is Action.COPIED
    first, second, third = (desk.row(one) for one in desk.done(outcome))
    assert (first.due_at, first.caption) == (desk.at(3).utc, "cat")
    assert [second.status, third.status] == [S.UNPLANNED, S.UNPLANNED]
    assert len(desk.done(desk.plan.undo())) == 3
    assert [post.id for post in desk.rows()] == [post_id]


# --- undo and redo --------------------------------------------------------------------------


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_taken_back_and_done_again(desk: Desk, action: Action) -> None:
    post_id = desk.add()
    before = desk.row(post_id)
    assert desk.done(ACTIONS[action](desk, post_id)) == (post_id,)
    after = None if action is Action.DELETED else desk.row(post_id)
    for _ in range(3):
        desk.office.changed.clear()
        desk.office.woken.clear()
        back = desk.plan.undo()
        assert desk.done(back) == (post_id,)
        assert back
        assert (back.action, back.undone) == (action, True)
        assert (back.can_undo, back.can_redo) == (None, action)
        assert (desk.office.changed, desk.office.woken) == ([post_id], [True])
        assert same(desk.row(post_id), before)
        again = desk.plan.redo()
        assert again
        assert (again.action, again.done, again.undone) == (action, (post_id,), False)
        assert (again.can_undo, again.can_redo) == (action, None)
        if after is None:
            assert desk.rows() == []
        else:
            assert same(desk.row(post_id), after)


def test_what_was_added_is_taken_back_and_comes_back_under_its_id(desk: Desk) -> None:
    outcome = desk.plan.add([desk.wish(2), desk.wish(None)])
    before = desk.rows()
    assert desk.done(desk.plan.undo()) == outcome.done
    assert desk.rows() == []
    assert desk.done(desk.plan.redo()) == outcome.done
    assert desk.rows() == before


def test_everything_is_taken_back_in_turn_and_done_again(desk: Desk) -> None:
    states: list[list[Post]] = [desk.rows()]
    [post_id] = desk.plan.add([desk.wish(2)]).done
    states.append(desk.rows())
    for act in ACTIONS.values():
        if act is not ACTIONS[Action.RETRIED]:
            act(desk, post_id)
            states.append(desk.rows())

    def alike(rows: list[Post]) -> bool:
        found = desk.rows()
        return len(found) == len(rows) and all(map(same, found, rows))

    for state in states[-2::-1]:
        desk.done(desk.plan.undo())
        assert alike(state)
    assert desk.plan.undo() is None
    for state in states[1:]:
        desk.done(desk.plan.redo())
        assert alike(state)
    assert desk.plan.redo() is None


def test_a_new_action_ends_what_could_be_done_again(desk: Desk) -> None:
    post_id = desk.add()
    desk.plan.cancel([post_id])
    desk.plan.undo()
    assert desk.plan.move({post_id: desk.at(5)}).can_redo is None
    assert desk.plan.redo() is None


def test_a_hundred_actions_are_remembered(desk: Desk) -> None:
    post_id = desk.add()
    for number in range(DEPTH + 3):
        desk.plan.move({post_id: desk.at(3 + number)})
    taken_back = 0
    while desk.plan.undo():
        taken_back += 1
    assert taken_back == DEPTH
    assert desk.row(post_id).due_at == desk.at(5).utc


@pytest.mark.parametrize("status", [S.HELD, S.FAILED, S.MISSED, S.RETRYING])
@pytest.mark.parametrize("action", [Action.MOVED, Action.EDITED, Action.RETRIED, Action.DELETED])
def test_a_stopped_post_is_put_back_with_its_reason_and_its_tries(
    desk: Desk, status: PostStatus, action: Action
) -> None:
    post_id = desk.add()
    later = desk.at(4).utc
    times = {"due_at": later, "next_attempt_at": later} if status is S.RETRYING else {}
    before = stand(desk.office, desk.row(post_id), status, fault=FAULT, crashes=1, **times)
    attempts = desk.office.program.storage.posts.attempts(post_id)
    ACTIONS[action](desk, post_id)
    desk.done(desk.plan.undo())
    assert same(desk.row(post_id), before)
    assert desk.office.program.storage.posts.attempts(post_id) == attempts


def test_a_deleted_post_that_is_out_comes_back_with_its_history(desk: Desk) -> None:
    post_id = desk.add()
    desk.office.clock.tick(hours=2)
    run(desk.office)
    before = desk.row(post_id)
    posts = desk.office.program.storage.posts
    attempts = posts.attempts(post_id)
    assert (before.status, len(attempts)) == (S.PUBLISHED, 1)
    desk.plan.delete([post_id])
    assert posts.attempts(post_id) == []
    desk.done(desk.plan.undo())
    assert (desk.row(post_id), posts.attempts(post_id)) == (before, attempts)
    run(desk.office)
    assert len(desk.office.sandbox.state.published()) == 1


# --- what has gone on since -----------------------------------------------------------------


@pytest.mark.parametrize(
    "action", [Action.ADDED, *(ACTIONS.keys() - {Action.DELETED, Action.CANCELLED})]
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


@pytest.mark.parametrize("action", ACTIONS.keys() - {Action.EDITED, Action.ASSIGNED})
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
    one, two, three = desk.add(), desk.add(), desk.add()
    before = [desk.row(one), desk.row(two)]
    database = desk.office.program.storage.posts._database

    def break_at(post_id: int) -> None:
        database._pool.execute_sql(
            "CREATE TRIGGER broken BEFORE UPDATE ON post "
            f"WHEN new.id = {post_id} BEGIN SELECT raise(ABORT, 'no room'); END"
        )

    break_at(three)
    with pytest.raises(IntegrityError, match="no room"):
        desk.plan.cancel([one, two, three])
    assert desk.row(two).status is S.CANCELLED
    assert desk.plan.can_undo is Action.CANCELLED
    database._pool.execute_sql("DROP TRIGGER broken")
    break_at(two)
    with pytest.raises(IntegrityError, match="no room"):
        desk.plan.undo()
    assert same(desk.row(one), before[0])
    assert (desk.plan.can_undo, desk.plan.can_redo) == (Action.CANCELLED, Action.CANCELLED)
    database._pool.execute_sql("DROP TRIGGER broken")
    assert desk.done(desk.plan.undo()) == (two,)
    assert same(desk.row(two), before[1])
