"""Sends the bytes of one post, part by part, and goes on where TikTok stopped receiving."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

from tikscheduler.domain.errors import (
    ServerTrouble,
    Stopping,
    Unreachable,
    UploadGone,
    UploadOutOfStep,
)
from tikscheduler.domain.ports import Clock, Progress, PublishState, Stage, TikTokApi
from tikscheduler.domain.post import Post
from tikscheduler.domain.video import Part, PartPlan
from tikscheduler.publishing.preflight import content_type

log = logging.getLogger(__name__)

PAUSES = (0.5, 2.0, 5.0)
"""Seconds before a part is sent again; progress starts the row anew."""

PROGRESS_EVERY = 0.1
"""Seconds between two words of progress."""


class Upload:
    """The transfer of one file to one upload address.

    `ask` tells how far TikTok is; `write` stores fields under the claim. The row always knows at
    least as much as TikTok: `last_part_at` is on disk before the last part is sent, since with
    that part the post can no longer be stopped.
    """

    def __init__(
        self,
        post: Post,
        *,
        tiktok: TikTokApi,
        ask: Callable[[], PublishState],
        write: Callable[..., Post],
        progress: Progress,
        now: Clock,
        stopping: threading.Event,
    ) -> None:
        self._post, self._plan = post, PartPlan(post.video_size, post.chunk_size)
        self._tiktok, self._ask, self._write = tiktok, ask, write
        self._progress, self._now, self._stopping = progress, now, stopping
        self._told = 0.0

    def send(self, file: BinaryIO, received: int) -> PublishState:
        """Send everything after `received` bytes and return how far TikTok then is.

        Raises `UploadGone` when the address is dead, `Stopping`, or the fault that would not go
        away.
        """
        failures = highest = 0
        while True:
            try:
                for part in self._plan.parts_after(received):
                    self._send_part(file, part)
                    received = part.last + 1
                return PublishState(stage=Stage.RECEIVING, uploaded_bytes=self._plan.size)
            except (Unreachable, ServerTrouble, UploadOutOfStep) as error:
                failures = 1 if received > highest else failures + 1
                highest = max(highest, received)
                if failures > len(PAUSES):
                    raise
                log.info("post %s: %s", self._post.id, error)
                if isinstance(error, UploadOutOfStep) and error.received is not None:
                    received = error.received
            self._pause(PAUSES[failures - 1])
            state = self._ask()
            told = state.uploaded_bytes
            if state.stage is not Stage.RECEIVING or (told or 0) >= self._plan.size:
                return state
            received = received if told is None else told

    def _send_part(self, file: BinaryIO, part: Part) -> None:
        if self._stopping.is_set():
            raise Stopping("The program is closing.")
        before = self._post.last_part_at
        if self._plan.is_last(part):  # each time anew: it may lag after any of its sendings
            self._post = self._write(last_part_at=self._now())
        try:
            self._tiktok.send_part(
                self._post.upload_url,
                file,
                part,
                total=self._plan.size,
                content_type=content_type(self._post.video),
                on_bytes=self._tell,
            )
        except UploadGone:
            self._post = self._write(last_part_at=before)  # refused: this sending left nothing
            raise
        self._post = self._write(sent_bytes=part.last + 1, crashes=0)

    def _pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Stopping("The program is closing.")

    def _tell(self, offset: int) -> None:
        now = time.monotonic()
        if now - self._told >= PROGRESS_EVERY or offset == self._plan.size:
            self._told = now
            self._progress(self._post.id, offset)
