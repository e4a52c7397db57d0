"""What is said about several videos that are planned together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.domain.zones import Moment
from tikscheduler.ui import words
from tikscheduler.ui.composer import spread_rows, standing
from tikscheduler.ui.composer.checks import Tone, Verdict
from tikscheduler.ui.composer.choosers import isolated
from tikscheduler.ui.composer.creators import Word
from tikscheduler.ui.composer.disclosure import NEVER_PRIVATE
from tikscheduler.ui.composer.spread_rows import Known, Row
from tikscheduler.ui.dropping import names_of

Pairs = Sequence[tuple[Row, Known]]
Named = Sequence[tuple[str, str]]
"""Names of videos, and what is to be said of each."""


def tr(text: str) -> str:
    """A text in the user's language."""
    return words.tr(text, "spread_verdict")


def refused(pairs: Pairs, mode: Mode) -> list[str]:
    """Why each video that cannot go cannot go."""
    return [why for row, known in pairs if (why := spread_rows.refusal(row, known, mode))]


def stops(
    pairs: Pairs, mode: Mode, moments: Sequence[Moment], now: datetime
) -> list[tuple[str, str]]:
    """The videos whose creators cannot post at the planned time, and why."""
    found = []
    for place, (row, known) in enumerate(pairs):
        moment = moments[place] if place < len(moments) else None
        name = isolated(known.account.name) if known.account else ""
        if known.account and (why := standing.stop(known.told, mode, moment, now, name)):
            found.append((row.video.name, why))
    return found


def judge(
    pairs: Pairs,
    mode: Mode,
    times: str,
    *,
    branded: bool = False,
    stopped: Named = (),
    good_to_know: Sequence[str] = (),
    still: str = "",
) -> Verdict:
    """The verdict on all of them.

    `times` are the planned times in words, `stopped` what `stops` found, `still` what is to be
    chosen for all.
    """
    if not pairs:
        return Verdict(tone=Tone.IDLE, headline=tr("No videos."), text=tr("Drop some here."))
    if why := refused(pairs, mode):
        headline = tr("%1 of %2 can’t go:").replace("%1", str(len(why)))
        headline = headline.replace("%2", str(len(pairs)))
        return Verdict(tone=Tone.FAILED, headline=headline, text=" ".join(why))
    if stopped:
        return Verdict(tone=Tone.FAILED, headline=tr("Not now."), text=_by_reason(stopped))
    looking = sum(row.seen.looking for row, _ in pairs)
    if looking:
        left = tr("%1 to go").replace("%1", str(looking))
        return Verdict(tone=Tone.IDLE, headline=tr("Looking at the videos…"), text=left)
    unasked = {known.account.name for _, known in pairs if known.account and _unasked(known)}
    if unasked and mode is Mode.DIRECT:
        text = tr("TikTok could not be asked about %1; the last known choices are shown.")
        text = text.replace("%1", ", ".join(sorted(unasked)))
        return Verdict(tone=Tone.WAIT, headline=tr("Good to know."), text=text)
    if good_to_know:
        text = " ".join(dict.fromkeys(good_to_know))
        return Verdict(tone=Tone.WAIT, headline=tr("Good to know."), text=text)
    if left_open := open_rows(pairs, mode, branded=branded):
        text = _by_reason(left_open)
        return Verdict(tone=Tone.IDLE, headline=tr("Nearly ready."), text=text)
    if still:
        return Verdict(tone=Tone.IDLE, headline=tr("Nearly ready."), text=still)
    return Verdict(tone=Tone.GOOD, headline=tr("Ready for TikTok."), text=times)


def missing(pairs: Pairs, mode: Mode, *, branded: bool) -> str:
    """The first thing that is still to be done; "" when all is."""
    if not pairs:
        return tr("Add a video first.")
    if refused(pairs, mode):
        return tr("Leave out what can’t go, or mend it.")
    if any(row.seen.looking for row, _ in pairs):
        return tr("The videos are still being looked at.")
    for name, what in open_rows(pairs, mode, branded=branded):
        return f"{name}: {what}"
    return ""


def open_rows(pairs: Pairs, mode: Mode, *, branded: bool) -> list[tuple[str, str]]:
    """The videos for which something is still to be chosen, and what."""
    found = []
    for row, known in pairs:
        what = spread_rows.missing(row, known, mode)
        private = spread_rows.chosen_privacy(row, known) is Privacy.PRIVATE
        if not what and branded and private and mode is Mode.DIRECT:
            what = words.tr(NEVER_PRIVATE, "Disclosure")
        if what:
            found.append((row.video.name, what))
    return found


def crowded(named: Named, upon: str) -> list[str]:
    """What TikTok's limits have against the times: the first of it, and how many more; `upon` is
    what they bring upon posts that are planned already."""
    found = [f"{name}: {why}" for name, why in named[:1]]
    more = len(named) - 1
    if more > 0:
        text = tr("1 more has a sign.") if more == 1 else tr("%1 more have a sign.")
        found.append(text.replace("%1", str(more)))
    return [*found, upon] if upon else found


def _by_reason(found: Named) -> str:
    """Each reason once, after the videos it is about."""
    reasons: dict[str, list[str]] = {}
    for name, why in found:
        reasons.setdefault(why, []).append(name)
    return " ".join(f"{names_of(names)}: {why}" for why, names in reasons.items())


def _unasked(known: Known) -> bool:
    return known.told.word in (Word.LAST_KNOWN, Word.NOTHING)
