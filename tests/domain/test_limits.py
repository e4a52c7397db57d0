"""What an account may send in 24 hours, against a plain counting of every pair."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.domain.limits import (
    CAPS,
    TO_COME,
    TOO_CLOSE,
    Conflict,
    Entry,
    adding,
    brought,
    conflicts,
    entry_of,
    ordinal,
    sentence,
)
from tikscheduler.domain.post import Mode, PostStatus

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24)
S = PostStatus
OUT_OF_IT = {S.UNPLANNED, S.FAILED, S.MISSED, S.CANCELLED}


def row(count: int, apart: timedelta, *, first: datetime = NOON, **fields: object) -> list[Entry]:
    """Posts of one account at even distances; ids from 1."""
    return [
        Entry(id=n + 1, account_id=1, at=first + n * apart, **fields)  # type: ignore[arg-type]
        for n in range(count)
    ]


def test_the_sixteenth_post_of_a_day_is_beyond_the_cap() -> None:
    assert conflicts(row(15, HOUR)) == {}
    assert conflicts(row(17, HOUR)) == {
        16: Conflict(mode=Mode.DIRECT, number=16),
        17: Conflict(mode=Mode.DIRECT, number=17),
    }


def test_the_day_rolls() -> None:
    at = [NOON, *(NOON + DAY - n * HOUR for n in range(1, 15))]
    sixteenth = NOON + DAY
    posts = [Entry(id=n, account_id=1, at=when) for n, when in enumerate([*at, sixteenth])]
    assert conflicts(posts) == {}  # the first left the count at this very moment
    posts[-1] = Entry(id=15, account_id=1, at=sixteenth - MINUTE / 60)
    assert conflicts(posts)[15].number == 16


def test_what_was_sent_counts_and_is_not_warned_of() -> None:
    sent = row(15, HOUR, status=S.PUBLISHED)
    planned = Entry(id=99, account_id=1, at=NOON + 20 * HOUR)
    assert conflicts([*sent, planned]) == {99: Conflict(mode=Mode.DIRECT, number=16)}
    assert conflicts(row(40, MINUTE, status=S.PUBLISHED)) == {}


@pytest.mark.parametrize("status", sorted(OUT_OF_IT))
def test_what_is_out_of_the_plan_does_not_count(status: PostStatus) -> None:
    others = row(15, HOUR, status=status)
    assert conflicts([*others, Entry(id=99, account_id=1, at=NOON + 14 * HOUR)]) == {}


def test_accounts_and_modes_are_counted_apart() -> None:
    mine = row(10, HOUR)
    other = [Entry(id=e.id + 100, account_id=2, at=e.at) for e in mine]
    drafts = [Entry(id=e.id + 200, account_id=1, at=e.at, mode=Mode.DRAFT) for e in mine[:5]]
    assert conflicts([*mine, *other, *drafts]) == {}


def test_the_sixth_draft_has_no_room_in_the_inbox() -> None:
    found = conflicts(row(6, MINUTE, mode=Mode.DRAFT))
    assert found == {6: Conflict(mode=Mode.DRAFT, number=6)}  # drafts may be close to each other


def test_a_draft_that_was_posted_has_left_the_inbox() -> None:
    posted = row(5, HOUR, mode=Mode.DRAFT, status=S.PUBLISHED)
    waiting = row(5, HOUR, mode=Mode.DRAFT, status=S.DELIVERED)
    new = Entry(id=99, account_id=1, at=NOON + 6 * HOUR, mode=Mode.DRAFT)
    assert conflicts([*posted, new]) == {}
    assert conflicts([*waiting, new])[99].number == 6


def test_posts_close_together_are_warned_of_from_the_second_on() -> None:
    assert conflicts(row(3, TOO_CLOSE)) == {}
    assert conflicts(row(3, 3 * MINUTE)) == {
        2: Conflict(mode=Mode.DIRECT, after=3 * MINUTE),
        3: Conflict(mode=Mode.DIRECT, after=3 * MINUTE),
    }
    assert conflicts(row(2, timedelta())) == {2: Conflict(mode=Mode.DIRECT, after=timedelta())}


def brute(posts: list[Entry]) -> dict[int, Conflict]:
    """Every post against every other."""
    found = {}
    for one in posts:
        left = one.mode is Mode.DRAFT and one.status is S.PUBLISHED
        if one.status not in TO_COME or left:
            continue
        before = [
            other.at
            for other in posts
            if (other.account_id, other.mode) == (one.account_id, one.mode)
            and other.status not in OUT_OF_IT
            and not (other.mode is Mode.DRAFT and other.status is S.PUBLISHED)
            and (other.at, other.id) < (one.at, one.id)
        ]
        number = 1 + sum(at > one.at - DAY for at in before)
        gap = one.at - max(before, default=one.at - DAY)
        after = gap if one.mode is Mode.DIRECT and gap < TOO_CLOSE else None
        number = number if number > CAPS[one.mode] else 0
        if number or after is not None:
            found[one.id] = Conflict(mode=one.mode, number=number, after=after)
    return found


@st.composite
def plans(draw: st.DrawFn) -> list[Entry]:
    """Two days of three accounts: now and then exactly 24 hours or five minutes apart."""
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(1, 3),
                st.one_of(st.integers(0, 3000), st.sampled_from([0, 5, 1440, 1445, 2880])),
                st.sampled_from([Mode.DIRECT, Mode.DIRECT, Mode.DRAFT]),
                st.sampled_from([S.SCHEDULED, S.SCHEDULED, *PostStatus]),
            ),
            max_size=70,
        )
    )
    return [
        Entry(id=n, account_id=account, at=NOON + minute * MINUTE, mode=mode, status=status)
        for n, (account, minute, mode, status) in enumerate(rows)
    ]


@given(plans())
def test_it_finds_what_a_plain_counting_finds(posts: list[Entry]) -> None:
    assert conflicts(posts) == brute(posts)
    assert conflicts(posts[::-1]) == conflicts(posts)


@given(plans(), st.integers(0, 3000))
def test_a_new_post_is_told_what_it_brings(posts: list[Entry], minute: int) -> None:
    new = Entry(id=-1, account_id=1, at=NOON + minute * MINUTE)
    found = adding(posts, [new])
    before, after = brute(posts), brute([*posts, new])
    assert found.get(-1) == after.get(-1)
    for post_id, conflict in found.items():
        was = before.get(post_id, Conflict(mode=conflict.mode))
        assert conflict == after[post_id]
        assert bool(conflict.number) > bool(was.number) or (
            conflict.after is not None and was.after is None
        )
    assert after.keys() - before.keys() <= found.keys()


def test_a_post_that_is_moved_does_not_meet_itself() -> None:
    posts = row(15, HOUR)
    moved = Entry(id=15, account_id=1, at=posts[14].at + MINUTE)
    assert adding(posts, [moved]) == {}


def test_a_new_post_may_bring_trouble_upon_the_next() -> None:
    later = row(15, HOUR, first=NOON + HOUR)
    assert adding(later, [Entry(id=99, account_id=1, at=NOON)]) == {
        15: Conflict(mode=Mode.DIRECT, number=16)
    }
    near = adding(later, [Entry(id=99, account_id=1, at=NOON + 58 * MINUTE)])
    assert near[1].after == 2 * MINUTE


def a_post(**changes: object) -> Entry | None:
    values: dict[str, object] = {
        "id": 1,
        "account_id": 1,
        "mode": Mode.DIRECT,
        "status": S.SCHEDULED,
        "scheduled_at": NOON,
        "next_attempt_at": None,
        "upload_started_at": None,
        "now": NOON - DAY,
    }
    return entry_of(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({}, NOON),
        ({"scheduled_at": None}, None),
        ({"status": S.RETRYING, "next_attempt_at": NOON + HOUR}, NOON + HOUR),
        ({"status": S.PUBLISHED, "upload_started_at": NOON + MINUTE}, NOON + MINUTE),
        ({"status": S.STAGED, "upload_started_at": NOON - HOUR}, NOON),  # sent ahead, live at noon
        ({"status": S.HELD}, NOON),
        ({"status": S.HELD, "now": NOON + HOUR}, None),
        ({"status": S.HELD, "now": NOON + HOUR, "next_attempt_at": NOON + DAY}, NOON + DAY),
        *(({"status": status}, None) for status in sorted(OUT_OF_IT)),
    ],
)
def test_when_a_post_counts(changes: dict[str, object], at: datetime | None) -> None:
    entry = a_post(**changes)
    assert (entry.at if entry else None) == at


@pytest.mark.parametrize(
    ("conflict", "words"),
    [
        (
            Conflict(mode=Mode.DIRECT, number=16),
            "The 16th post of @x in 24 hours; TikTok takes about 15.",
        ),
        (
            Conflict(mode=Mode.DRAFT, number=6),
            "The 6th draft of @x in 24 hours; TikTok lets 5 wait in the inbox.",
        ),
        (Conflict(mode=Mode.DIRECT, after=3 * MINUTE), "3 minutes after another post of @x."),
        (Conflict(mode=Mode.DIRECT, after=90 * MINUTE / 60), "1 minute after another post of @x."),
        (
            Conflict(mode=Mode.DIRECT, after=MINUTE / 2),
            "Less than a minute after another post of @x.",
        ),
        (
            Conflict(mode=Mode.DIRECT, number=21, after=timedelta()),
            "The 21st post of @x in 24 "
            "hours; TikTok takes about 15. At the same time as another post of @x.",
        ),
    ],
)
def test_it_is_told_in_words(conflict: Conflict, words: str) -> None:
    assert sentence(conflict, "@x") == words


def test_numbers_have_their_endings() -> None:
    told = [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 20, 21, 22, 112)]
    assert " ".join(told) == "1st 2nd 3rd 4th 11th 12th 13th 20th 21st 22nd 112th"


@pytest.mark.parametrize(
    ("conflict", "words"),
    [
        (
            Conflict(mode=Mode.DIRECT, number=16),
            "It makes a later post of @x the 16th in 24 hours; TikTok takes about 15.",
        ),
        (
            Conflict(mode=Mode.DRAFT, number=6),
            "It makes a later draft of @x the 6th in 24 hours; TikTok lets 5 wait.",
        ),
        (Conflict(mode=Mode.DIRECT, after=MINUTE / 2), "Another post of @x follows at once."),
        (Conflict(mode=Mode.DIRECT, after=MINUTE), "Another post of @x follows 1 minute later."),
        (
            Conflict(mode=Mode.DIRECT, after=4 * MINUTE),
            "Another post of @x follows 4 minutes later.",
        ),
    ],
)
def test_what_a_new_post_brings_is_told_in_words(conflict: Conflict, words: str) -> None:
    assert brought(conflict, "@x") == words
