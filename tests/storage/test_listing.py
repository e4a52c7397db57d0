"""Lists of posts: what is in them, in which order, and that no long one is read whole."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from tests.storage.given import MINUTE, NOW, new_post
from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import PostStatus
from tikscheduler.storage.sifting import conditions_of
from tikscheduler.storage.tables import PostRow

S = PostStatus
ALL = Wanted()
DAY = timedelta(days=1)


def ids(posts):
    return [post.id for post in posts]


@pytest.fixture
def many(storage, given):
    """Sixty posts that differ in all that lists look at, and have much in common too."""
    names = ["Zoe", "adam", "mira", "Ben"]
    accounts = [given.account(handle=name) for name in names]
    statuses = list(S)
    with storage.database.unit_of_work():
        for n in range(60):
            status = statuses[n * 5 % len(statuses)]
            at = None if status is S.UNPLANNED else NOW + (n * 7 % 11) * MINUTE
            new = new_post(
                accounts[n % 4].id,
                scheduled_at=at,
                caption=["Banana", "apple", "", "Apple pie", "banana"][n % 5],
            )
            post = storage.posts.add(new, status=status, now=NOW, due_at=at)
            storage.database.run(PostRow.update(tries=n % 3).where(PostRow.id == post.id))
    return storage


def in_order(posts, storage, sort, descending):
    """The order, put together anew out of what it is said to be."""
    names = {account.id: account.handle.casefold() for account in storage.accounts.list()}
    first = {
        SortKey.WHEN: lambda post: 0,
        SortKey.CAPTION: lambda post: post.caption.lower(),
        SortKey.ACCOUNT: lambda post: names[post.account_id],
        SortKey.STATUS: lambda post: list(S).index(post.status),
        SortKey.TRIES: lambda post: post.tries,
    }[sort]

    def key(post):
        when = (post.scheduled_at is not None, post.scheduled_at or NOW)
        return (first(post), post.id) if sort is SortKey.CAPTION else (first(post), when, post.id)

    return sorted(posts, key=key, reverse=descending)


CHOICES = [
    ALL,
    Wanted(statuses=frozenset({S.SCHEDULED})),
    Wanted(statuses=frozenset({S.SCHEDULED, S.UNPLANNED, S.HELD})),
    Wanted(accounts=frozenset({2})),
    Wanted(accounts=frozenset({1, 2, 4})),
    Wanted(accounts=frozenset({1, 3}), statuses=frozenset({S.FAILED, S.PUBLISHED, S.UNPLANNED})),
    Wanted(search="appl"),
    Wanted(search="ben", statuses=frozenset({S.CANCELLED, S.HELD})),
]


def fits(post, wanted, storage):
    handle = storage.accounts.get(post.account_id).handle
    texts = (post.caption, post.video.name, handle)
    return (
        (not wanted.statuses or post.status in wanted.statuses)
        and (not wanted.accounts or post.account_id in wanted.accounts)
        and any(wanted.search.lower() in text.lower() for text in texts)
    )


@pytest.mark.parametrize("sort", list(SortKey))
def test_every_list_holds_what_is_wanted_in_its_order(many, sort):
    listing, everything = many.listing, many.posts.list()
    for wanted, descending in product(CHOICES, (False, True)):
        kept = [post for post in everything if fits(post, wanted, many)]
        expected = in_order(kept, many, sort, descending)
        assert expected, wanted
        assert listing.count(wanted) == len(expected)
        assert listing.page(wanted, sort, descending=descending) == expected, (wanted, descending)
        assert listing.ids(wanted, sort, descending=descending) == ids(expected)
        assert listing.ids(wanted, sort, descending=descending, limit=3) == ids(expected)[:3]
        pages = [
            post
            for offset in range(0, 64, 4)
            for post in listing.page(wanted, sort, descending=descending, offset=offset, limit=4)
        ]
        assert pages == expected
        for place, post in enumerate(expected):
            found = listing.position(wanted, sort, descending=descending, post_id=post.id)
            assert found == place, (wanted, descending, post)
        for left_out in set(ids(everything)) - set(ids(expected)):
            assert listing.position(wanted, sort, post_id=left_out) is None


def test_statuses_are_counted_whatever_status_is_wanted(many):
    for wanted in CHOICES:
        found = many.listing.counts(wanted)
        assert list(found) == list(S)
        for status in S:
            alone = Wanted(
                statuses=frozenset({status}), accounts=wanted.accounts, search=wanted.search
            )
            assert found[status] == many.listing.count(alone)


def test_an_empty_list(storage):
    assert storage.listing.count(ALL) == 0
    assert storage.listing.counts(ALL) == dict.fromkeys(S, 0)
    for sort in SortKey:
        assert storage.listing.page(ALL, sort) == []
        assert storage.listing.position(ALL, sort, post_id=1) is None
    assert storage.listing.next_planned(NOW) is None
    assert storage.listing.attention() == storage.listing.under_way() == []


# --- searching ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("CAT", "a cat"),
        ("  cat ", "a cat"),
        ("100%", "100% of it"),
        ("%", "100% of it"),
        ("_", "snake_case"),
        ("e_c", "snake_case"),
        ("\\", "back\\slash"),
        ("ÜBER", "Über alles"),
        ("über", "Über alles"),
        ("clip-7", "by its file"),
        ("CLIP-7.MP4", "by its file"),
        ("@mira", "by its account"),
        ("Mira F", "by its account"),
        ("'", "it's"),
        ("folder", None),
        ("videos", None),
        ("a%t", None),
        ("c_t", None),
        ("nothing", None),
    ],
)
def test_a_search_finds_what_it_says_and_nothing_else(storage, given, search, found):
    plain = given.account(handle="zoe")
    for caption in ("a cat", "100% of it", "snake_case", "back\\slash", "Über alles", "it's"):
        given.post(plain, caption=caption, video=Path("/videos/folder/x.mp4"))
    given.post(plain, caption="by its file", video=Path("/videos/folder/Clip-7.mp4"))
    mira = given.account(handle="Mira", display_name="Mira Films")
    given.post(mira, caption="by its account", video=Path("/videos/folder/x.mp4"))
    page = storage.listing.page(Wanted(search=search), SortKey.WHEN)
    assert [post.caption for post in page] == ([found] if found else [])
    assert storage.listing.count(Wanted(search=search)) == len(page)


@pytest.mark.parametrize(
    "search", ["a" * 60_000, "%" * 30_000, "é" * 60_000, "\udc80", "cat\ud800"]
)
def test_what_no_post_can_hold_is_found_nowhere(storage, given, search):
    given.post(caption="a cat")
    assert storage.listing.count(Wanted(search=search)) == 0
    assert storage.listing.page(Wanted(search=search), SortKey.CAPTION) == []


def test_a_search_finds_a_file_whose_folder_has_the_word_too(storage, given):
    post = given.post(video=Path("/cats/cat.mp4"))
    given.post(video=Path("/cats/dog.mp4"))
    assert storage.listing.page(Wanted(search="cat"), SortKey.WHEN) == [post]


# --- what else is asked ---------------------------------------------------------------------


def test_posts_are_had_by_their_ids_as_far_as_there_are_any(storage, given):
    one, two = given.post(), given.post()
    given.post()
    assert sorted(ids(storage.listing.get_many([two.id, one.id, 999]))) == [one.id, two.id]
    assert storage.listing.get_many([]) == []
    assert ids(storage.listing.get_many(range(2, 3000))) == [two.id, 3]


def test_between_holds_its_start_and_not_its_end_and_no_more_than_asked_for(storage, given):
    given.post(due_at=NOW - timedelta(microseconds=1))
    second = given.post(due_at=NOW + MINUTE)
    first = given.post(due_at=NOW)
    given.post(due_at=NOW + DAY)
    given.post(status=S.UNPLANNED, due_at=None)
    assert storage.listing.between(NOW, NOW + DAY) == [first, second]
    assert storage.listing.between(NOW, NOW + DAY, limit=1) == [first]


@pytest.mark.parametrize("status", sorted(S))
def test_the_next_planned_post_is_one_that_still_has_to_begin(storage, given, status):
    post = given.post(status=status, due_at=NOW + MINUTE)
    to_begin = status in {S.SCHEDULED, S.RETRYING, S.STAGED}
    assert storage.listing.next_planned(NOW) == (post if to_begin else None)
    assert storage.listing.next_planned(NOW + MINUTE) is None


def test_the_next_planned_post_is_the_earliest_of_all_accounts_that_are_not_paused(storage, given):
    owner = given.account()
    paused = given.account(paused=True)
    given.post(owner, due_at=NOW + 3 * MINUTE)
    first = given.post(due_at=NOW + 2 * MINUTE)
    given.post(paused, due_at=NOW + MINUTE)
    given.post(owner, due_at=NOW - MINUTE)
    assert storage.listing.next_planned(NOW) == first
    storage.accounts.update(first.account_id, paused=True)
    assert storage.listing.next_planned(NOW).account_id == owner.id


def test_what_waits_for_the_user_comes_the_last_planned_first(storage, given):
    posts = [
        given.post(status=status, due_at=None, scheduled_at=NOW + n * MINUTE)
        for n, status in enumerate(S)
    ]
    expected = [post for post in posts[::-1] if post.status in {S.HELD, S.FAILED, S.MISSED}]
    assert storage.listing.attention() == expected
    assert storage.listing.attention(limit=1) == expected[:1]
    assert storage.listing.attention_count() == 3


def test_under_way_is_what_tiktok_has_or_is_being_sent(storage, given):
    posts = [given.post(status=status) for status in S]
    assert storage.listing.under_way() == [
        post for post in posts if post.status in {S.PUBLISHING, S.PROCESSING}
    ]


def test_captions_come_newest_first_and_once(storage, given):
    for caption in ("old", "new", "", "old", "newest"):
        given.post(caption=caption)
    assert storage.listing.captions() == ["newest", "old", "new"]
    assert storage.listing.captions(limit=2) == ["newest", "old"]


# --- long lists -----------------------------------------------------------------------------


def plans(storage, read):
    """How the database goes about each query that `read` makes."""
    made = []
    hooks = storage.database._pool.query_hooks
    hooks.append(made.append)
    read(storage.listing)
    hooks.remove(made.append)
    with storage.database.reading():
        return [
            "\n".join(
                row[-1]
                for row in storage.database._pool.execute_sql(
                    "EXPLAIN QUERY PLAN " + query.sql, query.params
                ).fetchall()
            )
            for query in made
            if query.sql.startswith("SELECT")
        ]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("wanted", [wanted for wanted in CHOICES if not wanted.search])
def test_a_page_in_order_of_time_is_neither_sorted_nor_read_whole(sqlite, wanted, descending):
    def read(listing):
        listing.ids(wanted, SortKey.WHEN, descending=descending)

    (plan,) = plans(sqlite, read)
    assert "COVERING INDEX post_" in plan, plan
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize(
    ("read", "index"),
    [
        (lambda listing: listing.count(ALL), "COVERING INDEX"),
        (lambda listing: listing.count(CHOICES[2]), "COVERING INDEX post_status_when"),
        (lambda listing: listing.counts(ALL), "COVERING INDEX post_status_when"),
        (lambda listing: listing.ids(ALL, SortKey.CAPTION), "INDEX post_caption"),
        (lambda listing: listing.attention_count(), "COVERING INDEX post_status_when"),
        (lambda listing: listing.under_way(), "INDEX post_status_when"),
        (lambda listing: listing.next_planned(NOW), "INDEX post_uploading"),
    ],
)
def test_what_a_window_asks_all_the_time_is_found_by_an_index(sqlite, read, index):
    (plan,) = plans(sqlite, read)
    assert index in plan, plan
    assert "SCAN t1\n" not in plan + "\n", plan


@pytest.mark.parametrize("wanted", CHOICES)
def test_both_ways_to_sift_find_the_same(many, wanted):
    def found(walking):
        query = PostRow.select(PostRow.id).order_by(PostRow.id)
        conditions = conditions_of(wanted, walking=walking)
        with many.database.reading():
            return many.database.rows(query.where(*conditions) if conditions else query)

    assert found(True) == found(False)
