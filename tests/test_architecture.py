"""The house keeps its shape: who may import whom, how long a file is, what a worker loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tikscheduler"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 350
NEEDS_QT = ("tikscheduler.ui.", "tikscheduler.desktop.", "tikscheduler.engines.embedded.")
"""The window. All else must load on a server without a screen, or without Qt at all."""


def test_imports_go_only_downwards() -> None:
    """In a process of its own, since import-linter sets up logging anew for all."""
    done = run_python(
        "import sys\n"
        "from importlinter.cli import lint_imports\n"
        "sys.exit(lint_imports(no_cache=True))\n"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_no_file_is_too_long_to_read_at_once() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in MODULES
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_every_file_says_what_it_is_for() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in MODULES
        if not file.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_certificates_are_always_checked() -> None:
    careless = ("verify=False", "CERT_NONE", "check_hostname = False", "_create_unverified")
    found = [
        str(file.relative_to(ROOT))
        for file in MODULES
        if any(words in file.read_text(encoding="utf-8") for words in careless)
    ]
    assert found == []


def test_command_line_and_workers_load_no_qt() -> None:
    """In a process of its own, where importing PySide6 is an error."""
    names = [name for name in map(_dotted, MODULES) if not f"{name}.".startswith(NEEDS_QT)]
    code = (
        "import importlib, sys\n"
        "sys.modules['PySide6'] = None\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
    )
    done = run_python(code, *names)
    assert done.returncode == 0, done.stderr


def test_speaking_to_tiktok_loads_no_command_line() -> None:
    code = (
        "import sys\n"
        "import tikscheduler.tiktok.client\n"
        "assert 'httpx' in sys.modules\n"
        "assert not {'rich', 'click', 'pygments'} & sys.modules.keys()\n"
    )
    done = run_python(code)
    assert done.returncode == 0, done.stderr


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def _dotted(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
