"""Threads that take work from one queue."""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

Job = Callable[[], None]
NICE = 10


class Lane:
    """First come first served; with `newest_first` the other way round. At the end what was not
    begun is dropped, unless the lane is one that `finishes`. A `modest` one works while nobody
    else of this computer needs it, where a thread can be told so."""

    def __init__(
        self,
        name: str,
        threads: int,
        *,
        finishes: bool = False,
        newest_first: bool = False,
        modest: bool = False,
    ) -> None:
        self._name, self._most, self.finishes = name, threads, finishes
        self._modest = modest
        self._going = self._closed = False
        kind = queue.LifoQueue if newest_first else queue.Queue
        self._work: queue.Queue[Job | None] = kind()
        self._threads: list[threading.Thread] = []

    def put(self, job: Job) -> None:
        """Have a job run. Threads are started as they are needed."""
        if self._closed:
            return
        self._work.put(job)
        if self._going and len(self._threads) < self._most:
            self._start_thread()

    def start(self) -> None:
        """Begin to work; what was put before waits until then."""
        if self._closed or self._going:
            return
        self._going = True
        for _ in range(min(self._work.qsize(), self._most)):
            self._start_thread()

    def _start_thread(self) -> None:
        # Daemons: a disk that hangs must not keep the program from closing.
        thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        """Take no more."""
        self._closed = True
        if not self.finishes:
            self._drop()
        for _ in self._threads:
            self._work.put(None)

    def _drop(self) -> None:
        while True:
            try:
                self._work.get_nowait()
            except queue.Empty:
                return

    def join(self, until: float) -> None:
        """Wait for what is being done, as far as it goes until then (monotonic seconds)."""
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        if self._modest and sys.platform == "linux":  # threads it starts are as modest
            with suppress(OSError):
                me = threading.get_native_id()
                os.setpriority(os.PRIO_PROCESS, me, os.getpriority(os.PRIO_PROCESS, me) + NICE)
        while (job := self._work.get()) is not None:
            job()
            del job  # whoever asked may be gone, and must not be kept until the next one comes
