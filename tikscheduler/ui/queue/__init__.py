"""The queue: every post in a table."""

from __future__ import annotations
