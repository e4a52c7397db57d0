"""Round pictures of the accounts: their own from TikTok, or initials on their colour."""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QImageReader,
    QPainter,
    QPixmap,
)

from tikscheduler.domain.account import Account
from tikscheduler.ui.tokens import account_colour

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program
    from tikscheduler.ui.desk import Desk
    from tikscheduler.ui.kit import Kit

SIDE = 256
"""Pixels an avatar is kept at: 128 on a screen of double density."""

LARGEST = 4096
"""Pixels of a picture that is opened at all: a small file can hold a very large one."""

KEPT = 600


class Avatars:
    """Asks for pictures. All of a window share what has been found, so each costs one look."""

    def __init__(self, kit: Kit) -> None:
        found = kit.desk.findChild(_Shelf)
        self._shelf = found if isinstance(found, _Shelf) else _Shelf(kit.desk)
        self.ready = self._shelf.ready
        """Tells the id of an account whose picture has come or changed."""

    def pixmap(self, account: Account, size: int) -> QPixmap:
        """The account's round picture of `size` logical pixels, sharp on every screen.

        Initials until the picture is there; `ready` tells when it is.
        """
        return self._shelf.pixmap(account, size)


class _Shelf(QObject):
    """What was found. Pictures are read from the profile first, and fetched one after another."""

    ready = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._images: dict[int, QImage] = {}
        self._asked: dict[int, object] = {}
        self._missing: set[int] = set()
        self._waiting: OrderedDict[int, Account] = OrderedDict()
        self._fetching = False
        self._drawn: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()

    def pixmap(self, account: Account, size: int) -> QPixmap:
        if account.avatar_url and self._asked.get(account.id) != self._stand(account):
            self._look(account)
        scale = max((one.devicePixelRatio() for one in QGuiApplication.screens()), default=1.0)
        image = self._images.get(account.id) if account.avatar_url else None
        key = (account.id, size, scale, image.cacheKey() if image else account_initials(account))
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = _round(image, size, scale) if image else _initials(account, size, scale)
            self._drawn[key] = drawn
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        return drawn

    # --- finding ---------------------------------------------------------------------------

    def _stand(self, account: Account) -> object:
        """What a picture is looked for by: its address; after a failure, the next sync too."""
        missing = account.id in self._missing
        return (account.avatar_url, account.synced_at if missing else None)

    def _look(self, account: Account) -> None:
        self._missing.discard(account.id)
        self._asked[account.id] = self._stand(account)
        profile = self._desk.profile

        def work() -> tuple[QImage, bool]:
            from tikscheduler.services.avatars import kept_avatar

            picture, current = kept_avatar(profile, account)
            return read_picture(picture), current

        def done(found: tuple[QImage, bool]) -> None:
            image, current = found
            self._take(account, image)
            if not current:
                self._waiting[account.id] = account
                self._fetch()

        self._desk.media(self, work, done, lambda _error: None)

    def _fetch(self) -> None:
        """One at a time: many accounts must not keep a login waiting."""
        if self._fetching or not self._waiting:
            return
        self._fetching = True
        _, account = self._waiting.popitem(last=False)

        def work(program: Program) -> QImage:
            from tikscheduler.services.avatars import fetch_avatar

            picture = fetch_avatar(program.settings.profile, account, program.transport)
            return read_picture(picture)

        def done(image: QImage) -> None:
            self._fetching = False
            if image.isNull():
                self._missing.add(account.id)
                self._asked[account.id] = self._stand(account)
            self._take(account, image)
            self._fetch()

        self._desk.ask(self, work, done, lambda _error: done(QImage()))

    def _take(self, account: Account, image: QImage) -> None:
        if not image.isNull():
            self._images[account.id] = image
            self.ready.emit(account.id)


def read_picture(data: bytes | None) -> QImage:
    """A picture file as a square of at most `SIDE` pixels; null where it cannot be shown."""
    if not data:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > LARGEST:
        return QImage()
    side = min(size.width(), size.height())
    if side > SIDE:
        reader.setScaledSize(size.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    side = min(image.width(), image.height())
    left, top = (image.width() - side) // 2, (image.height() - side) // 2
    return image.copy(left, top, side, side)


def account_initials(account: Account) -> str:
    """Two letters for an account: Trail Notes and luna.bakes are TN and LB."""
    names: list[list[str]] = [
        re.findall(r"[^\W_]+", name) for name in (account.display_name, account.handle)
    ]
    for words in names:
        if len(words) > 1:
            return (words[0][0] + words[1][0]).upper()
    for words in names:
        if words:
            wide = unicodedata.east_asian_width(words[0][0]) in "WF"
            return words[0][: 1 if wide else 2].upper()
    return "@"


def _round(image: QImage, size: int, scale: float) -> QPixmap:
    side = round(size * scale)
    picture = image.scaled(
        QSize(side, side),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return _disc(QBrush(QPixmap.fromImage(picture)), side, scale)


def _initials(account: Account, size: int, scale: float) -> QPixmap:
    side = round(size * scale)
    made = _disc(QBrush(QColor(account_colour(account.id))), side, 1)
    font = QFont(QGuiApplication.font())
    font.setPixelSize(max(round(side * 0.37), 1))
    font.setWeight(QFont.Weight.Bold)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(
            QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, account_initials(account)
        )
    made.setDevicePixelRatio(scale)
    return made


def _disc(brush: QBrush, side: int, scale: float) -> QPixmap:
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawEllipse(QRectF(0, 0, side, side))
    made.setDevicePixelRatio(scale)
    return made
