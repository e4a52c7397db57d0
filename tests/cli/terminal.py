"""A terminal at a profile of its own, with a sandbox TikTok behind it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tikscheduler import cli
from tikscheduler.sandbox import AUDITED, Sandbox

PASSPHRASE = "canary-passphrase-3141"
SMALL, LARGE = "small.mp4", "large.mp4"
LARGE_PARTS = 7


@dataclass(frozen=True)
class Said:
    """What a command left: its exit status and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    def done(self) -> Said:
        """Itself, provided the command did what was asked."""
        assert self.status == 0, f"exit status {self.status}: {self.out}\n{self.err}"
        return self

    def refused(self, *words: str) -> str:
        """Its one sentence on stderr, provided it failed with that and nothing else."""
        assert self.status == 1
        assert self.out == ""
        assert "Traceback" not in self.err
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("Error: ")
        for word in words:
            assert word in lines[0]
        return lines[0].removeprefix("Error: ")


class Keyboard(io.TextIOWrapper):
    """Standard input that is no terminal."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", errors="surrogateescape")


@dataclass
class Terminal:
    """Types commands in this process, or in one of their own."""

    profile: Path
    videos: Path
    sandbox: Sandbox
    patch: pytest.MonkeyPatch
    typed: list[Said] = field(default_factory=list)

    def type(self, *words: object, stdin: str | bytes = "") -> Said:
        """Run a command here."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            self.patch.context() as patch,
        ):
            patch.setattr(sys, "stdin", Keyboard(data))
            status = cli.main([str(word) for word in words])
        said = Said(status, _text(out), _text(err))
        self.typed.append(said)
        return said

    @contextmanager
    def process(self, *words: object, env: dict[str, str] | None = None) -> Iterator[Process]:
        """Run a command in a process of its own for the length of the block."""
        with Process([str(word) for word in words], {**os.environ, **(env or {})}) as started:
            yield started

    def set(self, **settings: object) -> None:
        """Environment settings for the commands to come."""
        for name, value in settings.items():
            self.patch.setenv(f"TIKSCHEDULER_{name.upper()}", str(value))

    def video(self, name: str = SMALL) -> Path:
        """A clip that is there already."""
        return self.videos / name

    def set_credentials(self, key: str = AUDITED.client_key) -> Said:
        """Store the sandbox app's key and secret."""
        app = self.sandbox.state.apps[key]
        words = ("credentials", "set", "--client-key", app.client_key)
        return self.type(*words, stdin=f"{app.client_secret}\n").done()

    def connect(self, who: str = "mira.films", *words: str) -> Said:
        """Log in as a creator; the browser that is opened presses Allow by itself."""
        self.sandbox.state.set_auto_login(who)
        pages: list[threading.Thread] = []

        def open_browser(url: str) -> bool:
            pages.append(threading.Thread(target=browse, args=(url,)))
            pages[-1].start()
            return True

        with self.patch.context() as patch:
            patch.setattr("webbrowser.open", open_browser)
            said = self.type("accounts", "connect", *words)
        for page in pages:
            page.join(10)
        return said

    def add(self, *options: object, video: str = SMALL, privacy: str = "public") -> Said:
        """Schedule a clip for now on mira.films; options given later win."""
        words: list[object] = ["posts", "add", self.video(video), "--account", "mira.films"]
        words += ["--at", "now", "--json"]
        words += ["--privacy", privacy] if privacy else []
        return self.type(*words, *options)

    def run(self) -> Said:
        """Publish until nothing is left to do."""
        return self.type("run", "--until-idle").done()

    def post(self, post_id: str = "1") -> dict[str, Any]:
        """A post as the command line shows it."""
        found: dict[str, Any] = self.type("posts", "show", post_id, "--json").done().document
        return found

    def posts(self) -> list[dict[str, Any]]:
        """Every post as the command line shows it."""
        found: list[dict[str, Any]] = self.type("posts", "list", "--json").done().document
        return found

    def publish(self, *faults: str, video: str = SMALL) -> dict[str, Any]:
        """Schedule a clip, let these things go wrong, and say what became of the post."""
        post_id = self.add(video=video).done().document["id"]
        self.sandbox.state.add_faults(faults)
        self.run()
        self.sandbox.state.clear_faults()
        return self.post(post_id)

    def live(self) -> int:
        """How many posts are live on TikTok; none of them may be there twice."""
        assert self.sandbox.state.duplicates() == []
        assert self.sandbox.state.breaches() == []
        found = self.sandbox.state.published()
        return sum(post.status == "PUBLISH_COMPLETE" for post in found)

    def database(self) -> sqlite3.Connection:
        """The profile's database, looked at from outside."""
        return sqlite3.connect(self.profile / "tikscheduler.db")


class Process:
    """A command in a process of its own."""

    def __init__(self, words: list[str], env: dict[str, str]) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tikscheduler", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**env, "PYTHONUNBUFFERED": "1"},
        )
        self.pid = self._child.pid

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._child.communicate()

    def line(self, stream: str = "stdout") -> str:
        """The next line it writes."""
        pipe = self._child.stdout if stream == "stdout" else self._child.stderr
        assert pipe is not None
        return pipe.readline().decode().rstrip("\n")

    def wait_for(self, words: str) -> str:
        """The first line on stderr that holds these words."""
        while line := self.line("stderr"):
            if words in line:
                return line
        raise AssertionError(f"it ended without “{words}”")

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._child.send_signal(number)

    def end(self, seconds: float = 20) -> Said:
        """Wait for its end."""
        out, err = self._child.communicate(timeout=seconds)
        return Said(self._child.returncode, out.decode(), err.decode())


def browse(url: str, form: bytes | None = None) -> str:
    """What a browser gets at an address, with a form sent if there is one."""
    with urllib.request.urlopen(url, form, timeout=10) as page:
        text: str = page.read().decode()
    return text


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
