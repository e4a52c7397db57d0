"""One way out to TikTok: send, bound the answer, retry within seconds what may be repeated.

Minutes and hours belong to the queue, so nothing here waits longer than a few seconds.
"""

from __future__ import annotations

import logging
import random
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import TypeVar

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
)

from tikscheduler import __version__, network
from tikscheduler.domain.errors import (
    RetryLater,
    ServerTrouble,
    SettingsError,
    Stopping,
    Unreachable,
)
from tikscheduler.settings import API_URL
from tikscheduler.tiktok.addresses import check_base
from tikscheduler.tiktok.reply import Reply, clean_log_id, read_body, read_retry_after

log = logging.getLogger(__name__)
T = TypeVar("T")

SHORTEST_PAUSE, LONGEST_PAUSE = 0.3, 5.0
"""Seconds between two tries of a call; a server that asks for longer is obeyed by the queue."""

for _chatty in ("httpx", "httpcore"):  # at INFO httpx logs every address, the upload's too
    logging.getLogger(_chatty).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Time limits of one call, in seconds: `write` without progress, `overall` for everything."""

    connect: float = 10
    write: float = 30
    read: float = 30
    overall: float = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. `target` is a path below the API's base URL, or a whole address."""

    method: str
    target: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] = field(default=b"", repr=False)


class Transport:
    """A shared, thread-safe HTTP client. Close it, or use it in a `with`."""

    def __init__(
        self,
        api_url: str = API_URL,
        *,
        stopping: threading.Event | None = None,
        tries: int = 3,
        waits: Waits | None = None,
        pause: Callable[[float], None] | None = None,
    ) -> None:
        """`stopping` ends every wait with `Stopping`; `pause` sleeps the seconds between tries.

        Raises `SettingsError` for a base URL that is not secure, or a proxy that cannot be used.
        """
        self.api_url = check_base(api_url)
        self.stopping = stopping or threading.Event()
        self._tries = tries
        self._waits = waits or Waits()
        self._pause = pause or self.wait
        self._http = _open_client()
        _use_sockets(self._http, network.Network(self.stopping))

    def __enter__(self) -> Transport:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def wait(self, seconds: float) -> None:
        """Sleep, but raise `Stopping` as soon as the program closes."""
        if self.stopping.wait(seconds):
            raise Stopping("The program is closing; the call to TikTok was not repeated.")

    def call(
        self,
        ask: Ask,
        read: Callable[[Reply], T],
        *,
        tries: int | None = None,
        before: Callable[[], object] | None = None,
    ) -> T:
        """Send a request that may be repeated, and `read` its answer.

        `before` runs ahead of each try. What it or `read` raises decides: a `RetryLater` is tried
        again, `tries` times in all, unless the server asked for a long wait or the time of one
        call (`Waits.overall`) is over.
        """

        def once() -> T:
            if before is not None:
                before()
            return read(self.exchange(ask))

        def waited(state: RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            code = getattr(error, "code", "")
            log.info("Try %d of %s failed: %s", state.attempt_number, ask.target, code)

        retrying = Retrying(
            retry=retry_if_exception(_is_worth_a_pause),
            wait=_pause_for,
            stop=stop_after_attempt(self._tries if tries is None else tries)
            | stop_after_delay(self._waits.overall),
            sleep=self._pause,
            before_sleep=waited,
            reraise=True,
        )
        return retrying(once)

    def exchange(self, ask: Ask, waits: Waits | None = None) -> Reply:
        """Send a request once. Raises `Unreachable`, `ServerTrouble` or `Stopping`.

        What an iterated body raises goes through unchanged, and the connection is dropped.
        """
        if self.stopping.is_set():
            raise Stopping("The program is closing; nothing was sent to TikTok.")
        waits = waits or self._waits
        url = ask.target if ask.target.startswith("http") else self.api_url + ask.target
        # A protocol error goes no further: it quotes the line it did not like, token and all.
        with suppress(httpx.ProtocolError), network.within(waits.overall):
            try:
                return self._send(ask, url, waits)
            except (httpx.TimeoutException, httpx.NetworkError, httpx.ProxyError) as error:
                raise _unreachable(error) from error
        raise Unreachable(
            "The connection to TikTok broke off, or something else answered in its place; check "
            "the internet connection and any proxy."
        )

    def _send(self, ask: Ask, url: str, waits: Waits) -> Reply:
        with self._http.stream(
            ask.method,
            url,
            headers=ask.headers,
            params=ask.params or None,
            content=ask.body,
            timeout=httpx.Timeout(
                connect=waits.connect, write=waits.write, read=waits.read, pool=None
            ),
        ) as response:
            log_id = clean_log_id(response.headers.get("x-tt-logid", ""))
            if 300 <= response.status_code < 400:
                raise ServerTrouble(
                    "TikTok's address led somewhere else, and the program does not follow; check "
                    "whether this network asks for a login first.",
                    code="redirect",
                    log_id=log_id,
                )
            return Reply(
                status=response.status_code,
                body=read_body(response.iter_raw(), response.headers.get("content-encoding", "")),
                log_id=log_id,
                asked_to_wait=read_retry_after(response.headers.get("retry-after", "")),
                content_range=response.headers.get("content-range", ""),
                content_type=response.headers.get("content-type", ""),
            )


def _open_client() -> httpx.Client:
    nothing_kept = CookieJar(DefaultCookiePolicy(allowed_domains=[]))  # accounts share the client
    direct = dict.fromkeys(("all://127.0.0.1", "all://localhost", "all://[::1]"))
    # The library's error goes no further: it can quote the proxy's address, password and all.
    with suppress(httpx.InvalidURL, ValueError, ImportError):
        return httpx.Client(
            verify=_certificates(),
            headers={"User-Agent": f"tikscheduler/{__version__}", "Accept-Encoding": "identity"},
            limits=httpx.Limits(
                max_connections=None, max_keepalive_connections=None, keepalive_expiry=15
            ),
            follow_redirects=False,
            trust_env=True,  # proxies of the environment; httpx 0.28 does not read .netrc by itself
            cookies=nothing_kept,
            mounts=direct,
        )
    raise SettingsError(
        "The proxy in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY cannot be used; set it to an http:// "
        "address or take it away."
    )


def _certificates() -> ssl.SSLContext:
    """The authorities that may vouch for TikTok: certifi's, or those of SSL_CERT_FILE or _DIR."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise SettingsError(
            "The certificates in SSL_CERT_FILE or SSL_CERT_DIR cannot be read; mend that variable "
            "or take it away."
        ) from error


def _use_sockets(client: httpx.Client, sockets: network.Network) -> None:
    """Put the program's sockets under a client and under the proxies it found in the environment.

    httpx has no public door for a network backend, and a transport of our own would lose its
    proxies; its fields are stable, since the library is pinned and its line has ended.
    """
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx.HTTPTransport):
            transport._pool._network_backend = sockets


def _is_worth_a_pause(error: BaseException) -> bool:
    longest = timedelta(seconds=LONGEST_PAUSE)
    return isinstance(error, RetryLater) and (error.after or timedelta(0)) <= longest


def _pause_for(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.after if isinstance(error, RetryLater) and error.after else timedelta(0)
    jittered = random.uniform(SHORTEST_PAUSE, min(0.6 * 2**state.attempt_number, LONGEST_PAUSE))
    return max(asked.total_seconds(), jittered)


def _unreachable(error: httpx.TransportError) -> Unreachable:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Unreachable(
            "The connection to TikTok is not secure, because its certificate does not hold; check "
            "this computer's date, and any proxy or virus scanner that reads along.",
            code="certificate",
        )
    if isinstance(error, httpx.TimeoutException):
        return Unreachable(
            "TikTok did not answer in time; check the internet connection.", code="timeout"
        )
    return Unreachable("TikTok could not be reached; check the internet connection.")
