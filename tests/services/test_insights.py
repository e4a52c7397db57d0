"""Counting against the sandbox, which has older videos and keeps TikTok's rules."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import NOON
from tests.services.conftest import Office
from tests.storage.given import Given
from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import LoginNeeded, ServerTrouble
from tikscheduler.domain.insights import Standing
from tikscheduler.domain.post import PostStatus
from tikscheduler.engines.build import build_engine
from tikscheduler.services.accounts import LAST_SYNC
from tikscheduler.services.insights import ScopeMissing

EVER = NOON - timedelta(days=2000)


def connected(office: Office, who: str = "mira.films", older: int = 45) -> Account:
    office.sandbox.state.creator(who).older_videos = older
    return office.connect(who)


def counted(office: Office, account: Account) -> list[str]:
    return [video.video_id for video in office.program.storage.counts.videos(account.id, limit=999)]


def asked(office: Office) -> list[str]:
    return [breach.rule for breach in office.sandbox.state.breaches()]


def test_every_public_video_is_counted_page_by_page(office: Office) -> None:
    mira = connected(office)
    told: list[tuple[int, int]] = []
    assert office.program.insights.count(mira, lambda who, many: told.append((who, many))) == 45
    assert told == [(mira.id, 20), (mira.id, 40), (mira.id, 45)]
    videos = office.program.storage.counts.videos(mira.id)
    assert len({video.video_id for video in videos}) == 45
    newest = videos[0]
    assert newest.caption.endswith("part 1 #mira")
    assert NOON - timedelta(days=2) < newest.posted_at < NOON
    assert newest.figures.views > newest.figures.likes > 0
    assert newest.standing(office.program.storage.counts.last(mira.id)) is Standing.COUNTED
    assert asked(office) == []


def test_two_hundred_are_listed_at_most(office: Office) -> None:
    """TikTok lists thousands; a year of one a day and more is bounded."""
    jonas = connected(office, "jonas.cooks", 230)
    assert office.program.insights.count(jonas) == 200


def test_nothing_older_than_a_year_is_counted(office: Office) -> None:
    office.sandbox.switches.refresh_seconds = 400 * 24 * 3600
    jonas = connected(office, "jonas.cooks", 184)
    office.clock.tick(days=300)
    told: list[int] = []
    many = office.program.insights.count(jonas, lambda _who, many: told.append(many))
    assert 40 < many < 60
    assert told == [20, 40, many], "it stops at the first page that goes back too far"
    oldest = office.program.storage.counts.videos(jonas.id, descending=False)[0]
    assert oldest.posted_at > office.clock() - timedelta(days=365)


def test_what_fell_off_the_list_is_asked_for_by_its_id(office: Office) -> None:
    """A known video stays counted when two hundred newer ones stand before it."""
    jonas = connected(office, "jonas.cooks", 200)
    office.program.insights.count(jonas)
    before = set(counted(office, jonas))
    office.sandbox.state.began += timedelta(days=3)  # the list moves on, the oldest drop out
    office.sandbox.state.creator("jonas.cooks").older_videos = 215
    office.clock.tick(days=3)
    assert office.program.insights.count(jonas) >= 200
    assert before <= set(counted(office, jonas))


def test_what_was_listed_is_not_asked_for_again(office: Office) -> None:
    mira = connected(office)
    office.program.insights.count(mira)
    told: list[int] = []
    office.program.insights.count(mira, lambda _who, many: told.append(many))
    assert told == [20, 40, 45]


def test_the_days_make_a_line_and_figures_grow(office: Office) -> None:
    mira = connected(office)
    for _ in range(3):
        office.program.insights.count(mira)
        office.clock.tick(days=1)
    sums = office.program.storage.counts.sums(mira.id, EVER)
    assert [point.taken_at for point in sums] == [NOON + timedelta(days=n) for n in range(3)]
    assert [point.videos for point in sums] == [45, 45, 45]
    assert sums[0].figures.views < sums[1].figures.views < sums[2].figures.views


def test_counting_twice_on_a_day_leaves_one_point(office: Office) -> None:
    mira = connected(office)
    office.program.insights.count(mira)
    office.clock.tick(hours=10)  # still the same day in Berlin
    office.program.insights.count(mira)
    assert len(office.program.storage.counts.sums(mira.id, EVER)) == 1
    office.clock.tick(hours=2)  # midnight has passed there
    office.program.insights.count(mira)
    assert len(office.program.storage.counts.sums(mira.id, EVER)) == 2


def test_a_video_that_vanished_keeps_its_history_and_is_marked(office: Office) -> None:
    mira = connected(office)
    office.program.insights.count(mira)
    oldest = counted(office, mira)[-1]
    office.clock.tick(days=1)
    office.sandbox.state.creator("mira.films").older_videos = 44
    assert office.program.insights.count(mira) == 44
    counts = office.program.storage.counts
    kept = {video.video_id: video for video in counts.videos(mira.id)}
    assert kept[oldest].standing(counts.last(mira.id)) is Standing.GONE
    assert len(counts.line(oldest, EVER)) == 1
    assert [point.videos for point in counts.sums(mira.id, EVER)] == [45, 44]


def test_an_account_without_videos_is_counted_as_such(office: Office) -> None:
    lena = connected(office, "lena.private", 9)
    assert office.program.insights.count(lena) == 0
    assert office.program.storage.counts.last(lena.id) == NOON


def publish(office: Office, account: Account) -> tuple[int, str]:
    """A post that went out from here; its id, and TikTok's."""
    newest = office.program.storage.counts.videos(account.id)[0]
    post = Given(office.program.storage).post(
        account, status=PostStatus.PUBLISHED, scheduled_at=newest.posted_at
    )
    office.program.storage.posts.write(post, tiktok_post_id=newest.video_id)
    return post.id, newest.video_id


def test_a_post_is_matched_to_its_video_by_tiktoks_id(office: Office) -> None:
    mira = connected(office)
    office.program.insights.count(mira)
    post_id, video_id = publish(office, mira)
    office.program.insights.count(mira)
    matched = {v.video_id: v.post_id for v in office.program.storage.counts.videos(mira.id)}
    assert matched[video_id] == post_id
    assert [found for found in matched.values() if found is not None] == [post_id]


def test_without_the_permission_it_says_what_to_do(office: Office) -> None:
    grant = office.grant()
    some = grant.scopes - {"video.list"}
    object.__setattr__(grant, "scopes", some)
    account = office.program.accounts.connect(grant)
    with pytest.raises(ScopeMissing, match=r"@mira\.films .*connect it again and leave .* ticked"):
        office.program.insights.count(account)
    assert office.program.insights.count_all() == {}
    assert office.program.storage.counts.last(account.id) is None


def test_a_count_that_breaks_off_keeps_nothing(office: Office) -> None:
    mira = connected(office)
    office.sandbox.state.add_fault("video_list:500*9")
    with pytest.raises(ServerTrouble):
        office.program.insights.count(mira)
    assert office.program.storage.counts.last(mira.id) is None
    assert counted(office, mira) == []


def test_one_account_that_fails_does_not_keep_the_others(office: Office) -> None:
    mira, jonas = connected(office), connected(office, "jonas.cooks", 5)
    office.program.tokens.forget(mira.open_id)
    failed = office.program.insights.count_all()
    assert list(failed) == [mira.id]
    assert office.program.storage.counts.last(jonas.id) == NOON
    office.clock.tick(days=1)
    assert office.program.insights.count_all() == {}, "one that needs a login is not tried"


def test_an_ended_login_is_told(office: Office) -> None:
    mira = connected(office)
    office.program.tokens.forget(mira.open_id)
    with pytest.raises(LoginNeeded):
        office.program.insights.count(mira)


def test_who_shows_accounts_is_told_of_a_count(office: Office) -> None:
    mira = connected(office)
    told: list[Any] = []
    office.program.accounts_changed = lambda: told.append(1)
    office.program.insights.count(mira)
    assert told == [1]


def test_syncing_keeps_the_accounts_own_numbers(office: Office) -> None:
    mira = connected(office)
    office.clock.tick(days=1)
    office.sandbox.state.creator("mira.films").followers = 50_000
    office.program.accounts.sync(mira)
    line = office.program.storage.counts.account_line(mira.id, EVER)
    assert [(p.followers, p.videos) for p in line] == [(48_211, 45), (50_000, 45)]


def test_numbers_that_are_not_granted_are_no_zeros(office: Office) -> None:
    grant = office.grant()
    found = office.sandbox.state.issue("mira.films", scopes=["user.info.basic"])
    for name in ("scopes", "access_token", "refresh_token"):
        object.__setattr__(grant, name, getattr(found, name))
    account = office.program.accounts.connect(grant)
    assert office.program.storage.counts.account_line(account.id, EVER) == []


def test_the_daily_look_at_the_accounts_counts_them_too(office: Office) -> None:
    mira = connected(office)
    yesterday = NOON - timedelta(days=1, hours=11)
    office.program.storage.notes.put(LAST_SYNC, yesterday.isoformat())
    counted = threading.Event()

    def look() -> None:
        if office.program.storage.counts.last(mira.id):
            counted.set()

    office.program.accounts_changed = look
    engine = build_engine(office.program)
    running = threading.Thread(target=engine.run)
    running.start()
    try:
        assert counted.wait(30)
    finally:
        engine.stop()
        running.join()
