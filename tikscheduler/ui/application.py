"""The one QApplication."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from tikscheduler.ui.theme import set_up_fonts


def application() -> QApplication:
    """The running application, or a new one, dressed for this program."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - a plain core application has no windows
    app.setApplicationName("tikscheduler")
    app.setApplicationDisplayName("tikscheduler")
    app.setDesktopFileName("tikscheduler")
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)
    set_up_fonts(app)
    return app
