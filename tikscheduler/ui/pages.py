"""The pages by name. Each is loaded when it is first shown: the first frame does not need them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from tikscheduler.ui.kit import Kit


def _calendar(kit: Kit) -> QWidget:
    from tikscheduler.ui.calendar.page import CalendarPage

    return CalendarPage(kit)


def _queue(kit: Kit) -> QWidget:
    from tikscheduler.ui.queue.page import QueuePage

    return QueuePage(kit)


def _insights(kit: Kit) -> QWidget:
    from tikscheduler.ui.insights.page import InsightsPage

    return InsightsPage(kit)


def _attention(kit: Kit) -> QWidget:
    from tikscheduler.ui.attention.page import AttentionPage

    return AttentionPage(kit)


def _settings(kit: Kit) -> QWidget:
    from tikscheduler.ui.settings.page import SettingsPage

    return SettingsPage(kit)


BUILDERS: dict[str, Callable[[Kit], QWidget]] = {
    "calendar": _calendar,
    "queue": _queue,
    "insights": _insights,
    "attention": _attention,
    "settings": _settings,
}
