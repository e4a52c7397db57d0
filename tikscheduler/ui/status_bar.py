"""The bar below: is publishing on, what goes next, what is on its way, may I close."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from tikscheduler.ui import words
from tikscheduler.ui.bar_part import BAR_PX, BarPart, Piece
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.standing import next_words, safe_words, state_words, transfer_words
from tikscheduler.ui.widgets import label, line

TICK_MS, NEAR_TICK_MS = 10_000, 1000
NEAR_SECONDS = 90
HEIGHT = 30


class StatusBar(QFrame):
    """Read from the overview and the transfers; told again while it is seen, as time passes."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "side")
        self.state = BarPart(kit.theme, self._on_state)
        self.next = BarPart(kit.theme, self._on_next)
        self.transfers = BarPart(kit.theme, lambda: kit.requests.show_page.emit("queue"))
        self.safe, self.zone = self._label(), self._label()
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 14, 0)
        row.setSpacing(6)
        for part in (self.state, self.next, self.transfers):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.safe)
        row.addSpacing(10)
        row.addWidget(self.zone)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        column.addLayout(row, 1)
        self.setFixedHeight(HEIGHT)
        kit.overview.changed.connect(self._show)
        kit.book.changed.connect(self._show_next)
        kit.transfers.changed.connect(self._show_transfers)
        self.timer = QTimer(self)
        self.timer.timeout.connect(self._show)
        self._show()

    def _label(self) -> QLabel:
        made = label("", "dim")
        font = made.font()
        font.setPixelSize(BAR_PX)
        made.setFont(font)
        return made

    def _show(self) -> None:
        self._show_state()
        self._show_next()
        self._show_transfers()
        safe = safe_words(self._kit)
        self.safe.setText(safe)
        self.safe.setToolTip(
            self.tr("Posts go out only while tikscheduler runs, in the window or in the tray")
            if safe
            else ""
        )
        self.zone.setText(words.offset(self._kit.zone, self._kit.desk.now()))
        self._tick()

    def _show_state(self) -> None:
        text, token = state_words(self._kit)
        does = {"on": self.tr("Pause all"), "paused": self.tr("Resume all")}
        can = does.get(self._kit.overview.state, "")
        tip = f"{text}. {self.tr('Click: %1').replace('%1', can)}" if can else text
        self.state.show_pieces((Piece(text, "dim"),), dot=token, tip=tip, clickable=bool(can))

    def _show_next(self) -> None:
        what, how_soon = next_words(self._kit)
        if not what:
            known = self._kit.overview.latest is not None
            text = self.tr("Nothing is planned") if known else ""
            self.next.show_pieces((Piece(text, "dim"),), clickable=False)
            return
        latest = self._kit.overview.latest
        post = latest.next_post if latest else None
        pieces = (
            Piece(self.tr("Next:") + " ", "dim"),
            Piece(what, "text", bold=True),
            Piece(f" {how_soon}", "dim"),
        )
        self.next.show_pieces(pieces, tip=words.first_words(post) if post else "")

    def _show_transfers(self, _ids: object = None) -> None:
        text = transfer_words(self._kit)
        pieces = (Piece(f"↑ {text}", "running"),) if text else ()
        self.transfers.show_pieces(pieces, tip=self.tr("Show the queue") if text else "")

    # --- clicks ----------------------------------------------------------------------------

    def _on_state(self) -> None:
        state = self._kit.overview.state
        if state in ("on", "paused"):
            self._kit.requests.pause.emit(state == "on")

    def _on_next(self) -> None:
        latest = self._kit.overview.latest
        if latest and latest.next_post:
            self._kit.requests.show_post.emit(latest.next_post.id)

    # --- time ------------------------------------------------------------------------------

    def _tick(self) -> None:
        latest = self._kit.overview.latest
        near = (
            latest is not None
            and latest.next_at is not None
            and (latest.next_at - self._kit.desk.now()).total_seconds() <= NEAR_SECONDS
        )
        wanted = NEAR_TICK_MS if near else TICK_MS
        if not self.isVisible():
            self.timer.stop()
        elif not self.timer.isActive() or self.timer.interval() != wanted:
            self.timer.start(wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what is seen is kept true."""
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nobody sees it, so nothing is told; minimising comes here too."""
        super().hideEvent(event)
        self.timer.stop()
