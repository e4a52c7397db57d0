"""Small real HTTP servers, good and bad, for the room's tests."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
    connection: socket.socket | None = field(default=None, repr=False)
    """Where an unread body can be had."""
    over: threading.Event = field(default_factory=threading.Event, repr=False)
    """Set when the server goes away."""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Raw = bytes | Iterable[bytes] | None
"""What goes back over the wire: bytes, pieces of them, or None to hang up without a word."""


def answer(status: int = 200, body: bytes | str | dict[str, Any] = b"", **headers: str) -> bytes:
    """A whole HTTP answer; header names have underscores for hyphens."""
    if isinstance(body, dict):
        body = json.dumps(body)
    if isinstance(body, str):
        body = body.encode()
    lines = [f"HTTP/1.1 {status} Word", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def envelope(
    data: Any = None, code: str = "ok", *, status: int = 200, message: str = "", **headers: str
) -> bytes:
    """TikTok's envelope."""
    error = {"code": code, "message": message, "log_id": "L0G"}
    return answer(status, {"data": {} if data is None else data, "error": error}, **headers)


@dataclass
class Server:
    """Answers each request with what `reply` says, and remembers it. `base` is its base URL."""

    reply: Callable[[Request], Raw]
    base: str = ""
    seen: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    read_bodies: bool = True
    _open: set[socket.socket] = field(default_factory=set)

    def hang_up(self) -> None:
        """Cut every open connection."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def talk(self, connection: socket.socket) -> None:
        # Unbuffered, so that a body is left to whoever wants to read it slowly, or not at all.
        buffering = -1 if self.read_bodies else 0
        with (
            connection,
            connection.makefile("rb", buffering) as stream,
            suppress(OSError, ValueError),
        ):
            while request := self._read(stream):
                request.connection, request.over = connection, self.closing
                self.seen.append(request)
                raw = self.reply(request)
                if raw is None:
                    return
                for piece in [raw] if isinstance(raw, bytes) else raw:
                    connection.sendall(piece)
                if not self.read_bodies:
                    return
        self._open.discard(connection)

    def _read(self, stream: Any) -> Request | None:
        line = stream.readline()
        if not line:
            return None
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers = {}
        while (line := stream.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        request = Request(method, target, headers)
        if self.read_bodies:
            request.body = stream.read(int(headers.get("content-length", "0")))
        return request


@contextmanager
def serving(reply: Callable[[Request], Raw], *, read_bodies: bool = True) -> Iterator[Server]:
    """A server on 127.0.0.1, gone with all its threads and sockets at the end."""
    server = Server(reply, read_bodies=read_bodies)
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)
    server.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server._open.add(connection)
            thread = threading.Thread(target=server.talk, args=(connection,), daemon=True)
            threads.append(thread)
            thread.start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield server
    finally:
        server.closing.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(5)
        server.hang_up()
        for thread in threads:
            thread.join(5)


def hang(request: Request) -> None:
    """Say nothing until the test is over."""
    request.over.wait(30)


def sequence(*answers: Raw) -> Callable[[Request], Raw]:
    """Answer with these in turn, and with the last of them for ever."""
    left = list(answers)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]
