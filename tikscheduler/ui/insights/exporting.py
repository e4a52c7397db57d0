"""Takes what is shown along: asks where to, and writes it on another thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QStandardPaths
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from tikscheduler.ui import words
from tikscheduler.ui.insights.chart import Chart
from tikscheduler.ui.insights.hours import HoursGrid
from tikscheduler.ui.insights.reading import Shown
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import tr, zone_of

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program

ALL = 1_000_000
Make = Callable[["Program"], bytes]


class Exporting:
    """The picture is made on the UI thread; everything else where the file is written."""

    def __init__(self, kit: Kit, page: QWidget, chart: Chart, grid: HoursGrid) -> None:
        self._kit, self._page, self._chart, self._grid = kit, page, chart, grid

    def ask(self, what: str, shown: Shown) -> QFileDialog:
        """Ask where to, then write it."""
        picture = what == "picture"
        ending = "png" if picture else "csv"
        kinds = tr("Pictures (*.png)", "insights") if picture else tr("Tables (*.csv)", "insights")
        place = QStandardPaths.StandardLocation.DocumentsLocation
        folder = QStandardPaths.writableLocation(place)
        dialog = QFileDialog(self._page, tr("Export to", "insights"), folder, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"{self._name(what, shown)}.{ending}")
        dialog.fileSelected.connect(lambda file: self.write(what, shown, Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def write(self, what: str, shown: Shown, file: Path) -> None:
        """Write the file, and tell where it is or why it is not."""
        make = self._maker(what, shown)

        def work(program: Program) -> None:
            from tikscheduler.services.insights_export import write_export

            write_export(file, make(program))

        self._kit.desk.ask(self._page, work, lambda _: self._on_written(file))

    def _on_written(self, file: Path) -> None:
        text = tr("Exported to %1", "insights")
        self._kit.signals.remark.emit(text.replace("%1", str(file)))

    def _name(self, what: str, shown: Shown) -> str:
        day = words.local(self._kit.desk.now(), self._kit.zone).date().isoformat()
        account = self._kit.book.name(shown.question.account_id).lstrip("@")
        kept = "".join(char if char.isalnum() or char in "._-" else "-" for char in account)
        video = f"-{shown.question.video_id}" if shown.question.video_id else ""
        part = {"videos": "-videos", "hours": "-best-hours"}.get(what, video)
        return f"{kept}{part}-{day}"

    def _maker(self, what: str, shown: Shown) -> Make:
        zone, question = zone_of(self._kit.zone), shown.question
        if what == "picture":
            image = self._chart.picture()
            return lambda _program: as_png(image)
        hours = self._grid.hours

        def make(program: Program) -> bytes:
            from tikscheduler.services import insights_export as export

            if what == "hours":
                return export.hours_csv(hours)
            if what == "line":
                numbers = () if question.video_id else shown.numbers
                return export.line_csv(shown.line, zone, numbers)
            counts = program.storage.counts
            videos = counts.videos(question.account_id, limit=ALL)
            return export.videos_csv(videos, zone, counts.last(question.account_id))

        return make


def as_png(image: QImage) -> bytes:
    """The picture as a file's content."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())
