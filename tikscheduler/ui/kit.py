"""What every part of the window is given."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QApplication

from tikscheduler.settings import Settings
from tikscheduler.ui.actions import PlanActions
from tikscheduler.ui.book import AccountBook
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.feed import PostFeed
from tikscheduler.ui.hashing import Hashing
from tikscheduler.ui.overview import OverviewWatch
from tikscheduler.ui.pictures import Pictures
from tikscheduler.ui.preferences import Preferences
from tikscheduler.ui.selection import Selection
from tikscheduler.ui.signals import AppSignals, Requests
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.transfers import Transfers


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The window's shared parts. `zone` is the IANA zone that times are shown and planned in."""

    settings: Settings
    zone: str
    signals: AppSignals
    requests: Requests
    desk: Desk
    feed: PostFeed
    book: AccountBook
    actions: PlanActions
    selection: Selection
    transfers: Transfers
    overview: OverviewWatch
    pictures: Pictures
    preferences: Preferences
    theme: Theme


def build_kit(
    settings: Settings,
    signals: AppSignals,
    desk: Desk,
    preferences: Preferences,
    app: QApplication,
) -> Kit:
    """The parts, made and connected. They live as long as the desk."""
    preferences.save_with(lambda write: desk.media(preferences, write))
    feed = PostFeed(signals, desk, desk)
    book = AccountBook(signals, desk, preferences, desk)
    transfers = Transfers(signals, desk)
    feed.posts_loaded.connect(book.look_at)
    feed.posts_loaded.connect(transfers.look_at)
    feed.posts_gone.connect(transfers.forget)
    Hashing(signals, desk, desk)
    zone = settings.zone
    return Kit(
        settings=settings,
        zone=zone,
        signals=signals,
        requests=Requests(desk),
        desk=desk,
        feed=feed,
        book=book,
        actions=PlanActions(signals, desk, zone, desk),
        selection=Selection(desk),
        transfers=transfers,
        overview=OverviewWatch(signals, desk, feed, desk),
        pictures=Pictures(desk, desk),
        preferences=preferences,
        theme=Theme(app, preferences.get("theme", "system"), desk),
    )
