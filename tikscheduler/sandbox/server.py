"""The sandbox as a running server: in a thread for tests, or alone until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import socket
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Unpack

import uvicorn

from tikscheduler.domain.errors import InputError
from tikscheduler.sandbox.app import build_app
from tikscheduler.sandbox.clock import Clock, system_clock
from tikscheduler.sandbox.state import SandboxState
from tikscheduler.sandbox.switches import Switches, SwitchValues
from tikscheduler.sandbox.wire import Wire

HOST = "127.0.0.1"
GRACE = 0.01
LOOK = 0.25


class Sandbox:
    """A local TikTok on 127.0.0.1, from `start` (or `with`) to `stop`.

    `port` 0 takes a free one. `folder` keeps the uploaded videos; without one they live in a
    temporary folder that goes with the sandbox. `faults` are texts of the fault grammar. `clock`
    decides what expires. The keyword arguments left are those of `Switches`. A stopped sandbox may
    be started again: it knows what it knew, at the same address.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        folder: Path | None = None,
        faults: Iterable[str] = (),
        clock: Clock = system_clock,
        extra_creators: int = 0,
        **switches: Unpack[SwitchValues],
    ) -> None:
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="tikscheduler-sandbox-"))
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        self.switches = Switches(**switches)
        self.state = SandboxState(
            folder=folder,
            clock=clock,
            switches=self.switches,
            extra_creators=extra_creators,
        )
        self.state.add_faults(faults)
        self._port = port
        self._thread: threading.Thread | None = None
        self._server: _Server | None = None
        self.url = ""

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen, and serve in a thread. `InputError` where the port is taken."""
        listener = self.listen()
        self._thread = threading.Thread(
            target=self._serve, args=(listener,), name="sandbox", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and end the thread; may be called twice."""
        if self._server is not None:
            self._server.stop_soon()
        if self._thread is not None:
            self._thread.join()
        self._thread = self._server = None

    def run(self, ready: Callable[[str], None]) -> None:
        """Serve in this thread until SIGINT or SIGTERM; `ready` is told the base URL."""
        listener = self.listen()
        try:
            with self._signals():
                ready(self.url)
                self._serve(listener)
        finally:
            listener.close()
            self.stop()

    def listen(self) -> socket.socket:
        """Open the port and prepare the server; connections wait until it runs."""
        # asyncio turns Nagle's algorithm off only on sockets that name TCP.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if hasattr(socket, "SO_REUSEADDR") and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, self._port))
            listener.listen(2048)
        except (OSError, OverflowError) as error:
            listener.close()
            raise InputError(
                f"The sandbox cannot use port {self._port} of {HOST}: {error}; "
                "choose another with --port, or 0 for a free one."
            ) from error
        self._port = listener.getsockname()[1]
        self.url = f"http://{HOST}:{self._port}"
        wire = Wire()
        self._server = _Server(build_app(self.state, wire), wire)
        return listener

    def _serve(self, listener: socket.socket) -> None:
        assert self._server is not None  # noqa: S101
        asyncio.run(self._server.serve(sockets=[listener]))

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(number: int, frame: FrameType | None) -> None:
            if self._server is not None:
                self._server.stop_soon()

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {sig: signal.signal(sig, stop) for sig in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sig, handler in before.items():
                signal.signal(sig, handler)


def serve(
    port: int = 0,
    faults: Iterable[str] = (),
    folder: Path | None = None,
    ready: Callable[[str], None] = lambda url: None,
    **switches: Unpack[SwitchValues],
) -> None:
    """Run a sandbox until SIGINT or SIGTERM. `ready` is told the base URL once it listens.

    Raises `InputError` where the port is taken, `ValueError` for a bad fault.
    """
    Sandbox(port=port, folder=folder, faults=faults, **switches).run(ready)


class _Server(uvicorn.Server):
    """uvicorn without its ticking: it wakes when it is told to stop, and stops at once."""

    def __init__(self, app: object, wire: Wire) -> None:
        config = uvicorn.Config(
            app,  # type: ignore[arg-type]
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            date_header=False,
            backlog=2048,
        )
        super().__init__(config)
        self._wire = wire
        wire.connections = self.server_state.connections
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = threading.Event()

    def stop_soon(self) -> None:
        """Ask it to stop, from any thread or a signal handler."""
        self._stopping.set()
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it has stopped already
                loop.call_soon_threadsafe(self._wire.closing.set)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to whoever runs the sandbox."""
        yield

    async def main_loop(self) -> None:
        """Wait for the word to stop."""
        self._loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            # A signal that another thread caught is handled only once this one wakes.
            await self._wire.pause(LOOK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, cut what is still open, and let every request end."""
        self._wire.closing.set()
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for _ in range(100):
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            if not self.server_state.connections and not self.server_state.tasks:
                break
            await asyncio.sleep(GRACE)
        for task in list(self.server_state.tasks):
            task.cancel()
