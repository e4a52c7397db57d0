"""Renders the window's pages: the demo's plan, no screen needed.

python tools/screenshots.py            what the documents show: docs/screenshots, docs/audit
python tools/screenshots.py FOLDER     every page, light and dark, and the walk for TikTok's audit
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Europe/Berlin"  # the same pictures wherever they are taken

from audit_pictures import take_audit
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
from tikscheduler.cli.demo_counts import fill_counts
from tikscheduler.cli.demo_plan import Samples, fill
from tikscheduler.desktop import Desktop
from tikscheduler.domain.post import PostStatus
from tikscheduler.sandbox import Sandbox
from tikscheduler.settings import Settings
from tikscheduler.ui.application import application
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.composer.spread_sheet import SpreadSheet
from tikscheduler.ui.signals import Draft

DOCUMENTS, AUDIT = Path("docs/screenshots"), Path("docs/audit")
SHOWN = {
    "month-light",
    "week-dark",
    "queue-light",
    "composer-light",
    "spread-light",
    "attention-light",
    "insights-light",
    "first-run-light",
    "settings-light",
}
"""What the documents show; of a few the dark one, as a sample."""
SIZE = (1360, 860)
PATIENCE = 15.0


def main() -> None:
    """Fill a throw-away profile, open the window over it, and take every picture."""
    time.tzset()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
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
            fill_counts(program, sandbox, accounts)
            program.storage.accounts.update(accounts[-1].id, needs_login=True)
            profile, passphrase = program.settings.profile, program.settings.passphrase
        settings = demo_settings(profile, sandbox.url, passphrase)
        new = shutil.copy(clips[0], Path(scratch) / "before-the-town-wakes.mp4")
        Studio(settings, folder).take_all(new, clips[3:8])
        first = demo_settings(Path(scratch) / "first", sandbox.url, passphrase)
        Studio(first, folder).take_first_run()
    take_audit(AUDIT if folder == DOCUMENTS else folder / "audit", clips[3])


class Studio:
    """A window that is put into one state after the other and looked at."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._folder = folder
        self._app: QApplication = application()
        self._desktop = Desktop(self._app, settings, publish=False)
        self._kit = self._desktop.kit
        self._wear("light")
        self._window = self._desktop.window
        self._window.resize(*SIZE)
        self._desktop.start()
        self._settle()
        self._desktop.signals.engine_state.emit("on")  # as it is where posts are published

    def take_all(self, new: Path, several: list[Path]) -> None:
        """Every page of a filled plan."""
        requests, page = self._kit.requests, self._window.page_widget("calendar")
        self._select_one()
        for theme in ("light", "dark"):
            self._wear(theme)
            for view in ("month", "week", "agenda"):
                page.show_view(view)
                self._take(f"{view}-{theme}")
            for name in ("queue", "insights", "attention", "settings"):
                requests.show_page.emit(name)
                self._take(f"{name}-{theme}")
            requests.show_page.emit("calendar")
            page.show_view("month")
            self._compose(new, several, theme)
        self._desktop.close()

    def take_first_run(self) -> None:
        """What a new user sees."""
        for theme in ("light", "dark"):
            self._wear(theme)
            self._take(f"first-run-{theme}")
        self._desktop.close()

    def _wear(self, theme: str) -> None:
        self._kit.preferences.set("theme", theme)
        self._kit.theme.choose(theme)

    def _select_one(self) -> None:
        visible = self._window.page_widget("calendar").visible
        self._wait(lambda: visible.loaded)
        posts = visible.in_order(*visible.days)
        mine = self._kit.book.accounts[0].id
        planned = [p for p in posts if p.status is PostStatus.SCHEDULED and p.account_id == mine]
        self._kit.selection.set([planned[len(planned) // 2].id])

    def _compose(self, new: Path, several: list[Path], theme: str) -> None:
        tomorrow = (self._kit.desk.now() + timedelta(days=1)).replace(tzinfo=None)
        wall = tomorrow.replace(hour=18, minute=30, second=0, microsecond=0)
        account = self._kit.book.accounts[0].id
        for name, videos in (("composer", [new]), ("spread", several)):
            draft = Draft(videos=tuple(videos), wall=wall, account_id=account)
            self._kit.requests.compose.emit(draft)
            self._settle()
            self._fill_in(self._sheet())
            self._take(f"{name}-{theme}", dialog=True)

    def _fill_in(self, sheet: QDialog) -> None:
        if isinstance(sheet, Composer):
            sheet.form.caption.setPlainText("A walk before the town wakes #morning #walk")
            audience = sheet.form.audience
        else:
            assert isinstance(sheet, SpreadSheet)
            sheet.panel.file_names.click()
            audience = sheet.panel.audience
        audience.view.setCurrentIndex(0)
        audience.comment.click()

    def _take(self, name: str, *, dialog: bool = False) -> None:
        if self._folder == DOCUMENTS and name not in SHOWN:
            if dialog:
                self._sheet().done(0)
            return
        self._settle()
        picture = self._window.grab()
        if dialog:
            _lay_over(picture, self._window, self._sheet())
            self._sheet().done(0)
        picture.save(str(self._folder / f"{name}.png"))

    def _sheet(self) -> QDialog:
        return next(one for one in self._window.findChildren(QDialog) if one.isVisible())

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
