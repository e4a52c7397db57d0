"""What is said about several videos that are planned together."""

from __future__ import annotations

from collections.abc import Sequence

from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.ui import words
from tikscheduler.ui.composer import spread_rows
from tikscheduler.ui.composer.checks import Tone, Verdict
from tikscheduler.ui.composer.creators import Word
from tikscheduler.ui.composer.disclosure import NEVER_PRIVATE
from tikscheduler.ui.composer.spread_rows import Known, Row

Pairs = Sequence[tuple[Row, Known]]


def tr(text: str) -> str:
    """A text in the user's language."""
    return words.tr(text, "spread_verdict")


def refused(pairs: Pairs, mode: Mode) -> list[str]:
    """Why each video that cannot go cannot go."""
    return [why for row, known in pairs if (why := spread_rows.refusal(row, known, mode))]


def judge(pairs: Pairs, mode: Mode, times: str) -> Verdict:
    """The verdict on all of them; `times` are the planned times in words."""
    if not pairs:
        return Verdict(tone=Tone.IDLE, headline=tr("No videos."), text=tr("Drop some here."))
    if why := refused(pairs, mode):
        headline = tr("%1 of %2 can’t go:").replace("%1", str(len(why)))
        headline = headline.replace("%2", str(len(pairs)))
        return Verdict(tone=Tone.FAILED, headline=headline, text=" ".join(why))
    looking = sum(row.seen.looking for row, _ in pairs)
    if looking:
        left = tr("%1 to go").replace("%1", str(looking))
        return Verdict(tone=Tone.IDLE, headline=tr("Looking at the videos…"), text=left)
    unasked = {known.account.name for _, known in pairs if known.account and _unasked(known)}
    if unasked:
        text = tr("TikTok could not be asked about %1; the last known choices are shown.")
        text = text.replace("%1", ", ".join(sorted(unasked)))
        return Verdict(tone=Tone.WAIT, headline=tr("Good to know."), text=text)
    return Verdict(tone=Tone.GOOD, headline=tr("Ready for TikTok."), text=times)


def missing(pairs: Pairs, mode: Mode, *, branded: bool) -> str:
    """The first thing that is still to be done; "" when all is."""
    if not pairs:
        return tr("Add a video first.")
    if refused(pairs, mode):
        return tr("Leave out what can’t go, or mend it.")
    if any(row.seen.looking for row, _ in pairs):
        return tr("The videos are still being looked at.")
    for row, known in pairs:
        if what := spread_rows.missing(row, known, mode):
            return f"{row.video.name}: {what}"
        private = spread_rows.chosen_privacy(row, known) is Privacy.PRIVATE
        if branded and private and mode is Mode.DIRECT:
            return f"{row.video.name}: {words.tr(NEVER_PRIVATE, 'Disclosure')}"
    return ""


def _unasked(known: Known) -> bool:
    return known.told.word in (Word.LAST_KNOWN, Word.NOTHING)
