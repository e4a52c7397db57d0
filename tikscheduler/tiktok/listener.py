"""The browser's way back: a server on this machine that takes one answer of TikTok's login.

RFC 8252 with TikTok's rules (`tiktok-api.md` section 1.5). Anyone on this machine can reach it, so
nothing but an answer that carries the right `state` is believed, and nothing received is logged.
"""

from __future__ import annotations

import logging
import queue
import secrets
import socket
import socketserver
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tikscheduler.tiktok import pages

log = logging.getLogger(__name__)

PATH = "/callback/"
CLIENT_SECONDS = 10.0
"""A connection that says nothing for this long is dropped."""

PAGE_SECONDS = 40.0
"""The browser's page waits this long for the token exchange, to tell how it really ended."""

Answers = queue.SimpleQueue[dict[str, str] | None]


class Listener(ThreadingHTTPServer):
    """Listens on 127.0.0.1 only, on a port of the system's choice, from its making on.

    The one valid answer is put into `answers` as its query fields.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, answers: Answers, client_seconds: float = CLIENT_SECONDS) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.client_seconds = client_seconds
        self.page = pages.FAILED
        self.ended = threading.Event()
        self.winner: socket.socket | None = None
        self._answers = answers
        self._state = ""
        self._lock = threading.Lock()
        self._talking: dict[socket.socket, threading.Thread] = {}
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.05,), name="tiktok-login", daemon=True
        )

    def server_bind(self) -> None:
        """Bind without asking the name service for this machine's name, which can take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def open(self, state: str) -> None:
        """Start answering; `state` is what the right answer carries."""
        self._state = state
        self._thread.start()

    def stop_listening(self) -> None:
        """Take no more connections. Safe to call again."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()

    def end(self, page: bytes) -> None:
        """Show the browser how it ended, and drop every other connection. Safe to call again."""
        self.stop_listening()
        with self._lock:
            if not self.ended.is_set():
                self.page = page
                self.ended.set()
            talking = list(self._talking.items())
        for connection, thread in talking:
            if connection is not self.winner:
                _hang_up(connection)
            thread.join(2)

    def take(self, pairs: list[tuple[str, str]], connection: socket.socket) -> HTTPStatus:
        """Judge a query. OK: it is the one answer, and it was handed on."""
        states = [value for name, value in pairs if name == "state"]
        given = states[0] if len(states) == 1 else ""
        if not secrets.compare_digest(given.encode("utf-8", "replace"), self._state.encode()):
            log.warning("The login listener refused an answer with a wrong state")
            return HTTPStatus.BAD_REQUEST
        answer = dict(pairs)
        if len(answer) != len(pairs) or not (answer.get("code") or answer.get("error")):
            return HTTPStatus.BAD_REQUEST
        if answer.get("error"):
            answer.pop("code", None)
        with self._lock:
            if self.winner is not None:
                return HTTPStatus.GONE
            self.winner = connection
        self._answers.put(answer)
        return HTTPStatus.OK

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection a thread of its own, so that a silent one keeps nobody waiting."""
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        with self._lock:
            self._talking[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        super().shutdown_request(request)
        with self._lock:
            self._talking.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are no news; nothing of what they sent is logged."""
        log.debug("A connection to the login listener ended early")


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("A connection to the login listener was closed already")


class _Conversation(BaseHTTPRequestHandler):
    """One request of a browser, or of whoever found the port."""

    server: Listener

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(self.server.client_seconds)

    def do_GET(self) -> None:
        verdict = self._judge()
        page = pages.NOT_HERE
        if verdict is HTTPStatus.OK:
            self.server.ended.wait(PAGE_SECONDS)
            page = self.server.page
        self._answer(verdict, page)

    def _judge(self) -> HTTPStatus:
        if self.headers.get_all("Host") != [f"127.0.0.1:{self.server.server_port}"]:
            return HTTPStatus.BAD_REQUEST
        # Not self.path: the library has changed that already (it cuts // to /).
        path, _, query = self.requestline.split()[1].partition("?")
        if path != PATH:
            return HTTPStatus.NOT_FOUND
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=20)
        except ValueError:
            return HTTPStatus.BAD_REQUEST
        return self.server.take(pairs, self.connection)

    def _refuse(self) -> None:
        self._answer(HTTPStatus.METHOD_NOT_ALLOWED, pages.NOT_HERE)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _refuse

    def _answer(self, status: HTTPStatus, page: bytes) -> None:
        self.send_response(status)
        for name, value in pages.HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer garbage with a page of ours; the library's would repeat what was sent."""
        self._answer(HTTPStatus(code), pages.NOT_HERE)

    def version_string(self) -> str:
        return "tikscheduler"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the request line holds the code."""
