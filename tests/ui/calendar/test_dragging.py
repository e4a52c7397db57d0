"""Where dragged posts may land, and at which times."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.calendar.conftest import wall
from tests.ui.conftest import ZONE, AddPost
from tikscheduler.domain.post import PostStatus
from tikscheduler.ui.dragging import (
    POSTS_MIME,
    DraggedPosts,
    DragLabel,
    copies,
    drag_picture,
    existing,
    landing,
    landing_day,
    past,
    posts_in,
    shifted,
    why_not,
)

DAY = timedelta(days=1)


def test_posts_travel_and_arrive() -> None:
    sent = DraggedPosts(ids=(3, 1, 2), grabbed=1, hold=QPoint(4, 5))
    assert posts_in(sent.mime()) == sent


@pytest.mark.parametrize("data", [b"", b"[]", b'{"ids": []}', b'{"ids": ["x"]}', b"\xff"])
def test_what_is_no_post_of_ours_is_not_taken(data: bytes) -> None:
    mime = QMimeData()
    mime.setData(POSTS_MIME, data)
    assert posts_in(mime) is None
    assert posts_in(QMimeData()) is None


def test_another_day_keeps_the_time_of_day_over_a_change_of_the_clock(add_post: AddPost) -> None:
    post = add_post("2027-03-27 18:00")
    assert shifted([post], DAY, ZONE) == {post.id: wall("2027-03-28 18:00")}


def test_a_time_that_is_skipped_moves_to_the_end_of_the_gap(add_post: AddPost) -> None:
    post = add_post("2027-03-27 02:30")
    assert shifted([post], DAY, ZONE) == {post.id: wall("2027-03-28 03:00")}
    assert existing(wall("2027-03-28 03:01"), ZONE) == wall("2027-03-28 03:01")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (PostStatus.SCHEDULED, ""),
        (PostStatus.HELD, ""),
        (PostStatus.FAILED, ""),
        (PostStatus.PUBLISHING, "TikTok has this post already"),
        (PostStatus.PROCESSING, "TikTok has this post already"),
        (PostStatus.PUBLISHED, "This post is out already"),
        (PostStatus.DELIVERED, "This post is out already"),
    ],
)
def test_what_tiktok_has_stays_but_can_be_copied(
    add_post: AddPost, status: PostStatus, said: str
) -> None:
    post = add_post("2026-11-24 09:00", status=status)
    walls = {post.id: wall("2026-11-26 09:00")}
    reason = why_not([post], walls, ZONE, NOON, copy=False)
    assert reason.startswith(said)
    assert bool(reason) is bool(said)
    assert why_not([post], walls, ZONE, NOON, copy=True) == ""


def test_nothing_goes_into_the_past_not_even_a_copy(add_post: AddPost) -> None:
    post = add_post("2026-11-24 09:00")
    early = {post.id: wall("2026-11-23 09:00")}
    assert why_not([post], early, ZONE, NOON, copy=True) == "09:00 has passed"
    before = {post.id: wall("2026-11-22 23:00")}
    assert why_not([post], before, ZONE, NOON, copy=False) == "This day has passed"
    assert past(wall("2026-11-23 13:01"), ZONE, NOON) == ""  # it is 13:00 in Paris


def test_tells_day_time_and_zone() -> None:
    assert landing(wall("2026-11-26 09:00"), ZONE, NOON) == "Thu 26 Nov, 09:00 · Paris"
    assert landing(wall("2026-11-24 09:00"), ZONE, NOON) == "Tomorrow, 09:00 · Paris"
    assert landing_day(date(2026, 11, 26), ZONE, NOON) == "Thu 26 Nov · Paris"


def test_ctrl_makes_it_a_copy() -> None:
    assert copies(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert not copies(Qt.KeyboardModifier.ShiftModifier)


@pytest.mark.parametrize("at", [QPoint(0, 0), QPoint(299, 0), QPoint(0, 199), QPoint(299, 199)])
def test_the_label_stays_on_the_view(qtbot: QtBot, at: QPoint) -> None:
    view = QWidget()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    label = DragLabel(view)
    label.tell("Thu 26 Nov, 09:00 · Paris", at)
    assert label.isVisible()
    assert view.rect().contains(label.geometry())


def test_several_posts_are_drawn_as_a_pile_with_their_number(qapp: object) -> None:
    tile = QPixmap(100, 26)
    tile.fill(Qt.GlobalColor.white)
    one, many = drag_picture(tile, 1, QColor("blue")), drag_picture(tile, 12, QColor("blue"))
    assert one.size() == tile.size()
    assert many.width() > tile.width()
    assert many.toImage().pixelColor(88, 9) != one.toImage().pixelColor(88, 9)
