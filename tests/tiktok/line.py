"""Both ends of a wire."""

from __future__ import annotations

from tests.tiktok.servers import Request, Server
from tikscheduler.tiktok.client import TikTok
from tikscheduler.tiktok.transport import Transport


class Line:
    """A transport and the server at its other end. `pauses` are the waits between tries."""

    def __init__(self, server: Server, transport: Transport, pauses: list[float]) -> None:
        self.server, self.transport, self.pauses = server, transport, pauses
        self.api = TikTok(transport)

    @property
    def last(self) -> Request:
        return self.server.seen[-1]
