"""How fast parts go out, and what that costs in memory, against curl in the same run.

    python benchmarks/upload_throughput.py [--quick]

Ten uploads of 64 MB one after the other, then a hundred at once, each through
`tiktok.uploads.send_part` and through `curl -T` (where there is no curl, through a bare
`sendfile`), in turn, to a sink in a process of its own. The better of three rounds counts, since
the machine may be busy with other things. Files are sparse, so the disk is left out of it. Goals:
at least half of curl's speed, and less than 200 MB of growth for a hundred uploads.
"""

from __future__ import annotations

import argparse
import os
import resource
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

SIZE = 64_000_000
FEW, MANY = 10, 100
ROUNDS = 3
SPEED_GOAL = 0.5
GROWTH_GOAL = 200.0
CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


# --- the sink: reads PUTs and forgets them ------------------------------------------------------


@dataclass
class Client:
    """One connection of the sink: the head it has so far, and the bytes of the body to come."""

    head: bytes = b""
    left: int = 0


def run_sink(pipe: Connection) -> None:
    """Serve until the other side hangs up."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    pipe.send(listener.getsockname()[1])
    buffer = bytearray(1 << 20)
    with selectors.DefaultSelector() as ready, listener:
        ready.register(listener, selectors.EVENT_READ)
        ready.register(pipe, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                if key.fileobj is pipe:
                    return
                if key.fileobj is listener:
                    ready.register(listener.accept()[0], selectors.EVENT_READ, Client())
                elif isinstance(key.fileobj, socket.socket) and not swallow(
                    key.fileobj, key.data, buffer
                ):
                    ready.unregister(key.fileobj)
                    key.fileobj.close()


def swallow(connection: socket.socket, client: Client, buffer: bytearray) -> bool:
    """Read once; answer at the end of a body. False at the end of the connection."""
    try:
        count = connection.recv_into(buffer)
    except ConnectionError:
        return False
    if count == 0:
        return False
    if client.left:  # a body is never read together with what follows: nobody pipelines here
        client.left -= count
    else:
        client.head += buffer[:count]
        head, end, body = client.head.partition(b"\r\n\r\n")
        if not end:
            return True
        client.head = b""
        client.left = length_of(head) - len(body)
        if b"100-continue" in head:
            connection.sendall(CONTINUE)
    if client.left == 0:
        connection.sendall(CREATED)
    return True


def length_of(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise ValueError("a request without Content-Length")


# --- those who upload ---------------------------------------------------------------------------


def by_send_part(base: str, files: list[Path], at_once: int) -> None:
    """As the program does it, one thread an upload."""
    from tikscheduler.domain.video import Part
    from tikscheduler.tiktok.transport import Transport
    from tikscheduler.tiktok.uploads import send_part

    def upload(path: Path) -> None:
        with path.open("rb") as file:
            send_part(
                transport,
                base + "/upload/",
                file,
                Part(0, SIZE - 1),
                total=SIZE,
                content_type="video/mp4",
                on_bytes=lambda offset: None,
            )

    with Transport(base) as transport, ThreadPoolExecutor(at_once) as pool:
        list(pool.map(upload, files))


def by_curl(base: str, files: list[Path], at_once: int) -> None:
    """One curl for all of them, as many at once."""
    lines: list[str] = []
    for path in files:
        lines += ["next"] if lines else []
        lines += [f'url = "{base}/upload/"', f'upload-file = "{path}"', 'header = "Expect:"']
    config = "\n".join(lines).encode()
    command = ["curl", "-s", "-f"]
    if at_once > 1:
        command += ["-Z", "--parallel-immediate", "--parallel-max", str(at_once)]
    subprocess.run(
        [*command, "-K", "-"], input=config, check=True, timeout=300, stderr=subprocess.DEVNULL
    )


def by_sendfile(base: str, files: list[Path], at_once: int) -> None:
    """As fast as the kernel can, one thread an upload."""
    port = int(base.rpartition(":")[2])

    def upload(path: Path) -> None:
        with path.open("rb") as file, socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(f"PUT / HTTP/1.1\r\nContent-Length: {SIZE}\r\n\r\n".encode())
            connection.sendfile(file)
            assert connection.recv(4096).startswith(b"HTTP/1.1 201")

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(upload, files))


Way = Callable[[str, list[Path], int], None]
"""Uploads the files to a base URL, so many at once."""


# --- measuring ----------------------------------------------------------------------------------


def measure(way: Way, base: str, files: list[Path], at_once: int) -> tuple[float, float]:
    """MB/s, and how many MB this process grew by at its highest, in a process of its own."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=measured, args=(theirs, way, base, files, at_once))
    process.start()
    theirs.close()
    try:
        if not ours.poll(300):
            raise TimeoutError("an upload took more than five minutes")
        speed, growth = ours.recv()
        return float(speed), float(growth)
    finally:
        process.join(5)
        process.kill()
        ours.close()


def measured(pipe: Connection, way: Way, base: str, files: list[Path], at_once: int) -> None:
    way(base, files[:1], 1)  # imports, first connection
    before = peak_megabytes()
    started = time.perf_counter()
    way(base, files, at_once)
    seconds = time.perf_counter() - started
    pipe.send((len(files) * SIZE / 1e6 / seconds, peak_megabytes() - before))


def peak_megabytes() -> float:
    """The most memory this process ever had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def compare(base: str, files: list[Path], at_once: int, rounds: int) -> bool:
    peer = by_curl if shutil.which("curl") else by_sendfile
    ours, theirs = [], []
    for _ in range(rounds):  # in turn, so that a busy machine slows both
        ours.append(measure(by_send_part, base, files, at_once))
        theirs.append(measure(peer, base, files, at_once))
    speed, growth = max(rate for rate, _ in ours), max(grown for _, grown in ours)
    best = max(rate for rate, _ in theirs)
    good = speed >= SPEED_GOAL * best and growth < GROWTH_GOAL
    print(
        f"{len(files):4} x {SIZE / 1e6:.0f} MB, {at_once:3} at once   "
        f"send_part {speed:6.0f} MB/s   "
        f"{peer.__name__.removeprefix('by_')} {best:6.0f} MB/s   ratio {speed / best:.2f}   "
        f"peak +{growth:.0f} MB   {'ok' if good else 'BELOW THE GOAL'}"
    )
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one round of each")
    rounds = 1 if parser.parse_args().quick else ROUNDS
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    sink = context.Process(target=run_sink, args=(theirs,), daemon=True)
    sink.start()
    theirs.close()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "video.mp4")
        with path.open("wb") as file:
            os.truncate(file.fileno(), SIZE)
        base = f"http://127.0.0.1:{ours.recv()}"
        good = [
            compare(base, [path] * FEW, 1, rounds),
            compare(base, [path] * MANY, MANY, rounds),
        ]
    ours.close()
    sink.join(5)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    raise SystemExit(main())
