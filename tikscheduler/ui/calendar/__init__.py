"""The calendar: month, week, day and agenda."""

from __future__ import annotations
