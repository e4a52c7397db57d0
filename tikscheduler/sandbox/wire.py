"""The connections under the requests: reading a body out, and cutting the line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import Scope

MAX_DRAINED = 200_000_000
"""Bytes of an unwanted body that are read before the connection is closed instead."""


class Wire:
    """What a fault needs of the server: its open connections, and word that it is closing."""

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self.connections: Iterable[Any] = ()

    def cut(self, scope: Scope) -> None:
        """Drop the connection of a request without a word."""
        for connection in list(self.connections):
            if connection.client == scope["client"]:
                connection.transport.abort()

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than the server lives."""
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            return


def wire_of(request: Request) -> Wire:
    """The wire a request came over."""
    wire: Wire = request.app.state.wire
    return wire


async def drain(request: Request) -> None:
    """Take the rest of the body, so that the caller reads the answer and not a reset."""
    taken = 0
    try:
        async for block in request.stream():
            taken += len(block)
            if taken > MAX_DRAINED:
                return
    except (ClientDisconnect, RuntimeError):  # gone, or the work has read some of it already
        return
