"""The selected post: picture, facts, steps, actions."""

from __future__ import annotations
