"""The dialog that makes a copy of a video which TikTok takes."""

from __future__ import annotations
