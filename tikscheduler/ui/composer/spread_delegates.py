"""How the cells of the table of videos look, and how accounts and visibility are chosen in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QFont, QPainter, QPainterPath, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from tikscheduler.ui import icons
from tikscheduler.ui.composer import spread_rows
from tikscheduler.ui.composer.choosers import ShutItems
from tikscheduler.ui.composer.cover_strip import draw_filling
from tikscheduler.ui.composer.spread_model import EDIT, SpreadModel
from tikscheduler.ui.kit import Kit

ROW = 48
THUMB = QSize(24, 38)
Index = QModelIndex | QPersistentModelIndex


class Option(NamedTuple):
    """What can be chosen in a row; `why` says what shuts it."""

    words: str
    value: Any
    why: str = ""


Options = Callable[[int], list[Option]]


class FileDelegate(QStyledItemDelegate):
    """Picture, name, and below it the facts or what is wrong."""

    def __init__(self, kit: Kit, model: SpreadModel, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._model = kit, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: one row's file."""
        row = self._model.rows[index.row()]
        colour = self._kit.theme.colour
        refused = spread_rows.refusal(row, self._model.known(row), self._model.mode)
        widget = option.widget
        rect: QRect = option.rect
        state = option.state
        painter.save()
        widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, widget
        )
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("accent_bg"))
        self._draw_thumb(painter, rect, index.row())
        left = rect.left() + THUMB.width() + 22
        place = QRect(left, rect.top() + 6, rect.right() - left - 6, 18)
        font = QFont(option.font)
        painter.setFont(font)
        painter.setPen(colour("text"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        middle = Qt.TextElideMode.ElideMiddle
        name = painter.fontMetrics().elidedText(row.video.name, middle, place.width())
        painter.drawText(place, flags, name)
        font.setPixelSize(11)
        painter.setFont(font)
        place.translate(0, 18)
        if refused:
            mark = QRectF(place.left() - 1, place.top() + 3, 12, 12)
            icons.paint(painter, "exclaim", mark, colour("failed"))
            place.setLeft(place.left() + 14)
        painter.setPen(colour("failed") if refused else colour("dim"))
        end = Qt.TextElideMode.ElideRight
        text = refused or spread_rows.words(row)
        painter.drawText(place, flags, painter.fontMetrics().elidedText(text, end, place.width()))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt: two lines."""
        return QSize(220, ROW)

    def _draw_thumb(self, painter: QPainter, rect: QRect, number: int) -> None:
        row = self._model.rows[number]
        place = QRectF(rect.left() + 10, rect.top() + (ROW - THUMB.height()) / 2, 24, 38)
        path = QPainterPath()
        path.addRoundedRect(place, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(path, self._kit.theme.colour("faint_line"))
        facts = row.seen.facts
        picture = self._kit.pictures.of_file(row.video, facts.mtime_ns) if facts else None
        if picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipPath(path)
            draw_filling(painter, picture.toImage(), place)
            painter.setClipping(False)


class ChoiceDelegate(QStyledItemDelegate):
    """A drop-down list in a cell."""

    def __init__(self, options: Options, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._options, self._name = options, name

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QComboBox:
        """Qt: opened when the cell is edited; a choice closes it."""
        box = QComboBox(parent)
        box.setAccessibleName(self._name)
        ShutItems(box)
        for choice in self._options(index.row()):
            box.addItem(choice.words, choice.value)
            model = box.model()
            if choice.why and isinstance(model, QStandardItemModel):
                item = model.item(box.count() - 1)
                item.setEnabled(False)
                item.setToolTip(choice.why)
        box.activated.connect(lambda _number: self._close(box))
        QTimer.singleShot(0, box, box.showPopup)  # else each arrow key would be a choice
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Qt: the choice there is."""
        if isinstance(editor, QComboBox):
            value = index.data(EDIT)
            editor.setCurrentIndex(editor.findData(value))

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """Qt: the choice that was made."""
        if isinstance(editor, QComboBox) and editor.currentIndex() >= 0:
            model.setData(index, editor.currentData(), EDIT)

    def _close(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)
