"""Where the plan lies, copies of it, and the logs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.outside import open_folder
from tikscheduler.ui.question import Question
from tikscheduler.ui.settings.rows import Group, Row
from tikscheduler.ui.widgets import button

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program

PATH_WIDTH = 330


class Data(Group):
    """Backups are those of the command line: checked copies of the database."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(self.tr("Data"))
        self._kit = kit
        self._lite = not kit.settings.database_url
        self._add_place()
        self._add_backup()
        self._add_logs()

    # --- rows ------------------------------------------------------------------------------

    def _add_place(self) -> None:
        path = self._kit.settings.database_path
        self.place = QLineEdit(str(path) if self._lite else self.tr("A PostgreSQL database"))
        self.place.setReadOnly(True)
        self.place.setAccessibleName(self.tr("Database"))
        self.place.setFixedWidth(PATH_WIDTH)
        self.place.setCursorPosition(0)
        self.open_folder = button(
            self.tr("Open folder"), lambda: open_folder(self._kit, path.parent)
        )
        self.add(Row(self.tr("Database"), _side_by_side(self.place, self.open_folder)))

    def _add_backup(self) -> None:
        self.back_up = button(self.tr("Back up now…"), self._ask_where)
        self.restore = button(self.tr("Restore…"), self._ask_which)
        hint = self.tr(
            "A copy is made every day; the newest seven are kept in the folder “backups” beside "
            "the database. Logins are not part of it: the keyring keeps them."
        )
        if not self._lite:
            hint = self.tr("Use pg_dump and pg_restore for this database.")
        for one in (self.back_up, self.restore):
            one.setEnabled(self._lite)
        self.backup_row = Row(self.tr("Backup"), _side_by_side(self.back_up, self.restore), hint)
        self.add(self.backup_row)

    def _add_logs(self) -> None:
        folder = self._kit.settings.profile / "logs"
        self.open_logs = button(self.tr("Open logs folder"), lambda: open_folder(self._kit, folder))
        self.add(Row(self.tr("Logs"), self.open_logs, self.tr("Secrets are left out of them.")))

    # --- backing up ------------------------------------------------------------------------

    def _ask_where(self) -> None:
        day = words.local(self._kit.desk.now(), self._kit.zone).date().isoformat()
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("Back up to"), folder, self.tr("Databases (*.db)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("db")
        dialog.selectFile(f"tikscheduler-{day}.db")
        dialog.fileSelected.connect(lambda file: self.back_up_to(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def back_up_to(self, file: Path) -> None:
        """Write a copy of the database."""
        self.back_up.setEnabled(False)
        self.backup_row.complain("")

        def work(program: Program) -> None:
            from tikscheduler.storage.backup import back_up

            back_up(program.storage.database, file)

        self._kit.desk.ask(self, work, lambda _: self._on_backed_up(file), self._on_not_backed_up)

    def _on_backed_up(self, file: Path) -> None:
        self.back_up.setEnabled(True)
        text = self.tr("Backed up to %1").replace("%1", str(file))
        self._kit.signals.remark.emit(text)

    def _on_not_backed_up(self, error: Exception) -> None:
        self.back_up.setEnabled(True)
        if isinstance(error, TikSchedulerError):
            self.backup_row.complain(str(error))
        else:
            self._kit.desk.tell(error)

    # --- restoring -------------------------------------------------------------------------

    def _ask_which(self) -> None:
        folder = str(self._kit.settings.database_path.parent / "backups")
        dialog = QFileDialog(self, self.tr("Restore from"), folder, self.tr("Databases (*.db)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.ask_restore(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_restore(self, file: Path) -> None:
        """Say what restoring means, since it cannot be taken back by Undo."""
        question = RestoreQuestion(file, self.window())
        question.accepted.connect(lambda: self._kit.requests.restore.emit(file))
        question.finished.connect(question.deleteLater)
        question.open()


class RestoreQuestion(Question):
    """Accepted means go."""

    def __init__(self, file: Path, parent: QWidget) -> None:
        text = self.tr(
            "All posts and accounts become what they were in “%1”. What is there now is kept as a "
            "copy in the folder “backups”. Posts that were due since the backup was made are held, "
            "as they may have gone out. The window closes and opens again for this."
        ).replace("%1", file.name)
        super().__init__(self.tr("Restore this backup?"), text, parent)
        self.go: QPushButton = button(self.tr("Restore"), self.accept, kind="danger")
        self.stay = button(self.tr("Keep what is there"), self.reject, kind="primary")
        for one in (self.go, self.stay):
            self.buttons.addWidget(one)
        self.finish()
        self.stay.setDefault(True)
        self.stay.setFocus()


def _side_by_side(*parts: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part)
    return made
