"""The days on the screen hold the posts that belong there, whatever happens to them."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import add_account
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.visible import VisiblePosts, start_of
from tikscheduler.ui.kit import Kit

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
WEEK = MONDAY, date(2026, 11, 29)


@pytest.fixture
def visible(kit: Kit, qtbot: QtBot) -> VisiblePosts:
    """The week of the 23rd; posts must be there before."""
    return loaded(VisiblePosts(kit, kit.desk), qtbot)


def loaded(made: VisiblePosts, qtbot: QtBot) -> VisiblePosts:
    with qtbot.waitSignal(made.reset):
        made.load(*WEEK)
    return made


def captions(visible: VisiblePosts, day: date) -> list[str]:
    return [post.caption for post in visible.of_day(day)]


def move(storage: Storage, post: Post, **changes: object) -> None:
    storage.posts.edit(post.id, post.updated_at, **changes)


def test_posts_stand_on_the_local_day_in_order_of_time(
    add_post: AddPost, kit: Kit, qtbot: QtBot
) -> None:
    add_post("2026-11-24 18:00", caption="evening")
    add_post("2026-11-24 00:30", caption="night")  # 23:30 UTC of the day before
    add_post("2026-11-29 23:59", caption="last")
    add_post("2026-11-30 00:00", caption="next week")
    add_post("2026-11-22 23:59", caption="week before")
    visible = loaded(VisiblePosts(kit, kit.desk), qtbot)
    assert captions(visible, TUESDAY) == ["night", "evening"]
    assert captions(visible, MONDAY) == []
    assert [post.caption for post in visible.in_order(*WEEK)] == ["night", "evening", "last"]


def test_leaves_out_what_is_cancelled_or_has_no_time(
    add_post: AddPost, kit: Kit, qtbot: QtBot
) -> None:
    add_post("2026-11-24 09:00", status=PostStatus.CANCELLED)
    add_post(None, status=PostStatus.UNPLANNED)
    add_post("2026-11-24 10:00", caption="planned")
    visible = loaded(VisiblePosts(kit, kit.desk), qtbot)
    assert [post.caption for post in visible.in_order(*WEEK)] == ["planned"]


def test_a_changed_post_goes_to_its_new_day(
    add_post: AddPost, kit: Kit, storage: Storage, qtbot: QtBot
) -> None:
    post = add_post("2026-11-24 09:00")
    visible = loaded(VisiblePosts(kit, kit.desk), qtbot)
    move(storage, post, scheduled_at=start_of(MONDAY, kit.zone))
    with qtbot.waitSignal(visible.changed) as told:
        kit.signals.post_changed.emit(post.id)
    assert told.args == [{MONDAY, TUESDAY}]
    assert visible.of_day(TUESDAY) == []
    assert [one.id for one in visible.of_day(MONDAY)] == [post.id]
    assert visible.day_of(post.id) == MONDAY


def test_a_post_comes_into_the_range_and_leaves_it(
    add_post: AddPost, kit: Kit, storage: Storage, qtbot: QtBot
) -> None:
    post = add_post("2026-12-24 09:00")
    visible = loaded(VisiblePosts(kit, kit.desk), qtbot)
    assert visible.get(post.id) is None
    move(storage, post, scheduled_at=start_of(MONDAY, kit.zone))
    with qtbot.waitSignal(visible.changed):
        kit.signals.post_changed.emit(post.id)
    assert visible.get(post.id) is not None
    move(storage, post, scheduled_at=start_of(date(2027, 1, 1), kit.zone))
    with qtbot.waitSignal(visible.changed):
        kit.signals.post_changed.emit(post.id)
    assert visible.get(post.id) is None
    assert visible.of_day(MONDAY) == []


def test_a_deleted_post_is_gone(
    add_post: AddPost, kit: Kit, storage: Storage, qtbot: QtBot
) -> None:
    post = add_post("2026-11-24 09:00")
    visible = loaded(VisiblePosts(kit, kit.desk), qtbot)
    storage.posts.delete(post.id)
    with qtbot.waitSignal(visible.changed):
        kit.signals.post_changed.emit(post.id)
    assert visible.of_day(TUESDAY) == []


def test_a_hidden_account_is_left_out_and_comes_back(
    add_post: AddPost, account: Account, storage: Storage, kit: Kit, qtbot: QtBot
) -> None:
    other = add_account(storage, "second")
    add_post("2026-11-24 09:00", caption="mine")
    add_post("2026-11-24 10:00", caption="theirs", of=other)
    visible = loaded(VisiblePosts(kit, kit.desk), qtbot)
    with qtbot.waitSignal(visible.reset):
        kit.book.set_hidden(account.id, True)
    assert captions(visible, TUESDAY) == ["theirs"]
    with qtbot.waitSignal(visible.reset):
        kit.book.set_hidden(account.id, False)
    assert captions(visible, TUESDAY) == ["mine", "theirs"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("KNOTS", ["3 Knots"]),
        ("soup.MP4", ["Dinner"]),
        ("@mira", ["3 Knots", "Dinner"]),
        ("mira.films", ["3 Knots", "Dinner"]),
        ("%", []),
        ("  ", ["3 Knots", "Dinner"]),
    ],
)
def test_searches_captions_files_and_accounts(
    add_post: AddPost, kit: Kit, qtbot: QtBot, tmp_path: object, text: str, found: list[str]
) -> None:
    from pathlib import Path

    add_post("2026-11-24 09:00", caption="3 Knots")
    add_post("2026-11-24 10:00", caption="Dinner", video=Path("/knotless/Soup.mp4"))
    visible = loaded(VisiblePosts(kit, kit.desk), qtbot)
    qtbot.waitUntil(lambda: kit.book.loaded)
    visible.search(text)
    assert captions(visible, TUESDAY) == found


def test_an_answer_for_days_no_longer_wanted_is_dropped(
    add_post: AddPost, kit: Kit, qtbot: QtBot
) -> None:
    add_post("2026-11-24 09:00", caption="this week")
    add_post("2026-12-01 09:00", caption="next week")
    visible = VisiblePosts(kit, kit.desk)
    shown: list[list[str]] = []  # of the first week's Tuesday, at every reset
    visible.reset.connect(lambda: shown.append(captions(visible, TUESDAY)))
    visible.load(*WEEK)
    visible.load(date(2026, 11, 30), date(2026, 12, 6))
    read: list[bool] = []
    kit.desk.read(visible, lambda _storage: True, read.append)
    qtbot.waitUntil(lambda: read == [True])
    assert shown
    assert not any(shown)
    assert captions(visible, date(2026, 12, 1)) == ["next week"]


def test_the_first_instant_of_a_day_that_has_no_midnight() -> None:
    # In Santiago the clock goes from 24:00 to 01:00 on 6 September 2026.
    assert start_of(date(2026, 9, 6), "America/Santiago").isoformat() == "2026-09-06T04:00:00+00:00"
