"""A terminal, a sandbox and real clips."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.terminal import LARGE, PASSPHRASE, SMALL, Terminal
from tikscheduler import logs
from tikscheduler.media.samples import make_clip
from tikscheduler.sandbox import Sandbox
from tikscheduler.vault.file import FileVault
from tikscheduler.vault.opening import FILE_NAME


@pytest.fixture(scope="session")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real clips: one that goes whole and one that goes in seven parts."""
    folder = tmp_path_factory.mktemp("videos")
    small = {"width": 360, "height": 640, "seconds": 1}
    make_clip(folder / SMALL, **small)  # type: ignore[arg-type]
    make_clip(folder / LARGE, **small, size_target_bytes=70_500_000)  # type: ignore[arg-type]
    return folder


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(processing_polls=0, moderation_polls=0) as running:
        yield running


@pytest.fixture
def bare(
    sandbox: Sandbox, videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """A terminal at a profile in which nothing is set up."""
    for name in [name for name in os.environ if name.startswith("TIKSCHEDULER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(tmp_path / "profile", videos, sandbox, monkeypatch)
    terminal.set(
        profile=terminal.profile,
        passphrase=PASSPHRASE,
        api_url=sandbox.url,
        auth_url=sandbox.url,
        status_poll_seconds=0.05,
        retry_delays="0.2,0.2,0.2",
        timezone="Europe/Berlin",
    )
    with _logs_as_they_were():
        yield terminal


@pytest.fixture(scope="session")
def vault_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault whose key this process has derived: that takes a fifth of a second."""
    path = tmp_path_factory.mktemp("vault") / FILE_NAME
    FileVault(path, lambda: PASSPHRASE).write("first", "1")
    return path


@pytest.fixture
def terminal(bare: Terminal, vault_file: Path) -> Terminal:
    """A terminal at a profile with the app's credentials and mira.films."""
    bare.profile.mkdir(mode=0o700)
    shutil.copy(vault_file, bare.profile)
    bare.set_credentials()
    bare.connect().done()
    return bare


@contextmanager
def _logs_as_they_were() -> Iterator[None]:
    """Every command sets the process's logs up; afterwards they are as they were."""
    root = logging.getLogger()
    before = (root.level, [*root.handlers], sys.excepthook, threading.excepthook)
    yield
    root.setLevel(before[0])
    for handler in [*root.handlers]:
        if handler not in before[1]:
            root.removeHandler(handler)
            handler.close()
    sys.excepthook, threading.excepthook = before[2], before[3]
    logs._secrets.clear()
