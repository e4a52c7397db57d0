"""The queue's rows: read as they are looked at, changed where they stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.ui.conftest import AddPost
from tests.ui.queue.conftest import Change
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue.cells import Column
from tikscheduler.ui.queue.model import QueueModel, runs
from tikscheduler.ui.queue.reading import Order

S = PostStatus
FAILED = Order(wanted=Wanted(statuses=frozenset({S.FAILED})))


@pytest.fixture
def model(account: Account, kit: Kit, qtbot: QtBot) -> Iterator[QueueModel]:
    made = QueueModel(kit)
    qtbot.waitUntil(lambda: kit.book.loaded)
    yield made
    made.deleteLater()


def listed(model: QueueModel, qtbot: QtBot, order: Order | None = None) -> None:
    with qtbot.waitSignal(model.listed):
        model.want(order or Order())


def shown(model: QueueModel, column: Column = Column.POST) -> list[str]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


def settled(model: QueueModel, qtbot: QtBot, expected: list[str]) -> None:
    qtbot.waitUntil(lambda: shown(model) == expected)


def test_says_of_a_post_what_its_columns_are_for(
    qtbot: QtBot, model: QueueModel, add_post: AddPost
) -> None:
    add_post("2026-11-24 09:00", caption="Walk\nin the rain")
    listed(model, qtbot)
    row = [model.index(0, column).data() for column in Column]
    assert row == ["Walk in the rain", "@mira.films", "09:00 tomorrow", "Scheduled", "0", ""]


def test_keeps_what_qt_asks_of_a_model(
    qtbot: QtBot,
    qtmodeltester: ModelTester,
    model: QueueModel,
    add_post: AddPost,
    desktop: Desktop,
    storage: Storage,
) -> None:
    posts = [add_post(f"2026-11-24 {hour:02}:00", caption=f"{hour:02}") for hour in range(12)]
    qtmodeltester.check(model)
    listed(model, qtbot)
    added = add_post("2026-11-23 20:00", caption="earlier")
    desktop.signals.post_changed.emit(added.id)
    settled(model, qtbot, ["earlier", *(post.caption for post in posts)])
    for post in posts[:5]:
        storage.posts.delete(post.id)
        desktop.signals.post_changed.emit(post.id)
    settled(model, qtbot, ["earlier", *(post.caption for post in posts[5:])])


def test_reads_only_what_is_looked_at(qtbot: QtBot, model: QueueModel, add_post: AddPost) -> None:
    for number in range(1000):
        add_post(f"2026-12-{1 + number // 96:02} {number // 4 % 24:02}:{number % 4 * 15:02}")
    listed(model, qtbot)
    model.look_at(0, 15)
    qtbot.waitUntil(lambda: model.rowCount() == 1000)
    assert model.post(950) is None
    assert model.index(950, 0).data() == "…"
    model.look_at(940, 955)
    qtbot.waitUntil(lambda: model.post(950) is not None)
    assert model.post(500) is None


def test_a_changed_post_is_repainted_alone(
    qtbot: QtBot, model: QueueModel, add_post: AddPost, change: Change
) -> None:
    add_post("2026-11-24 08:00")
    post = add_post("2026-11-24 09:00")
    add_post("2026-11-24 10:00")
    listed(model, qtbot)
    resets: list[object] = []
    model.modelReset.connect(lambda: resets.append(1))
    with qtbot.waitSignal(model.dataChanged) as changed:
        change(post, tries=3)
    assert [index.row() for index in changed.args[:2]] == [1, 1]
    assert shown(model, Column.TRIES) == ["0", "3", "0"]
    assert not resets


def test_a_post_that_no_longer_fits_the_filter_leaves(
    qtbot: QtBot, model: QueueModel, add_post: AddPost, change: Change
) -> None:
    post = add_post("2026-11-22 08:00", status=S.FAILED, caption="one")
    add_post("2026-11-22 09:00", status=S.FAILED, caption="two")
    listed(model, qtbot, FAILED)
    change(post, status=S.CANCELLED)
    settled(model, qtbot, ["two"])


def test_a_post_that_comes_to_fit_the_filter_is_listed(
    qtbot: QtBot, model: QueueModel, add_post: AddPost, change: Change
) -> None:
    post = add_post("2026-11-24 08:00", status=S.PUBLISHING, caption="one")
    listed(model, qtbot, FAILED)
    assert shown(model) == []
    change(post, status=S.FAILED)
    settled(model, qtbot, ["one"])


def test_a_moved_post_goes_to_its_new_place(
    qtbot: QtBot, model: QueueModel, add_post: AddPost, change: Change
) -> None:
    first = add_post("2026-11-24 08:00", caption="first")
    last = add_post("2026-11-24 09:00", caption="last")
    listed(model, qtbot)
    change(first, scheduled_at=add_post("2026-11-25 08:00", caption="day").scheduled_at)
    settled(model, qtbot, [last.caption, "first", "day"])


@pytest.mark.parametrize(
    ("sort", "descending", "expected"),
    [
        (SortKey.CAPTION, False, ["apple", "Bread", "cake"]),
        (SortKey.CAPTION, True, ["cake", "Bread", "apple"]),
        (SortKey.WHEN, False, ["cake", "apple", "Bread"]),
        (SortKey.WHEN, True, ["Bread", "apple", "cake"]),
    ],
)
def test_sorts_by_what_was_asked_for(
    qtbot: QtBot,
    model: QueueModel,
    add_post: AddPost,
    sort: SortKey,
    descending: bool,
    expected: list[str],
) -> None:
    for hour, caption in enumerate(("cake", "apple", "Bread")):
        add_post(f"2026-11-24 {hour:02}:00", caption=caption)
    listed(model, qtbot, Order(sort=sort, descending=descending))
    assert shown(model) == expected


def test_the_last_wish_wins(qtbot: QtBot, model: QueueModel, add_post: AddPost) -> None:
    add_post("2026-11-24 08:00", caption="planned")
    add_post("2026-11-22 08:00", status=S.FAILED, caption="failed")
    seen: list[list[str]] = []
    model.listed.connect(lambda _row: seen.append(shown(model)))
    for _ in range(5):
        model.want(Order())
        model.want(FAILED)
    settled(model, qtbot, ["failed"])
    assert seen == [["failed"]]


def test_a_storm_of_news_makes_few_readings(
    qtbot: QtBot, model: QueueModel, add_post: AddPost, desktop: Desktop
) -> None:
    posts = [add_post(f"2026-11-24 {number // 60:02}:{number % 60:02}") for number in range(300)]
    listed(model, qtbot)
    model.look_at(0, 15)
    readings: list[object] = []
    resets: list[object] = []
    model.settled.connect(readings.append)
    model.modelReset.connect(lambda: resets.append(1))
    for _ in range(10):
        for post in posts:
            desktop.signals.post_changed.emit(post.id)
        qtbot.wait(20)
    qtbot.waitUntil(lambda: bool(readings))
    assert len(readings) <= 3
    assert not resets


def test_tool_tips_are_never_markup(qtbot: QtBot, model: QueueModel, add_post: AddPost) -> None:
    add_post("2026-11-24 08:00", caption="<b>bold</b> & more")
    listed(model, qtbot)
    tip = model.index(0, Column.POST).data(3)
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in tip


def test_rows_are_put_together_as_ranges() -> None:
    assert runs([7, 1, 2, 3]) == [(1, 3), (7, 7)]
    assert runs([]) == []
