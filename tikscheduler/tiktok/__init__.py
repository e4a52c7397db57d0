"""TikTok: the only room that knows httpx and tenacity.

`TikTok` posts and asks, `OAuth` gets and renews tokens, `LoopbackLogin` takes the browser's answer;
all three speak through one `Transport`.
"""

from __future__ import annotations

import sys

# httpx brings a command line of its own, which costs as much memory as all the rest of it.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
