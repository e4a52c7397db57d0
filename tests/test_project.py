"""What the repository promises around the code: locks, versions, packed files, no leaks."""

from __future__ import annotations

import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

import tikscheduler

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-package.lock")
NOT_OURS = {".git", ".venv", ".tools", "build", "dist", "__pycache__", ".hypothesis"}
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(.*(?:\n    --hash=.*)*)", re.MULTILINE)


def tracked_files() -> list[Path]:
    """The files of the project; in an unpacked archive, all that are not made by tools."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout
        files = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [f for f in ROOT.rglob("*") if not NOT_OURS & set(f.relative_to(ROOT).parts)]
    return [file for file in files if file.is_file() and not file.name.endswith("_cache")]


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_by_hash(lock: str) -> None:
    text = text_of(ROOT / lock)
    names = re.findall(r"^([^\s#-][^\s=;]*)", text, re.MULTILINE)
    hashed = {m[1] for m in REQUIREMENT.finditer(text) if "--hash=sha256:" in m[3]}
    assert len(hashed) > 20
    assert set(names) == hashed


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_registry(lock: str) -> None:
    text = text_of(ROOT / lock)
    assert "://" not in text
    assert not re.search(r"--(extra-)?index|--find-links|--trusted|file:", text)


def test_each_other_lock_is_the_users_lock_and_more() -> None:
    users, *others = [
        {(m[1], m[2]) for m in REQUIREMENT.finditer(text_of(ROOT / f))} for f in LOCKS
    ]
    assert all(users < pins for pins in others)


def test_every_dependency_is_in_the_lock() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    wanted = {re.split(r"[<>=\[ ;]", line)[0].lower() for line in project["dependencies"]}
    assert wanted <= {m[1] for m in REQUIREMENT.finditer(text_of(ROOT / LOCKS[0]))}


def test_version_is_told_once_and_noted() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", tikscheduler.__version__)
    assert "version" in tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["dynamic"]
    headings = re.findall(r"^## \[(.+?)\]", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased" or headings[0] == tikscheduler.__version__
    assert tikscheduler.__version__ in text_of(ROOT / "CHANGELOG.md")


def test_license_is_the_whole_gpl() -> None:
    text = text_of(ROOT / "LICENSE")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Version 3, 29 June 2007" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_no_file_tells_about_the_machine_it_was_written_on() -> None:
    home = re.compile(
        r"/(?:root|home/[a-z]+)/|/work/(?:main|shared)|/opt/(?:pypi|wheels)"
        r"|(?:pypi|files\.pythonhosted)\.(?:org|io)/|C:\\\\?Users",
    )
    telling = {}
    for file in tracked_files():
        content = file.read_bytes()
        if b"\0" in content or file == Path(__file__):
            continue
        if found := home.search(content.decode("utf-8")):
            telling[str(file.relative_to(ROOT))] = found[0]
    assert telling == {}


def test_lock_formats_with_addresses_are_never_tracked() -> None:
    names = {file.name for file in tracked_files()}
    assert not names & {"uv.lock", "pylock.toml", ".env", "settings.toml"}


def test_the_wheel_holds_the_whole_package_and_nothing_else(tmp_path: Path) -> None:
    """Migrations are found by listing their folder, so a missing one would go unnoticed."""
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    packed = {name for name in zipfile.ZipFile(built).namelist() if ".dist-info/" not in name}
    package = ROOT / "tikscheduler"
    wanted = {f.relative_to(ROOT).as_posix() for f in tracked_files() if f.is_relative_to(package)}
    assert wanted <= packed
    assert all(name.startswith("tikscheduler/") for name in packed)
