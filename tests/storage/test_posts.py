"""A post's life in the database: attempts, fenced writes, settling, and what users do."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

from tests.storage.given import LEASE, MINUTE, NOW, Given, new_post
from tikscheduler.domain.errors import DatabaseDamaged, InputError, LostClaim
from tikscheduler.domain.post import (
    CLAIMABLE,
    IN_TIKTOKS_HANDS,
    LEGAL_MOVES,
    Attempt,
    Fault,
    IllegalMove,
    Mode,
    PostStatus,
    Privacy,
)
from tikscheduler.storage.claims import PAUSED, PUBLISHING_NOTE

S = PostStatus
FAULT = Fault(code="server_trouble", message="TikTok has a fault of its own.", log_id="log7")
LATER = NOW + 5 * MINUTE


def test_a_post_comes_back_as_it_was_stored(storage, given):
    new = new_post(
        given.account().id,
        video=Path("/videos/Katze \N{CAT} ünïcode.mp4"),
        video_size=4_000_000_000,
        caption="one\ntwo \N{PARTY POPPER} #three",
        mode=Mode.DRAFT,
        privacy=Privacy.FOLLOWERS,
        allow_comment=True,
        allow_duet=True,
        allow_stitch=True,
        your_brand=True,
        branded_content=True,
        ai_generated=True,
        cover_ms=1234,
        timezone="Europe/Berlin",
        wall_time=datetime(2026, 11, 23, 13, 0, 0, 5),  # noqa: DTZ001
        scheduled_at=NOW + timedelta(microseconds=5),
    )
    post = storage.posts.add(new, status=S.SCHEDULED, now=NOW, due_at=LATER)
    assert storage.posts.get(post.id) == post
    for name in new.__dataclass_fields__:
        assert getattr(post, name) == getattr(new, name), name
    assert (post.status, post.due_at) == (S.SCHEDULED, LATER)
    assert (post.created_at, post.updated_at) == (NOW, NOW)
    assert post.fault is None


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@examples(
    caption=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
    | st.sampled_from(["'; DROP TABLE post; --", '"', "%s ? :x", "\N{FAMILY}\u200d\N{CAT}", "\x1a"])
)
def test_every_caption_comes_back_unchanged(storage, given, caption):
    known = storage.accounts.list()
    account = known[0] if known else given.account()
    assert storage.posts.get(given.post(account, caption=caption).id).caption == caption


def test_a_post_without_a_zone_in_its_time_is_refused(storage, given):
    naive = NOW.replace(tzinfo=None)
    account = given.account()
    with pytest.raises(ValueError, match="scheduled_at needs a datetime with a zone"):
        given.post(account, scheduled_at=naive)
    with pytest.raises(ValueError, match="wall_time needs a datetime without a zone"):
        given.post(account, wall_time=NOW)
    assert storage.posts.list() == []


def test_a_file_name_that_is_no_text_is_refused_with_the_mend(given):
    with pytest.raises(InputError, match="rename the file"):
        given.post(video=Path("/videos/\udcff.mp4"))


def test_a_value_nobody_has_written_is_damage_and_said(sqlite):
    post = Given(sqlite).post()
    with sqlite.database.unit_of_work():
        sqlite.database.execute("UPDATE post SET status = 'nonsense'", [])
    for look in (lambda: sqlite.posts.get(post.id), sqlite.posts.list):
        with pytest.raises(DatabaseDamaged, match="nonsense"):
            look()


def test_a_post_of_an_unknown_account_is_refused(storage):
    with pytest.raises(InputError, match="There is no account 7"):
        storage.posts.add(new_post(7), status=S.SCHEDULED, now=NOW)


@pytest.mark.parametrize("post_id", [17, 0, -1, 2**31, 2**70])
def test_an_unknown_post_is_named_with_the_way_to_find_it(storage, post_id):
    with pytest.raises(InputError, match=f"There is no post {post_id}; “tikscheduler posts list”"):
        storage.posts.get(post_id)
    with pytest.raises(InputError):
        storage.posts.move(post_id, S.CANCELLED, NOW)
    with pytest.raises(InputError):
        storage.posts.delete(post_id)


def test_an_unknown_field_is_an_error_of_the_program(storage, given):
    post = given.taken()
    with pytest.raises(TypeError, match="colour"):
        storage.posts.write(post, colour="red")


# --- attempts -------------------------------------------------------------------------------


def test_an_attempt_is_opened_and_counted(storage, given):
    post = storage.posts.begin_attempt(given.taken(), NOW)
    assert (post.tries, post.crashes) == (1, 0)
    assert storage.posts.attempts(post.id) == [Attempt(number=1, started_at=NOW)]


def test_an_attempt_a_crash_left_open_goes_on(storage, given):
    post = given.begun()
    storage.posts.release_all(NOW + MINUTE)
    again = storage.posts.begin_attempt(given.taken(post, NOW + MINUTE), NOW + MINUTE)
    assert (again.tries, again.crashes) == (1, 1)
    assert storage.posts.attempts(post.id) == [Attempt(number=1, started_at=NOW)]


def test_a_new_attempt_follows_one_that_ended(storage, given):
    post = given.begun()
    storage.posts.settle(post, S.RETRYING, NOW, fault=FAULT, due_at=LATER, next_attempt_at=LATER)
    again = storage.posts.begin_attempt(given.taken(post, LATER), LATER)
    assert (again.tries, again.crashes) == (2, 0)
    assert storage.posts.attempts(post.id) == [
        Attempt(number=1, started_at=NOW, finished_at=NOW, outcome="retrying", fault=FAULT),
        Attempt(number=2, started_at=LATER),
    ]


def test_the_publish_id_is_noted_in_the_open_attempt_only(storage, given):
    post = storage.posts.write(given.begun(), publish_id="p1")
    storage.posts.settle(post, S.RETRYING, NOW, due_at=LATER)
    again = storage.posts.begin_attempt(given.taken(post, LATER), LATER)
    storage.posts.write(again, publish_id="p2")
    assert [each.publish_id for each in storage.posts.attempts(post.id)] == ["p1", "p2"]


def test_attempts_of_many_posts_come_in_few_queries(storage, given):
    posts = [given.begun() for _ in range(3)]
    plain = given.post()
    queries = []
    storage.database._pool.query_hooks.append(queries.append)
    found = storage.posts.attempts_of([*[post.id for post in posts], plain.id, 999])
    assert len(queries) == 1
    assert {key: len(value) for key, value in found.items()} == {
        **{post.id: 1 for post in posts}, plain.id: 0, 999: 0
    }  # fmt: skip
    assert storage.posts.attempts_of([]) == {}
    assert len(storage.posts.attempts_of(range(1, 2000))) == 1999


# --- writes under a claim -------------------------------------------------------------------


def test_a_write_stores_and_tells_what_it_changed(storage, given):
    post = storage.posts.write(given.taken(), sent_bytes=7, upload_started_at=NOW)
    assert (post.sent_bytes, post.upload_started_at) == (7, NOW)
    assert storage.posts.get(post.id) == post


@pytest.mark.parametrize(
    "work",
    [
        lambda posts, lost: posts.write(lost, publish_id="p1"),
        lambda posts, lost: posts.settle(lost, S.PUBLISHED, NOW),
        lambda posts, lost: posts.begin_attempt(lost, NOW),
    ],
    ids=["write", "settle", "begin_attempt"],
)
def test_a_lost_claim_writes_nothing(storage, given, work):
    lost = given.taken()
    given.claim(LEASE)
    before = storage.posts.get(lost.id)
    with pytest.raises(LostClaim, match=f"Post {lost.id} "):
        work(storage.posts, lost)
    assert storage.posts.get(lost.id) == before
    assert storage.posts.attempts(lost.id) == []


def test_a_settled_claim_is_over(storage, given):
    post = given.taken()
    storage.posts.settle(post, S.RETRYING, NOW, due_at=LATER)
    with pytest.raises(LostClaim):
        storage.posts.write(post, sent_bytes=1)
    with pytest.raises(LostClaim):
        storage.posts.settle(post, S.PUBLISHED, NOW)


def test_a_post_nobody_holds_is_written_only_as_it_was_read(storage, given):
    post = given.post(status=S.DELIVERED)
    assert storage.posts.write(post, tiktok_post_id="7").tiktok_post_id == "7"
    published = storage.posts.settle(post, S.PUBLISHED, NOW, published_at=NOW)
    assert published.status is S.PUBLISHED
    with pytest.raises(LostClaim):
        storage.posts.settle(post, S.PUBLISHED, NOW)


# --- settling -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", sorted(LEGAL_MOVES[S.PUBLISHING]))
def test_settling_ends_the_claim_and_keeps_only_what_means_something(storage, given, status):
    post = storage.posts.write(given.begun(), upload_url="https://upload", next_attempt_at=NOW)
    done = storage.posts.settle(post, status, LATER, fault=FAULT, due_at=LATER + MINUTE)
    assert done == storage.posts.get(post.id)
    assert (done.status, done.claim_id, done.updated_at) == (status, "", LATER)
    assert done.fault == FAULT
    assert done.due_at == (LATER + MINUTE if status in CLAIMABLE else None)
    goes_on = status in (S.RETRYING, S.PROCESSING, S.STAGED)  # under the same promise
    assert done.next_attempt_at == (NOW if goes_on else None)
    goes_on = status in {S.STAGED, S.PROCESSING, S.RETRYING}
    assert done.upload_url == ("https://upload" if goes_on else "")


@pytest.mark.parametrize("status", sorted(LEGAL_MOVES[S.PUBLISHING]))
def test_settling_ends_the_attempt_unless_it_is_still_under_way(storage, given, status):
    post = given.begun()
    storage.posts.settle(post, status, LATER, fault=FAULT, due_at=LATER)
    (attempt,) = storage.posts.attempts(post.id)
    if status in {S.STAGED, S.PROCESSING}:
        assert attempt == Attempt(number=1, started_at=NOW)
    else:
        assert (attempt.finished_at, attempt.outcome) == (LATER, status)
        assert attempt.fault == FAULT


def test_settling_without_a_fault_clears_the_old_one(storage, given):
    post = given.begun()
    storage.posts.settle(post, S.RETRYING, NOW, fault=FAULT, due_at=LATER)
    again = given.taken(post, LATER)
    assert again.fault == FAULT
    assert storage.posts.settle(again, S.PUBLISHED, LATER).fault is None


def test_a_retry_keeps_its_own_time(storage, given):
    post = given.begun()
    done = storage.posts.settle(post, S.RETRYING, NOW, due_at=LATER, next_attempt_at=LATER)
    assert done.next_attempt_at == LATER
    assert done.promised_at == LATER


def test_a_delivered_post_keeps_its_attempt_as_it_ended(storage, given):
    post = given.begun()
    delivered = storage.posts.settle(post, S.DELIVERED, NOW)
    storage.posts.settle(delivered, S.PUBLISHED, LATER)
    (attempt,) = storage.posts.attempts(post.id)
    assert (attempt.finished_at, attempt.outcome) == (NOW, "delivered")


@pytest.mark.parametrize("status", sorted(set(S) - LEGAL_MOVES[S.PUBLISHING]))
def test_an_illegal_move_is_refused_and_changes_nothing(storage, given, status):
    post = given.begun()
    with pytest.raises(IllegalMove):
        storage.posts.settle(post, status, LATER)
    with pytest.raises(IllegalMove):
        storage.posts.write(post, status=status)
    assert storage.posts.get(post.id) == post


# --- what the user does ---------------------------------------------------------------------


@pytest.mark.parametrize("new", sorted(S))
@pytest.mark.parametrize("old", sorted(set(S) - IN_TIKTOKS_HANDS))
def test_the_user_moves_a_post_where_it_may_go(storage, given, old, new):
    post = given.post(status=old)
    if new not in LEGAL_MOVES[old]:
        with pytest.raises(IllegalMove):
            storage.posts.move(post.id, new, LATER)
        assert storage.posts.get(post.id) == post
        return
    moved = storage.posts.move(post.id, new, LATER, due_at=LATER + MINUTE, caption="new")
    assert moved == storage.posts.get(post.id)
    assert (moved.status, moved.caption, moved.updated_at) == (new, "new", LATER)
    assert moved.due_at == (LATER + MINUTE if new in CLAIMABLE else None)


@pytest.mark.parametrize("status", sorted(IN_TIKTOKS_HANDS))
@pytest.mark.parametrize(
    "work",
    [
        lambda posts, post: posts.move(post.id, S.HELD, NOW),
        lambda posts, post: posts.edit(post.id, NOW, caption="new"),
        lambda posts, post: posts.delete(post.id),
    ],
    ids=["move", "edit", "delete"],
)
def test_a_post_in_tiktoks_hands_cannot_be_changed(storage, given, status, work):
    post = given.post(status=status)
    with pytest.raises(InputError, match=f"Post {post.id} is being published") as caught:
        work(storage.posts, post)
    assert caught.value.code == "in_flight"
    assert storage.posts.get(post.id) == post


def test_a_user_move_ends_the_open_attempt_so_that_none_looks_like_a_crash(storage, given):
    post = given.begun()
    storage.posts.settle(post, S.STAGED, NOW, due_at=LATER)
    storage.posts.move(post.id, S.SCHEDULED, NOW + MINUTE, due_at=LATER)
    (attempt,) = storage.posts.attempts(post.id)
    assert (attempt.finished_at, attempt.outcome) == (NOW + MINUTE, "scheduled")
    again = storage.posts.begin_attempt(given.taken(post, LATER), LATER)
    assert (again.tries, again.crashes) == (2, 0)


def test_a_user_move_forgets_the_fault_and_may_give_one(storage, given):
    post = given.begun()
    storage.posts.settle(post, S.FAILED, NOW, fault=FAULT)
    assert storage.posts.move(post.id, S.SCHEDULED, NOW, due_at=NOW).fault is None
    assert storage.posts.move(post.id, S.HELD, NOW, fault=FAULT).fault == FAULT


def test_the_user_edits_a_post_where_it_stands(storage, given):
    post = given.post(status=S.UNPLANNED)
    edited = storage.posts.edit(post.id, LATER, caption="new", privacy=Privacy.PRIVATE)
    assert (edited.caption, edited.privacy) == ("new", Privacy.PRIVATE)
    assert (edited.status, edited.updated_at) == (S.UNPLANNED, LATER)
    assert storage.posts.get(post.id) == edited
    with pytest.raises(InputError, match="can no longer be changed"):
        storage.posts.edit(given.post(status=S.PUBLISHED).id, NOW, caption="new")
    with pytest.raises(TypeError):
        storage.posts.edit(post.id, NOW, status=S.PUBLISHED)


def test_a_deleted_post_takes_its_attempts_with_it(storage, given):
    post = given.begun()
    storage.posts.settle(post, S.FAILED, NOW)
    storage.posts.delete(post.id)
    with pytest.raises(InputError):
        storage.posts.get(post.id)
    assert storage.posts.attempts(post.id) == []


def test_lists_are_in_order_of_time_with_the_unplanned_first(storage, given):
    account = given.account()
    late = given.post(account, due_at=LATER)
    early = given.post(due_at=NOW)
    twin = given.post(due_at=NOW)
    unplanned = given.post(account, status=S.UNPLANNED, due_at=None)
    assert storage.posts.list() == [unplanned, early, twin, late]
    assert storage.posts.list(limit=2) == [unplanned, early]
    assert storage.posts.list(limit=0) == []
    assert storage.posts.list(S.SCHEDULED) == [early, twin, late]
    assert storage.posts.list(account_id=account.id) == [unplanned, late]
    assert storage.posts.list(S.SCHEDULED, account.id) == [late]
    assert storage.posts.list(S.FAILED) == []


def test_between_holds_its_start_and_not_its_end(storage, given):
    given.post(due_at=NOW - timedelta(microseconds=1))
    first, second = given.post(due_at=NOW), given.post(due_at=LATER - timedelta(microseconds=1))
    given.post(due_at=LATER)
    given.post(status=S.UNPLANNED, due_at=None)
    assert storage.posts.between(NOW, LATER) == [first, second]


def test_counts_name_every_status(storage, given):
    assert storage.posts.counts() == dict.fromkeys(S, 0)
    given.post()
    given.post()
    given.post(status=S.HELD)
    assert storage.posts.counts() == {**dict.fromkeys(S, 0), S.SCHEDULED: 2, S.HELD: 1}


def test_open_posts_of_an_account_are_those_still_to_go_that_nobody_works_on(storage, given):
    account = given.account()
    given.post()
    posts = {status: given.post(account, status=status) for status in S}
    found = {post.status for post in storage.posts.open_of(account.id)}
    assert found == {S.SCHEDULED, S.RETRYING, S.STAGED}
    assert len(posts) == len(S)


@pytest.mark.parametrize("status", sorted(S))
def test_busy_while_a_post_is_on_its_way(storage, given, status):
    given.post(status=status, due_at=LATER)
    on_its_way = status in {S.PUBLISHING, S.RETRYING, S.PROCESSING, S.STAGED}
    assert storage.posts.busy_before(NOW) is on_its_way
    assert storage.posts.busy_before(LATER) is (on_its_way or status is S.SCHEDULED)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("status", sorted(S))
def test_what_a_pause_holds_back_keeps_nobody_busy(storage, given, status, everything):
    post = given.post(status=status)
    if everything:
        storage.notes.put(PUBLISHING_NOTE, PAUSED)
    else:
        storage.accounts.update(post.account_id, paused=True)
    assert storage.posts.busy_before(LATER) is (status in {S.PUBLISHING, S.PROCESSING})


def test_an_id_is_never_given_again(storage, given):
    first, second = given.post(), given.post()
    storage.posts.delete(second.id)
    assert given.post().id > second.id > first.id
