"""The one place where news from other threads enter the window, and where its parts ask it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal


class AppSignals(QObject):
    """News. Lives in the UI thread, so what any thread emits is delivered there."""

    post_changed = Signal(int)  # an id, never a row: whoever cares reads the truth itself
    progress = Signal(int, object)  # post id, bytes TikTok has or is being sent
    accounts_changed = Signal()
    counting = Signal(int, int)  # account id, how many of its videos are counted so far
    plan_changed = Signal(object)  # services.plan.Outcome
    engine_state = Signal(str)  # "starting", "on", "paused", "elsewhere", "off"
    trouble = Signal(str)  # what holds publishing up; "" when nothing does any more
    problem = Signal(str)  # one sentence for the user
    remark = Signal(str)  # good to know
    unusable = Signal(str)  # why the database cannot be opened: nothing works then
    crashed = Signal(str)  # a report without secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the composer starts from. `wall` is naive, in the window's zone; None: the user says."""

    videos: tuple[Path, ...] = ()
    wall: datetime | None = None
    account_id: int | None = None
    all_day: bool = field(default=False)
    """Dropped on a day, not on a time: the time of day is still open."""


class Requests(QObject):
    """What the parts of the window ask of it. Emitted and received on the UI thread."""

    compose = Signal(object)  # Draft: one video opens the composer, several the spread sheet
    open_post = Signal(int)  # edit it, or look at it
    open_post_with = Signal(int, object)  # edit it, with the video of this path in it
    show_post = Signal(int)  # select it where it stands in the plan
    show_page = Signal(str)  # "calendar", "queue", "insights", "attention", "settings"
    reschedule = Signal(object)  # tuple of post ids: ask for a time
    connect_account = Signal(object)  # account id to log in again, or None for a new one
    set_up_app = Signal()  # TikTok app key and secret
    try_sandbox = Signal()  # the same window over a throw-away profile and the built-in TikTok
    pause = Signal(bool)  # pause or resume all publishing
    leave = Signal()  # the user wants to quit: ask first, if that would stop an upload
    quit = Signal()  # it is decided
    restart = Signal()  # build the window anew, with the settings as they are now
    restore = Signal(object)  # Path of a backup: put it in the database's place, then the same
