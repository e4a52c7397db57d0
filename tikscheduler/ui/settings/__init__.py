"""The settings page."""

from __future__ import annotations
