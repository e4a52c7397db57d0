"""The insights page over a database with counts in it, or over a sandbox to be counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, SCOPES, FakeClock
from tests.services.conftest import Memory
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.insights import AccountPoint, CountedVideo, Figures, day_start
from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage
from tikscheduler.ui.insights.page import InsightsPage
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import zone_of

DAY = timedelta(days=1)
PARIS = "Europe/Paris"
Count = Callable[..., None]


@pytest.fixture
def mira(storage: Storage, account: Account) -> Account:
    """An account that lets its videos be read."""
    return storage.accounts.update(
        account.id, scopes=SCOPES | {"video.list"}, follower_count=48_211
    )


def video(
    number: int, views: int, posted_at: datetime | None = None, **more: object
) -> CountedVideo:
    figures = Figures(views=views, likes=views // 10, comments=views // 100, shares=views // 200)
    return CountedVideo(
        video_id=str(7_300_000_000_000_000_000 + number),
        posted_at=posted_at or NOON - 40 * DAY - number * DAY,
        caption=f"Video {number}",
        url=f"https://www.tiktok.com/@mira.films/video/{number}",
        figures=figures,
        **more,
    )


@pytest.fixture
def count(storage: Storage, mira: Account) -> Count:
    """Keeps a count: `count(2, [video(1, 500)])` is of two days ago."""

    def keep(
        days_ago: float,
        videos: list[CountedVideo],
        *,
        of: Account | None = None,
        followers: int = 0,
    ) -> None:
        account_id, at = (of or mira).id, NOON - days_ago * DAY
        start = day_start(at, zone_of(PARIS))
        storage.counts.keep(account_id, videos, taken_at=at, day_start=start)
        if followers:
            point = AccountPoint(taken_at=at, followers=followers)
            storage.counts.keep_account(account_id, point, day_start=start)

    return keep


@pytest.fixture
def open_page(kit: Kit, qtbot: QtBot, mira: Account) -> Callable[[], InsightsPage]:
    """The page on the screen, once it has read what there is."""

    def make() -> InsightsPage:
        qtbot.waitUntil(lambda: kit.book.loaded)
        page = InsightsPage(kit)
        qtbot.addWidget(page)
        page.resize(1144, 800)
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        qtbot.waitUntil(lambda: page.shown is not None)
        return page

    return make


@dataclass
class Live:
    """A window that talks to a sandbox."""

    desktop: Desktop
    sandbox: Sandbox
    page: InsightsPage
    storage: Storage


@pytest.fixture
def live(
    qapp: QApplication, qtbot: QtBot, storage: Storage, settings: Settings, clock: FakeClock
) -> Iterator[Live]:
    """@mira.films with 45 older videos, connected and never counted, its page on the screen."""
    with Sandbox(clock=clock) as sandbox:
        sandbox.state.creator("mira.films").older_videos = 45
        found = sandbox.state.issue("mira.films")
        account = storage.accounts.add_or_update(
            found.open_id,
            NOON,
            handle="mira.films",
            scopes=found.scopes,
            access_expires_at=NOON + timedelta(hours=2),
            refresh_expires_at=NOON + timedelta(days=180),
        )
        memory = Memory()
        memory.write(f"access:{account.open_id}", found.access_token)
        memory.write(f"refresh:{account.open_id}", found.refresh_token)
        app = {"client_key": AUDITED.client_key, "client_secret": AUDITED.client_secret}
        at = replace(settings, api_url=sandbox.url, auth_url=sandbox.url, **app)
        desktop = Desktop(qapp, at, clock=clock, publish=False)
        desktop.kit.theme.choose("light")
        desktop.kit.desk.program().__dict__["vault"] = memory
        desktop.window.build_rest()
        desktop.start()
        qtbot.waitUntil(lambda: desktop.kit.book.loaded)
        desktop.kit.requests.show_page.emit("insights")
        page = desktop.window.page_widget("insights")
        assert isinstance(page, InsightsPage)
        qtbot.waitUntil(lambda: page.shown is not None)
        yield Live(desktop, sandbox, page, storage)
        desktop.close()
        desktop.window.deleteLater()
        desktop.deleteLater()
        qapp.processEvents()
