"""The colours in use, and the palette and stylesheet made from them."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from tikscheduler.ui.stylesheet import stylesheet
from tikscheduler.ui.tokens import DARK, LIGHT, Tokens

RADIUS = 6
DRESSED = "tikscheduler-dressed"
BODY_PX, LABEL_PX = 13, 11


class Theme(QObject):
    """The colours in use. Follows the system's light or dark live, unless one is pinned."""

    changed = Signal()

    def __init__(
        self, app: QApplication, choice: str = "system", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._choice = choice
        self._colours: dict[str, QColor] = {}
        self.tokens = LIGHT
        if not app.property(DRESSED):
            app.setStyle("Fusion")
            _set_font(app)
            app.setProperty(DRESSED, True)
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
        sheet = stylesheet(tokens)
        if self._app.styleSheet() != sheet:  # a window that is built anew finds it there already
            self._app.setPalette(_palette(tokens))
            self._app.setStyleSheet(sheet)


def _set_font(app: QApplication) -> None:
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
        "dim": (role.PlaceholderText,),
        "accent": (role.Highlight, role.Link, role.Accent),
        "accent_text": (role.HighlightedText,),
        "line": (role.Mid, role.Midlight),
    }.items():
        for one in colours:
            palette.setColor(one, QColor(getattr(tokens, name)))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(tokens.faint))
    return palette
