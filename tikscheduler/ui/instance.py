"""One window a profile: a second start brings the first one to the front."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)
WAIT_MS = 300


def instance_name(profile: Path) -> str:
    """The local socket of the window that has this profile open."""
    named = QCryptographicHash.hash(str(profile).encode(), QCryptographicHash.Algorithm.Sha256)
    return "tikscheduler-" + bytes(named.toHex().data()).decode()[:20]


def call_running(name: str) -> bool:
    """Have the window that is open already come to the front; False if there is none."""
    line = QLocalSocket()
    line.connectToServer(name)
    if not line.waitForConnected(WAIT_MS):
        return False
    line.disconnectFromServer()
    return True


def listen(name: str, called: Callable[[], object], parent: QObject | None = None) -> QLocalServer:
    """Be the window that other starts call. Only this user's programs can.

    To be called before anything that takes time: two starts may come at once.
    """
    server = QLocalServer(parent)
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
    QLocalServer.removeServer(name)  # one that a crash left behind

    def on_call() -> None:
        while line := server.nextPendingConnection():
            line.disconnected.connect(line.deleteLater)
            called()

    server.newConnection.connect(on_call)
    if not server.listen(name):
        log.warning("other starts cannot call this window: %s", server.errorString())
    return server
