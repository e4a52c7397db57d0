"""Services over a real database and a sandbox, with the time the test tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.services.plans import Desk
from tikscheduler.bootstrap import Program
from tikscheduler.domain.account import Account, TokenGrant
from tikscheduler.media.samples import make_clip
from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.settings import Settings


class Memory(dict[str, str]):
    """A vault in memory."""

    kind = "memory"

    def read(self, name: str) -> str | None:
        return self.get(name)

    def write(self, name: str, value: str) -> None:
        self[name] = value

    def erase(self, name: str) -> None:
        self.pop(name, None)


@dataclass
class Office:
    """A program and the sandbox it talks to."""

    program: Program
    sandbox: Sandbox
    clock: FakeClock
    clip: Path
    changed: list[int] = field(default_factory=list)
    woken: list[bool] = field(default_factory=list)

    def grant(self, who: str = "mira.films") -> TokenGrant:
        """What a login of this creator brings."""
        found = self.sandbox.state.issue(who)
        return TokenGrant(
            open_id=found.open_id,
            scopes=found.scopes,
            access_token=found.access_token,
            expires_in=found.expires_in,
            refresh_token=found.refresh_token,
            refresh_expires_in=found.refresh_expires_in,
        )

    def connect(self, who: str = "mira.films") -> Account:
        """A connected creator."""
        return self.program.accounts.connect(self.grant(who))


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    return make_clip(path, width=360, height=640, seconds=0.5)


@pytest.fixture
def office(tmp_path: Path, clock: FakeClock, clip: Path) -> Iterator[Office]:
    with Sandbox(clock=clock) as sandbox:
        settings = Settings(
            profile=tmp_path / "profile",
            api_url=sandbox.url,
            auth_url=sandbox.url,
            client_key=AUDITED.client_key,
            client_secret=AUDITED.client_secret,
            timezone="Europe/Berlin",
        )
        with Program(settings, now=clock) as program:
            program.__dict__["vault"] = Memory()
            made = Office(program, sandbox, clock, clip)
            program.notify = made.changed.append
            program.wake = lambda: made.woken.append(True)
            yield made


@pytest.fixture
def desk(office: Office) -> Desk:
    made = Desk(office)
    office.changed.clear()
    office.woken.clear()
    return made
