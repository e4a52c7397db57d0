"""What the composer says about a post before TikTok could: ready, worth a look, or not to be sent.

Only looks at what it is given; nothing is asked or read here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tikscheduler.domain import caption
from tikscheduler.domain.account import SCOPE_FOR, Account
from tikscheduler.domain.post import Choices, Mode
from tikscheduler.domain.video import CODECS, VideoFacts, check_duration
from tikscheduler.domain.zones import Moment
from tikscheduler.ui import words
from tikscheduler.ui.composer import standing
from tikscheduler.ui.composer.creators import Told, Word
from tikscheduler.ui.composer.footage import Seen


class Tone(StrEnum):
    """How a verdict sounds; `IDLE` waits for something."""

    IDLE = "idle"
    GOOD = "good"
    WAIT = "wait"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A few words in bold, and the rest."""

    tone: Tone
    headline: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that a verdict depends on."""

    seen: Seen | None
    account: Account | None
    told: Told = field(default_factory=Told)
    choices: Choices = field(default_factory=Choices)
    moment: Moment | None = None
    when_problem: str = ""
    disclosure_problem: str = ""
    crowded: tuple[str, ...] = ()
    """What TikTok's limits have against this time, and what it brings upon others."""
    same_video: str = ""
    """That this account has this video already, in words."""
    file_changed: bool = False
    lost: tuple[str, ...] = ()
    """Choices that the account does not have, taken back."""
    stop: str = ""
    """Why the creator cannot post at the planned time."""
    good_to_know: tuple[str, ...] = ()
    """What else is to be said before the post is planned."""


def tr(text: str) -> str:
    """A text in the user's language."""
    return words.tr(text, "checks")


def judge(state: State, zone: str, now: datetime) -> Verdict:
    """The verdict on a post."""
    if state.seen is None:
        return Verdict(
            tone=Tone.IDLE, headline=tr("No video yet."), text=tr("Choose one, or drop it here.")
        )
    if refused := refusals(state):
        return Verdict(tone=Tone.FAILED, headline=tr("This cannot go out."), text=" ".join(refused))
    if state.stop:
        return Verdict(tone=Tone.FAILED, headline=tr("Not now."), text=state.stop)
    if state.seen.looking:
        return Verdict(tone=Tone.IDLE, headline=tr("Looking at the video…"))
    facts = facts_words(state.seen.facts) if state.seen.facts else ""
    if remarks := warnings(state, zone, now):
        return Verdict(tone=Tone.WAIT, headline=tr("Good to know."), text=" ".join(remarks))
    if state.told.word is Word.ASKING:
        return Verdict(tone=Tone.IDLE, headline=tr("Asking TikTok about the account…"), text=facts)
    if still := to_choose(state):
        return Verdict(tone=Tone.IDLE, headline=tr("Nearly ready."), text=f"{still} {facts}")
    checked = tr("caption, length and daily limit checked")
    return Verdict(tone=Tone.GOOD, headline=tr("Ready for TikTok."), text=f"{facts} · {checked}")


def refusals(state: State) -> list[str]:
    """Everything that TikTok would refuse, each with the mend."""
    found = [state.seen.words] if state.seen and state.seen.words else []
    facts, creator, account = state.seen and state.seen.facts, state.told.creator, state.account
    direct = state.choices.mode is Mode.DIRECT
    if facts and creator and creator.max_duration_sec and direct and not found:
        too_long = check_duration(facts.path.name, facts.duration_ms, creator.max_duration_sec)
        found += [problem.message for problem in too_long]
    if words_ := caption.problem(state.choices.caption):
        found.append(words_)
    if account and SCOPE_FOR[state.choices.mode] not in account.scopes:
        found.append(_no_scope(account, direct=direct))
    return found


def warnings(state: State, zone: str, now: datetime) -> list[str]:
    """What is no refusal, but good to know before the post is planned."""
    found = []
    account = state.account
    if state.file_changed:
        found.append(
            tr("The file was changed since this was planned; saving takes it as it is now.")
        )
    if state.lost and account:
        taken = tr("%1 does not offer: %2. Choose again.")
        found.append(taken.replace("%1", account.name).replace("%2", ", ".join(state.lost)))
    direct = state.choices.mode is Mode.DIRECT
    unasked = direct and state.told.word in (Word.LAST_KNOWN, Word.NOTHING)
    if account and (unasked or standing.concerns(state.told, state.choices.mode)):
        found.append(_not_asked(state, account, zone, now))
    if state.moment and not (state.good_to_know and not direct):  # which tells of the inbox
        found += state.crowded
    if state.same_video and account:
        found.append(state.same_video)
    if state.moment and state.moment.note:
        found.append(state.moment.note)
    return [*found, *state.good_to_know]


def to_choose(state: State) -> str:
    """What the creator still has to choose for a post that goes out; "" when all is chosen."""
    if state.choices.mode is Mode.DIRECT and state.choices.privacy is None:
        return tr("Choose who can view this.")
    return state.disclosure_problem


def missing(state: State, *, unplanned: bool) -> str:
    """The first thing that is still to be done before the post can be saved; "" when all is."""
    seen = state.seen
    if seen is None:
        return tr("Choose a video first.")
    if seen.looking:
        return tr("The video is still being looked at.")
    if state.account is None:
        return tr("Choose the account to post to.")
    if refused := refusals(state):
        return refused[0]
    return state.disclosure_problem if unplanned else _missing_for_plan(state, state.account)


def _missing_for_plan(state: State, account: Account) -> str:
    """What a post with a time needs beyond one without."""
    if state.moment is None:
        return state.when_problem or tr("Choose a time, or save it unplanned.")
    if state.when_problem or state.stop:
        return state.when_problem or state.stop
    direct, asking = state.choices.mode is Mode.DIRECT, state.told.word is Word.ASKING
    if direct and asking:
        return tr("TikTok is being asked about %1.").replace("%1", account.name)
    if direct and state.told.creator is None:
        text = tr("TikTok has to be asked first what %1 may choose.")
        return text.replace("%1", account.name)
    return to_choose(state)


def facts_words(facts: VideoFacts) -> str:
    """A file in words: size, rate, length, codec, bytes."""
    return " · ".join(
        (
            f"{facts.width} × {facts.height}",
            f"{float(facts.frame_rate):.4g} fps",
            words.length(facts.duration_ms),
            CODECS.get(facts.codec, facts.codec),
            words.size(facts.size),
        )
    )


def _not_asked(state: State, account: Account, zone: str, now: datetime) -> str:
    if state.told.blocked:
        later = tr("TikTok is asked again right before the post goes out.")
        return f"{standing.blocked_words(state.told, account.name)} {later}"
    if state.told.word is Word.LAST_KNOWN and state.told.known_at:
        known = words.when(state.told.known_at, zone, now)
        text = tr("TikTok could not be asked; the choices are those known since %1.")
        return f"{text.replace('%1', known)} {state.told.error}".strip()
    text = tr("What this account may choose is not known: TikTok could not be asked.")
    return f"{text} {state.told.error}".strip()


def _no_scope(account: Account, *, direct: bool) -> str:
    text = (
        tr("%1 has not allowed this program to post; log in again and leave that ticked.")
        if direct
        else tr("%1 has not allowed this program to send drafts; log in again and leave it ticked.")
    )
    return text.replace("%1", account.name)
