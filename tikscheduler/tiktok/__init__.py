"""TikTok: the only room that knows httpx and tenacity.

`TikTok` posts and asks, `OAuth` gets and renews tokens, `LoopbackLogin` takes the browser's answer;
all three speak through one `Transport`.
"""

from __future__ import annotations
