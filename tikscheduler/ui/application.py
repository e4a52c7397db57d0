"""The one QApplication."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication


def application() -> QApplication:
    """The running application, or a new one that knows its name."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - a plain core application has no windows
    app.setApplicationName("tikscheduler")
    app.setApplicationDisplayName("tikscheduler")
    app.setDesktopFileName("tikscheduler")
    app.setQuitOnLastWindowClosed(False)
    return app
