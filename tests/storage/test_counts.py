"""What is kept of TikTok's figures, and that reading it walks no table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.storage.given import NOW, Given
from tikscheduler.domain.account import Account
from tikscheduler.domain.insights import AccountPoint, CountedVideo, Figures, SumPoint
from tikscheduler.domain.post import PostStatus
from tikscheduler.storage import Storage
from tikscheduler.storage.counts import VideoOrder, posted_query, videos_query

DAY = timedelta(days=1)
EVER = NOW - 1000 * DAY


def video(number: int, views: int = 100, **changes: object) -> CountedVideo:
    figures = Figures(views=views, likes=views // 10, comments=views // 20, shares=views // 50)
    values: dict[str, object] = {"posted_at": NOW - number * DAY, "caption": f"Video {number}"}
    return CountedVideo(
        video_id=str(7_300_000_000_000_000_000 + number), figures=figures, **{**values, **changes}
    )


def count(storage: Storage, account: Account, videos: list[CountedVideo], at=NOW) -> None:
    midnight = at.replace(hour=0, minute=0)
    storage.counts.keep(account.id, videos, taken_at=at, day_start=midnight)


@pytest.fixture
def mira(given: Given) -> Account:
    return given.account()


def test_a_count_is_read_back(storage: Storage, mira: Account) -> None:
    one = video(1, 5_000_000_000, duration_s=17, url="https://tiktok.example/1", post_id=4)
    count(storage, mira, [one])
    (found,) = storage.counts.videos(mira.id)
    assert (found.video_id, found.figures, found.posted_at) == (
        "7300000000000000001",
        one.figures,
        one.posted_at,
    )
    assert (found.caption, found.duration_s, found.url, found.post_id) == (
        "Video 1",
        17,
        "https://tiktok.example/1",
        4,
    )
    assert found.counted_at == storage.counts.last(mira.id) == NOW
    assert storage.counts.how_many(mira.id) == 1


def test_an_account_that_was_never_counted_has_nothing(storage: Storage, mira: Account) -> None:
    counts = storage.counts
    assert counts.last(mira.id) is None
    assert (counts.sums(mira.id, EVER), counts.videos(mira.id), counts.how_many(mira.id)) == (
        [],
        [],
        0,
    )


def test_a_count_without_videos_is_a_count(storage: Storage, mira: Account) -> None:
    count(storage, mira, [])
    assert storage.counts.sums(mira.id, EVER) == [SumPoint(NOW, Figures(), 0)]


def test_each_day_has_one_point_and_the_last_count_of_it_stays(
    storage: Storage, mira: Account
) -> None:
    for days, views in ((0, 10), (1, 20), (1.2, 30), (2, 25)):
        count(storage, mira, [video(1, views), video(2, 1)], NOW + days * DAY)
    line = storage.counts.line(video(1).video_id, EVER)
    assert [point.figures.views for point in line] == [10, 30, 25]
    assert [(p.figures.views, p.videos) for p in storage.counts.sums(mira.id, EVER)] == [
        (11, 2),
        (31, 2),
        (26, 2),
    ]
    assert storage.counts.videos(mira.id)[0].figures.views == 25


def test_lines_begin_where_they_are_asked_to(storage: Storage, mira: Account) -> None:
    for days in range(4):
        count(storage, mira, [video(1, days)], NOW + days * DAY)
    since = NOW + 2 * DAY
    assert [p.figures.views for p in storage.counts.line(video(1).video_id, since)] == [2, 3]
    assert [p.figures.views for p in storage.counts.sums(mira.id, since)] == [2, 3]


def test_a_video_that_is_not_found_again_keeps_what_was_counted(
    storage: Storage, mira: Account
) -> None:
    count(storage, mira, [video(1, 10), video(2, 20)])
    later = NOW + timedelta(hours=2)
    count(storage, mira, [video(2, 21)], later)
    gone, there = storage.counts.videos(mira.id, descending=False, order=VideoOrder.VIEWS)
    assert (gone.counted_at, there.counted_at) == (NOW, later)
    assert [p.figures.views for p in storage.counts.line(gone.video_id, EVER)] == [10]
    assert [p.figures.views for p in storage.counts.sums(mira.id, EVER)] == [21]


def test_accounts_are_apart(storage: Storage, given: Given, mira: Account) -> None:
    jonas = given.account()
    count(storage, mira, [video(1, 10)])
    count(storage, jonas, [video(2, 20), video(3, 20)])
    assert [v.caption for v in storage.counts.videos(mira.id)] == ["Video 1"]
    assert storage.counts.how_many(jonas.id) == 2
    assert storage.counts.known(mira.id, EVER) == [video(1).video_id]


@pytest.mark.parametrize("order", list(VideoOrder))
@pytest.mark.parametrize("descending", [True, False])
def test_lists_come_in_parts_that_meet(
    storage: Storage, mira: Account, order: VideoOrder, descending: bool
) -> None:
    at_once = [video(n, views=n % 3, posted_at=NOW - n // 9 * DAY) for n in range(25)]
    count(storage, mira, at_once[::-1])
    whole = storage.counts.videos(mira.id, order=order, descending=descending)
    parts = [
        each
        for offset in (0, 10, 20)
        for each in storage.counts.videos(
            mira.id, order=order, descending=descending, offset=offset, limit=10
        )
    ]
    assert parts == whole
    assert len({each.video_id for each in whole}) == 25
    if order is VideoOrder.POSTED:
        alike = [(each.posted_at, each.video_id) for each in whole]
        assert alike == sorted(alike, reverse=descending)


def test_more_videos_than_one_transaction_takes(storage: Storage, mira: Account) -> None:
    count(storage, mira, [video(n) for n in range(450)])
    assert storage.counts.how_many(mira.id) == 450
    assert storage.counts.sums(mira.id, EVER)[0].videos == 450
    assert len(storage.counts.posted(mira.id, NOW - 99.5 * DAY)) == 100


def test_posts_are_known_by_the_id_tiktok_gave_them(storage: Storage, given: Given) -> None:
    mira = given.account()
    sent = given.post(mira, status=PostStatus.PUBLISHED)
    storage.posts.write(sent, tiktok_post_id="7300000000000000009")
    old = given.post(mira, status=PostStatus.PUBLISHED, scheduled_at=NOW - 400 * DAY)
    storage.posts.write(old, tiktok_post_id="7300000000000000008")
    given.post(mira)
    found = storage.counts.posts(mira.id, NOW - 365 * DAY)
    assert found == {"7300000000000000009": sent.id}


def test_an_accounts_own_numbers(storage: Storage, mira: Account) -> None:
    midnight = NOW.replace(hour=0)
    for hours, followers in ((0, 10), (3, 12)):
        point = AccountPoint(
            taken_at=NOW + timedelta(hours=hours), followers=followers, likes=None, videos=3
        )
        storage.counts.keep_account(mira.id, point, day_start=midnight)
    assert storage.counts.account_line(mira.id, EVER) == [point]


def test_what_was_counted_goes_with_its_account(storage: Storage, mira: Account) -> None:
    count(storage, mira, [video(1)])
    storage.accounts.remove(mira.id)
    assert storage.counts.how_many(mira.id) == 0
    assert storage.counts.line(video(1).video_id, EVER) == []


def test_the_best_hours_read_the_index_alone(sqlite: Storage) -> None:
    assert "COVERING INDEX video_account" in sqlite.database.plan(posted_query(1, NOW))


@pytest.mark.parametrize(
    ("order", "index"),
    [(VideoOrder.POSTED, "video_account"), (VideoOrder.VIEWS, "video_views")],
)
def test_a_part_of_the_list_is_found_by_an_index(
    sqlite: Storage, order: VideoOrder, index: str
) -> None:
    plan = sqlite.database.plan(videos_query(1, order, True, 200, 100))
    assert f"USING INDEX {index}" in plan
    assert "SCAN" not in plan
