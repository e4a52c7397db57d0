"""What build.spec puts into the package, without building it, which `make package` does."""

from __future__ import annotations

import ast
import configparser
import os
import runpy
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tikscheduler.cli.group import COMMANDS
from tikscheduler.storage.soundness import MIGRATIONS, known_migrations
from tikscheduler.ui.application import application
from tikscheduler.ui.logo import logo

ROOT = Path(__file__).parent.parent
RESOURCES = ROOT / "resources"
Entry = tuple[str, str, str]


@dataclass
class Made:
    """What the spec asked the packager for, which is not installed where tests run."""

    analysis: dict[str, Any] = field(default_factory=dict)
    programs: list[dict[str, Any]] = field(default_factory=list)
    collected: list[Entry] = field(default_factory=list)


def run_spec(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    binaries: list[Entry] | None = None,
    loads: dict[str, list[str]] | None = None,
) -> Made:
    """Run build.spec as the packager would, which found `binaries`; `loads` are their imports."""
    made = Made()

    def analyse(scripts: list[str], **options: Any) -> SimpleNamespace:
        made.analysis = {"scripts": scripts, **options}
        return SimpleNamespace(pure=[], scripts=scripts, binaries=binaries or [], datas=[])

    def make_program(*_parts: object, **options: Any) -> str:
        made.programs.append(options)
        return options["name"]

    def collect(*parts: Any, **options: Any) -> None:
        assert options["upx"] is False
        made.collected = [entry for part in parts if isinstance(part, list) for entry in part]

    packager = ModuleType("PyInstaller.depend.bindepend")
    packager.get_imports = lambda file: {(n, None) for n in (loads or {}).get(file, [])}  # type: ignore[attr-defined]
    version = ModuleType("PyInstaller.utils.win32.versioninfo")
    version.__getattr__ = lambda _name: lambda *parts, **more: (parts, more)  # type: ignore[method-assign]
    win32 = ModuleType("PyInstaller.utils.win32")
    win32.versioninfo = version  # type: ignore[attr-defined]
    for module in (packager, win32, version):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    for name in ("PyInstaller", "PyInstaller.depend", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    (folder / "tikscheduler").mkdir()
    given = {
        "SPECPATH": str(ROOT),
        "DISTPATH": str(folder),
        "Analysis": analyse,
        "PYZ": lambda pure: pure,
        "EXE": make_program,
        "COLLECT": collect,
    }
    runpy.run_path(str(ROOT / "build.spec"), init_globals=given)
    return made


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Made:
    return run_spec(monkeypatch, tmp_path)


def test_every_module_is_packed_for_commands_are_loaded_by_name(made: Made) -> None:
    packed = set(made.analysis["hiddenimports"])
    assert {f"tikscheduler.cli.{place.partition(':')[0]}" for place in COMMANDS.values()} <= packed
    ours = (ROOT / "tikscheduler").rglob("*.py")
    names = {".".join(f.relative_to(ROOT).with_suffix("").parts) for f in ours}
    assert {name.removesuffix(".__init__") for name in names} <= packed


def test_time_zones_are_packed_for_systems_without(made: Made) -> None:
    assert "tzdata" in made.analysis["hiddenimports"]


def test_every_step_of_the_schema_lies_where_it_is_looked_for(made: Made) -> None:
    place = MIGRATIONS.relative_to(ROOT).as_posix()
    (pattern,) = (source for source, target in made.analysis["datas"] if target == place)
    found = [file.stem for file in Path(pattern).parent.glob(Path(pattern).name)]
    assert sorted(found) == known_migrations()


def test_the_program_starts_in_a_script_of_ours(made: Made) -> None:
    (script,) = made.analysis["scripts"]
    assert Path(script) == ROOT / "tools" / "packaged.py"


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_no_module_that_is_left_out_is_imported_by_ours(made: Made) -> None:
    used = {name for file in (ROOT / "tikscheduler").rglob("*.py") for name in imported(file)}
    assert "click" in used
    left_out = set(made.analysis["excludes"])
    assert "tkinter" in left_out
    assert not {name for name in used if name.partition(".")[0] in left_out}


def test_unused_plugins_are_left_out_with_the_libraries_that_only_they_load(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plugins = "PySide6/Qt/plugins"
    binaries = [
        (f"{plugins}/platforms/libqxcb.so", "xcb", "BINARY"),
        (f"{plugins}/platformthemes/libqgtk3.so", "gtk3", "BINARY"),
        ("libgtk-3.so.0", "gtk", "BINARY"),
        ("libcairo.so.2", "cairo", "BINARY"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "gui", "BINARY"),
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("libstdc++.so.6", "stdc++", "BINARY"),
    ]
    loads = {
        "gtk3": ["libgtk-3.so.0", "libQt6Gui.so.6"],
        "gtk": ["libcairo.so.2"],
        "xcb": ["libQt6Gui.so.6", "libstdc++.so.6"],
    }
    kept = [place for place, _, _ in run_spec(monkeypatch, tmp_path, binaries, loads).collected]
    assert kept == [
        f"{plugins}/platforms/libqxcb.so",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "libQt6Gui.so.6",
    ]


@pytest.mark.parametrize(
    "plugin",
    [
        "iconengines/libqsvgicon.so",
        "imageformats/libqjpeg.so",
        "multimedia/libffmpegmediaplugin.so",
        "platforms/libqoffscreen.so",
        "platforms/libqwayland.so",
        "platforms/libqxcb.so",
        "wayland-shell-integration/libxdg-shell.so",
        "xcbglintegrations/libqxcb-egl-integration.so",
    ],
)
def test_plugins_that_a_window_needs_are_packed(
    plugin: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entry = (f"PySide6/Qt/plugins/{plugin}", plugin, "BINARY")
    assert run_spec(monkeypatch, tmp_path, [entry]).collected == [entry]


@pytest.mark.parametrize(
    ("system", "programs"),
    [
        ("linux", [("tikscheduler", True)]),
        ("darwin", [("tikscheduler", True)]),
        ("win32", [("tikscheduler", False), ("tikscheduler-cli", True)]),
    ],
)
def test_windows_has_a_program_for_the_window_and_one_for_the_terminal(
    system: str,
    programs: list[tuple[str, bool]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    made = run_spec(monkeypatch, tmp_path)
    assert [(program["name"], program["console"]) for program in made.programs] == programs
    assert all(program["upx"] is False for program in made.programs)
    assert all(Path(program["icon"]).is_file() for program in made.programs if "icon" in program)


def test_license_and_menu_entry_stand_beside_the_program(made: Made, tmp_path: Path) -> None:
    found = {file.name for file in (tmp_path / "tikscheduler").iterdir()}
    assert found == {"LICENSE", "tikscheduler.desktop", "tikscheduler.svg"}


# --- the start -------------------------------------------------------------------------------


@pytest.fixture
def spare() -> Callable[[], None]:
    found: Callable[[], None] = runpy.run_path(str(ROOT / "tools" / "packaged.py"))[
        "spare_other_programs"
    ]
    return found


def test_a_browser_gets_the_libraries_the_user_set(
    spare: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/package/_internal:/opt/theirs")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/theirs")
    spare()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/theirs"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_a_browser_gets_no_libraries_of_ours(
    spare: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/package/_internal")
    monkeypatch.setenv("QT_PLUGIN_PATH", f"{sys.prefix}/plugins")
    monkeypatch.setenv("QML2_IMPORT_PATH", "/usr/lib/qml")
    spare()
    assert "LD_LIBRARY_PATH" not in os.environ
    assert "QT_PLUGIN_PATH" not in os.environ
    assert os.environ["QML2_IMPORT_PATH"] == "/usr/lib/qml"


def test_the_start_is_the_command_line() -> None:
    told = subprocess.run(
        [sys.executable, "tools/packaged.py", "--version"], cwd=ROOT, capture_output=True, text=True
    )
    assert told.stdout.startswith("tikscheduler, version ")
    assert told.returncode == 0


# --- menu entry and icon ---------------------------------------------------------------------


def test_the_menu_entry_fits_the_program(qtbot: QtBot) -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(RESOURCES / "tikscheduler.desktop", encoding="utf-8")
    found = entry["Desktop Entry"]
    assert found["Exec"] == "tikscheduler"
    assert found["Categories"].endswith(";")
    assert (RESOURCES / f"{found['Icon']}.svg").is_file()
    application()
    assert QApplication.desktopFileName() == found["StartupWMClass"] == "tikscheduler"


def difference(one: QImage, other: QImage) -> float:
    """The mean difference of two pictures' bytes."""
    assert one.size() == other.size()
    wanted = QImage.Format.Format_ARGB32_Premultiplied
    pairs = zip(
        bytes(one.convertToFormat(wanted).constBits()),
        bytes(other.convertToFormat(wanted).constBits()),
        strict=True,
    )
    return sum(abs(a - b) for a, b in pairs) / one.sizeInBytes()


def test_the_icon_file_is_the_window_s_mark(qtbot: QtBot) -> None:
    mark = logo(QColor("#4f46e5"), QColor("white")).pixmap(64, 64).toImage()
    icon = QIcon(str(RESOURCES / "tikscheduler.ico")).pixmap(64, 64).toImage()
    assert difference(mark, icon) < 1
    blank = QImage(64, 64, QImage.Format.Format_ARGB32)
    blank.fill(QColor("#4f46e5"))
    assert difference(mark, blank) > 10


def test_icon_files_are_those_of_the_drawing(qtbot: QtBot) -> None:
    draw = runpy.run_path(str(ROOT / "tools" / "draw_icons.py"))
    drawing = draw["QSvgRenderer"](str(RESOURCES / "tikscheduler.svg"))
    drawn = QImage.fromData(draw["drawn"](drawing, draw["PNG_SIDE"]))
    assert difference(drawn, QImage(str(RESOURCES / "tikscheduler.png"))) < 0.1
    data = (RESOURCES / "tikscheduler.ico").read_bytes()
    count = struct.unpack_from("<HHH", data)[2]
    sides = [data[6 + 16 * number] or 256 for number in range(count)]
    assert tuple(sides) == draw["ICO_SIDES"]
