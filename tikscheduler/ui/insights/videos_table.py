"""The table of an account's videos; the chosen one is shown in the chart."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from tikscheduler.domain.insights import KnownVideo
from tikscheduler.ui.insights.videos_model import ORDERS, Column, VideosModel
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.outside import open_address

ROW_HEIGHT = 30
WIDTHS = {
    Column.POSTED: 148,
    Column.VIEWS: 74,
    Column.LIKES: 66,
    Column.COMMENTS: 84,
    Column.SHARES: 66,
}


class VideosTable(QTableView):
    """`chosen` tells the video of the row one stands on, None for no row."""

    chosen = Signal(object)  # KnownVideo, or None

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._kept = ""
        self._restoring = False
        self.videos = VideosModel(kit, self)
        self.menu: QMenu | None = None
        self.setModel(self.videos)
        self._set_up()
        self._set_up_columns()
        self.videos.modelAboutToBeReset.connect(self._on_resetting)
        self.videos.restored.connect(self._on_restored)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        kit.theme.changed.connect(self.viewport().update)

    @property
    def video(self) -> KnownVideo | None:
        """The chosen video."""
        rows = self.selectionModel().selectedRows()
        return self.videos.video(rows[0].row()) if rows else None

    def _set_up(self) -> None:
        self.setAccessibleName(self.tr("Videos"))
        self.setAccessibleDescription(
            self.tr("The chosen video is shown in the chart; Enter opens it, Escape lets it go.")
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setProperty("kind", "in-card")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)

    def _set_up_columns(self) -> None:
        head = self.horizontalHeader()
        head.setAccessibleName(self.tr("Columns of the videos"))
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.sectionClicked.connect(self._on_section_clicked)
        head.setMinimumSectionSize(48)
        for column in Column:
            stretches = column is Column.VIDEO
            mode = QHeaderView.ResizeMode
            head.setSectionResizeMode(column, mode.Stretch if stretches else mode.Interactive)
            if column in WIDTHS:
                head.resizeSection(column, WIDTHS[column])

    def _on_section_clicked(self, section: int) -> None:
        column = Column(section)
        if column in ORDERS:
            again = column is self.videos.order
            self.scrollToTop()
            self.videos.sort_by(column, descending=not (again and self.videos.descending))

    # --- choosing --------------------------------------------------------------------------

    def _on_selection(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        if not self._restoring:
            self.chosen.emit(self.video)

    def _on_resetting(self) -> None:
        self._restoring = True
        self._kept = self.video.video_id if self.video else ""

    def _on_restored(self) -> None:
        row = self.videos.row(self._kept) if self._kept else None
        if row is not None:
            self.selectRow(row)
        self._restoring = False
        if self._kept and row is None:
            self.chosen.emit(None)

    def let_go(self) -> None:
        """Choose no video."""
        self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens, Escape chooses none."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif key == Qt.Key.Key_Escape and self.video is not None:
            self.let_go()
        else:
            super().keyPressEvent(event)

    # --- opening ---------------------------------------------------------------------------

    def _open(self, row: int) -> None:
        video = self.videos.video(row)
        if video is None:
            return
        if video.post_id is not None:
            self._kit.requests.open_post.emit(video.post_id)
        elif video.url.startswith("https://"):
            open_address(self._kit, video.url)

    def _show_menu(self, at: QPoint) -> None:
        video = self.videos.video(self.indexAt(at).row())
        if video is not None:
            self.menu = self.menu_of(video)
            self.menu.popup(self.viewport().mapToGlobal(at))

    def menu_of(self, video: KnownVideo) -> QMenu:
        """What can be done with a video."""
        made = QMenu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if video.post_id is not None:
            post_id = video.post_id
            made.addAction(
                self.tr("Open the post"), lambda: self._kit.requests.open_post.emit(post_id)
            )
        if video.url.startswith("https://"):
            made.addAction(self.tr("Open on TikTok"), lambda: open_address(self._kit, video.url))
        return made
