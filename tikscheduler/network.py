"""Sockets that give up at a deadline, or as soon as the program closes.

httpcore, on which httpx stands, knows time limits for one read or write only: a server that sends a
byte now and then holds a thread for ever, and a thread that waits for a dead network cannot be told
to stop. Under these sockets every wait is cut into slices; between two slices the deadline and the
stop flag are looked at.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import httpcore

from tikscheduler.domain.errors import Stopping

SLICE = 0.25
"""Seconds; no wait lasts longer than this after the program was told to close."""

_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let everything this thread does on the network in the block take `seconds` at most.

    A block inside another can only shorten what is left.
    """
    token = _deadline.set(min(time.monotonic() + seconds, _deadline.get()))
    try:
        yield
    finally:
        _deadline.reset(token)


class Patience:
    """How long one operation may still wait: its own limit, the deadline, the stop flag."""

    def __init__(
        self, limit: float | None, stopping: threading.Event, expired: type[Exception]
    ) -> None:
        self._limit = float("inf") if limit is None else limit
        self._stopping = stopping
        self._expired = expired
        self.renew()

    def renew(self) -> None:
        """Start the operation's own limit anew, because there was progress."""
        self._until = min(time.monotonic() + self._limit, _deadline.get())

    def slice(self) -> float:
        """Seconds to wait before asking again. Raises `Stopping` or the time-out error."""
        if self._stopping.is_set():
            raise Stopping("The program is closing; a call over the network was cut short.")
        left = self._until - time.monotonic()
        if left <= 0:
            raise self._expired("no answer in time")
        return min(left, SLICE)


class Network(httpcore.NetworkBackend):
    """Opens `Stream`s. Looking up a name can block, so it happens on a thread of its own."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect, or give up in time."""
        inner = _on_a_thread(
            lambda: self.open(host, port, timeout, local_address, socket_options),
            Patience(timeout, self._stopping, httpcore.ConnectTimeout),
        )
        return Stream(inner, self._stopping)

    def open(
        self,
        host: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.NetworkStream:
        """Look the name up and connect; runs on a thread that may be walked away from."""
        return self._plain.connect_tcp(host, port, timeout, local_address, socket_options)


class Stream(httpcore.NetworkStream):
    """One connection whose waits are sliced."""

    def __init__(self, inner: httpcore.NetworkStream, stopping: threading.Event) -> None:
        self._inner = inner
        self._socket = inner.get_extra_info("socket")
        self._stopping = stopping

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes, or none at the end."""
        patience = Patience(timeout, self._stopping, httpcore.ReadTimeout)
        while True:
            wait = patience.slice()
            with suppress(httpcore.ReadTimeout):
                return self._inner.read(max_bytes, wait)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send it all; `timeout` counts from the last byte that went out.

        Where the other side has answered instead of reading on, `WriteError` sends httpcore to read
        that answer.
        """
        patience = Patience(timeout, self._stopping, httpcore.WriteTimeout)
        # A view, since cutting bytes would copy the rest of a block after each partial send.
        left = memoryview(buffer)
        while left:
            try:
                self._socket.settimeout(patience.slice())
                sent = self._socket.send(left)
            except TimeoutError:
                continue
            except httpcore.WriteTimeout:
                if self._inner.get_extra_info("is_readable"):
                    raise httpcore.WriteError("answered before it was all sent") from None
                raise
            except OSError as error:
                raise httpcore.WriteError(error) from error
            left = left[sent:]
            patience.renew()

    def close(self) -> None:
        """Close the socket."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Shake hands, or give up in time."""
        inner = _on_a_thread(
            lambda: self._inner.start_tls(ssl_context, server_hostname, timeout),
            Patience(timeout, self._stopping, httpcore.ConnectTimeout),
        )
        if isinstance(self._socket, ssl.SSLSocket):  # TLS through a TLS proxy has no plain socket
            return inner
        return Stream(inner, self._stopping)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about the socket."""
        return self._inner.get_extra_info(info)


def _on_a_thread(
    work: Callable[[], httpcore.NetworkStream], patience: Patience
) -> httpcore.NetworkStream:
    """Run work that cannot be interrupted, and walk away from it once patience ends."""
    result: Future[httpcore.NetworkStream] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as error:  # noqa: BLE001  (handed to the caller, whatever it is)
            result.set_exception(error)

    threading.Thread(target=run, name="connect", daemon=True).start()
    try:
        while True:
            wait = patience.slice()
            with suppress(TimeoutError):
                return result.result(wait)
    except (Stopping, httpcore.ConnectTimeout):
        result.add_done_callback(_close_late)
        raise


def _close_late(result: Future[httpcore.NetworkStream]) -> None:
    if result.exception() is None:
        result.result().close()
