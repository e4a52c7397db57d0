"""How long TikTok takes nothing of an account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tikscheduler.domain.blocks import MARGIN, RULES, WINDOW, Block, Opens, opens_at
from tikscheduler.domain.post import Mode

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CAP = RULES["spam_risk_too_many_posts"]


def test_a_rolling_window_opens_when_the_oldest_post_leaves_it() -> None:
    assert opens_at(CAP, NOON - 20 * HOUR, NOON) == NOON + 4 * HOUR + MARGIN


def test_where_other_apps_used_the_window_up_it_waits_a_whole_one() -> None:
    assert opens_at(CAP, None, NOON) == NOON + WINDOW


def test_a_window_that_should_be_open_is_tried_again_in_a_minute() -> None:
    assert opens_at(CAP, NOON - WINDOW, NOON) == NOON + MARGIN


def test_the_next_day_is_a_day_later_and_a_ban_has_no_end() -> None:
    assert opens_at(RULES["reached_active_user_cap"], NOON - HOUR, NOON) == NOON + WINDOW
    assert opens_at(RULES["spam_risk_user_banned_from_posting"], NOON - HOUR, NOON) is None


@pytest.mark.parametrize(
    ("code", "direct", "draft"),
    [
        ("spam_risk_too_many_posts", True, False),
        ("spam_risk_too_many_pending_share", False, True),
        ("reached_active_user_cap", True, False),
        ("spam_risk_user_banned_from_posting", True, True),
    ],
)
def test_each_code_holds_the_posts_it_is_about(code: str, direct: bool, draft: bool) -> None:
    rule = RULES[code]
    ends = None if rule.opens is Opens.BY_USER else NOON + HOUR
    block = Block(account_id=1, mode=rule.mode, code=code, message="No.", since=NOON, until=ends)
    assert [block.holds(mode, NOON) for mode in (Mode.DIRECT, Mode.DRAFT)] == [direct, draft]
    held_later = block.holds(rule.mode or Mode.DIRECT, NOON + HOUR)
    assert held_later is (rule.opens is Opens.BY_USER)
