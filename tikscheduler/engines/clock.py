"""The engine: an alarm clock over the rows, and the threads that take their steps.

APScheduler only rings. It has no job store and no job for any post: `alarm` at the next due time;
`wake` now; `sync` as `syncing.py` has it; `housekeeping`. A thread of its own wakes it every ten
seconds by the monotonic clock, so that a wall clock that is set or a wake from sleep costs at most
that (a timed job of APScheduler's would wait until the old time comes round again). Steps run in a
crew of threads; a process that ends with one under way leaves the row to say what comes next, as
after a power cut.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_SCHEDULER_STARTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.ports import Lane
from tikscheduler.engines.courier import Courier
from tikscheduler.engines.crew import Crew
from tikscheduler.engines.syncing import Syncing
from tikscheduler.publishing.publisher import Publisher

log = logging.getLogger(__name__)

LOOK_SECONDS = 10
HOUSEKEEPING = timedelta(hours=1)
QUIT_SECONDS = 1.5


def utc_now() -> datetime:
    """The clock everything runs by."""
    return datetime.now(UTC)


class Engine:
    """Publishes what is due until it is stopped.

    `run` blocks in the calling thread; every other method may be called from any thread.
    `next_sync()` says when accounts are synced next and `sync` does it; `housekeeping` runs
    soon after the start and then every hour; `courier` delivers news. `troubled` is told a sentence
    when publishing cannot go on (a full disk, say), and "" when it can again.
    """

    def __init__(
        self,
        publisher: Publisher,
        *,
        stopping: threading.Event,
        max_concurrent: int = 128,
        max_transfers: int = 8,
        sync: Callable[[], None] | None = None,
        next_sync: Callable[[], datetime] | None = None,
        housekeeping: Callable[[], None] | None = None,
        courier: Courier | None = None,
        troubled: Callable[[str], None] = lambda _words: None,
    ) -> None:
        self._publisher, self._stopping, self._troubled = publisher, stopping, troubled
        self._most = {Lane.SHORT: max_concurrent, Lane.BULK: min(max_concurrent, max_transfers)}
        self._crew = Crew(self._take_step, "step")
        self._courier = courier
        self._steps: dict[str, Lane] = {}  # claim id -> lane, of the steps under way
        self._step_ended = threading.Condition()
        self._looking = threading.Lock()
        self._wake_asked = threading.Event()
        self._up = threading.Event()
        self._trouble = ""
        self._scheduler = BlockingScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1), "chores": ThreadPoolExecutor(1)},
            # Two instances on one thread: a wake during a sweep waits instead of being lost.
            job_defaults={"coalesce": True, "max_instances": 2, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(lambda _event: self._up.set(), EVENT_SCHEDULER_STARTED)
        self._scheduler.add_listener(self._on_job_error, EVENT_JOB_ERROR)
        self._syncing = Syncing(self._scheduler, sync, next_sync) if sync and next_sync else None
        self._ring("wake", utc_now())
        if housekeeping:
            self._scheduler.add_job(
                housekeeping,
                IntervalTrigger(seconds=HOUSEKEEPING.total_seconds()),
                id="housekeeping",
                executor="chores",
                next_run_time=utc_now() + timedelta(seconds=LOOK_SECONDS),
            )

    def run(self) -> None:
        """Publish until `stop` is called."""
        if self._syncing:
            self._syncing.arm()
        threading.Thread(target=self._keep_looking, name="look", daemon=True).start()
        if self._courier:
            self._courier.start()
        if self._stopping.is_set():
            return
        try:
            self._scheduler.start()
        except JobLookupError:  # it tidies away a job that the stop has just tidied away
            if not self._stopping.is_set():
                raise

    def wake(self) -> None:
        """Look at the rows now: something changed. Calls that come together make one sweep."""
        if self._courier:
            self._courier.wake()
        if self._up.is_set() and not self._stopping.is_set() and not self._wake_asked.is_set():
            self._wake_asked.set()
            self._ring("wake", utc_now())

    def stop(self) -> None:
        """Stop and let the steps under way put their posts back; takes under two seconds."""
        self._stopping.set()
        if self._up.is_set() and self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        until = time.monotonic() + QUIT_SECONDS
        if self._looking.acquire(timeout=QUIT_SECONDS):  # whoever looks now is done looking
            self._looking.release()
        self._crew.dismiss()
        with self._step_ended:
            self._step_ended.wait_for(lambda: not self._steps, until - time.monotonic())
            if left := len(self._steps):
                log.warning("%s steps did not end in time; their rows say how to go on", left)
        if self._courier:
            self._courier.stop(until - time.monotonic())

    @property
    def busy(self) -> bool:
        """Whether any step is under way."""
        return bool(self._steps)

    # --- looking at the rows ---------------------------------------------------------------

    def _keep_looking(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            if self._syncing:
                self._syncing.look()
            self.wake()

    def _look(self) -> None:
        """Claim what is due as far as there is room, then set the alarm for what comes next."""
        self._wake_asked.clear()
        with self._looking:
            if not self._stopping.is_set():
                self._sweep_all()
            elif self._scheduler.running:  # stopped while it was still starting
                self._scheduler.shutdown(wait=False)

    def _sweep_all(self) -> None:
        started = utc_now()
        try:
            self._publisher.keep_alive()
            for lane in Lane:
                while (room := self._room(lane)) and self._sweep(lane, room) == room:
                    pass
            next_due = self._publisher.next_due(started)  # what came due meanwhile counts too
        except TikSchedulerError as error:  # a full disk, a locked database: said, tried again
            self._tell_trouble(str(error))
            return
        self._tell_trouble("")
        if next_due is not None:
            self._ring("alarm", next_due)

    def _sweep(self, lane: Lane, room: int) -> int:
        def dispatch(post_id: int, claim_id: str) -> None:
            self._start_step(lane, post_id, claim_id)

        return self._publisher.sweep(dispatch, limit=room, lane=lane)

    def _room(self, lane: Lane) -> int:
        with self._step_ended:
            bulk = sum(1 for of in self._steps.values() if of is Lane.BULK)
            room = self._most[Lane.SHORT] - len(self._steps)
        return max(0, room if lane is Lane.SHORT else min(room, self._most[Lane.BULK] - bulk))

    def _ring(self, name: str, at: datetime) -> None:
        self._scheduler.add_job(self._look, DateTrigger(at), id=name, replace_existing=True)

    # --- steps -----------------------------------------------------------------------------

    def _start_step(self, lane: Lane, post_id: int, claim_id: str) -> None:
        with self._step_ended:
            self._steps[claim_id] = lane
            under_way = len(self._steps)
        self._crew.hand((post_id, claim_id), under_way)

    def _take_step(self, claim: tuple[int, str]) -> None:
        post_id, claim_id = claim
        try:
            if not self._stopping.is_set():  # else the next start gives the claim back
                self._publisher.advance(post_id, claim_id)
        except Exception as error:  # the last stop of a step: logged whole and told
            # The outcome could not be recorded; when its lease ends the post comes back.
            log.exception("post %s: outcome not recorded", post_id)
            self._tell_trouble(_in_words(error))
        finally:
            with self._step_ended:
                del self._steps[claim_id]
                self._step_ended.notify_all()
            self.wake()

    # --- trouble ---------------------------------------------------------------------------

    def _tell_trouble(self, words: str) -> None:
        if words != self._trouble:
            self._trouble = words
            log.error("publishing is held up: %s", words) if words else log.info("publishing on")
            self._troubled(words)

    def _on_job_error(self, event: JobExecutionEvent) -> None:
        log.error("%s failed", event.job_id, exc_info=event.exception)
        self._tell_trouble(_in_words(event.exception))


def _in_words(error: BaseException) -> str:
    if isinstance(error, TikSchedulerError):
        return str(error)
    return f"Something unexpected went wrong ({type(error).__name__}); the log has more."
