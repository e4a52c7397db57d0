"""Sends one piece of news, once.

The name is looked up here, and the connection made to the very number that was judged, so that no
second look-up can lead elsewhere. Nothing of the answer but its status and Retry-After counts: a
body may quote the address, which is a secret.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx

from tikscheduler import __version__
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.network import Network, within
from tikscheduler.webhooks.address import Address, check_reach

OVERALL = 10.0
"""Seconds for one try, name look-up and answer included."""
CONNECT = 5.0
MOST_READ = 4096
LINGER = 1.0
"""Seconds for the body of an answer whose status is known."""


class NotDelivered(TikSchedulerError):
    """The receiver gave no answer; the message says why, and names its host alone."""

    code = "not_delivered"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said. `asked_to_wait` is its Retry-After."""

    status: int
    asked_to_wait: timedelta | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver has it."""
        return 200 <= self.status < 300


class Sender:
    """Sends to one address at a time; may be shared between threads.

    `stopping` ends every wait with `Stopping`.
    """

    def __init__(self, stopping: threading.Event, *, overall: float = OVERALL) -> None:
        self._stopping, self._overall = stopping, overall

    def send(
        self, address: Address, headers: Mapping[str, str], body: bytes, *, private: bool
    ) -> Answer:
        """Post a JSON body. Raises `NotDelivered`, `Stopping`, and `InputError` where the address
        must not be used."""
        sent = {
            "Host": _host_header(address),
            "User-Agent": f"tikscheduler/{__version__}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
            **headers,
        }
        # What the library raises goes no further: it can quote what was sent.
        with within(self._overall), suppress(httpcore.ProtocolError):
            try:
                return self._exchange(address, sent, body, private)
            except (httpcore.TimeoutException, httpcore.NetworkError) as error:
                raise _not_delivered(address, error) from None
        raise NotDelivered(f"{address.host} answered something that is no HTTP; check the address.")

    def _exchange(
        self, address: Address, headers: Mapping[str, str], body: bytes, private: bool
    ) -> Answer:
        waits = {"connect": self._overall, "read": self._overall, "write": self._overall}
        url = httpcore.URL(
            scheme=address.scheme, host=address.host, port=address.port, target=address.target
        )
        with (
            httpcore.ConnectionPool(
                ssl_context=_certificates() if address.scheme == "https" else None,
                network_backend=_Guarded(self._stopping, address, private),
            ) as pool,
            pool.stream(
                "POST",
                url,
                headers=list(headers.items()),
                content=body,
                extensions={"timeout": waits},
            ) as response,
        ):
            answer = Answer(response.status, _retry_after(response.headers))
            _read_a_little(response)
            return answer


class _Guarded(Network):
    """Connects to nothing that the user has not allowed."""

    def __init__(self, stopping: threading.Event, address: Address, private: bool) -> None:
        super().__init__(stopping)
        self._address, self._private = address, private

    def open(
        self,
        host: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.NetworkStream:
        """Look the name up once, judge every number it has, then try them in turn."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NotDelivered(
                f"{host} could not be found; check the address and the internet connection."
            ) from error
        numbers = list(dict.fromkeys(str(each[4][0]) for each in found))
        for number in numbers:
            check_reach(self._address, ip_address(number), private=self._private)
        while True:
            number = numbers.pop(0)
            try:
                return super().open(number, port, CONNECT, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not numbers:
                    raise


def _certificates() -> ssl.SSLContext:
    """The authorities that may vouch for a receiver: those that vouch for TikTok too."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise NotDelivered(
            "The certificates in SSL_CERT_FILE or SSL_CERT_DIR cannot be read; mend that variable "
            "or take it away."
        ) from error


def _read_a_little(response: httpcore.Response) -> None:
    """Let a receiver finish its answer, if it is short: the status alone counts."""
    read = 0
    broken = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)
    with within(LINGER), suppress(*broken):
        for block in response.iter_stream():
            read += len(block)
            if read > MOST_READ:
                return


def _host_header(address: Address) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    usual = 443 if address.scheme == "https" else 80
    return host if address.port == usual else f"{host}:{address.port}"


def _retry_after(headers: Iterable[tuple[bytes, bytes]]) -> timedelta | None:
    """The wait that an answer asks for: seconds, also with a fraction, or an HTTP date."""
    found = [value.decode("latin-1").strip() for name, value in headers if _is_wait(name)]
    if not found:
        return None
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", found[0]):
        return timedelta(seconds=float(found[0]))
    try:
        at = parsedate_to_datetime(found[0])
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(at - datetime.now(UTC), timedelta(0))


def _is_wait(name: bytes) -> bool:
    return name.lower() == b"retry-after"


def _not_delivered(address: Address, error: Exception) -> NotDelivered:
    host = address.host
    if isinstance(error, httpcore.TimeoutException):
        return NotDelivered(f"{host} did not answer in time; it is tried again.")
    if isinstance(error.__context__ or error.__cause__, ssl.SSLCertVerificationError) or (
        "CERTIFICATE_VERIFY_FAILED" in str(error)
    ):
        return NotDelivered(
            f"The connection to {host} is not secure, because its certificate does not hold; check "
            "the address, this computer's date, and the certificate of the receiver."
        )
    return NotDelivered(f"{host} could not be reached; check the address and that it is running.")


def in_words(host: str, answer: Answer) -> str:
    """An answer as a sentence; "" where the receiver has taken what was sent."""
    status = answer.status
    if answer.is_success:
        return ""
    said = f"{host} answered {status}{_phrase(status)}"
    if status == HTTPStatus.GONE:
        return f"{said}: it wants no more news, so the webhook was switched off."
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return f"{said}; it gets the next news later."
    if 300 <= status < 400:
        return f"{said}, which leads elsewhere; enter the address that it leads to."
    if status >= 500:
        return f"{said}, a fault of its own."
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return f"{said}; check the address, it may have been withdrawn."
    return f"{said}; check the address and the format."


def _phrase(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""
