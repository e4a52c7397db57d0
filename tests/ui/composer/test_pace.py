"""The composer and the sheet of several videos tell what TikTok's limits have against a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import Open, settled
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Mode, Post, PostStatus
from tikscheduler.domain.spread import Spread
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.composer.spread_model import WHEN
from tikscheduler.ui.composer.spread_sheet import SpreadSheet
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft

EVENING = datetime(2026, 11, 24, 18, 30)  # noqa: DTZ001 - a wall time is naive
TIP, SPOKEN = int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.AccessibleTextRole)
SIGN = int(Qt.ItemDataRole.DecorationRole)
FULL = "The 16th post of @mira.films in 24 hours; TikTok takes about 15."
Plan = Callable[..., list[Post]]


@pytest.fixture
def plan(add_post: AddPost, mira: Account) -> Plan:
    """Puts posts of the account at these times of 24 November."""

    def add(*times: str, **values: object) -> list[Post]:
        return [add_post(f"2026-11-24 {time}", of=mira, **values) for time in times]

    return add


def hours(count: int) -> list[str]:
    return [f"{number:02}:{30 * half:02}" for number in range(4, 18) for half in (0, 1)][:count]


def told(composer: Composer | SpreadSheet) -> str:
    return composer.footer.box.text


@pytest.fixture
def compose(open_composer: Open, clip: Path, mira: Account) -> Callable[..., Composer]:
    def opened(start: Post | None = None) -> Composer:
        if start is not None:
            return open_composer(start)
        return open_composer(videos=(clip,), wall=EVENING, account_id=mira.id)

    return opened


def test_a_time_with_room_is_not_warned_of(
    qtbot: QtBot, plan: Plan, compose: Callable[..., Composer]
) -> None:
    plan(*hours(13), "18:25")
    composer = compose()
    qtbot.waitUntil(lambda: settled(composer) and not composer.pace.busy)
    assert composer.pace.words() == ()


def test_the_sixteenth_post_of_a_day_is_warned_of_and_can_be_planned(
    qtbot: QtBot, plan: Plan, compose: Callable[..., Composer], kit: Kit
) -> None:
    plan(*hours(15))
    composer = compose()
    qtbot.waitUntil(lambda: FULL in told(composer))
    qtbot.mouseClick(composer.form.no_time, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    qtbot.waitUntil(lambda: FULL not in told(composer))
    qtbot.mouseClick(composer.form.no_time, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    qtbot.waitUntil(lambda: FULL in told(composer))
    assert "Schedule" not in composer.footer.schedule.toolTip()


def test_a_post_close_by_is_told_before_and_after(
    qtbot: QtBot, plan: Plan, compose: Callable[..., Composer]
) -> None:
    plan("18:27", "18:32")
    composer = compose()
    qtbot.waitUntil(lambda: "3 minutes after another post of @mira.films." in told(composer))
    assert "Another post of @mira.films follows 2 minutes later." in told(composer)


def test_it_tells_that_it_fills_up_the_day_of_a_later_post(
    qtbot: QtBot, plan: Plan, compose: Callable[..., Composer]
) -> None:
    plan(*(f"{hour}:{minute}" for hour in range(19, 22) for minute in (10, 20, 30, 40, 50)))
    composer = compose()
    wanted = "It makes a later post of @mira.films the 16th in 24 hours; TikTok takes about 15."
    qtbot.waitUntil(lambda: wanted in told(composer))


def test_the_post_that_is_edited_does_not_meet_itself(
    qtbot: QtBot, plan: Plan, compose: Callable[..., Composer], clip: Path, storage: Storage
) -> None:
    stat = clip.stat()
    mine = {"video": clip, "video_size": stat.st_size}
    plan(*hours(14))
    [post] = plan("18:30", **mine)
    post = storage.posts.write(post, video_mtime_ns=stat.st_mtime_ns)
    composer = compose(post)
    qtbot.waitUntil(lambda: settled(composer) and not composer.pace.busy)
    assert composer.pace.words() == ()


def test_drafts_are_counted_by_themselves(
    qtbot: QtBot, plan: Plan, compose: Callable[..., Composer]
) -> None:
    plan(*hours(5), mode=Mode.DRAFT)
    plan("18:29", status=PostStatus.CANCELLED)
    composer = compose()
    qtbot.waitUntil(lambda: settled(composer) and not composer.pace.busy)
    assert composer.pace.words() == ()
    qtbot.mouseClick(composer.form.draft, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    wanted = "The 6th draft of @mira.films in 24 hours; TikTok lets 5 wait in the inbox."
    qtbot.waitUntil(lambda: wanted in told(composer))


# --- several videos --------------------------------------------------------------------------


@pytest.fixture
def sheet(kit: Kit, qtbot: QtBot, clips: Path, mira: Account, plan: Plan) -> Iterator[SpreadSheet]:
    """Three videos for one account, all at 18:30, over 14 posts before."""
    plan(*hours(14))
    videos = tuple(clips / f"harbour_{number}.mp4" for number in range(3))
    made = SpreadSheet(kit, Draft(videos=videos, wall=EVENING, account_id=mira.id))
    made.open()
    yield made
    made.done(0)
    made.deleteLater()


def test_rows_have_a_sign_and_the_verdict_tells_the_first(qtbot: QtBot, sheet: SpreadSheet) -> None:
    sheet.times.choose(Spread.SAME_TIME)
    close = "At the same time as another post of @mira.films."
    qtbot.waitUntil(lambda: sheet.model.index(1, WHEN).data(TIP) == f"{FULL} {close}")
    assert sheet.model.index(0, WHEN).data(SIGN) is None
    assert not sheet.model.index(1, WHEN).data(SIGN).isNull()
    assert sheet.model.index(2, WHEN).data(SPOKEN).endswith("another post of @mira.films.")
    qtbot.waitUntil(lambda: f"harbour_1.mp4: {FULL}" in told(sheet))
    assert "1 more has a sign." in told(sheet)
    sheet.times.choose(Spread.DAYS)
    qtbot.waitUntil(lambda: sheet.model.index(1, WHEN).data(TIP) is None)
    qtbot.waitUntil(lambda: FULL not in told(sheet))
