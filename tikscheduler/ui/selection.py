"""Which posts are selected, one answer for every view."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """Ids of the selected posts; the last one is the current one, which the inspector shows."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """The selected posts in the order they were taken in."""
        return self._ids

    @property
    def current(self) -> int | None:
        """The post the inspector shows."""
        return self._ids[-1] if self._ids else None

    def set(self, ids: Iterable[int]) -> None:
        """Select these and no others."""
        wanted = tuple(dict.fromkeys(ids))
        if wanted != self._ids:
            self._ids = wanted
            self.changed.emit()

    def toggle(self, post_id: int) -> None:
        """Take one in, or out."""
        if post_id in self._ids:
            self.set(one for one in self._ids if one != post_id)
        else:
            self.set((*self._ids, post_id))

    def clear(self) -> None:
        """Select nothing."""
        self.set(())

    def __contains__(self, post_id: int) -> bool:
        return post_id in self._ids
