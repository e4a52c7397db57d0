"""A receiver of news on this computer: a real server that answers as a test says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LINES = {200: "OK", 302: "Found", 410: "Gone", 429: "Too Many Requests", 500: "Trouble"}


@dataclass(frozen=True)
class Heard:
    """One request, as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def news(self) -> Any:
        return json.loads(self.body)

    def is_signed_with(self, secret: str) -> bool:
        """Worked out from the convention's own words, with nothing of the program's."""
        key = base64.b64decode(secret.split("_", 1)[1])
        text = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode()
        made = base64.b64encode(hmac.new(key, text + self.body, hashlib.sha256).digest()).decode()
        return self.headers["webhook-signature"] == f"v1,{made}"


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A whole answer; header names have underscores for hyphens."""
    lines = [f"HTTP/1.1 {status} {LINES.get(status, 'Word')}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


Says = Callable[[Heard], "bytes | Iterator[bytes] | None"]
"""What goes back: bytes, pieces of them, or None to hang until the end."""


@dataclass
class Receiver:
    """What it has heard, and how it is told to answer; may be changed at any time."""

    port: int
    scheme: str
    says: Says
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/hook/canary-path-2718?key=canary-query"

    def wait_for(self, count: int, seconds: float = 20) -> list[Heard]:
        """What was heard, once it is this much."""
        until = time.monotonic() + seconds
        while len(self.heard) < count:
            assert time.monotonic() < until, f"heard {len(self.heard)} of {count}"
            time.sleep(0.01)
        return self.heard

    def talk(self, connection: socket.socket, secure: ssl.SSLContext | None) -> None:
        self.connections += 1
        with suppress(OSError, ValueError), connection:
            speaking = secure.wrap_socket(connection, server_side=True) if secure else connection
            with speaking, speaking.makefile("rb") as stream:
                heard = _read(stream)
                self.heard.append(heard)
                said = self.says(heard)
                if said is None:
                    self.over.wait(60)
                    return
                for piece in [said] if isinstance(said, bytes) else said:
                    speaking.sendall(piece)


def _read(stream: Any) -> Heard:
    line = stream.readline().decode().strip()
    headers = {}
    while (text := stream.readline().decode("latin-1").strip()) != "":
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    return Heard(line, headers, stream.read(int(headers.get("content-length", "0"))))


@contextmanager
def receiving(
    says: Says = lambda _heard: answer(), *, certificate: Path | None = None, port: int = 0
) -> Iterator[Receiver]:
    """A receiver on 127.0.0.1, gone with its sockets at the end."""
    secure = None
    if certificate:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", port), backlog=50)
    made = Receiver(listener.getsockname()[1], "https" if secure else "http", says)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=made.talk, args=(connection, secure), daemon=True).start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield made
    finally:
        made.over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(5)


def closed_port() -> int:
    """A port of this computer at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
