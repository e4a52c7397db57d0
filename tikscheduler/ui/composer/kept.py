"""Posts that were begun and closed before they were saved: offered again, never lost silently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tikscheduler.ui.preferences import Preferences

NAME = "composer.unfinished"
MOST = 20


def keep(preferences: Preferences, post_id: int | None, begun: Mapping[str, Any]) -> None:
    """Keep what was begun, on a new post or on one there is."""
    others = [one for one in _all(preferences) if post_id is None or one.get("post") != post_id]
    preferences.set(NAME, [{**begun, "post": post_id}, *others][:MOST])


def offered(preferences: Preferences, post_id: int | None) -> dict[str, Any] | None:
    """The last that was begun on this post, or on a new one."""
    return next((one for one in _all(preferences) if one.get("post") == post_id), None)


def forget(preferences: Preferences, begun: Mapping[str, Any]) -> None:
    """It is back in a composer, saved, or not wanted any more."""
    preferences.set(NAME, [one for one in _all(preferences) if one != begun] or None)


def _all(preferences: Preferences) -> list[dict[str, Any]]:
    none: list[dict[str, Any]] = []
    return [one for one in preferences.get(NAME, none) if isinstance(one, dict)]
