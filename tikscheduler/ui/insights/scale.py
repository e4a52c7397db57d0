"""Axes: round numbers over a range, and ways to write numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """Round marks from `marks[0]` to `marks[-1]`; every value lies between them."""

    marks: tuple[int, ...]

    def part(self, value: float) -> float:
        """How far up the axis a value is, from 0 to 1."""
        low, high = self.marks[0], self.marks[-1]
        return (value - low) / (high - low)


def scale_for(values: list[int], most: int = 5) -> Scale:
    """Up to `most` steps of a round whole number around the values.

    An axis begins at nought unless all values are far from it: a line that grew by a hundredth
    would be flat else. What it shows stands beside the marks.
    """
    low, high = min(values, default=0), max(values, default=0)
    if low > 0 and high - low > low / 2:
        low = 0
    if low == high:
        low, high = min(0, low), max(high, low + 1, 4)
    step = _step((high - low) / most)
    while math.ceil(high / step) - math.floor(low / step) > most:
        step = _step(step * 1.01)
    first, last = math.floor(low / step), math.ceil(high / step)
    return Scale(tuple(number * step for number in range(first, last + 1)))


def _step(least: float) -> int:
    """The smallest round whole number that is not below this."""
    power = 10 ** math.floor(math.log10(max(least, 1)))
    steps = (step * power for step in STEPS)
    return int(next(step for step in steps if step >= least and step == int(step)))


def short(number: float) -> str:
    """A number in up to four characters or so: 950, 1.2K, 34K, 1.2M."""
    size = abs(number)
    for unit, factor in (("B", 1e9), ("M", 1e6), ("K", 1e3)):
        if size >= factor * 0.9995:
            part = number / factor
            text = f"{part:.1f}" if abs(part) < 99.95 else f"{part:.0f}"
            return f"{text.removesuffix('.0')}{unit}"
    return f"{number:.0f}"


def mark(number: int, step: int) -> str:
    """A mark of an axis: as short as still tells it from its neighbours."""
    return _mark(number, step).replace("-", "−")


def _mark(number: int, step: int) -> str:
    for unit, factor in (("B", 10**9), ("M", 10**6), ("K", 10**3)):
        if abs(number) >= factor:
            decimals = next((d for d in range(4) if step * 10**d % factor == 0), None)
            if decimals is not None:
                return f"{number / factor:.{decimals}f}{unit}"
    return f"{number:,}"


def plural(number: int, one: str, several: str) -> str:
    """A text with its number in the place of %n."""
    return (one if number == 1 else several).replace("%n", f"{number:,}")
