"""The post as it will look on a phone: the picture, the account and the caption over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from tikscheduler.ui import icons
from tikscheduler.ui.composer.cover_strip import draw_filling
from tikscheduler.ui.composer.player import Player
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.widgets import icon_button

SIZE = QSize(218, 386)
PAD = 12
LINES = 3
LINE_PX = 16
BUTTON = 48
PLAY_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
STEP_MS = 600
"""How long each picture of the film strip stands where the video itself cannot be played."""


class Preview(QWidget):
    """Click or Space plays and pauses. Without a video it asks for one (`choose_requested`)."""

    choose_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._video: Path | None = None
        self._still: QImage | None = None
        self._shown: QImage | None = None
        self._strip: list[tuple[int, QImage]] = []
        self._start_ms = 0
        self._player: Player | None = None
        self._cannot_play = False
        self._name = self._caption = ""
        self.playing = False
        self._steps = QTimer(self, interval=STEP_MS)
        self._steps.timeout.connect(self._on_step)
        self._step = 0
        self.setFixedSize(SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.mute = icon_button("mute", self.tr("Sound off"), self._toggle_sound, colour="#ffffff")
        self.mute.setParent(self)
        self.mute.setProperty("kind", "")
        self.mute.setCheckable(True)
        self.mute.setFixedSize(28, 28)
        self.mute.move(SIZE.width() - 34, 6)
        self.mute.hide()
        theme.changed.connect(self.update)
        self._describe()

    # --- what is shown ---------------------------------------------------------------------

    def set_video(self, video: Path | None) -> None:
        """Take a file. It is opened for playing only when it is played."""
        self.stop()
        if self._player is not None:
            self._player.drop()
        self._video, self._still, self._strip = video, None, []
        self._cannot_play = False
        self.mute.hide()
        self._describe()
        self.update()

    def set_still(self, picture: QImage | None, at_ms: int) -> None:
        """Show the cover; playing starts there."""
        self._still, self._start_ms = picture, at_ms
        if not self.playing:
            self._shown = None
        self.update()

    def set_strip(self, strip: list[tuple[int, QImage]]) -> None:
        """The pictures to show where the video cannot be played."""
        self._strip = strip

    def set_words(self, name: str, caption: str) -> None:
        """What stands over the picture."""
        self._name, self._caption = name, caption
        self.update()

    @property
    def picture(self) -> QImage | None:
        """The picture on view."""
        return self._shown or self._still

    # --- playing ---------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play or pause; without a video ask for one."""
        if self._video is None:
            self.choose_requested.emit()
        elif self.playing:
            self.stop()
        elif self._still is not None:
            self._play(self._video)

    def stop(self) -> None:
        """Stand still; the cover shows again."""
        self._steps.stop()
        if self._player is not None:
            self._player.pause()
        self.playing = False
        self._shown = None
        self._describe()
        self.update()

    def _play(self, video: Path) -> None:
        self.playing = True
        self._describe()
        player = None if self._cannot_play else self._ready_player()
        if player is not None:
            player.play(video, self._start_ms)
            self.mute.show()
        else:
            self._step = 0
            self._steps.start()
        self.update()

    def _ready_player(self) -> Player | None:
        if self._player is None:
            try:
                self._player = Player(self)
            except ImportError:  # a system without the libraries for it
                self._cannot_play = True
                return None
            self._player.frame_shown.connect(self._on_frame)
            self._player.ended.connect(self.stop)
            self._player.failed.connect(self._on_failed)
        return self._player

    def _on_frame(self, picture: QImage) -> None:
        if self.playing:
            self._shown = picture
            self.update()

    def _on_failed(self) -> None:
        self._cannot_play = True
        self.mute.hide()
        if self.playing and self._video:
            self._play(self._video)

    def _on_step(self) -> None:
        if self._step >= len(self._strip):
            self.stop()
            return
        self._shown = self._strip[self._step][1]
        self._step += 1
        self.update()

    def _toggle_sound(self) -> None:
        muted = self.mute.isChecked()
        name = self.tr("Sound on") if muted else self.tr("Sound off")
        self.mute.setIcon(icons.icon("sound" if muted else "mute", "#ffffff"))
        self.mute.setToolTip(name)
        self.mute.setAccessibleName(name)
        if self._player is not None:
            self._player.set_muted(muted)

    def _describe(self) -> None:
        if self._video is None:
            name = self.tr("Choose a video")
        else:
            name = self.tr("Pause the video") if self.playing else self.tr("Play the video")
        self.setAccessibleName(name)
        self.setToolTip(name)

    # --- events ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click plays."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: so does Space."""
        if event.key() in PLAY_KEYS and not event.modifiers():
            self.toggle()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a rounded picture with words at its foot."""
        place = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(place, 12, 12)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipPath(path)
            if self._video is None:
                self._draw_invitation(painter, place)
            else:
                self._draw_picture(painter, place)
                self._draw_words(painter, place)
                if not self.playing and self.picture is not None:
                    self._draw_play(painter, place)
            if self.hasFocus():
                painter.setPen(QPen(self._theme.colour("accent"), 3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(path)

    def _draw_invitation(self, painter: QPainter, place: QRectF) -> None:
        painter.fillRect(place, self._theme.colour("card"))
        painter.setPen(QPen(self._theme.colour("faint"), 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 12, 12)
        middle = place.center()
        icon = QRectF(middle.x() - 16, middle.y() - 44, 32, 32)
        icons.paint(painter, "film", icon, self._theme.colour("dim"))
        painter.setPen(self._theme.colour("dim"))
        words = self.tr("Drop a video here,\nor click to choose one")
        painter.drawText(place.adjusted(PAD, 40, -PAD, 0), Qt.AlignmentFlag.AlignCenter, words)

    def _draw_picture(self, painter: QPainter, place: QRectF) -> None:
        painter.fillRect(place, QColor(12, 13, 16))
        picture = self.picture
        if picture is None or picture.isNull():
            return
        if picture.height() > picture.width() * 1.5:  # near enough to a phone's screen
            draw_filling(painter, picture, place)
            return
        size = QSize(picture.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(place.center())
        painter.drawImage(target, picture)

    def _draw_play(self, painter: QPainter, place: QRectF) -> None:
        disc = QRectF(0, 0, BUTTON, BUTTON)
        disc.moveCenter(place.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 130))
        painter.drawEllipse(disc)
        icons.paint(painter, "play", disc.adjusted(15, 15, -15, -15), QColor(255, 255, 255))

    def _draw_words(self, painter: QPainter, place: QRectF) -> None:
        shade = QLinearGradient(0, place.height() * 0.6, 0, place.height())
        shade.setColorAt(0, QColor(0, 0, 0, 0))
        shade.setColorAt(1, QColor(0, 0, 0, 150))
        painter.fillRect(place, shade)
        width = place.width() - 2 * PAD
        lines = caption_lines(self._caption, painter, width)
        top = place.height() - PAD - LINE_PX * (len(lines) + 1)
        font = painter.font()
        font.setPixelSize(12)
        painter.setPen(QColor(255, 255, 255))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        for number, text in enumerate([self._name, *lines]):
            font.setBold(number == 0)
            painter.setFont(font)
            box = QRectF(PAD, top + number * LINE_PX, width, LINE_PX)
            cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
            # Left means where the line begins: at the right for a language that runs so.
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)


def caption_lines(caption: str, painter: QPainter, width: float) -> list[str]:
    """The first lines of a caption as they break in this width; the last says if more follows."""
    font = painter.font()
    font.setPixelSize(12)
    text = " ".join(caption[:400].split())
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    units = text.encode("utf-16-le", "surrogatepass")
    lines: list[str] = []
    layout.beginLayout()
    while text and len(lines) < LINES:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start, size = line.textStart(), line.textLength()
        last = len(lines) == LINES - 1
        piece = units[2 * start :] if last else units[2 * start : 2 * (start + size)]
        lines.append(piece.decode("utf-16-le", "replace").strip())
    layout.endLayout()
    return lines
