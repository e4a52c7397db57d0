"""An account's card: how it is, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tikscheduler.domain.account import Account
from tikscheduler.ui import icons
from tikscheduler.ui.accounts.actions import AccountActions
from tikscheduler.ui.accounts.disconnect import Disconnect
from tikscheduler.ui.accounts.facts import AccountFacts
from tikscheduler.ui.accounts.fitting import fit
from tikscheduler.ui.accounts.health import Health, health_of
from tikscheduler.ui.avatars import Avatars
from tikscheduler.ui.composer.ticks import Tick
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label, line, set_kind
from tikscheduler.ui.words import tr

WIDTH = 320
AVATAR = 48


class AccountCard(QFrame):
    """A window of its own that goes away with a click beside it or Esc."""

    def __init__(
        self,
        kit: Kit,
        avatars: Avatars,
        actions: AccountActions,
        account_id: int,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._kit, self._avatars, self._actions = kit, avatars, actions
        self._id, self._panel = account_id, parent
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._make_labels()
        self._make_buttons()
        self._lay_out()
        kit.book.changed.connect(self._show)
        kit.theme.changed.connect(self._show)
        actions.changed.connect(self._on_changed)
        avatars.ready.connect(self._on_changed)
        self._show()

    def _make_labels(self) -> None:
        self.picture = QLabel()
        self.picture.setFixedSize(AVATAR, AVATAR)
        self.name, self.handle, self.numbers = label("", "heading"), label("", "dim"), label()
        self.numbers.setProperty("kind", "dim")
        self.health_icon, self.health = QLabel(), label("", wrap=True)
        self.facts = AccountFacts(self._kit)

    def _make_buttons(self) -> None:
        self.shown = Tick(self._kit.theme, self.tr("Show on the calendar"))
        self.shown.toggled.connect(lambda on: self._actions.show_on_calendar(self._id, on))
        self.sync = button(self.tr("Sync now"), self._on_sync)
        self.pause = button(self.tr("Pause"), self._on_pause)
        self.resume = button(self.tr("Resume posting"), self._on_resume)
        self.log_in = button(self.tr("Log in again…"), self._on_log_in)
        self.disconnect_button = button(self.tr("Disconnect…"), self._on_disconnect, kind="danger")

    def _lay_out(self) -> None:
        ground = QFrame()
        ground.setProperty("kind", "card")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addLayout(self._health_line())
        column.addWidget(self.resume)
        column.addWidget(self.facts)
        column.addWidget(line())
        column.addWidget(self.shown)
        column.addLayout(_pair(self.sync, self.pause))
        column.addLayout(_pair(self.log_in, self.disconnect_button))

    def _head(self) -> QHBoxLayout:
        names = QVBoxLayout()
        names.setSpacing(1)
        for one in (self.name, self.handle, self.numbers):
            names.addWidget(one)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(names, 1)
        return head

    def _health_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.health_icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.health, 1)
        return row

    # --- showing ---------------------------------------------------------------------------

    def open_beside(self, row: QWidget) -> None:
        """Open to the right of a row, as far as the screen has room for it."""
        at = row.mapToGlobal(QPoint(row.width() + 6, -8))
        room = row.screen().availableGeometry()
        self.move(at)
        self.show()
        fit(self, WIDTH)  # only now do its texts have their fonts
        at.setX(max(min(at.x(), room.right() - self.width()), room.left()))
        at.setY(max(min(at.y(), room.bottom() - self.height()), room.top()))
        self.move(at)
        wanted = self.log_in if self.log_in.property("kind") == "primary" else self.shown
        wanted.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_changed(self, account_id: int) -> None:
        if account_id == self._id:
            self._show()

    def _show(self) -> None:
        account = self._kit.book.get(self._id)
        if account is None or account.disconnected_at is not None:
            self.close()
            return
        self.setAccessibleName(account.name)
        self.picture.setPixmap(self._avatars.pixmap(account, AVATAR))
        self.name.setText(account.display_name or account.name)
        self.handle.setText(account.name)
        self.numbers.setText(self._count_words(account))
        self.numbers.setVisible(bool(self.numbers.text()))
        self._show_health(account)
        self.facts.show_account(account, self._actions.errors.get(account.id, ""))
        self._show_buttons(account)
        fit(self, WIDTH)

    def _health(self, account: Account) -> Health:
        blocks = self._kit.book.blocks(account.id)
        return health_of(account, self._kit.zone, self._kit.desk.now(), blocks)

    def _show_health(self, account: Account) -> None:
        health = self._health(account)
        icon = {"good": "check", "wait": "clock", "failed": "exclaim"}[health.level]
        if account.paused and health.brief == tr("Paused"):
            icon = "pause"
        colour = getattr(self._kit.theme.tokens, health.level)
        scale = self.devicePixelRatioF()
        self.health_icon.setPixmap(icons.pixmap(icon, colour, 16, scale))
        self.health.setText(health.words)
        set_kind(self.health, health.level)

    def _show_buttons(self, account: Account) -> None:
        now = self._kit.desk.now()
        ended, soon = account.login_ended(now), account.login_ends_soon(now)
        busy = account.id in self._actions.busy
        self.shown.blockSignals(True)
        self.shown.setChecked(account.id not in self._kit.book.hidden)
        self.shown.blockSignals(False)
        self.sync.setText(self.tr("One moment…") if busy else self.tr("Sync now"))
        self.sync.setEnabled(not busy and not ended)
        self.pause.setText(self.tr("Resume") if account.paused else self.tr("Pause"))
        self.pause.setAccessibleName(self.pause.text())
        self.disconnect_button.setEnabled(not busy)
        self.resume.setVisible(bool(self._kit.book.blocks(account.id)))
        lacks = bool(account.missing_scopes)
        set_kind(self.log_in, "primary" if ended or soon or lacks else "")

    def _count_words(self, account: Account) -> str:
        told = (
            (account.follower_count, self.tr("%1 followers")),
            (account.video_count, self.tr("%1 videos")),
        )
        return " · ".join(
            words.replace("%1", f"{count:,}") for count, words in told if count is not None
        )

    # --- asked for -------------------------------------------------------------------------

    def _account(self) -> Account:
        account = self._kit.book.get(self._id)
        assert account is not None  # noqa: S101 - the card closes when its account goes
        return account

    def _on_sync(self) -> None:
        self._actions.sync(self._account())

    def _on_pause(self) -> None:
        self._actions.pause(self._id, not self._account().paused)

    def _on_resume(self) -> None:
        self._kit.actions.resume_account(self._id)

    def _on_log_in(self) -> None:
        self.close()
        self._actions.log_in(self._id)

    def _on_disconnect(self) -> None:
        account, panel = self._account(), self._panel
        self.close()
        Disconnect.ask(self._kit, self._actions, account, panel)


def _pair(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(left, 1)
    row.addWidget(right, 1)
    return row
