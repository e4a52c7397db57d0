"""The chips over the queue: one for each status, with how many posts have it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QMargins, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QSizePolicy

from tikscheduler.domain.post import PostStatus
from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue.flow import Flow
from tikscheduler.ui.queue.inks import PILL_PX, Ink

S = PostStatus
ALWAYS = (
    S.SCHEDULED,
    S.PUBLISHING,
    S.PROCESSING,
    S.RETRYING,
    S.HELD,
    S.FAILED,
    S.MISSED,
    S.PUBLISHED,
)
IF_ANY = (S.UNPLANNED, S.STAGED, S.DELIVERED, S.CANCELLED)
HEIGHT, SIDE = 24, 11


class Chip(QAbstractButton):
    """A word and a bold number in a rounded frame."""

    def __init__(self, kit: Kit, word: str) -> None:
        super().__init__()
        self._kit = kit
        base = QApplication.font()
        self._plain = Ink(base, PILL_PX, QFont.Weight.Normal)
        self._strong = Ink(base, PILL_PX, QFont.Weight.DemiBold)
        self._number = ""
        self.setText(word)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_count(None)

    def show_count(self, count: int | None) -> None:
        """How many posts there are; None while that is not known."""
        number = "" if count is None else f"{count:,}"
        if number != self._number or not self.accessibleName():
            self._number = number
            self.setAccessibleName(f"{self.text()} {number}".strip())
            self.updateGeometry()
            self.update()

    @property
    def count_text(self) -> str:
        """The number as it is shown."""
        return self._number

    def sizeHint(self) -> QSize:
        """Qt: room for the text in its boldest form."""
        width = self._strong.width(self.text()) + self._strong.width(self._number)
        return QSize(round(width) + 2 * SIDE + (4 if self._number else 0), HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the chip."""
        colour, on = self._kit.theme.colour, self.isChecked()
        edge = "accent" if self.hasFocus() else "accent_bg" if on else "line"
        ground = "accent_bg" if on else "hover" if self.underMouse() else "card"
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(colour(edge))
            painter.setBrush(colour(ground))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, HEIGHT / 2, HEIGHT / 2)
            word = self._strong if on else self._plain
            base = (HEIGHT - word.height) / 2 + word.ascent
            whole = word.width(self.text()) + self._strong.width(self._number)
            x = (self.width() - whole - (4 if self._number else 0)) / 2
            painter.setPen(colour("accent" if on else "text" if self.underMouse() else "dim"))
            painter.setFont(word.font)
            painter.drawText(QPointF(x, base), self.text())
            painter.setPen(colour("accent" if on else "text"))
            painter.setFont(self._strong.font)
            painter.drawText(QPointF(x + word.width(self.text()) + 4, base), self._number)


class Chips(QFrame):
    """Which statuses are shown: all, one, or with Ctrl several."""

    chosen = Signal(object)  # frozenset[PostStatus], empty: all

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._statuses: frozenset[PostStatus] = frozenset()
        self.all = Chip(kit, self.tr("All"))
        self.all.clicked.connect(lambda _=False: self._choose(frozenset()))
        self.chips = {one: Chip(kit, words.status_word(one)) for one in (*ALWAYS, *IF_ANY)}
        row = Flow(QMargins(16, 10, 8, 10), 6)
        row.addWidget(self.all)
        for status, chip in self.chips.items():
            chip.setToolTip(self.tr("Ctrl+click shows several together"))
            chip.clicked.connect(lambda _=False, it=status: self._on_clicked(it))
            row.addWidget(chip)
            chip.setVisible(status in ALWAYS)
        self.setLayout(row)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        kit.theme.changed.connect(self._repaint)
        self._check()

    @property
    def statuses(self) -> frozenset[PostStatus]:
        """The statuses that are shown; empty: all."""
        return self._statuses

    def show_counts(self, counts: Mapping[PostStatus, int]) -> None:
        """How many posts each status has."""
        self.all.show_count(sum(counts.values()))
        for status, chip in self.chips.items():
            chip.show_count(counts.get(status, 0))
            wanted = status in ALWAYS or bool(counts.get(status)) or status in self._statuses
            chip.setVisible(wanted)

    def set_statuses(self, statuses: frozenset[PostStatus]) -> None:
        """Show these as chosen, without telling."""
        self._statuses = statuses
        for status in statuses:
            self.chips[status].setVisible(True)
        self._check()

    def _on_clicked(self, status: PostStatus) -> None:
        several = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        self._choose(self._statuses ^ {status} if several else frozenset({status}))

    def _choose(self, statuses: frozenset[PostStatus]) -> None:
        changed = statuses != self._statuses
        self._statuses = statuses
        self._check()
        if changed:
            self.chosen.emit(statuses)

    def _check(self) -> None:
        self.all.setChecked(not self._statuses)
        for status, chip in self.chips.items():
            chip.setChecked(status in self._statuses)

    def _repaint(self) -> None:
        for chip in (self.all, *self.chips.values()):
            chip.update()
