"""The pictures of docs/tiktok-audit.md: the composer, rule after rule, up to the published post.

`tools/screenshots.py` takes them with all the others.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QComboBox, QToolTip, QWidget

from tikscheduler.cli.demo import connect, demo_settings, opened
from tikscheduler.desktop import Desktop
from tikscheduler.domain.post import PostStatus, Privacy
from tikscheduler.sandbox import Sandbox
from tikscheduler.settings import Settings
from tikscheduler.ui.application import application
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.signals import Draft

CREATORS = ("mira.films", "studio.nord")
PATIENCE = 30.0
UNFINISHED = "composer.unfinished"


def take_audit(folder: Path, clip: Path) -> None:
    """Take every picture into `folder`, over a throw-away profile and a sandbox of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        Sandbox(folder=Path(scratch) / "tiktok") as sandbox,
    ):
        with opened(Path(scratch), sandbox.url) as program:
            for name in CREATORS:
                connect(program, sandbox, name)
            profile, passphrase = program.settings.profile, program.settings.passphrase
        settings = demo_settings(profile, sandbox.url, passphrase)
        AuditWalk(settings, sandbox, folder, clip).take_all()


class AuditWalk:
    """Goes through the composer as a creator would film it for TikTok's review."""

    def __init__(self, settings: Settings, sandbox: Sandbox, folder: Path, clip: Path) -> None:
        self._sandbox, self._folder, self._clip = sandbox, folder, clip
        self._app: QApplication = application()
        self._desktop = Desktop(self._app, settings)
        self._kit, self._window = self._desktop.kit, self._desktop.window
        self._kit.theme.choose("light")
        self._window.resize(1360, 860)
        self._desktop.start()
        self._wait(lambda: len(self._kit.book.accounts) == len(CREATORS))

    def take_all(self) -> None:
        """One picture a rule, in the order of the guidelines."""
        try:
            self._who()
            self._caption_and_audience()
            self._disclosure()
            self._other_ways()
            self._to_the_end()
        finally:
            self._desktop.close()

    # --- the rules -------------------------------------------------------------------------

    def _who(self) -> None:
        mira = self._sandbox.state.creators["mira.films"]
        with self._composer() as composer:
            self._save(composer, "01-creator")
        mira.daily_posts = 0
        soon = self._kit.desk.now() + timedelta(hours=2)
        with self._composer(wall=soon.replace(tzinfo=None)) as composer:
            self._wait(lambda: bool(composer.state().stop))
            self._save(composer, "02-cannot-post")
        mira.daily_posts, mira.max_seconds = 15, 1
        with self._composer() as composer:
            self._save(composer, "03-too-long")
        mira.max_seconds = 600

    def _caption_and_audience(self) -> None:
        with self._composer() as composer:
            composer.form.caption.setPlainText("A walk before the town wakes #morning #walk")
            self._save(composer, "04-caption")
            view = composer.form.audience.view
            view.showPopup()
            self._settle()
            self._save(composer, "05-audience", (self._list(view), _below(composer, view)))
            view.hidePopup()
        with self._composer("studio.nord") as composer:
            duet = composer.form.audience.duet
            self._save(composer, "06-interactions", (self._hover(duet), _below(composer, duet)))

    def _disclosure(self) -> None:
        with self._composer() as composer:
            form = composer.form
            form.audience.choose(Privacy.PUBLIC)
            form.disclosure.switch.click()
            self._settle()
            button = composer.footer.schedule
            above = _below(composer, button) - QPoint(0, button.height() + 62)
            self._save(composer, "07-disclosure", (self._hover(button), above))
            form.disclosure.your_brand.click()
            self._save(composer, "08-your-brand")
            form.disclosure.branded.click()
            self._save(composer, "09-branded-content")
            view = form.audience.view
            view.showPopup()
            self._settle()
            items, index = view.view(), view.model().index(view.findText("Only me"), 0)
            place, below = items.visualRect(index).center(), _below(composer, view)
            tip = self._hover(items.viewport(), place)
            beside = below + place + QPoint(20, 20)
            self._save(composer, "10-never-private", (self._list(view), below), (tip, beside))
            view.hidePopup()
            form.disclosure.branded.click()
            form.audience.choose(Privacy.PRIVATE)
            self._save(composer, "11-only-me")

    def _other_ways(self) -> None:
        with self._composer() as composer:
            composer.form.caption.setPlainText("A walk before the town wakes #morning #walk")
            composer.form.draft.click()
            self._save(composer, "12-draft")
        self._kit.desk.program().audit.learn(False)
        with self._composer() as composer:
            composer.form.audience.choose(Privacy.PUBLIC)
            self._wait(lambda: composer.as_draft.isVisibleTo(composer))
            self._save(composer, "13-unaudited")
        self._kit.desk.program().audit.learn(True)

    def _to_the_end(self) -> None:
        """Press the button, have the post go out at once, and show it as TikTok tells it."""
        with self._composer() as composer:
            composer.form.caption.setPlainText("A walk before the town wakes #morning #walk")
            composer.form.audience.choose(Privacy.PUBLIC)
            composer.form.audience.comment.click()
            self._wait(composer.footer.schedule.isEnabled)
            self._save(composer, "14-consent")
            composer.footer.schedule.click()
            self._wait(lambda: not composer.isVisible())
        (planned,) = self._kit.desk.storage().posts.list()
        self._kit.selection.set([planned.id])
        self._kit.actions.publish_now([planned.id])
        posts = self._kit.desk.storage().posts
        self._wait(lambda: posts.get(planned.id).tiktok_post_id != "")
        assert posts.get(planned.id).status is PostStatus.PUBLISHED
        self._settle()
        self._window.grab().save(str(self._folder / "15-published.png"))

    # --- taking ----------------------------------------------------------------------------

    @contextmanager
    def _composer(
        self, who: str = "mira.films", wall: datetime | None = None
    ) -> Iterator[Composer]:
        account = next(one for one in self._kit.book.accounts if one.handle == who)
        now = self._kit.desk.now().replace(tzinfo=None)
        tomorrow = (now + timedelta(days=1)).replace(hour=18, minute=30, second=0, microsecond=0)
        self._kit.requests.compose.emit(
            Draft(videos=(self._clip,), wall=wall or tomorrow, account_id=account.id)
        )
        composer = next(one for one in self._window.findChildren(Composer) if one.isVisible())
        self._wait(lambda: composer.state().told.word.name != "ASKING")
        self._wait(lambda: composer.footage.facts is not None)
        self._settle()
        yield composer
        composer.done(0)
        self._kit.preferences.set(UNFINISHED, None)  # else it would be offered in the next one
        self._settle()

    @staticmethod
    def _list(box: QComboBox) -> QPixmap:
        return box.view().window().grab()

    @staticmethod
    def _hover(widget: QWidget, at: QPoint | None = None) -> QPixmap:
        """What comes up when the pointer rests on a widget."""
        place = at or widget.rect().center()
        spot = widget.mapToGlobal(place)
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, spot))
        assert QToolTip.isVisible()  # it is what the picture is about
        tip = Qt.WindowType.ToolTip
        open_ = (one for one in QApplication.topLevelWidgets() if one.isVisible())
        return next(one for one in open_ if one.windowFlags() & tip == tip).grab()

    def _save(self, composer: Composer, name: str, *over: tuple[QPixmap, QPoint]) -> None:
        if not over:
            self._settle()
        picture = composer.grab()
        with QPainter(picture) as painter:
            for piece, at in over:
                room = picture.width() - piece.width() - 12
                painter.drawPixmap(min(at.x(), room), at.y(), piece)
        picture.save(str(self._folder / f"{name}.png"))
        QToolTip.hideText()

    def _settle(self) -> None:
        until = time.monotonic() + 0.8
        while time.monotonic() < until:
            self._app.processEvents()
            time.sleep(0.005)

    def _wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not done():
            self._app.processEvents()
            time.sleep(0.005)
            if time.monotonic() > until:
                raise TimeoutError("the composer did not come to what was to be pictured")


def _below(composer: Composer, widget: QWidget) -> QPoint:
    """Where things come up under a widget, in the picture."""
    return widget.mapTo(composer, QPoint(0, widget.height() + 2))
