"""The rows of the agenda, and what is told when they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QObject, Qt
from pytestqt.modeltest import ModelTester

from tests.ui.calendar_time.conftest import MONDAY
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui.calendar.agenda_model import AgendaModel, Row, rows_of
from tikscheduler.ui.kit import Kit

AddPost = Callable[..., Post]
Plan = dict[date, list[Post]]


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


@pytest.fixture
def model(kit: Kit) -> AgendaModel:
    return AgendaModel(kit, lambda: True, kit.desk)


def rows(plan: Plan, first: int = 0, last: int = 10) -> list[Row]:
    return rows_of(day(first), day(last), lambda one: plan.get(one, []))


def test_days_have_headings_and_days_without_posts_are_one_row(add_post: AddPost) -> None:
    one, two, three = (add_post("2026-11-24 09:00") for _ in range(3))
    found = rows({day(1): [one, two], day(2): [three], day(5): [one]})
    assert found == [
        Row(day(0), day(0)),
        Row(day(1), day(1), count=2),
        Row(day(1), day(1), one),
        Row(day(1), day(1), two),
        Row(day(2), day(2), count=1),
        Row(day(2), day(2), three),
        Row(day(3), day(4)),
        Row(day(5), day(5), count=1),
        Row(day(5), day(5), one),
    ]


def test_nothing_planned_is_no_row() -> None:
    assert rows({}) == []


def test_it_is_a_model_as_qt_wants_it(
    qtmodeltester: ModelTester, model: AgendaModel, add_post: AddPost
) -> None:
    posts = [add_post(f"2026-11-{24 + n} 09:00") for n in range(4)]
    qtmodeltester.check(model)
    model.show_rows(rows({day(1): posts[:2], day(3): posts[2:]}))
    model.show_rows(rows({day(1): posts[1:2], day(2): posts[3:], day(3): posts[2:3]}))
    model.show_rows([])
    model.show_rows(rows({day(1): posts}))


def test_days_can_be_come_to_and_posts_selected_and_dragged(
    model: AgendaModel, add_post: AddPost
) -> None:
    model.show_rows(rows({day(0): [add_post("2026-11-23 19:00", caption="Bread")]}))
    heading, post = model.index(0), model.index(1)
    flag = Qt.ItemFlag
    assert model.flags(heading) & flag.ItemIsEnabled
    assert not model.flags(heading) & (flag.ItemIsSelectable | flag.ItemIsDragEnabled)
    assert model.flags(post) & flag.ItemIsSelectable
    assert model.flags(post) & flag.ItemIsDragEnabled


def test_every_row_can_be_spoken(model: AgendaModel, kit: Kit, add_post: AddPost) -> None:
    post = add_post("2026-11-26 19:00", caption="Bread", status=PostStatus.HELD)
    model.show_rows(rows({day(3): [post]}))
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    gap, heading, spoken = (model.data(model.index(n), role) for n in range(3))
    assert "no posts" in gap
    assert "1 post" in heading
    assert "November" in heading
    assert "Bread" in spoken
    assert "Held" in spoken
    assert "19:00" in spoken


def test_a_post_that_changes_is_told_and_no_row_moves(
    model: AgendaModel, add_post: AddPost
) -> None:
    posts = [add_post("2026-11-24 09:00"), add_post("2026-11-24 10:00")]
    model.show_rows(rows({day(1): posts}))
    heard = _Heard(model)
    other = replace(posts[1], caption="Other words")
    model.show_rows(rows({day(1): [posts[0], other]}))
    assert heard.news == [("changed", 3)]
    assert model.post(model.index(3)) == other


def test_a_new_post_is_put_in_where_it_belongs(model: AgendaModel, add_post: AddPost) -> None:
    posts = [add_post(f"2026-11-24 {hour:02}:00") for hour in (9, 10, 11)]
    model.show_rows(rows({day(1): [posts[0], posts[2]]}))
    heard = _Heard(model)
    model.show_rows(rows({day(1): posts}))
    assert heard.news == [("inserted", 3, 3), ("changed", 1)]  # the heading counts one more
    assert model.index_of(posts[2].id).row() == 4


def test_more_is_asked_for_until_there_is_no_more(kit: Kit) -> None:
    answers = [True, False]
    model = AgendaModel(kit, lambda: answers.pop(0), kit.desk)
    model.at_end = False
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert not model.canFetchMore(QModelIndex())


def test_finds_the_row_of_a_post_and_of_a_day(model: AgendaModel, add_post: AddPost) -> None:
    post = add_post("2026-11-26 09:00")
    model.show_rows(rows({day(3): [post]}))
    assert model.index_of(post.id).row() == 2
    assert not model.index_of(-1).isValid()
    assert model.index_of_day(day(1)).row() == 0
    assert model.index_of_day(day(3)).row() == 1
    assert not model.index_of_day(day(30)).isValid()


class _Mirror(QObject):
    """A copy of the list that is kept by the model's news alone, as a view keeps one."""

    def __init__(self, model: AgendaModel) -> None:
        super().__init__()
        self.model, self.rows = model, list(model.rows)
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.dataChanged.connect(self._changed)

    def _inserted(self, _parent: Any, first: int, last: int) -> None:
        self.rows[first:first] = self.model.rows[first : last + 1]

    def _removed(self, _parent: Any, first: int, last: int) -> None:
        del self.rows[first : last + 1]

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            self.rows[row] = self.model.rows[row]


class _Heard(QObject):
    def __init__(self, model: AgendaModel) -> None:
        super().__init__()
        self.news: list[tuple[object, ...]] = []
        model.rowsInserted.connect(
            lambda _, first, last: self.news.append(("inserted", first, last))
        )
        model.rowsRemoved.connect(lambda _, first, last: self.news.append(("removed", first, last)))
        model.dataChanged.connect(lambda first, _last: self.news.append(("changed", first.row())))


ROWS = st.dictionaries(
    st.integers(0, 9), st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True)
)


@given(plans=st.lists(ROWS, min_size=2, max_size=4))
def test_its_news_tell_the_whole_change(plans: list[dict[int, list[int]]]) -> None:
    model = AgendaModel(None, lambda: True, None)  # type: ignore[arg-type]
    mirror = _Mirror(model)
    for plan in plans:
        used: set[int] = set()
        days: Plan = {}
        for n, ids in plan.items():
            fresh = [one for one in ids if one not in used]
            used |= set(fresh)
            if fresh:
                days[day(n)] = [_Stub(one, n) for one in fresh]  # type: ignore[misc]
        wanted = rows(days)
        model.show_rows(wanted)
        assert model.rows == wanted
        assert mirror.rows == wanted


class _Stub:
    """As much of a post as the rows look at."""

    def __init__(self, post_id: int, day: int) -> None:
        self.id, self.day = post_id, day

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Stub) and (self.id, self.day) == (other.id, other.day)

    def __hash__(self) -> int:
        return hash((self.id, self.day))
