"""Everything that waits for the user, by cause."""

from __future__ import annotations
