"""tikscheduler: TikTok posts of several accounts, on time and exactly once."""

from __future__ import annotations

__version__ = "0.1.0"
