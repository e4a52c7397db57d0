"""The icon in the system tray, and what closing and quitting mean."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSystemTrayIcon

from tikscheduler.domain.post import PostStatus
from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.leaving import CloseQuestion, QuitQuestion
from tikscheduler.ui.logo import logo
from tikscheduler.ui.notices import Notices
from tikscheduler.ui.standing import next_words, safe_words, state_words
from tikscheduler.ui.widgets import bring_to_front

LOOK_MS = 30_000
"""A tray may come or go while the program runs, and nothing tells of it."""
NOTICE_MS = 15_000


class Tray(QObject):
    """Keeps publishing on while the window is closed. Without a tray the window is minimised."""

    def __init__(
        self,
        kit: Kit,
        window: QMainWindow,
        available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        super().__init__(window)
        self._kit, self._window, self._available = kit, window, available
        self.icon: QSystemTrayIcon | None = None
        self._asking: CloseQuestion | QuitQuestion | None = None
        self._hidden = False
        self.menu = QMenu()  # without a parent: it must work while the window is hidden
        self.menu.aboutToShow.connect(self._fill_menu)
        self.notices = Notices(kit, self._tell, self)
        kit.requests.leave.connect(self.ask_quit)
        kit.overview.changed.connect(self._show)
        kit.theme.changed.connect(self._show)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()
        if self.visible and window.isMinimized():  # started minimised: the icon is enough
            window.hide()

    @property
    def visible(self) -> bool:
        """Whether there is a tray that shows the icon."""
        return self.icon is not None and self.icon.isVisible()

    def look(self) -> None:
        """See whether there is a tray, and put the icon in or take it away."""
        there = not self._hidden and self._available()
        if there and self.icon is None:
            self._make_icon()
        elif not there and self.icon is not None:
            self._drop_icon()
            if not self._hidden and not self._window.isVisible():
                self._window.showMinimized()  # else there would be no way back to it
        self._show()

    def hide(self) -> None:
        """Take the icon away for good."""
        self._hidden = True
        self._timer.stop()
        self._drop_icon()
        self.menu.close()

    # --- closing and quitting --------------------------------------------------------------

    def on_closing(self, event: QCloseEvent) -> None:
        """Decide what closing the window means."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and app.isSavingSession():
            self._kit.requests.quit.emit()  # the user logs out: nobody can answer
            return
        event.ignore()
        self.look()
        choice = self._kit.preferences.get("on_close", "")
        if choice == "quit":
            self.ask_quit()
        elif not self.visible:
            self._minimise()
        elif choice == "tray":
            self._window.hide()
        else:
            self._ask_close()

    def ask_quit(self) -> None:
        """Quit; during an upload only once the user knows what becomes of it."""
        names = self._uploading()
        if not names and not self._kit.transfers.all:
            self._kit.requests.quit.emit()
            return
        if self._is_asked():
            return
        question = QuitQuestion(names, self._window)
        question.accepted.connect(self._kit.requests.quit)
        self._ask(question)

    def _uploading(self) -> list[str]:
        latest = self._kit.overview.latest
        return [
            words.first_words(post)
            for post in (latest.under_way if latest else ())
            if post.status is PostStatus.PUBLISHING
        ]

    def _ask_close(self) -> None:
        if self._is_asked():
            return
        question = CloseQuestion(self._kit.theme, self._window)
        question.chosen.connect(self._on_close_chosen)
        self._ask(question)

    def _is_asked(self) -> bool:
        if self._asking is not None:
            self._asking.raise_()
        return self._asking is not None

    def _ask(self, question: CloseQuestion | QuitQuestion) -> None:
        self._bring()
        self._asking = question
        question.finished.connect(self._on_answered)
        question.open()

    def _on_answered(self) -> None:
        if self._asking is not None:
            self._asking.deleteLater()
            self._asking = None

    def _on_close_chosen(self, choice: str, remember: bool) -> None:
        if remember:
            self._kit.preferences.set("on_close", choice)
        if choice == "quit":
            self.ask_quit()
        elif self.visible:
            self._window.hide()
        else:
            self._minimise()

    def _minimise(self) -> None:
        self._window.showMinimized()
        if not self._kit.preferences.get("told_minimised", False):
            self._kit.preferences.set("told_minimised", True)
            self._kit.signals.remark.emit(
                self.tr("There is no tray here, so the window was minimised. Ctrl+Q quits.")
            )

    # --- the icon --------------------------------------------------------------------------

    def _make_icon(self) -> None:
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self._on_notice_clicked)
        self._show()
        self.icon.show()

    def _drop_icon(self) -> None:
        if self.icon is not None:
            self.icon.hide()
            self.icon.deleteLater()
            self.icon = None

    def _show(self) -> None:
        theme = self._kit.theme
        ground, mark = theme.colour("accent"), theme.colour("accent_text")
        self._window.setWindowIcon(logo(ground, mark))
        if self.icon is not None:
            self.icon.setIcon(logo(ground, mark, self._dot()))
            self.icon.setToolTip("\n".join(["tikscheduler", *self._lines()]))

    def _dot(self) -> QColor | None:
        watch, theme = self._kit.overview, self._kit.theme
        if watch.trouble or watch.state == "off" or (watch.latest and watch.latest.attention):
            return theme.colour("failed")
        return None if watch.state in ("on", "starting") else theme.colour("wait")

    def _lines(self) -> list[str]:
        what, how_soon = next_words(self._kit)
        following = self.tr("Next: %1").replace("%1", f"{what} {how_soon}") if what else ""
        texts = (state_words(self._kit)[0], following, self._attention(), safe_words(self._kit))
        return [text for text in texts if text]

    def _attention(self) -> str:
        latest = self._kit.overview.latest
        number = latest.attention if latest else 0
        if not number:
            return ""
        text = self.tr("1 post needs you") if number == 1 else self.tr("%1 posts need you")
        return text.replace("%1", str(number))

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Trigger or sys.platform == "darwin":
            return  # there a click opens the menu
        if self._window.isVisible() and not self._window.isMinimized():
            self._window.hide()
        else:
            self._bring()

    def _bring(self) -> None:
        bring_to_front(self._window)

    # --- the menu --------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        kit, menu = self._kit, self.menu
        menu.clear()
        what, how_soon = next_words(kit)
        latest = kit.overview.latest
        if what and latest and latest.next_post:
            post_id = latest.next_post.id
            menu.addAction(f"{what} {how_soon}", lambda: self._open_post(post_id))
        else:
            menu.addAction(self.tr("Nothing is planned")).setEnabled(False)
        if self._attention():
            menu.addAction(self._attention(), lambda: self._open_page("attention"))
        if safe_words(kit):
            menu.addAction(safe_words(kit)).setEnabled(False)
        menu.addSeparator()
        paused = kit.overview.state == "paused"
        pause = menu.addAction(
            self.tr("Resume all") if paused else self.tr("Pause all"),
            lambda: kit.requests.pause.emit(not paused),
        )
        pause.setEnabled(kit.overview.state in ("on", "paused"))
        menu.addAction(self.tr("Open tikscheduler"), self._bring)
        menu.addSeparator()
        menu.addAction(self.tr("Quit"), kit.requests.leave.emit)

    def _open_post(self, post_id: int) -> None:
        self._bring()
        self._kit.requests.show_post.emit(post_id)

    def _open_page(self, page: str) -> None:
        self._bring()
        self._kit.requests.show_page.emit(page)

    # --- notices ---------------------------------------------------------------------------

    def _tell(self, title: str, text: str, needs: bool) -> None:
        if self.icon is not None and self.visible and QSystemTrayIcon.supportsMessages():
            kind = QSystemTrayIcon.MessageIcon
            self.icon.showMessage(
                title, text, kind.Warning if needs else kind.Information, NOTICE_MS
            )
            return
        signals = self._kit.signals
        (signals.problem if needs else signals.remark).emit(f"{title}: {text}".replace("\n", ". "))
        QApplication.alert(self._window)

    def _on_notice_clicked(self) -> None:
        self._bring()
        self.notices.open()
