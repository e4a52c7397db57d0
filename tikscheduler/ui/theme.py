"""Colours and measures of the window, light and dark, and the one stylesheet made from them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from tikscheduler.ui.stylesheet import stylesheet

RADIUS = 6
DIALOG_RADIUS = 12
GRID = 8
BODY_PX, LABEL_PX, TITLE_PX = 13, 11, 18

ACCOUNT_COLOURS = (
    "#e0527a",
    "#2f9e6b",
    "#3b7dde",
    "#d98718",
    "#7c5cd6",
    "#0e93a5",
    "#c2473f",
    "#8a6d3b",
    "#5c6f8c",
    "#b04fb5",
)
"""Told apart on both grounds; an account takes one by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Every colour of the window. A `_bg` is the ground its namesake is written on."""

    window: str
    side: str
    card: str
    line: str
    faint_line: str
    text: str
    dim: str
    faint: str
    past: str
    accent: str
    accent_text: str
    accent_bg: str
    running: str
    running_bg: str
    good: str
    good_bg: str
    wait: str
    wait_bg: str
    failed: str
    failed_bg: str
    idle_bg: str
    hover: str


LIGHT = Tokens(
    window="#ffffff",
    side="#f6f7f9",
    card="#ffffff",
    line="#e4e7ec",
    faint_line="#eef0f4",
    text="#1b1f27",
    dim="#667085",
    faint="#98a2b3",
    past="#fafbfc",
    accent="#4f46e5",
    accent_text="#ffffff",
    accent_bg="#eef0ff",
    running="#2563eb",
    running_bg="#e5efff",
    good="#12805c",
    good_bg="#e6f6ef",
    wait="#b25e09",
    wait_bg="#fff4e0",
    failed="#c4320a",
    failed_bg="#feeae4",
    idle_bg="#f0f1f4",
    hover="#eceef2",
)

DARK = Tokens(
    window="#16181d",
    side="#1b1e24",
    card="#1f232a",
    line="#2b303a",
    faint_line="#23272f",
    text="#e7eaf0",
    dim="#9aa4b5",
    faint="#6c7687",
    past="#14161a",
    accent="#8b8cff",
    accent_text="#14161a",
    accent_bg="#2a2b4d",
    running="#7fb0ff",
    running_bg="#1b2c49",
    good="#4cc79a",
    good_bg="#17352a",
    wait="#f2b155",
    wait_bg="#3a2d14",
    failed="#ff8a66",
    failed_bg="#3d2018",
    idle_bg="#262a32",
    hover="#252932",
)


class Theme(QObject):
    """The colours in use. Follows the system's light or dark live, unless one is pinned."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._colours: dict[str, QColor] = {}
        self.tokens = LIGHT
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._use(self._wanted())

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in use."""
        return self.tokens is DARK

    def choose(self, choice: str) -> None:
        """Pin "light" or "dark", or follow the "system"."""
        self._choice = choice
        self._follow()

    def colour(self, token: str) -> QColor:
        """A token as a colour, made once."""
        return self._colours[token]

    def _wanted(self) -> Tokens:
        if self._choice == "system":
            dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            dark = self._choice == "dark"
        return DARK if dark else LIGHT

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is not self.tokens:
            self._use(wanted)
            self.changed.emit()

    def _use(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._colours = {f.name: QColor(getattr(tokens, f.name)) for f in fields(Tokens)}
        self._app.setPalette(_palette(tokens))
        self._app.setStyleSheet(stylesheet(tokens))


def account_colour(account_id: int) -> str:
    """The colour of an account that has none of its own."""
    return ACCOUNT_COLOURS[(account_id - 1) % len(ACCOUNT_COLOURS)]


def set_up_fonts(app: QApplication) -> None:
    """The system's own font at the size of body text."""
    font = app.font()
    font.setPixelSize(BODY_PX)
    app.setFont(font)


def reduced_motion() -> bool:
    """Whether the system asks for as little motion as possible."""
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)
    preference = getattr(accessibility(), "motionPreference", None) if accessibility else None
    return preference is not None and "Reduced" in str(preference())


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colours in {
        "window": (role.Window, role.Base),
        "side": (role.AlternateBase,),
        "card": (role.Button, role.ToolTipBase),
        "text": (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText),
        "faint": (role.PlaceholderText,),
        "accent": (role.Highlight, role.Link, role.Accent),
        "accent_text": (role.HighlightedText,),
        "line": (role.Mid, role.Midlight),
    }.items():
        for one in colours:
            palette.setColor(one, QColor(getattr(tokens, name)))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(tokens.faint))
    return palette
