"""What every part of the window is given."""

from __future__ import annotations

from dataclasses import dataclass

from tikscheduler.settings import Settings
from tikscheduler.ui.actions import PlanActions
from tikscheduler.ui.book import AccountBook
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.feed import PostFeed
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
