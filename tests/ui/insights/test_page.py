"""What the page says of an account: figures, videos, and why there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, SCOPES, FakeClock, add_account
from tests.ui.conftest import AddPost
from tests.ui.insights.conftest import Count, Live, video
from tikscheduler.domain.account import Account
from tikscheduler.domain.insights import Figure
from tikscheduler.domain.post import PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.insights.page import InsightsPage
from tikscheduler.ui.kit import Kit

LEFT = Qt.MouseButton.LeftButton
Open = Callable[[], InsightsPage]


def shown_instead(page: InsightsPage) -> tuple[str, str]:
    assert page.stack.currentWidget() is page.instead
    return page.instead.heading.text(), page.instead.go.text()


# --- nothing to show -----------------------------------------------------------------------


def test_without_an_account_it_offers_to_connect_one(kit: Kit, qtbot: QtBot) -> None:
    page = InsightsPage(kit)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.instead)
    assert shown_instead(page) == ("No account is connected", "Connect an account")
    with qtbot.waitSignal(kit.requests.connect_account) as asked:
        qtbot.mouseClick(page.instead.go, LEFT)
    assert asked.args == [None]


def test_without_the_permission_it_says_how_to_turn_it_on(
    storage: Storage, mira: Account, kit: Kit, open_page: Open, qtbot: QtBot
) -> None:
    storage.accounts.update(mira.id, scopes=SCOPES)
    kit.book.reload()
    page = open_page()
    assert shown_instead(page) == ("Insights are off for this account", "Connect again")
    assert "leave “Read your public videos on TikTok” ticked" in page.instead.text.text()
    assert not page.toolbar.count.isEnabled()
    with qtbot.waitSignal(kit.requests.connect_account) as asked:
        qtbot.mouseClick(page.instead.go, LEFT)
    assert asked.args == [mira.id]


def test_history_stays_when_the_permission_is_taken_away(
    storage: Storage, mira: Account, kit: Kit, count: Count, open_page: Open
) -> None:
    count(1, [video(1, 500)])
    storage.accounts.update(mira.id, scopes=SCOPES)
    kit.book.reload()
    page = open_page()
    assert page.stack.currentWidget() is not page.instead
    assert page.banner.isVisibleTo(page)
    assert "has not allowed its list of videos" in page.banner.text.text()


def test_an_account_without_public_videos_is_told_why_that_may_be(
    count: Count, open_page: Open
) -> None:
    count(0, [])
    page = open_page()
    assert shown_instead(page) == ("TikTok told of no public video", "Count now")
    assert page.instead.text.text().startswith("Private videos, and those for friends")
    assert page.toolbar.counted.text() == "Counted 13:00 today"


# --- figures -------------------------------------------------------------------------------


def test_one_count_makes_no_line_and_no_change(count: Count, open_page: Open) -> None:
    count(0, [video(1, 500), video(2, 300)])
    page = open_page()
    views = page.tiles.figures[Figure.VIEWS]
    assert (views.number.text(), views.change.text()) == ("800", "change: from tomorrow")
    data = page.chart_card.chart.data
    assert data.days == ()
    assert data.nothing == "Counted on one day so far. There is a line from tomorrow on."
    assert page.chart_card.chart.accessibleDescription() == data.nothing


def test_two_days_make_a_line_and_a_change(count: Count, open_page: Open) -> None:
    count(3, [video(1, 500)], followers=100)
    count(0, [video(1, 620)], followers=90)
    page = open_page()
    views, followers = page.tiles.figures[Figure.VIEWS], page.tiles.followers
    assert (views.number.text(), views.change.text()) == ("620", "+120")
    assert (followers.number.text(), followers.change.text()) == ("90", "−10")
    assert followers.accessibleName() == "Followers: 90, −10"
    assert len(page.chart_card.chart.data.days) == 2


def test_a_sum_that_falls_says_what_for(count: Count, open_page: Open) -> None:
    count(2, [video(1, 500), video(2, 300)])
    count(0, [video(1, 510)])
    page = open_page()
    assert page.tiles.figures[Figure.VIEWS].change.text() == "−290"
    assert page.chart_card.note.isVisibleTo(page)
    assert page.chart_card.note.text().startswith("1 video is not public any more")


def test_the_range_is_chosen(count: Count, open_page: Open, qtbot: QtBot) -> None:
    for days in (60, 20, 0):
        count(days, [video(1, 1000 - days)])
    page = open_page()
    assert page.tiles.figures[Figure.VIEWS].change.text() == "+20"
    qtbot.mouseClick(page.toolbar.ranges.buttons[90], LEFT)
    qtbot.waitUntil(lambda: page.tiles.figures[Figure.VIEWS].change.text() == "+60")


def test_each_account_is_shown_by_itself(
    storage: Storage, count: Count, open_page: Open, kit: Kit, qtbot: QtBot
) -> None:
    jonas = add_account(storage, "jonas.cooks")
    storage.accounts.update(jonas.id, scopes=SCOPES | {"video.list"})
    kit.book.reload()
    qtbot.waitUntil(lambda: len(kit.book.accounts) == 2)
    count(0, [video(1, 500)])
    count(0, [video(9, 7)], of=jonas)
    page = open_page()
    page.toolbar.account.choose(jonas.id)
    qtbot.waitUntil(lambda: page.tiles.figures[Figure.VIEWS].number.text() == "7")
    qtbot.waitUntil(lambda: [v.caption for v in page.table.videos.videos] == ["Video 9"])
    assert kit.preferences.get("insights.account", 0) == jonas.id


# --- videos --------------------------------------------------------------------------------


def rows(page: InsightsPage) -> list[list[str]]:
    model = page.table.videos
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_videos_are_listed_newest_first_and_sorted_by_their_heads(
    count: Count, open_page: Open, qtbot: QtBot
) -> None:
    count(0, [video(1, 5), video(2, 50), video(3, 20)])
    page = open_page()
    qtbot.waitUntil(lambda: len(rows(page)) == 3)
    assert [row[1] for row in rows(page)] == ["Video 1", "Video 2", "Video 3"]
    head = page.table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(2) + 20, head.height() // 2)
    qtbot.mouseClick(head.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: [row[1] for row in rows(page)] == ["Video 2", "Video 3", "Video 1"])
    assert head.model().headerData(2, Qt.Orientation.Horizontal) == "Views ↓"
    qtbot.mouseClick(head.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: [row[1] for row in rows(page)] == ["Video 1", "Video 3", "Video 2"])


def test_a_video_that_vanished_is_marked_and_keeps_its_line(
    count: Count, open_page: Open, qtbot: QtBot
) -> None:
    for days in (3, 2):
        count(days, [video(1, 500 - days), video(2, 300)])
    count(0, [video(2, 310)])
    page = open_page()
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    assert rows(page)[0][1] == "Gone · Video 1"
    assert "Last counted Sat 21 Nov, 13:00" in page.table.videos.index(0, 1).data(
        Qt.ItemDataRole.ToolTipRole
    )
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: page.chart_card.chart.data.title == "Gone · Video 1"[7:])
    qtbot.waitUntil(lambda: page.tiles.figures[Figure.VIEWS].number.text() == "498")


def test_a_chosen_video_is_in_the_chart_until_one_goes_back(
    count: Count, open_page: Open, qtbot: QtBot
) -> None:
    count(1, [video(1, 400), video(2, 300)])
    count(0, [video(1, 500), video(2, 310)])
    page = open_page()
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    page.table.setFocus()
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: page.tiles.figures[Figure.VIEWS].change.text() == "+100")
    assert not page.tiles.followers.isVisibleTo(page)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.tiles.figures[Figure.VIEWS].change.text() == "+10")
    qtbot.mouseClick(page.chart_card.back, LEFT)
    qtbot.waitUntil(lambda: page.tiles.figures[Figure.VIEWS].change.text() == "+110")
    assert page.chart_card.chart.data.title == "All videos of @mira.films"
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: page.chart_card.back.isVisibleTo(page))
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.chart_card.back.isVisibleTo(page))


def test_a_post_from_here_is_opened_by_enter(
    count: Count, open_page: Open, kit: Kit, add_post: AddPost, qtbot: QtBot
) -> None:
    post = add_post("2026-11-01 09:00", status=PostStatus.PUBLISHED)
    count(0, [video(1, 400, post_id=post.id)])
    page = open_page()
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    page.table.selectRow(0)
    with qtbot.waitSignal(kit.requests.open_post) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked.args == [post.id]
    texts = [action.text() for action in page.table.menu_of(page.table.videos.videos[0]).actions()]
    assert texts == ["Open the post", "Open on TikTok"]


def test_long_lists_are_read_as_one_scrolls(count: Count, open_page: Open, qtbot: QtBot) -> None:
    count(0, [video(n, n) for n in range(1, 351)])
    page = open_page()
    qtbot.waitUntil(lambda: len(rows(page)) == 100)
    assert page.how_many.text() == "350 videos"
    for many in (200, 300, 350):
        page.table.scrollToBottom()
        qtbot.waitUntil(lambda many=many: page.table.videos.rowCount() == many)
    assert [row[1] for row in rows(page)] == [f"Video {n}" for n in range(1, 351)]


# --- best hours ----------------------------------------------------------------------------


def test_few_posts_call_nothing_best(count: Count, open_page: Open, qtbot: QtBot) -> None:
    count(0, [video(n, 100) for n in range(12)])
    page = open_page()
    said = "8 more posts of at least 48 hours are needed before any is called best."
    qtbot.waitUntil(lambda: page.hours_card.verdict.text() == said)
    assert page.hours_card.grid.hours.best == []


def test_the_best_hours_are_named_with_what_is_behind_them(
    count: Count, open_page: Open, qtbot: QtBot
) -> None:
    mondays = [video(n, 900, NOON - timedelta(days=7 * n, hours=-6)) for n in range(1, 4)]
    others = [video(20 + n, 50, NOON - timedelta(days=7 * n + 2)) for n in range(1, 20)]
    count(0, mondays + others)
    page = open_page()
    qtbot.waitUntil(lambda: page.hours_card.grid.hours.posts == 22)
    verdict = page.hours_card.verdict.text()
    assert verdict.startswith("Monday 18–21, Saturday 12–15")
    assert page.hours_card.behind.text() == "from 22 posts"
    grid = page.hours_card.grid
    assert grid.words_of((0, 18)) == "Monday 18–21: median 900 views, among the best; 3 posts"
    assert grid.words_of((1, 3)) == "Tuesday 03–06: no posts"
    qtbot.mouseMove(grid, grid.cell_rect((0, 18)).center().toPoint())
    qtbot.waitUntil(lambda: grid.at == (0, 18))
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.at == (0, 15)
    assert grid.accessibleDescription().startswith("Monday 15–18: no posts. Monday 18–21: median")


# --- counting ------------------------------------------------------------------------------


def test_counting_now_goes_from_nothing_to_the_whole_page(live: Live, qtbot: QtBot) -> None:
    page = live.page
    assert shown_instead(page) == ("Not counted yet", "Count now")
    told: list[int] = []
    live.desktop.kit.signals.counting.connect(lambda _account, many: told.append(many))
    qtbot.mouseClick(page.instead.go, LEFT)
    assert page.toolbar.counted.text().startswith("Counting…")
    assert not page.toolbar.count.isEnabled()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is not page.instead)
    qtbot.waitUntil(lambda: page.table.videos.rowCount() == 45)
    assert told[:3] == [20, 40, 45]
    assert page.toolbar.counted.text() == "Counted 13:00 today"
    assert page.toolbar.count.isEnabled()


def test_the_day_after_there_is_a_line(live: Live, clock: FakeClock, qtbot: QtBot) -> None:
    page = live.page
    for days in range(2):
        clock.tick(days=days)
        qtbot.mouseClick(page.toolbar.count, LEFT)
        qtbot.waitUntil(lambda: page.toolbar.count.isEnabled())
    qtbot.waitUntil(lambda: len(page.chart_card.chart.data.days) == 2)
    assert page.tiles.figures[Figure.VIEWS].change.text().startswith("+")


def test_a_count_that_fails_says_why_and_keeps_what_was_there(live: Live, qtbot: QtBot) -> None:
    page = live.page
    qtbot.mouseClick(page.toolbar.count, LEFT)
    qtbot.waitUntil(lambda: page.table.videos.rowCount() == 45)
    live.sandbox.state.add_fault("video_list:500*9")
    qtbot.mouseClick(page.toolbar.count, LEFT)
    qtbot.waitUntil(lambda: page.banner.isVisibleTo(page))
    assert page.banner.text.text() == "TikTok has a fault of its own at the moment."
    assert page.table.videos.rowCount() == 45
    live.sandbox.state.clear_faults()
    qtbot.mouseClick(page.banner.go, LEFT)
    qtbot.waitUntil(lambda: not page.banner.isVisibleTo(page) and page.toolbar.count.isEnabled())


def test_a_count_of_the_night_shows_by_itself(
    count: Count, open_page: Open, kit: Kit, qtbot: QtBot
) -> None:
    count(1, [video(1, 500)])
    page = open_page()
    count(0, [video(1, 640)])
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(lambda: page.tiles.figures[Figure.VIEWS].change.text() == "+140")


@pytest.mark.parametrize("width", [744, 1144])
def test_it_fits_the_least_and_the_usual_window(
    count: Count, open_page: Open, width: int, qtbot: QtBot
) -> None:
    count(1, [video(1, 500)])
    count(0, [video(1, 640)])
    page = open_page()
    page.resize(width, 545)
    segments, bar = page.toolbar.ranges.buttons.values(), page.toolbar
    qtbot.waitUntil(lambda: bar.width() == width and bar.export.geometry().right() <= width)
    qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in segments))
    assert bool(bar.counted.text()) is (width > 900)
    assert bar.count.toolTip() == "Counted 13:00 today"
