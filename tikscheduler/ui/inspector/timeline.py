"""The steps of a post as a list of dots and words, and how far its upload is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tikscheduler.ui.inspector.steps import DONE, NOW, OPEN, Step, state_word
from tikscheduler.ui.theme import Theme

PITCH, DOT, TEXT_LEFT = 28, 8, 24


class Timeline(QWidget):
    """One line a step. Where words and aside do not fit side by side the words are shortened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is shown."""
        return self._steps

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these."""
        if tuple(steps) == self._steps:
            return
        self._steps = tuple(steps)
        said = (f"{one.text}, {state_word(one)}, {one.aside}".rstrip(", ") for one in steps)
        self.setAccessibleName(". ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: one pitch a step."""
        return QSize(200, PITCH * len(self._steps))

    def minimumSizeHint(self) -> QSize:
        """Qt: all of it in height."""
        return QSize(120, PITCH * len(self._steps))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: line under line."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, step in enumerate(self._steps):
                box = QRectF(0, number * PITCH, self.width(), PITCH)
                self._paint_step(painter, step, box)

    def _paint_step(self, painter: QPainter, step: Step, box: QRectF) -> None:
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line" if step.state == OPEN else step.state))
        painter.drawEllipse(QPointF(DOT / 2, box.center().y()), DOT / 2, DOT / 2)
        metrics = QFontMetricsF(self.font())
        aside_width = metrics.horizontalAdvance(step.aside)
        words = box.adjusted(TEXT_LEFT, 0, -aside_width - 8, 0)
        text = metrics.elidedText(step.text, Qt.TextElideMode.ElideRight, words.width())
        painter.setPen(theme.colour(_ink(step)))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(theme.colour("dim"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, right, step.aside)


def _ink(step: Step) -> str:
    if step.state in (DONE, NOW):
        return "text"
    return "dim" if step.state == OPEN else step.state
