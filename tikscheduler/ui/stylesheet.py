"""The stylesheet. Widgets are picked out by a `kind` property: primary, flat, title, card…"""

from __future__ import annotations

from dataclasses import asdict
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tikscheduler.ui.tokens import Tokens

_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QToolTip { background: $card; color: $text; border: 1px solid $line; padding: 4px 6px; }
QLabel { background: transparent; }
QLabel[kind="title"] { font-size: 18px; font-weight: 600; }
QLabel[kind="heading"] { font-size: 14px; font-weight: 600; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="label"] { font-size: 11px; font-weight: 600; color: $dim; }
QLabel[kind="dim"] { color: $dim; }
QLabel[kind="small"] { font-size: 11px; color: $dim; }
QLabel[kind="good"] { color: $good; }
QLabel[kind="wait"] { color: $wait; }
QLabel[kind="failed"] { color: $failed; }
QLabel[kind="running"] { color: $running; }
QLabel[kind="badge"] { background: $failed_bg; color: $failed; font-size: 11px; font-weight: 600;
    border-radius: 7px; padding: 0 6px; min-height: 15px; max-height: 15px; }
QLabel[kind="banner"] { background: $wait_bg; color: $wait; font-size: 11px;
    border-radius: 6px; padding: 5px 8px; }
QLabel[kind="drop"] { background: $accent_bg; color: $accent; font-weight: 600;
    border: 2px dashed $accent; border-radius: 6px; }
QFrame[kind="side"], QWidget[kind="side"] { background: $side; }
QFrame[kind="card"] { background: $card; border: 1px solid $line; border-radius: 6px; }
QFrame[kind="row"] { border: 1px solid transparent; border-radius: 6px; }
QFrame[kind="row"]:hover { background: $past; }
QFrame[kind="row"]:focus { background: $accent_bg; border-color: $accent; }
QFrame[kind="box-good"] { background: $good_bg; border-radius: 6px; }
QFrame[kind="box-wait"] { background: $wait_bg; border-radius: 6px; }
QFrame[kind="box-failed"] { background: $failed_bg; border-radius: 6px; }
QFrame[kind="box-idle"] { background: $idle_bg; border-radius: 6px; }
QDialog[kind="sheet"] { background: transparent; }
QFrame[kind="sheet"] { background: $window; border: 1px solid $line; border-radius: 12px; }
QFrame[kind="sheet-side"] { background: $side; border-right: 1px solid $line;
    border-bottom-left-radius: 11px; }
QLabel[kind="field"] { font-size: 12px; font-weight: 600; }
QLabel[kind="small-failed"] { font-size: 11px; font-weight: 600; color: $failed; }
QLabel[kind="hint"] { font-size: 12px; color: $dim; }
QLabel[kind="step"] { background: $accent_bg; color: $accent; font-weight: 600;
    border-radius: 12px; }
QFrame[kind="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="upright"] { background: $line; border: none; max-width: 1px; min-width: 1px; }

QPushButton, QToolButton[kind="button"] {
    background: $card; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 5px 12px; min-height: 18px; font-weight: 500;
}
QToolButton[kind="button"] { padding: 5px 6px; }
QPushButton:hover, QToolButton[kind="button"]:hover { background: $hover; }
QPushButton:pressed, QToolButton[kind="button"]:pressed { background: $line; }
QPushButton:focus, QToolButton[kind="button"]:focus { border-color: $accent; }
QPushButton:disabled, QToolButton[kind="button"]:disabled { color: $faint; }
QPushButton[kind="primary"] { background: $accent; color: $accent_text; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent; border-color: $text; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: 4px 11px; }
QPushButton[kind="primary"]:disabled {
    background: $accent_bg; color: $faint; border-color: $accent_bg;
}
QPushButton[kind="flat"], QToolButton { background: transparent; border: 1px solid transparent;
    border-radius: 6px; padding: 5px 8px; }
QPushButton[kind="flat"]:hover, QToolButton:hover { background: $hover; }
QPushButton[kind="flat"]:focus, QToolButton:focus { border-color: $accent; }
QToolButton[kind="fold"] { padding: 2px 4px 2px 0; color: $dim; }
QPushButton[kind="link"] { background: transparent; border: none; color: $accent; padding: 2px; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus { text-decoration: underline; }
QPushButton[kind="danger"] { color: $failed; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }

QPushButton[kind="segment"] { border-radius: 0; margin: 0; color: $dim; border-left-width: 0; }
QPushButton[kind="segment"][place="first"] {
    border-left-width: 1px; border-top-left-radius: 6px; border-bottom-left-radius: 6px;
}
QPushButton[kind="segment"][place="last"] {
    border-top-right-radius: 6px; border-bottom-right-radius: 6px;
}
QPushButton[kind="segment"][tight="true"] { padding: 5px 7px; }
QPushButton[kind="segment"]:hover { color: $text; }
QPushButton[kind="segment"]:checked { background: $accent_bg; color: $accent; }
QPushButton[kind="segment"]:focus { color: $text; text-decoration: underline; }
QPushButton[kind="chip"] { border-radius: 12px; padding: 3px 10px; color: $dim; }
QPushButton[kind="chip"]:checked {
    background: $accent_bg; color: $accent; border-color: $accent_bg; font-weight: 600;
}
QPushButton[kind="chip"]:focus { border-color: $accent; }
QPushButton[kind="nav"] {
    background: transparent; border: 1px solid transparent; text-align: left;
    padding: 6px 9px; color: $dim; font-weight: 500;
}
QPushButton[kind="nav"]:hover { background: $hover; color: $text; }
QPushButton[kind="nav"]:checked { background: $accent_bg; color: $accent; }
QPushButton[kind="nav"]:focus { border-color: $accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
    background: $card; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 5px 9px; min-height: 18px;
    selection-background-color: $accent; selection-color: $accent_text;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border-color: $accent;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
    color: $faint; background: $side;
}
QComboBox::drop-down { border: none; width: 22px; }
QDateTimeEdit::drop-down { border: none; width: 26px; subcontrol-position: center right; }
QDateTimeEdit::down-arrow { image: none; }
QComboBox QAbstractItemView, QMenu, QCompleter QAbstractItemView {
    background: $card; color: $text; border: 1px solid $line; border-radius: 6px; padding: 4px;
    selection-background-color: $accent_bg; selection-color: $text; outline: none;
}
QMenu::item { padding: 5px 22px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_bg; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; padding: 2px; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QLabel[kind="drag"] { background: $text; color: $window; font-size: 11px; font-weight: 600;
    border-radius: 6px; padding: 4px 8px; }
QLabel[kind="drag-no"] { background: $failed_bg; color: $failed; font-size: 11px; font-weight: 600;
    border: 1px solid $failed; border-radius: 6px; padding: 3px 7px; }
QGroupBox { border: none; margin-top: 18px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }

QAbstractScrollArea { border: none; background: transparent; }
QPlainTextEdit, QTextEdit { background: $card; border: 1px solid $line; }
QPlainTextEdit:focus, QTextEdit:focus { border-color: $accent; }
QComboBox[empty="true"] { color: $dim; }
QTableView, QListView, QTreeView {
    background: $window; border: none; outline: none; gridline-color: $line;
    selection-background-color: $accent_bg; selection-color: $text;
}
QTableView[kind="in-card"], QTableView[kind="in-card"] QHeaderView,
QTableView[kind="in-card"] QHeaderView::section { background: $card; }
QTableView[kind="in-card"]::item { padding: 0 5px; }
QHeaderView { background: $window; border: none; }
QHeaderView::section {
    background: $window; color: $dim; border: none; border-bottom: 1px solid $line;
    padding: 6px 8px; font-size: 11px; font-weight: 600; text-align: left;
}
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: transparent; }
QCalendarWidget QToolButton { color: $text; font-weight: 600; padding: 4px 6px; }
QCalendarWidget QSpinBox { min-height: 14px; padding: 2px 4px; }
QCalendarWidget QTableView { background: $card; alternate-background-color: $card;
    selection-background-color: $accent; selection-color: $accent_text; }
QSplitter::handle { background: $line; }
QProgressBar { background: $line; border: none; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: $running; border-radius: 2px; }
""")


def stylesheet(tokens: Tokens) -> str:
    """The sheet in these colours."""
    return _SHEET.substitute(asdict(tokens))
