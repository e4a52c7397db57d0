"""New posts and changes of posts."""

from __future__ import annotations
