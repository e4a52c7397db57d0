"""One of several videos that are planned together, and what is known against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tikscheduler.domain import caption
from tikscheduler.domain.account import SCOPE_FOR, Account, CreatorInfo
from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.domain.video import check_duration
from tikscheduler.ui.composer.checks import facts_words, tr
from tikscheduler.ui.composer.creators import Told, Word
from tikscheduler.ui.composer.footage import Seen

ALLOWS = ("allow_comment", "allow_duet", "allow_stitch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the user chose for one video. `said` is what the plan had against it."""

    video: Path
    seen: Seen
    account_id: int | None = None
    caption: str = ""
    privacy: Privacy | None = None
    allow_comment: bool = False
    allow_duet: bool = False
    allow_stitch: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a row's account."""

    account: Account | None = None
    told: Told = field(default_factory=Told)

    @property
    def creator(self) -> CreatorInfo | None:
        """What the creator may do."""
        return self.told.creator


def offered(known: Known) -> tuple[Privacy, ...]:
    """Who can view a post of this account; nobody while nothing is known."""
    return known.creator.privacy_options if known.creator else ()


def allowed(row: Row, known: Known) -> dict[str, bool]:
    """What viewers may do, as far as the creator's settings go."""
    off = known.creator or CreatorInfo()
    disabled = (off.comment_disabled, off.duet_disabled, off.stitch_disabled)
    return {
        name: bool(getattr(row, name)) and not shut
        for name, shut in zip(ALLOWS, disabled, strict=True)
    }


def chosen_privacy(row: Row, known: Known) -> Privacy | None:
    """Who can view it, if the account has that choice."""
    return row.privacy if row.privacy in offered(known) else None


def refusal(row: Row, known: Known, mode: Mode) -> str:
    """Why TikTok would never take it; "" where nothing is known against it."""
    found = [row.said or row.seen.words]
    facts, account = row.seen.facts, known.account
    limit = known.creator.max_duration_sec if known.creator else 0
    if facts and limit and mode is Mode.DIRECT and not found[0]:
        too_long = check_duration(row.video.name, facts.duration_ms, limit)
        found += [problem.message for problem in too_long]
    found.append(caption.problem(row.caption))
    if account and SCOPE_FOR[mode] not in account.scopes:
        text = tr("%1 has not allowed this program to do that; log in again.")
        found.append(text.replace("%1", account.name))
    return " ".join(text for text in found if text)


def missing(row: Row, known: Known, mode: Mode) -> str:
    """What is still to be chosen for it."""
    if known.account is None:
        return tr("Choose the account to post to.")
    if mode is Mode.DRAFT:
        return ""
    if known.told.word is Word.ASKING:
        return tr("TikTok is being asked about %1.").replace("%1", known.account.name)
    if known.creator is None:
        text = tr("TikTok has to be asked first what %1 may choose.")
        return text.replace("%1", known.account.name)
    return "" if chosen_privacy(row, known) else tr("Choose who can view this.")


def words(row: Row) -> str:
    """The second line under its name."""
    if row.said or row.seen.words:
        return row.said or row.seen.words
    return facts_words(row.seen.facts) if row.seen.facts else tr("Looking at the video…")
