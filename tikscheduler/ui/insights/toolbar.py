"""Which account and how far back; when it was counted, counting now, and exports."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from tikscheduler.ui import icons
from tikscheduler.ui.composer.choosers import AccountChoice
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label

RANGES = (28, 90, 365)
HEIGHT, ROOMY = 48, 900


class Segments(QWidget):
    """Buttons side by side, of which one is chosen."""

    chosen = Signal(object)

    def __init__(self, choices: dict[object, str], chosen: object) -> None:
        super().__init__()
        self.buttons: dict[object, QPushButton] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, (value, text) in enumerate(choices.items()):
            made = button(text, kind="segment")
            place = {0: "first", len(choices) - 1: "last"}.get(number, "")
            made.setProperty("place", place)
            made.setCheckable(True)
            made.setChecked(value == chosen)
            made.clicked.connect(lambda _checked=False, value=value: self.chosen.emit(value))
            group.addButton(made)
            row.addWidget(made)
            self.buttons[value] = made

    @property
    def value(self) -> object:
        """The chosen one."""
        return next(value for value, one in self.buttons.items() if one.isChecked())


class Toolbar(QFrame):
    """`account_chosen` and `range_chosen` tell what the page is to show."""

    account_chosen = Signal()
    range_chosen = Signal()
    export_asked = Signal(str)  # "picture", "line", "videos", "hours"

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._roomy = True
        self.setFixedHeight(HEIGHT)
        self.account = AccountChoice(kit, self.tr("Account"))
        self.account.setMinimumWidth(150)
        self.account.setMaximumWidth(250)
        self.account.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.account.currentIndexChanged.connect(lambda _index: self.account_chosen.emit())
        texts = (self.tr("28 days"), self.tr("90 days"), self.tr("12 months"))
        self.ranges = Segments(dict(zip(RANGES, texts, strict=True)), RANGES[0])
        self.ranges.chosen.connect(lambda _days: self.range_chosen.emit())
        self.counted = label("", "small")
        self.counted.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.counted.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count = button(self.tr("Count now"), icon="sync")
        self.export = button(self.tr("Export"), icon="down")
        self.export.setMenu(self._menu())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self.account, 2)
        row.addWidget(self.ranges)
        row.addWidget(self.counted, 3)
        row.addWidget(self.count)
        row.addWidget(self.export)
        kit.theme.changed.connect(self._paint_icons)
        self._paint_icons()

    def show_counted(self, text: str) -> None:
        """Say when it was counted; where there is no room, the button's tool tip does."""
        self.count.setToolTip(text)
        self.count.setAccessibleDescription(text)
        self._show_counted()

    def _show_counted(self) -> None:
        self.counted.setText(self.count.toolTip() if self._roomy else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the buttons come first."""
        super().resizeEvent(event)
        self._roomy = self.width() >= ROOMY
        self._show_counted()

    @property
    def days(self) -> int:
        """How far back is shown."""
        found = self.ranges.value
        assert isinstance(found, int)  # noqa: S101 - they are
        return found

    def _menu(self) -> QMenu:
        made = QMenu(self)
        for name, text in (
            ("picture", self.tr("Chart as a picture (PNG)…")),
            ("line", self.tr("Chart as a table (CSV)…")),
            ("videos", self.tr("All videos (CSV)…")),
            ("hours", self.tr("Best hours (CSV)…")),
        ):
            made.addAction(text, partial(self.export_asked.emit, name))
        return made

    def _paint_icons(self) -> None:
        tokens = self._kit.theme.tokens
        self.count.setIcon(icons.icon("sync", tokens.dim))
        self.export.setIcon(icons.icon("down", tokens.dim))
