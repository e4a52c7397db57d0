"""The way of a post in four steps, each done, under way, stopped or still to come; in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QDate, QLocale

from tikscheduler.domain.post import Mode, Post, PostStatus
from tikscheduler.domain.video import PartPlan
from tikscheduler.ui import words

S = PostStatus
DONE, NOW, WAIT, FAILED, OPEN = "good", "running", "wait", "failed", "faint"
"""How a step stands; the words are the colour tokens of their dots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line: its words, how it stands, and what is said at its right end."""

    text: str
    state: str = OPEN
    aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What is needed to tell the steps. `sent` is the newest count of bytes."""

    post: Post
    sent: int
    zone: str
    now: datetime


def tr(text: str) -> str:
    """A text in the user's language."""
    return words.tr(text, "steps")


def state_word(step: Step) -> str:
    """How a step stands, for a screen reader, which sees no dots."""
    return {
        DONE: tr("done"),
        NOW: tr("under way"),
        WAIT: tr("waits"),
        FAILED: tr("stopped"),
        OPEN: tr("to come"),
    }[step.state]


def steps(glance: Glance) -> list[Step]:
    """Checks, upload, TikTok's work, and live."""
    post = glance.post
    made = [
        Step(
            text=tr("Checks passed"),
            state=DONE,
            aside=short_time(post.created_at, glance.zone, glance.now),
        ),
        Step(text=tr("Upload")),
        Step(text=tr("TikTok processing")),
        Step(text=tr("In your TikTok inbox") if post.mode is Mode.DRAFT else tr("Live")),
    ]
    made[3] = replace(made[3], aside=_due(glance))
    tell = _TELL.get(post.status)
    return tell(glance, made) if tell else made


def short_time(moment: datetime | None, zone: str, now: datetime) -> str:
    """ "18:30" with the weekday, or with the date when that is further away than a week."""
    if moment is None:
        return ""
    there, today = words.local(moment, zone), words.local(now, zone).date()
    near = abs((there.date() - today).days) < 7
    date = QDate(there.year, there.month, there.day)
    day = QLocale().toString(date, "ddd" if near else "d MMM")
    return f"{day} {words.clock(there)}"


def percent(sent: int, total: int) -> str:
    """62 %, and 100 only when all is sent."""
    return f"{min(sent * 100 // total, 100)} %" if total else ""


# --- what each status tells ------------------------------------------------------------------


def _due(glance: Glance) -> str:
    post = glance.post
    if post.scheduled_at is None:
        return tr("no time yet")
    there = words.local(post.scheduled_at, glance.zone)
    if there.date() == words.local(glance.now, glance.zone).date():
        return tr("due %1").replace("%1", words.clock(there))
    return tr("due %1").replace("%1", short_time(post.scheduled_at, glance.zone, glance.now))


def _publishing(glance: Glance, made: list[Step]) -> list[Step]:
    post, sent = glance.post, glance.sent
    if not sent and not post.upload_started_at:
        made[1] = Step(text=tr("Starting the upload"), state=NOW)
    elif sent >= post.video_size:
        made[1] = _uploaded(glance)
        made[2] = replace(made[2], state=NOW)
    else:
        made[1] = Step(
            text=_part_words(post, sent), state=NOW, aside=percent(sent, post.video_size)
        )
    return made


def _part_words(post: Post, sent: int) -> str:
    if post.chunk_size:
        plan = PartPlan(post.video_size, post.chunk_size)
        if plan.count > 1:
            number = min(sent // post.chunk_size + 1, plan.count)
            text = tr("Uploading part %1 of %2")
            return text.replace("%1", str(number)).replace("%2", str(plan.count))
    return tr("Uploading")


def _uploaded(glance: Glance) -> Step:
    post = glance.post
    at = post.last_part_at or post.processing_since
    return Step(text=tr("Uploaded"), state=DONE, aside=short_time(at, glance.zone, glance.now))


def _staged(glance: Glance, made: list[Step]) -> list[Step]:
    at = short_time(glance.post.staged_at, glance.zone, glance.now)
    made[1] = Step(text=tr("Uploaded but for its end"), state=NOW, aside=at)
    return made


def _processing(glance: Glance, made: list[Step]) -> list[Step]:
    made[1] = _uploaded(glance)
    made[2] = replace(
        made[2],
        state=NOW,
        aside=_since(glance.post.processing_since, glance),
    )
    return made


def _since(moment: datetime | None, glance: Glance) -> str:
    if moment is None:
        return ""
    return tr("since %1").replace("%1", words.clock(words.local(moment, glance.zone)))


def _out(glance: Glance, made: list[Step]) -> list[Step]:
    at = short_time(glance.post.published_at, glance.zone, glance.now)
    return [
        made[0],
        _uploaded(glance),
        replace(made[2], text=tr("TikTok processed it"), state=DONE),
        replace(made[3], state=DONE, aside=at),
    ]


def _stopped(state: str, aside: str = "") -> Callable[[Glance, list[Step]], list[Step]]:
    def tell(glance: Glance, made: list[Step]) -> list[Step]:
        at = _stopped_at(glance.post)
        if at > 1:
            made[1] = _uploaded(glance)
        stopped = (tr("Checks stopped it"), tr("Upload stopped"), tr("TikTok stopped it"))[at]
        when = short_time(glance.post.updated_at, glance.zone, glance.now)
        made[at] = Step(text=stopped, state=state, aside=aside or when)
        return made

    return tell


def _stopped_at(post: Post) -> int:
    if post.processing_since or (post.last_part_at and post.sent_bytes >= post.video_size):
        return 2
    return 1 if post.upload_started_at or post.sent_bytes else 0


def _retrying(glance: Glance, made: list[Step]) -> list[Step]:
    again = glance.post.next_attempt_at or glance.post.due_at
    aside = ""
    if again is not None:
        clock = words.clock(words.local(again, glance.zone))
        aside = tr("again %1").replace("%1", clock)
    return _stopped(WAIT, aside)(glance, made)


def _missed(_glance: Glance, made: list[Step]) -> list[Step]:
    made[3] = replace(made[3], text=tr("Missed"), state=FAILED)
    return made


def _cancelled(glance: Glance, made: list[Step]) -> list[Step]:
    at = short_time(glance.post.updated_at, glance.zone, glance.now)
    return [made[0], Step(text=tr("Cancelled"), state=WAIT, aside=at)]


_TELL: dict[PostStatus, Callable[[Glance, list[Step]], list[Step]]] = {
    S.PUBLISHING: _publishing,
    S.STAGED: _staged,
    S.PROCESSING: _processing,
    S.RETRYING: _retrying,
    S.PUBLISHED: _out,
    S.DELIVERED: _out,
    S.HELD: _stopped(WAIT),
    S.FAILED: _stopped(FAILED),
    S.MISSED: _missed,
    S.CANCELLED: _cancelled,
}


# --- what it means -----------------------------------------------------------------------------


def meaning(glance: Glance) -> str:
    """What the user may want to know about how the post stands; "" where it is plain."""
    post = glance.post
    at = ""
    if post.scheduled_at is not None:
        at = words.clock(words.local(post.scheduled_at, glance.zone))
    if post.status is S.STAGED:
        return tr(
            "The last part of the file is held back until %1, so the post goes live on time "
            "whatever its size."
        ).replace("%1", at)
    return {
        S.UNPLANNED: tr("It is kept here until you give it a time."),
        S.PROCESSING: tr(
            "TikTok has the whole video and prepares it. That takes seconds, at times many minutes."
        ),
        S.DELIVERED: tr("Open TikTok on your phone and finish the draft in its inbox."),
        S.CANCELLED: tr("It does not go out. Give it a time to plan it again."),
    }.get(post.status, "")
