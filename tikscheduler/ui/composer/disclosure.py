"""Commercial content: the switch, the two boxes, and the words TikTok asks for.

The wording, and what may be chosen together, are those of TikTok's content sharing guidelines.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.ui.composer.ticks import Switch, Tick
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.widgets import label
from tikscheduler.ui.words import tr

INCOMPLETE = str(
    QT_TRANSLATE_NOOP(
        "Disclosure",
        "You need to indicate if your content promotes yourself, a third party, or both.",
    )
)
NEVER_PRIVATE = str(
    QT_TRANSLATE_NOOP("Disclosure", "Branded content visibility cannot be set to private.")
)
PROMOTIONAL = str(
    QT_TRANSLATE_NOOP("Disclosure", "Your photo/video will be labeled as 'Promotional content'")
)
PAID = str(
    QT_TRANSLATE_NOOP("Disclosure", "Your photo/video will be labeled as 'Paid partnership'")
)


class Disclosure(QFrame):
    """Off until it is switched on; then nothing is chosen until the creator chooses."""

    chosen = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        name = self.tr("Disclose commercial content")
        self.switch = Switch(theme, name)
        self.your_brand = Tick(theme, self.tr("Your brand"))
        self.branded = Tick(theme, self.tr("Branded content"))
        self._brand_words = label(self.tr("You promote yourself or your own business."), "small")
        self._branded_words = label(
            self.tr("You promote another brand or a third party."), "small", wrap=True
        )
        self.prompt = label("", "strong", wrap=True)
        self._details = QWidget()
        inside = QVBoxLayout(self._details)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.setSpacing(4)
        for box, words in (
            (self.your_brand, self._brand_words),
            (self.branded, self._branded_words),
        ):
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(box)
            row.addWidget(words, 1)
            inside.addLayout(row)
        inside.addWidget(self.prompt)
        top = QHBoxLayout()
        top.addWidget(label(name, "strong", wrap=True), 1)
        top.addWidget(self.switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 10)
        column.setSpacing(2)
        column.addLayout(top)
        hint = self.tr("Turn on if this video promotes you, a third party, or both.")
        column.addWidget(label(hint, "hint", wrap=True))
        column.addWidget(self._details)
        self.switch.toggled.connect(self._on_switched)
        for box in (self.your_brand, self.branded):
            box.toggled.connect(self._on_chosen)
        self._on_switched(False)

    # --- what is chosen --------------------------------------------------------------------

    @property
    def is_your_brand(self) -> bool:
        """Whether the creator promotes himself."""
        return self.switch.isChecked() and self.your_brand.isChecked()

    @property
    def is_branded(self) -> bool:
        """Whether the creator promotes a third party."""
        return self.switch.isChecked() and self.branded.isChecked()

    @property
    def problem(self) -> str:
        """What is still to be said; "" when all is."""
        open_ = self.switch.isChecked() and not (self.is_your_brand or self.is_branded)
        return tr(INCOMPLETE, "Disclosure") if open_ else ""

    def choose(self, *, your_brand: bool, branded: bool) -> None:
        """Begin with what a post has."""
        self.switch.setChecked(your_brand or branded)
        self.your_brand.setChecked(your_brand)
        self.branded.setChecked(branded)

    def set_private(self, private: bool) -> None:
        """With "Only me" chosen there is no branded content, and it says why."""
        reason = tr(NEVER_PRIVATE, "Disclosure") if private else ""
        self.branded.setEnabled(not private)
        if private:
            self.branded.setChecked(False)
        self.branded.setToolTip(reason)
        self.branded.setAccessibleDescription(reason)
        self._branded_words.setText(
            reason or self.tr("You promote another brand or a third party.")
        )

    # --- inside ----------------------------------------------------------------------------

    def _on_switched(self, on: bool) -> None:
        if not on:
            self.your_brand.setChecked(False)
            self.branded.setChecked(False)
        self._details.setVisible(on)
        self._on_chosen()

    def _on_chosen(self, _on: bool = False) -> None:
        words = ""
        if self.is_branded:
            words = tr(PAID, "Disclosure")
        elif self.is_your_brand:
            words = tr(PROMOTIONAL, "Disclosure")
        self.prompt.setText(words)
        self.prompt.setVisible(bool(words))
        self.chosen.emit()
