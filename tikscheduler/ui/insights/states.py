"""What is said where figures are missing or old, and the button that helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tikscheduler.domain.account import Account
from tikscheduler.ui import icons
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label
from tikscheduler.ui.words import tr

SCOPE = "video.list"
ICON, TEXT_WIDTH = 40, 480
NEVER_LISTED = "Private videos, and those for friends or followers only, are never told by TikTok."


@dataclass(frozen=True, slots=True)
class State:
    """A heading, a sentence, and what the button does: "connect", "again", "count", or ""."""

    heading: str
    text: str
    does: str = ""


def no_account() -> State:
    """Where no account is connected."""
    return State(
        tr("No account is connected", "insights"),
        tr("What TikTok counts for an account's public videos is shown here.", "insights"),
        "connect",
    )


def state_of(account: Account, *, counted: bool, videos: int, problem: str) -> State | None:
    """Why there is nothing to show; None where there is."""
    if videos:
        return None
    if trouble := trouble_of(account, problem):
        return trouble
    if not counted:
        return State(
            tr("Not counted yet", "insights"),
            tr("It is done every night while the program runs, or now.", "insights"),
            "count",
        )
    return State(
        tr("TikTok told of no public video", "insights"),
        tr(NEVER_LISTED, "insights"),
        "count",
    )


def trouble_of(account: Account, problem: str) -> State | None:
    """What keeps an account from being counted; None if nothing does."""
    if SCOPE not in account.scopes:
        text = tr(
            "%1 has not allowed its list of videos to be read. Connect it again and leave "
            "“Read your public videos on TikTok” ticked; everything else stays as it is.",
            "insights",
        )
        heading = tr("Insights are off for this account", "insights")
        return State(heading, text.replace("%1", account.name), "again")
    if account.needs_login:
        text = tr("TikTok has ended the login of %1; nothing is counted until then.", "insights")
        heading = tr("Log in again", "insights")
        return State(heading, text.replace("%1", account.name), "again")
    if problem:
        return State(tr("It could not be counted", "insights"), problem, "count")
    return None


def _button_text(does: str) -> str:
    return {
        "connect": tr("Connect an account", "insights"),
        "again": tr("Connect again", "insights"),
        "count": tr("Count now", "insights"),
    }.get(does, "")


class Instead(QWidget):
    """In place of the page: an icon, two texts, a button. `do` is told what it does."""

    def __init__(self, kit: Kit, do: Callable[[str], object]) -> None:
        super().__init__()
        self._kit = kit
        self._state = State("", "")
        self.icon = QLabel()
        self.heading, self.text = label("", "heading"), label("", "dim", wrap=True)
        self.text.setFixedWidth(TEXT_WIDTH)
        self.go = button("", lambda: do(self._state.does), kind="primary")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        for one in (self.icon, self.heading, self.text):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.icon, self.heading, self.text, self.go):
            column.addWidget(part, 0, middle)
        column.insertSpacing(3, 4)
        column.addStretch(3)
        kit.theme.changed.connect(self._paint)
        self._paint()

    def show_state(self, state: State) -> None:
        """Show another."""
        self._state = state
        self.heading.setText(state.heading)
        self.text.setText(state.text)
        self.text.setMinimumHeight(self.text.heightForWidth(TEXT_WIDTH))
        self.go.setText(_button_text(state.does))
        self.go.setAccessibleName(self.go.text())
        self.go.setVisible(bool(state.does))

    def _paint(self) -> None:
        scale = self.devicePixelRatioF()
        self.icon.setPixmap(icons.pixmap("insights", self._kit.theme.tokens.faint, ICON, scale))


class Banner(QFrame):
    """Over what is still shown: why it grows old."""

    def __init__(self, do: Callable[[str], object]) -> None:
        super().__init__()
        self._state: State | None = None
        self.setProperty("kind", "box-wait")
        self.text = label("", wrap=True)
        self.go = button("", lambda: do(self._state.does if self._state else ""))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.text, 1)
        row.addWidget(self.go)
        self.hide()

    def show_state(self, state: State | None) -> None:
        """Show a trouble, or go."""
        self._state = state
        self.setVisible(state is not None)
        if state is not None:
            self.text.setText(state.text)
            self.go.setText(_button_text(state.does))
            self.go.setAccessibleName(self.go.text())
