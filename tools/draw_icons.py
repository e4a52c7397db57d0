"""Draws the program's icon in the forms that systems ask for, from resources/tikscheduler.svg."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

RESOURCES = Path(__file__).parent.parent / "resources"
PNG_SIDE = 256
ICO_SIDES = (16, 20, 24, 32, 40, 48, 64, 256)


def drawn(drawing: QSvgRenderer, side: int) -> bytes:
    """The icon as a PNG, `side` pixels wide and high."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt wants text
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """An icon file for Windows: a table of contents, then the PNGs by side as they are."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    start = len(head) + 16 * len(pictures)
    for side, png in pictures.items():
        head += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(png), start)
        start += len(png)
    return head + b"".join(pictures.values())


def main() -> None:
    """Write the files beside the drawing."""
    drawing = QSvgRenderer(str(RESOURCES / "tikscheduler.svg"))
    (RESOURCES / "tikscheduler.png").write_bytes(drawn(drawing, PNG_SIDE))
    pictures = {side: drawn(drawing, side) for side in ICO_SIDES}
    (RESOURCES / "tikscheduler.ico").write_bytes(ico(pictures))


if __name__ == "__main__":
    main()
