"""Posts of one day that come close together, side by side.

A post is an instant, but its tile is as high as a picture and two lines of text. Tiles that would
lie on each other share the width of the day in columns; where there are more than can be read, the
last column bunches them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """Where tiles stand: `span` of `columns` from `column` on. More than one id is a bunch."""

    ids: tuple[int, ...]
    top: float
    column: int
    columns: int
    span: int = 1


def side_by_side(tops: Iterable[tuple[float, int]], height: float, most: int) -> list[Slot]:
    """Lay out tiles, given as (top, id), in at most `most` columns; in order of their tops."""
    found: list[Slot] = []
    cluster: list[tuple[float, int]] = []
    bottom = float("-inf")
    for top, one in sorted(tops):
        if cluster and top >= bottom:
            found += _lay_out(cluster, height, most)
            cluster = []
        cluster.append((top, one))
        bottom = top + height
    return found + (_lay_out(cluster, height, most) if cluster else [])


def _lay_out(cluster: list[tuple[float, int]], height: float, most: int) -> list[Slot]:
    columns: list[list[tuple[float, list[int]]]] = []
    for top, one in cluster:
        for column in columns:
            if column[-1][0] + height <= top:
                column.append((top, [one]))
                break
        else:
            if len(columns) < most:
                columns.append([(top, [one])])
            else:
                columns[-1][-1][1].append(one)
    slots = [
        Slot(tuple(ids), top, number, len(columns), _span(columns, number, top, height))
        for number, column in enumerate(columns)
        for top, ids in column
    ]
    return sorted(slots, key=lambda slot: (slot.top, slot.column))


def _span(
    columns: list[list[tuple[float, list[int]]]], number: int, top: float, height: float
) -> int:
    """How many columns from this one on are free beside a tile."""
    span = 1
    for column in columns[number + 1 :]:
        if any(abs(other - top) < height for other, _ in column):
            break
        span += 1
    return span
