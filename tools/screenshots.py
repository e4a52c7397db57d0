"""Renders the window's pages into docs/screenshots: the demo's plan, no screen needed.

python tools/screenshots.py [folder]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale, QPoint
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tikscheduler.cli.demo import (
    CLIPS,
    SHORT_CLIPS,
    WINDOW_CREATORS,
    connect,
    demo_settings,
    opened,
    sample_clips,
)
from tikscheduler.cli.demo_plan import Samples, fill
from tikscheduler.desktop import Desktop
from tikscheduler.domain.post import PostStatus
from tikscheduler.sandbox import Sandbox
from tikscheduler.settings import Settings
from tikscheduler.ui.application import application
from tikscheduler.ui.signals import Draft

SIZE = (1360, 860)
PATIENCE = 15.0


def main() -> None:
    """Fill a throw-away profile, open the window over it, and take every picture."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    clips = sample_clips(CLIPS + SHORT_CLIPS)
    with (
        tempfile.TemporaryDirectory() as scratch,
        Sandbox(folder=Path(scratch) / "tiktok") as sandbox,
    ):
        with opened(Path(scratch), sandbox.url) as program:
            accounts = [connect(program, sandbox, name) for name in WINDOW_CREATORS]
            fill(Samples(program=program, accounts=accounts, clips=clips), live=False)
            program.storage.accounts.update(accounts[-1].id, needs_login=True)
            profile, passphrase = program.settings.profile, program.settings.passphrase
        settings = demo_settings(profile, sandbox.url, passphrase)
        Studio(settings, folder).take_all(clips)
        first = demo_settings(Path(scratch) / "first", sandbox.url, passphrase)
        Studio(first, folder).take_first_run()


class Studio:
    """A window that is put into one state after the other and looked at."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._folder = folder
        self._app: QApplication = application()
        self._desktop = Desktop(self._app, settings, publish=False)
        self._kit = self._desktop.kit
        self._kit.preferences.set("theme", "light")
        self._kit.theme.choose("light")
        self._window = self._desktop.window
        self._window.resize(*SIZE)
        self._desktop.start()
        self._settle()
        self._desktop.signals.engine_state.emit("on")  # as it is where posts are published

    def take_all(self, clips: list[Path]) -> None:
        """Every page of a filled plan."""
        requests, page = self._kit.requests, self._window.page_widget("calendar")
        self._select_one()
        for theme in ("light", "dark"):
            self._kit.theme.choose(theme)
            for view in ("month", "week", "agenda"):
                page.show_view(view)
                self._take(f"{view}-{theme}")
            for name in ("queue", "attention", "settings"):
                requests.show_page.emit(name)
                self._take(f"{name}-{theme}")
            requests.show_page.emit("calendar")
            page.show_view("month")
            self._compose(clips, theme)
        self._desktop.close()

    def take_first_run(self) -> None:
        """What a new user sees."""
        for theme in ("light", "dark"):
            self._kit.theme.choose(theme)
            self._take(f"first-run-{theme}")
        self._desktop.close()

    def _select_one(self) -> None:
        visible = self._window.page_widget("calendar").visible
        self._wait(lambda: visible.loaded)
        posts = visible.in_order(*visible.days)
        scheduled = [post for post in posts if post.status is PostStatus.SCHEDULED]
        self._kit.selection.set([scheduled[len(scheduled) // 2].id])

    def _compose(self, clips: list[Path], theme: str) -> None:
        tomorrow = (self._kit.desk.now() + timedelta(days=1)).replace(tzinfo=None)
        wall = tomorrow.replace(hour=18, minute=30, second=0, microsecond=0)
        account = self._kit.book.accounts[0].id
        for name, videos in (("composer", clips[:1]), ("spread", clips[3:8])):
            draft = Draft(videos=tuple(videos), wall=wall, account_id=account)
            self._kit.requests.compose.emit(draft)
            self._take(f"{name}-{theme}", dialog=True)

    def _take(self, name: str, *, dialog: bool = False) -> None:
        self._settle()
        picture = self._window.grab()
        if dialog:
            sheet = next(one for one in self._window.findChildren(QDialog) if one.isVisible())
            _lay_over(picture, self._window, sheet)
            sheet.close()
        picture.save(str(self._folder / f"{name}.png"))

    def _settle(self) -> None:
        """Let everything that was asked for come in and be painted."""
        until = time.monotonic() + 1.2
        while time.monotonic() < until:
            self._app.processEvents()
            time.sleep(0.005)

    def _wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not done():
            self._app.processEvents()
            if time.monotonic() > until:
                raise TimeoutError("the window did not come to rest")


def _lay_over(picture: object, window: QWidget, sheet: QDialog) -> None:
    from PySide6.QtGui import QColor, QPainter

    with QPainter(picture) as painter:
        painter.fillRect(window.rect(), QColor(10, 12, 18, 110))
        middle = window.rect().center() - sheet.rect().center()
        painter.drawPixmap(QPoint(middle), sheet.grab())


if __name__ == "__main__":
    main()
