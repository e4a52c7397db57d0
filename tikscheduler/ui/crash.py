"""What the user sees when the program has a fault of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from tikscheduler.ui.widgets import button, label

SIZE = (600, 420)
MARGIN = 20


class CrashDialog(QDialog):
    """A report without secrets that can be copied. `logs` is the folder of the logs."""

    def __init__(
        self, report: str, parent: QWidget | None = None, logs: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._logs = logs
        self.setWindowTitle(self.tr("Something went wrong"))
        self.resize(*SIZE)
        self.words = label(
            self.tr(
                "tikscheduler has a fault of its own. Your posts are safe: they are in the "
                "database, and none is sent twice. If this window still does as it should, go on; "
                "else quit and open it again."
            ),
            "dim",
            wrap=True,
        )
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(self.tr("Report, without secrets"))
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.copy = button(self.tr("Copy"), self._on_copy)
        self.open_logs = button(self.tr("Open logs folder"), self._on_logs)
        self.open_logs.setVisible(logs is not None)
        self.close_button = button(self.tr("Close"), self.accept, kind="primary")
        self._lay_out()
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.copy)
        row.addWidget(self.open_logs)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(10)
        column.addWidget(label(self.tr("Something went wrong"), "heading"))
        column.addWidget(self.words)
        column.addWidget(label(self.tr("Report, without secrets"), "label"))
        column.addWidget(self.report, 1)
        column.addLayout(row)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy.setText(self.tr("✓ Copied"))

    def _on_logs(self) -> None:
        if self._logs is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._logs)))
