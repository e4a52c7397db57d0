"""What this program is, its version and its licences."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from tikscheduler import __version__
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.logo import logo
from tikscheduler.ui.question import Question
from tikscheduler.ui.settings.rows import Group
from tikscheduler.ui.widgets import button, label

LICENCES = (
    ("Qt and PySide6", "LGPL-3.0"),
    ("PyAV", "BSD-3-Clause, with FFmpeg, LGPL-2.1 or later"),
    ("cryptography", "Apache-2.0 or BSD-3-Clause"),
    ("tenacity, tzdata", "Apache-2.0"),
    ("click, httpcore, httpx, msgspec, python-dateutil, Starlette, uvicorn", "BSD-3-Clause"),
    ("APScheduler, filelock, keyring, peewee, platformdirs, Rich, tomlkit, tzlocal", "MIT"),
)


class About(Group):
    """The mark, the version, and who may copy what."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(self.tr("About"))
        self._theme = kit.theme
        self.mark = label()
        kit.theme.changed.connect(self._paint_mark)
        self._paint_mark()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(f"tikscheduler {__version__}", "strong"))
        using = f"Qt {PySide6.__version__} · Python {platform.python_version()}"
        texts.addWidget(label(using, "dim"))
        self.licences = button(self.tr("Licences"), self._show_licences)
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(14, 12, 14, 12)
        across.setSpacing(12)
        across.addWidget(self.mark)
        across.addLayout(texts, 1)
        across.addWidget(self.licences)
        self.add(row)

    def _paint_mark(self) -> None:
        colour = self._theme.colour
        mark = logo(colour("accent"), colour("accent_text"))
        self.mark.setPixmap(mark.pixmap(QSize(32, 32), self.devicePixelRatioF()))

    def _show_licences(self) -> None:
        dialog = Licences(self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class Licences(Question):
    """Who may copy what."""

    def __init__(self, parent: QWidget) -> None:
        text = self.tr(
            "tikscheduler is free software under the GNU General Public License, version 3 or "
            "later: you may use, share and change it; there is no warranty. It is not made by or "
            "for TikTok."
        )
        super().__init__(self.tr("Licences"), text, parent)
        self.list = QPlainTextEdit("\n".join(f"{name}: {terms}" for name, terms in LICENCES))
        self.list.setReadOnly(True)
        self.list.setTabChangesFocus(True)
        self.list.setAccessibleName(self.tr("Licences of the parts"))
        self.list.setFixedHeight(150)
        self.column.addWidget(self.list)
        self.buttons.addWidget(button(self.tr("Close"), self.accept, kind="primary"))
        self.finish()
