"""What TikTok counted after publishing: figures over time, videos, best hours."""

from __future__ import annotations
