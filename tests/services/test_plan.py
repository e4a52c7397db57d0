"""Changing many posts at once, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.plans import ACTIONS, Desk, same
from tests.services.test_editing import FAULT, run, stand
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.services.plan import DEPTH, Action

S = PostStatus
HOUR = timedelta(hours=1)


# --- doing ----------------------------------------------------------------------------------


def test_posts_are_added_each_by_itself(desk: Desk, tmp_path: Path) -> None:
    gone = desk.wish(video=tmp_path / "gone.mp4")
    outcome = desk.plan.add([desk.wish(2), gone, desk.wish(None), desk.wish(privacy=None)])
    assert outcome.action is Action.ADDED
    assert [post.id for post in sorted(desk.rows(), key=lambda post: post.id)] == [*outcome.done]
    assert [desk.row(post_id).status for post_id in outcome.done] == [S.SCHEDULED, S.UNPLANNED]
    assert [what for what, _ in outcome.problems] == ["gone.mp4", "clip.mp4"]
    assert outcome.refused == (1, 3)
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
