"""What the user sees when the database cannot be opened: nothing works then, so say what helps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.outside import open_folder
from tikscheduler.ui.widgets import button, label


class Unusable(QDialog):
    """Offers the folder, a backup to go back to, another try, and the way out: closing it quits, as
    the window behind it can do nothing."""

    def __init__(self, kit: Kit, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setWindowTitle(self.tr("The plan cannot be opened"))
        self.setMinimumWidth(480)
        self.words = label(words, wrap=True)
        self.restore = button(self.tr("Restore a backup…"), self._choose)
        self.folder = button(self.tr("Open the folder"), self._open_folder)
        if kit.settings.database_url:  # a server's are not here
            for one in (self.restore, self.folder):
                one.hide()
        self.again = button(self.tr("Try again"), kit.requests.restart.emit)
        self.leave = button(self.tr("Quit"), self.reject, kind="primary")
        row = QHBoxLayout()
        row.addWidget(self.restore)
        row.addWidget(self.folder)
        row.addStretch(1)
        row.addWidget(self.again)
        row.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addWidget(label(self.tr("The plan cannot be opened"), "heading"))
        column.addWidget(self.words)
        column.addWidget(
            label(
                self.tr("Nothing was lost or changed, and nothing is published meanwhile."),
                "dim",
                wrap=True,
            )
        )
        column.addLayout(row)
        self.leave.setFocus()

    def reject(self) -> None:
        """Qt: Esc, the cross, or the button."""
        super().reject()
        self._kit.requests.quit.emit()

    def _choose(self) -> None:
        folder = self._kit.settings.database_path.parent / "backups"
        dialog = QFileDialog(self, self.tr("Restore a backup"), str(folder))
        dialog.setNameFilter(self.tr("Databases (*.db)"))
        dialog.fileSelected.connect(lambda chosen: self._restore(Path(chosen)))
        dialog.open()

    def _restore(self, backup: Path) -> None:
        path, now = self._kit.settings.database_path, self._kit.desk.now()

        def work() -> None:
            from tikscheduler.storage.backup import restore

            restore(backup, path, now)

        self.restore.setEnabled(False)
        self._kit.desk.media(
            self, work, lambda _: self._kit.requests.restart.emit(), self._on_failed
        )

    def _on_failed(self, error: Exception) -> None:
        self.restore.setEnabled(True)
        self.words.setText(str(error))

    def _open_folder(self) -> None:
        open_folder(self._kit, self._kit.settings.database_path.parent)
