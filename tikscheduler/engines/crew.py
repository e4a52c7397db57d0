"""The threads that take steps.

`concurrent.futures` joins its threads when the program ends, so that one step that waits for a
hung disk or a locked keyring would keep a closed program from ending.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Crew(Generic[T]):
    """Runs `work` on items, each in some thread. Threads are made as they are needed and kept.

    `work` must not raise. The threads are daemons: whoever must know that work is done counts it.
    """

    def __init__(self, work: Callable[[T], None], name: str) -> None:
        self._work, self._name = work, name
        self._items: queue.SimpleQueue[T | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def hand(self, item: T, under_way: int) -> None:
        """Have an item worked on; `under_way` is how many there are with it. One thread calls."""
        if under_way > len(self._threads):
            name = f"{self._name}-{len(self._threads) + 1}"
            thread = threading.Thread(target=self._take_items, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._items.put(item)

    def dismiss(self) -> None:
        """Let every thread end once it is done with what it is at and what was handed before."""
        for _ in self._threads:
            self._items.put(None)

    def _take_items(self) -> None:
        while (item := self._items.get()) is not None:
            self._work(item)
