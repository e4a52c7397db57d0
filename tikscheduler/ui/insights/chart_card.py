"""The card of the chart: its title, which figures it shows, totals or days."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from tikscheduler.domain.insights import Figure, KnownVideo
from tikscheduler.ui.insights.chart import Chart
from tikscheduler.ui.insights.chart_data import chart_of, figure_word
from tikscheduler.ui.insights.reading import Shown, name_of
from tikscheduler.ui.insights.scale import plural
from tikscheduler.ui.insights.toolbar import Segments
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label
from tikscheduler.ui.words import zone_of

FIRST_SHOWN = frozenset({Figure.VIEWS, Figure.LIKES})
TITLE_MOST = 60


class ChartCard(QFrame):
    """`all_asked`: leave the video, and show all of them together again."""

    all_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: Shown | None = None
        self._video: KnownVideo | None = None
        self.setProperty("kind", "card")
        self.title = label("", "heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.back = button(self.tr("All videos"), self.all_asked.emit, kind="link")
        self.chips: dict[Figure, QPushButton] = {}
        for figure in Figure:
            chip = button(figure_word(figure), self._show, kind="chip")
            chip.setCheckable(True)
            chip.setChecked(figure in FIRST_SHOWN)
            chip.setMinimumWidth(_bold_width(chip))
            self.chips[figure] = chip
        self.kind = Segments({False: self.tr("In all"), True: self.tr("Each day")}, chosen=False)
        self.kind.chosen.connect(lambda _daily: self._show())
        self.note = label("", "wait", wrap=True)
        self.chart = Chart(kit.theme)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title, 1)
        for one in (self.back, *self.chips.values(), self.kind):
            head.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(self.chart, 1)

    def show_line(self, shown: Shown, video: KnownVideo | None) -> None:
        """Show what was read: of a video, or of all together."""
        self._shown, self._video = shown, video
        self.back.setVisible(video is not None)
        self._show()

    def _show(self) -> None:
        if self._shown is None:
            return
        self.chart.show_data(
            chart_of(
                self._title(self._shown),
                self._shown.line,
                zone_of(self._kit.zone),
                figures={figure for figure, chip in self.chips.items() if chip.isChecked()},
                daily=bool(self.kind.value),
                today=self._shown.counted_today,
            )
        )
        fell = self._shown.fell_by if self._video is None else 0
        self.note.setVisible(fell > 0)
        self.note.setText(
            plural(
                fell,
                self.tr("%n video is not public any more; the sums fell by what it had."),
                self.tr("%n videos are not public any more; the sums fell by what they had."),
            )
        )
        self.title.setText(self.chart.data.title)
        self.title.setToolTip(self.chart.data.title)

    def _title(self, shown: Shown) -> str:
        account = self._kit.book.name(shown.question.account_id)
        name = self.tr("All videos of %1").replace("%1", account)
        if self._video is not None:
            name = name_of(self._video)
            name = name if len(name) <= TITLE_MOST else f"{name[:TITLE_MOST]}…"
        return self.tr("%1, each day").replace("%1", name) if self.kind.value else name


def _bold_width(chip: QPushButton) -> int:
    """A chosen chip is written in bold, and must not be cut then."""
    font = QFont(chip.font())
    font.setWeight(QFont.Weight.DemiBold)
    return QFontMetrics(font).horizontalAdvance(chip.text()) + 24
