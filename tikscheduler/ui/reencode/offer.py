"""Offers a copy where TikTok would refuse a video, or has refused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from tikscheduler.domain.reencoding import MENDABLE
from tikscheduler.ui.composer import locked
from tikscheduler.ui.widgets import button

if TYPE_CHECKING:
    from tikscheduler.ui.composer.composer import Composer


class OfferCopy(QObject):
    """A button in a composer's verdict box, there while a copy would help."""

    def __init__(self, composer: Composer) -> None:
        super().__init__(composer)
        self._composer = composer
        self.button = button(self.tr("Make a copy that fits…"), self._on_clicked)
        composer.footer.box.add(self.button)
        composer.footage.changed.connect(self._show)
        composer.kit.feed.posts_loaded.connect(self._show)
        self._show()

    def _show(self, _posts: object = None) -> None:
        composer, seen = self._composer, self._composer.footage.seen
        mendable = seen is not None and any(p.code in MENDABLE for p in seen.problems)
        known = seen is not None and seen.facts is not None
        helps = mendable or (known and bool(self._refused()))
        self.button.setVisible(helps and not locked.reason(composer.post))

    def _refused(self) -> frozenset[str]:
        """What TikTok itself has said against this very file, as far as a copy mends it."""
        post = self._composer.post
        if post is None or post.fault is None or post.video != self._composer.footage.video:
            return frozenset()
        return MENDABLE & {post.fault.code}

    def _on_clicked(self) -> None:
        from tikscheduler.ui.reencode.dialog import CopyDialog

        composer, video = self._composer, self._composer.footage.video
        if video is None:
            return
        account = composer.form.chosen_account
        creator = composer.creators.told(account.id if account else None).creator
        dialog = CopyDialog(
            composer.kit,
            video,
            refused=self._refused(),
            max_seconds=creator.max_duration_sec if creator else 0,
            parent=composer,
        )
        dialog.used.connect(composer.take_video)
        dialog.open()
