"""The insights: what TikTok counted for an account's public videos, and when they did best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.domain.account import Account
from tikscheduler.domain.insights import NEWEST, BestHours, KnownVideo
from tikscheduler.ui import words
from tikscheduler.ui.insights.chart_card import ChartCard
from tikscheduler.ui.insights.counting import Counting
from tikscheduler.ui.insights.exporting import Exporting
from tikscheduler.ui.insights.hours_card import HoursCard
from tikscheduler.ui.insights.reading import Question, Shown, read, read_hours
from tikscheduler.ui.insights.scale import plural
from tikscheduler.ui.insights.states import (
    NEVER_LISTED,
    Banner,
    Instead,
    State,
    no_account,
    state_of,
    trouble_of,
)
from tikscheduler.ui.insights.tiles import Tiles
from tikscheduler.ui.insights.toolbar import Toolbar
from tikscheduler.ui.insights.videos_table import VideosTable
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.page_header import PageHeader
from tikscheduler.ui.widgets import label, line
from tikscheduler.ui.words import tr

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

AGAIN_MS = 150
CHOSEN = "insights.account"
LEAST_CHART, LEAST_BELOW, NARROW = 240, 310, 900


class InsightsPage(QWidget):
    """One account at a time. Read again when accounts were counted, and when it is shown."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.shown: Shown | None = None
        self._video: KnownVideo | None = None
        self._number = 0
        self.header = PageHeader(kit, self.tr("Insights"), search=False)
        self.toolbar = Toolbar(kit)
        self.counting = Counting(kit, self)
        self.banner, self.instead = Banner(self._do), Instead(kit, self._do)
        self.tiles, self.chart_card, self.hours_card = Tiles(), ChartCard(kit), HoursCard(kit)
        self.table = VideosTable(kit)
        self.exporting = Exporting(kit, self, self.chart_card.chart, self.hours_card.grid)
        self._lay_out()
        self._timer = QTimer(self, interval=AGAIN_MS, singleShot=True)
        self._timer.timeout.connect(self.read)
        self._connect()
        self._choose_first()

    def _connect(self) -> None:
        self.toolbar.account_chosen.connect(self._on_account_chosen)
        self.toolbar.range_chosen.connect(self.read)
        self.toolbar.count.clicked.connect(lambda _checked=False: self._do("count"))
        self.toolbar.export_asked.connect(self._export)
        self.table.chosen.connect(self._on_video_chosen)
        self.chart_card.all_asked.connect(self.table.let_go)
        self.counting.changed.connect(self._show_state)
        self._kit.book.changed.connect(self._on_book_changed)
        self._kit.signals.accounts_changed.connect(self._timer.start)

    # --- layout ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self._full())
        self.stack.addWidget(self.instead)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.toolbar)
        column.addWidget(line())
        column.addWidget(self.stack, 1)

    def _full(self) -> QScrollArea:
        self._below = below = QHBoxLayout()
        below.setSpacing(12)
        videos = self._videos_card()
        videos.setMinimumHeight(LEAST_BELOW)
        below.addWidget(videos, 13)
        below.addWidget(self.hours_card, 9)
        self.chart_card.setMinimumHeight(LEAST_CHART)
        self.hours_card.setMinimumHeight(LEAST_BELOW)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addWidget(self.banner)
        column.addWidget(self.tiles)
        column.addWidget(self.chart_card, 5)
        column.addLayout(below, 6)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _videos_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("kind", "card")
        rule = self.tr(
            "The newest %1 of the last 12 months, and every post from here of that time. %2"
        )
        said = rule.replace("%1", str(NEWEST)).replace("%2", tr(NEVER_LISTED, "insights"))
        self.how_many = label("", "heading")
        self.rule = label(said, "small", wrap=True)
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        column.addWidget(self.how_many)
        column.addWidget(self.table, 1)
        column.addWidget(self.rule)
        return card

    # --- which account ---------------------------------------------------------------------

    @property
    def account(self) -> Account | None:
        """The account that is shown."""
        return self.toolbar.account.account

    def _choose_first(self) -> None:
        """Show the account of last time, else the first one."""
        choice = self.toolbar.account
        if choice.currentIndex() < 0 and choice.count():
            place = choice.findData(self._kit.preferences.get(CHOSEN, 0))
            choice.setCurrentIndex(max(place, 0))
        elif not choice.count() and self._kit.book.loaded:
            self._show_nothing(no_account())

    def _on_book_changed(self) -> None:
        self._choose_first()
        if self.shown is not None:
            self._show_state()

    def _on_account_chosen(self) -> None:
        if self.account is None:
            self._choose_first()
            return
        self._kit.preferences.set(CHOSEN, self.account.id)
        self._video = None
        self.table.let_go()
        self.read()

    def _on_video_chosen(self, video: KnownVideo | None) -> None:
        self._video = video
        self.read()

    # --- reading ---------------------------------------------------------------------------

    def read(self) -> None:
        """Read what is to be shown; an answer to an older question is let go."""
        self._timer.stop()
        account = self.account
        if account is None:
            return
        self._number += 1
        number = self._number
        question = Question(
            account_id=account.id,
            days=self.toolbar.days,
            zone=self._kit.zone,
            now=self._kit.desk.now(),
            video_id=self._video.video_id if self._video else "",
        )

        def work(storage: Storage) -> Shown:
            return read(storage, question)

        self._kit.desk.read(self, work, lambda shown: self._on_read(number, shown))

    def _on_read(self, number: int, shown: Shown) -> None:
        if number != self._number:
            return
        before, self.shown = self.shown, shown
        if before is None or _of_table(before) != _of_table(shown):
            self.table.videos.show_account(shown.question.account_id, shown.videos, shown.last)
            self._read_hours(shown.question)
        video = self._video
        account = self._kit.book.get(shown.question.account_id)
        self.tiles.show_line(
            shown.line,
            None if video else shown.numbers,
            followers=account.follower_count if account else None,
            today=shown.counted_today,
        )
        self.chart_card.show_line(shown, video)
        self.how_many.setText(plural(shown.videos, self.tr("%n video"), self.tr("%n videos")))
        self._show_state()

    def _read_hours(self, question: Question) -> None:
        def work(storage: Storage) -> BestHours:
            return read_hours(storage, question)

        def done(hours: BestHours) -> None:
            if self.account is not None and self.account.id == question.account_id:
                self.hours_card.show_hours(hours)

        self._kit.desk.read(self, work, done)

    # --- how it stands ---------------------------------------------------------------------

    def _show_state(self) -> None:
        account, shown = self.account, self.shown
        if account is None or shown is None or shown.question.account_id != account.id:
            return
        problem = self.counting.problem(account.id)
        state = state_of(
            account, counted=shown.last is not None, videos=shown.videos, problem=problem
        )
        if state is not None:
            self._show_nothing(state)
        else:
            self.banner.show_state(trouble_of(account, problem))
            self.stack.setCurrentIndex(0)
        self._show_counting()

    def _show_nothing(self, state: State) -> None:
        self.instead.show_state(state)
        self.stack.setCurrentWidget(self.instead)
        self._show_counting()

    def _show_counting(self) -> None:
        account, bar = self.account, self.toolbar
        so_far = self.counting.so_far(account.id) if account else None
        may = account is not None and trouble_of(account, "") is None
        for one in (bar.count, self.instead.go):
            one.setEnabled(so_far is None)
        bar.count.setEnabled(may and so_far is None)
        listed = self.stack.currentWidget() is not self.instead
        bar.export.setEnabled(listed)
        if so_far is not None:
            bar.show_counted(
                plural(so_far, self.tr("Counting… %n video"), self.tr("Counting… %n videos"))
            )
            return
        last = self.shown.last if self.shown is not None and account is not None else None
        if last is None:
            bar.show_counted("")
        else:
            said = words.when(last, self._kit.zone, self._kit.desk.now())
            bar.show_counted(self.tr("Counted %1").replace("%1", said))

    # --- doing -----------------------------------------------------------------------------

    def _do(self, what: str) -> None:
        account = self.account
        if what == "connect":
            self._kit.requests.connect_account.emit(None)
        elif what == "again" and account is not None:
            self._kit.requests.connect_account.emit(account.id)
        elif what == "count" and account is not None:
            self.counting.count(account)

    def _export(self, what: str) -> None:
        if self.shown is not None:
            self.exporting.ask(what, self.shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: videos and hours stand below each other where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._below.setDirection(way)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what is shown again is what is true now."""
        super().showEvent(event)
        self.read()


def _of_table(shown: Shown) -> tuple[object, ...]:
    return shown.question.account_id, shown.videos, shown.last
