"""The sockets under httpx: TLS, name lookup, and walking away from what hangs."""

from __future__ import annotations

import os
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.tiktok.servers import Server, answer, serving
from tikscheduler.domain.errors import SettingsError, Stopping, Unreachable
from tikscheduler.domain.video import Part
from tikscheduler.tiktok.transport import Ask, Transport, Waits
from tikscheduler.tiktok.uploads import send_part

HELLO = Ask(method="GET", target="/")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody trusts, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class TlsFront:
    """A TLS server that hands everything on to a plain one."""

    def __init__(self, plain: Server, certificate: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._plain = int(plain.base.rpartition(":")[2])
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self._sockets: list[socket.socket] = [self._listener]
        self._threads: list[threading.Thread] = []
        self._start(self._serve)

    def _start(self, target: Callable[..., None], *args: socket.socket) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                self._take(self._listener.accept()[0])

    def _take(self, raw: socket.socket) -> None:
        try:
            front = self._context.wrap_socket(raw, server_side=True)
        except OSError:  # a client that does not trust us
            raw.close()
            return
        back = socket.create_connection(("127.0.0.1", self._plain))
        self._sockets += (front, back)
        self._start(self._pump, front, back)
        self._start(self._pump, back, front)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(1 << 16):
                sink.sendall(block)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for opened in self._sockets:
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for opened in self._sockets:
            opened.close()


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    with (
        serving(lambda request: answer(200)) as server,
        closing(TlsFront(server, certificate)) as front,
        Transport(front.base) as transport,
    ):
        with pytest.raises(Unreachable, match="not secure") as e:
            transport.exchange(HELLO)
        assert e.value.code == "certificate"
        assert not server.seen


def test_certificates_that_cannot_be_read_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken.pem").write_text("no certificate")
    for file in ("broken.pem", "missing.pem"):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / file))
        with pytest.raises(SettingsError, match="SSL_CERT_FILE"):
            Transport()


@pytest.mark.usefixtures("trusted")
def test_calls_and_uploads_go_through_tls(certificate: Path) -> None:
    data = os.urandom(3_000_001)
    with (
        serving(lambda request: answer(201)) as server,
        closing(TlsFront(server, certificate)) as front,
        Transport(front.base) as transport,
        tempfile.TemporaryFile() as file,
    ):
        file.write(data)
        assert transport.exchange(HELLO).status == 201
        send_part(
            transport,
            front.base + "/upload/",
            file,
            Part(0, len(data) - 1),
            total=len(data),
            content_type="video/mp4",
            on_bytes=lambda offset: None,
        )
    assert server.seen[-1].body == data


def test_a_handshake_that_hangs_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"https://127.0.0.1:{silent.getsockname()[1]}"
        waits = Waits(connect=20, overall=0.2)
        with Transport(base, waits=waits) as transport, pytest.raises(Unreachable, match="in time"):
            transport.exchange(HELLO)


@pytest.fixture
def slow_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A name service that answers only when the test is over; the event says it was asked."""
    asked, over = threading.Event(), threading.Event()
    finished = threading.Event()

    def hang(*args: object, **options: object) -> list[object]:
        asked.set()
        over.wait(30)
        finished.set()
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield asked
    over.set()
    if asked.is_set():
        finished.wait(5)


@pytest.mark.usefixtures("slow_names")
def test_a_name_service_that_hangs_is_left_at_the_connect_limit() -> None:
    started = time.monotonic()
    waits = Waits(connect=0.2)
    with Transport(waits=waits) as transport, pytest.raises(Unreachable, match="in time"):
        transport.exchange(HELLO)
    assert time.monotonic() - started < 2


def test_closing_the_program_does_not_wait_for_the_name_service(
    slow_names: threading.Event,
) -> None:
    with Transport() as transport:

        def stop_when_asked() -> None:
            slow_names.wait(10)
            transport.stopping.set()

        stopper = threading.Thread(target=stop_when_asked)
        stopper.start()
        started = time.monotonic()
        with pytest.raises(Stopping):
            transport.exchange(HELLO)
        stopper.join()
    assert time.monotonic() - started < 2


def test_an_unknown_name_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **options: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with Transport() as transport, pytest.raises(Unreachable, match="internet connection"):
        transport.exchange(HELLO)


def test_one_call_s_deadline_does_not_outlive_it() -> None:
    with serving(lambda request: answer(200)) as server, Transport(server.base) as transport:
        with pytest.raises(Unreachable):
            transport.exchange(HELLO, Waits(overall=0))
        assert transport.exchange(HELLO).status == 200
