"""The way of a post in words: which step it is at, for every status it can have."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOON
from tests.ui.conftest import ZONE
from tests.ui.inspector.conftest import post_values
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Fault, Mode, Post, PostStatus
from tikscheduler.ui.inspector.steps import (
    DONE,
    FAILED,
    NOW,
    OPEN,
    WAIT,
    Glance,
    meaning,
    percent,
    state_word,
    steps,
)

S = PostStatus
SENT = {"upload_started_at": NOON, "sent_bytes": 86_000_000, "last_part_at": NOON}


def glance(sent: int = 0, **values: Any) -> Glance:
    account = Account(id=1, open_id="open", created_at=NOON)
    post = Post(**post_values(1, account, Path("clip.mp4"), **values))
    return Glance(post=post, sent=sent or post.sent_bytes, zone=ZONE, now=NOON)


def told(seen: Glance) -> list[tuple[str, str, str]]:
    return [(step.text, step.state, step.aside) for step in steps(seen)]


def states(seen: Glance) -> list[str]:
    return [step.state for step in steps(seen)]


def test_a_planned_post_is_checked_and_the_rest_is_to_come() -> None:
    assert told(glance()) == [
        ("Checks passed", DONE, "Sun 13:00"),
        ("Upload", OPEN, ""),
        ("TikTok processing", OPEN, ""),
        ("Live", OPEN, "due 13:30"),
    ]


def test_an_upload_tells_the_part_and_the_share() -> None:
    seen = glance(53_320_000, status=S.PUBLISHING, chunk_size=10_000_000, upload_started_at=NOON)
    assert told(seen)[1] == ("Uploading part 6 of 8", NOW, "62 %")
    assert told(seen)[3] == ("Live", OPEN, "due 13:30")


def test_the_last_part_takes_the_rest_and_is_never_passed() -> None:
    seen = glance(85_900_000, status=S.PUBLISHING, chunk_size=10_000_000, upload_started_at=NOON)
    assert told(seen)[1] == ("Uploading part 8 of 8", NOW, "99 %")


def test_a_file_in_one_part_has_no_parts() -> None:
    seen = glance(1000, status=S.PUBLISHING, chunk_size=86_000_000, upload_started_at=NOON)
    assert told(seen)[1] == ("Uploading", NOW, "0 %")


def test_before_the_first_byte_the_upload_begins() -> None:
    assert told(glance(status=S.PUBLISHING))[1] == ("Starting the upload", NOW, "")


def test_once_all_is_sent_tiktok_works() -> None:
    seen = glance(86_000_000, status=S.PUBLISHING, **SENT)
    assert states(seen) == [DONE, DONE, NOW, OPEN]


def test_a_published_post_is_done() -> None:
    seen = glance(status=S.PUBLISHED, published_at=NOON + timedelta(minutes=31), **SENT)
    assert states(seen) == [DONE] * 4
    assert told(seen)[3] == ("Live", DONE, "Mon 13:31")


def test_a_draft_ends_in_the_inbox() -> None:
    seen = glance(status=S.DELIVERED, mode=Mode.DRAFT, published_at=NOON, **SENT)
    assert told(seen)[3][:2] == ("In your TikTok inbox", DONE)
    assert "inbox" in meaning(seen)


@pytest.mark.parametrize(
    ("values", "at", "words"),
    [
        ({}, 0, "Checks stopped it"),
        ({"upload_started_at": NOON, "sent_bytes": 9}, 1, "Upload stopped"),
        ({**SENT, "processing_since": NOON}, 2, "TikTok stopped it"),
    ],
)
@pytest.mark.parametrize(
    ("status", "state"), [(S.HELD, WAIT), (S.FAILED, FAILED), (S.RETRYING, WAIT)]
)
def test_a_stop_stands_at_the_step_it_came_in(
    status: PostStatus, state: str, values: dict[str, Any], at: int, words: str
) -> None:
    fault = Fault(code="x", message="Something.")
    seen = glance(status=status, fault=fault, **values)
    assert steps(seen)[at].state == state
    assert steps(seen)[at].text == words
    assert states(seen)[:at] == [DONE] * at


def test_a_retry_tells_when() -> None:
    seen = glance(status=S.RETRYING, next_attempt_at=NOON + timedelta(minutes=15))
    assert told(seen)[0] == ("Checks stopped it", WAIT, "again 13:15")


def test_a_missed_post_missed_its_time() -> None:
    assert told(glance(status=S.MISSED, at=NOON - timedelta(days=2)))[3] == (
        "Missed",
        FAILED,
        "due Sat 13:00",
    )


def test_a_cancelled_post_goes_nowhere() -> None:
    assert [text for text, _, _ in told(glance(status=S.CANCELLED))] == [
        "Checks passed",
        "Cancelled",
    ]


def test_a_post_without_a_time_says_so() -> None:
    seen = glance(status=S.UNPLANNED, scheduled_at=None, wall_time=None)
    assert told(seen)[3] == ("Live", OPEN, "no time yet")
    assert "until you give it a time" in meaning(seen)


def test_a_date_far_away_has_a_date() -> None:
    assert told(glance(at=NOON + timedelta(days=20)))[3][2] == "due 13 Dec 13:00"


def test_an_end_that_is_held_back_is_explained_and_no_other() -> None:
    assert "held back until 13:30" in meaning(glance(1, status=S.STAGED, staged_at=NOON))
    assert meaning(glance(1, status=S.PUBLISHING)) == ""


def test_every_status_has_steps() -> None:
    for status in PostStatus:
        assert all(state_word(step) for step in steps(glance(status=status)))


def test_all_is_sent_only_when_all_is_sent() -> None:
    assert percent(85_999_999, 86_000_000) == "99 %"
    assert percent(86_000_000, 86_000_000) == "100 %"
    assert percent(0, 0) == ""
