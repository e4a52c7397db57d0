"""The right side of the composer: an offer at its top, the form, and the foot that stays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from tikscheduler.ui.composer.footer import Footer
from tikscheduler.ui.composer.form import Form
from tikscheduler.ui.composer.offer import Offer
from tikscheduler.ui.kit import Kit

EDGE = 14


class RightSide(QWidget):
    """Only the form scrolls, and only where the window is too low for it."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = Offer()
        self.form = Form(kit)
        self.footer = Footer(kit.theme, editing=False)
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        offered = QHBoxLayout()
        offered.setContentsMargins(22, 10, 22, 0)
        offered.addWidget(self.offer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(offered)
        column.addWidget(scroll, 1)
        column.addWidget(self.footer)

    @property
    def wanted_height(self) -> int:
        """So high that nothing has to be scrolled."""
        width = self.width()
        offer = 0 if self.offer.isHidden() else self.offer.sizeHint().height()
        parts = self.form.heightForWidth(width) + self.footer.heightForWidth(width)
        return EDGE + offer + parts
