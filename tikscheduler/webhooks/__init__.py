"""News to an address of the user's own: which addresses may be used, signing, sending.

It speaks HTTP as `tiktok` does, but to a server that anybody may have named: so with sockets that
look where they connect to, without proxies, and with nothing of what comes back.
"""

from __future__ import annotations

import sys

# httpx brings a command line of its own, which costs as much memory as all the rest of it.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
