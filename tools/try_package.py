"""Tries the packaged program as a user would, on a throw-away home: `make package` ends with it.

    tools/try_package.py dist/tikscheduler

Whatever the program prints that is not expected here is a fault. Ends with status 1 at the first.
Needs nothing but Python, so that it can be run where the package was carried to.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 120.0
PASSPHRASE = "a passphrase of the try"
WAITING = 0.01
NO_SCREEN = r"This plugin does not support (propagateSizeHints|raise)\(\)"
"""Said by Qt's platform without a screen."""


class Fault(Exception):
    """What does not work."""


class Package:
    """The packaged program, and a home for its tries that has nothing of this machine's user."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.home = folder, home
        self.temporary = home / "tmp"
        self.temporary.mkdir()
        self.environment = {
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
            "QT_QPA_PLATFORM": "offscreen",
            "TMPDIR": str(self.temporary),
            "TZ": "UTC",
        }

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start the program with these arguments, and these variables besides the home's."""
        return subprocess.Popen(
            [self.folder / "tikscheduler", *arguments],
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(
        self, *arguments: str, out: str = "", error: str = "", status: int = 0, **environment: str
    ) -> str:
        """All it prints, each line of it matched by `out` or `error`."""
        return finish(self.start(*arguments, **environment), out, error, status)


def finish(program: subprocess.Popen[str], out: str, error: str, status: int = 0) -> str:
    """Wait for the end of a program and look at all it printed: every line must be expected."""
    try:
        printed, complained = program.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        program.kill()
        printed, complained = program.communicate()
        raise Fault(f"it did not end in {PATIENCE:.0f} s:\n{printed}{complained}") from None
    if program.returncode != status:
        raise Fault(f"its status is {program.returncode}:\n{printed}{complained}")
    for pattern, text in ((out, printed), (error, complained)):
        for line in text.splitlines():
            if not re.fullmatch(pattern, line):
                raise Fault(f"it says unexpectedly: {line}\n{printed}{complained}")
    return printed + complained


def wait_for(what: str, program: subprocess.Popen[str], folder: Path, pattern: str) -> Path:
    """The first file in a folder that matches, as soon as there is one."""
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at and program.poll() is None:
        for found in folder.glob(pattern):
            return found
        time.sleep(WAITING)
    program.kill()
    raise Fault(f"there is no {what}:\n{''.join(program.communicate())}")


def demand(text: str, *patterns: str) -> None:
    """Raise `Fault` for the first pattern that the text lacks."""
    for pattern in patterns:
        if not re.search(pattern, text, re.MULTILINE):
            raise Fault(f"it does not say {pattern!r}:\n{text}")


@contextmanager
def sandbox(package: Package) -> Iterator[str]:
    """The address of the package's own sandbox TikTok: the try needs no network."""
    program = package.start("sandbox")
    assert program.stdout is not None
    try:
        yield program.stdout.readline().strip()
    finally:
        program.send_signal(signal.SIGINT)
    finish(program, out="", error="")


# --- the tries ---------------------------------------------------------------------------------


def try_version(package: Package) -> str:
    """The cheapest command, and how long a start takes."""
    times = []
    for _ in range(3):
        start = time.monotonic()
        package.run("--version", out=r"tikscheduler, version \d+\.\d+\.\d+")
        times.append(time.monotonic() - start)
    return f"{min(times):.2f} s"


def try_libraries(package: Package) -> str:
    """Every library finds those it loads, in the package or on the system."""
    files = [file for file in package.folder.rglob("*.so*") if not file.is_symlink()]
    inside = {"LD_LIBRARY_PATH": str(package.folder / "_internal"), "PATH": "/usr/bin:/bin"}
    for file in files:
        told = subprocess.run(["ldd", file], env=inside, capture_output=True, text=True).stdout
        if missing := re.findall(r"(\S+) => not found", told):
            raise Fault(f"{file.relative_to(package.folder)} lacks {', '.join(missing)}")
    if list(package.folder.rglob("QtMultimedia.*")) and not list(
        package.folder.rglob("plugins/multimedia/*")
    ):
        raise Fault("videos cannot be played: there is no plugin for it")
    return f"{len(files)}"


def try_doctor(package: Package) -> str:
    """Qt, video, the zones' data and the encrypted file work, all without a network."""
    said = package.run(
        "doctor",
        out=r"(ok     |warning)  [a-z ]+: .+|         mend: .+",
        TIKSCHEDULER_PASSPHRASE=PASSPHRASE,
        PYTHONTZPATH="",  # as on Windows, where the system has no such data
    )
    demand(
        said,
        r"^ok .*qt: Qt 6\.",
        r"^ok .*keyring: encrypted file",
        r"^ok .*database: ",
        r"^ok .*time zones: .* [4-9]\d\d zones known",
        r"^ok .*media: ",
    )
    return f"{said.count(chr(10) + 'ok ') + 1} checks are well"


def try_keyrings(package: Package) -> str:
    """The keyrings are in the package, and without one the passphrase is asked for."""
    if not list(package.folder.glob("_internal/keyring-*.dist-info/entry_points.txt")):
        raise Fault("there is no list of keyrings")
    lines = r"(ok     |warning|FAULT  )  [a-z ]+: .+|         mend: .+"
    mending = r"Error: Something needs mending: keyring, credentials\."
    said = package.run("doctor", out=lines, error=mending, status=1)
    demand(said, r"^FAULT .*No system keyring was found; set TIKSCHEDULER_PASSPHRASE")
    named = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
    said = package.run("doctor", out=lines, error=mending, status=1, **named)
    demand(said, r"^FAULT .*keyring: The system keyring refused \(RuntimeError\)")  # no bus for it
    return "present"


def try_demo(package: Package) -> str:
    """From a file to a published post: every library but the window's."""
    start = time.monotonic()
    said = package.run(
        "demo",
        "--headless",
        out=r"Post +Account +Video .*|\d+ +\S+ +\S+\.mp4 .* published +\d+ *",
        error=r"Making the sample video \S+ \.\.\.|Connected \S+|"
        r"The sandbox TikTok runs at http://127\.0\.0\.1:\d+|"
        r"[\d:]{8}  post \d  \S+  (scheduled|publishing|processing|published)",
    )
    if len(re.findall(r" published +\d{9}", said)) != 6:
        raise Fault(f"not all six posts are published:\n{said}")
    return f"six posts in {time.monotonic() - start:.0f} s"


def try_browser(package: Package) -> str:
    """A program that ours opens gets nothing of our libraries."""
    seen = package.home / "seen"
    browser = package.home / "browser"
    browser.write_text(f"#!/bin/sh\nenv >{seen}.new && mv {seen}.new {seen}\n")
    browser.chmod(0o700)
    program = package.start(
        "accounts",
        "connect",
        BROWSER=str(browser),
        TIKSCHEDULER_CLIENT_KEY="key",
        TIKSCHEDULER_CLIENT_SECRET="secret",
        TIKSCHEDULER_PASSPHRASE=PASSPHRASE,
    )
    wait_for("browser", program, package.home, seen.name)
    program.kill()
    program.communicate()
    for line in seen.read_text().splitlines():
        if str(package.folder) in line and not line.startswith("_PYI_"):
            raise Fault(f"the browser is given {line}")
    return "is spared our libraries"


def try_window(package: Package) -> str:
    """The window opens, a second start calls it, and it ends when it is asked to."""
    profile = package.home / "window"
    begin = time.monotonic()

    def start() -> subprocess.Popen[str]:
        return package.start("--profile", str(profile), TIKSCHEDULER_PASSPHRASE=PASSPHRASE)

    window = start()
    try:
        wait_for("line for a second start", window, package.temporary, "tikscheduler-*")
        wait_for("database", window, profile, "tikscheduler.db")  # opened after the first frame
        taken = time.monotonic() - begin
        wait_for("engine", window, profile, "engine.lock")
        finish(start(), out="", error="")
        if window.poll() is not None:
            raise Fault("the second start ended the first")
    finally:
        window.terminate()
    demand(finish(window, out="", error=NO_SCREEN), r"raise\(\)")  # called by the second start
    log = (profile / "logs" / "tikscheduler.log").read_text("utf-8")
    if re.search(r" (ERROR|CRITICAL) ", log):
        raise Fault(f"it writes to its log:\n{log}")
    return f"{taken:.2f} s to its first frame and the open database"


TRIES = (
    try_version,
    try_libraries,
    try_doctor,
    try_keyrings,
    try_browser,
    try_demo,
    try_window,
)


def contents(folder: Path) -> dict[Path, int]:
    """Every file of the package and its size."""
    return {file: file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()}


def logs(home: Path) -> Iterator[str]:
    """What the tries left in the program's logs."""
    for file in home.rglob("tikscheduler.log"):
        yield f"{file.relative_to(home)}:"
        yield file.read_text("utf-8")


def main(folder: Path) -> int:
    """Make every try and tell what came of it; 1 if one failed."""
    before = contents(folder)
    print(f"{folder}: {sum(before.values()) / 1e6:.0f} MB in {len(before)} files")
    with tempfile.TemporaryDirectory(prefix="try-") as home:
        package = Package(folder, Path(home))
        with sandbox(package) as address:
            package.environment["TIKSCHEDULER_API_URL"] = address
            package.environment["TIKSCHEDULER_AUTH_URL"] = address
            for attempt in TRIES:
                name = attempt.__name__.removeprefix("try_")
                try:
                    print(f"  {name:10} {attempt(package)}", flush=True)
                except Fault as fault:
                    print(f"  {name:10} FAILED: {fault}", *logs(package.home), sep="\n")
                    return 1
    if contents(folder) != before:
        print("  FAILED: the program changed its own folder")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
