"""Shuts direct posts or drafts off where the account's creator did not allow them."""

from __future__ import annotations

from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Mode
from tikscheduler.ui.composer.ticks import Tick
from tikscheduler.ui.words import tr


class ModeGate:
    """Keeps watch over the tick that makes a post a draft."""

    def __init__(self, draft: Tick) -> None:
        self._draft = draft
        self._ticked_here = False

    def show_account(self, account: Account | None, *, new: bool) -> None:
        """Offer what this account allows. A post that is there already keeps its mode, whatever
        that is: what is wrong with it is said by the verdict, and its user decides."""
        draft = self._draft
        wanted = draft.isChecked() and not self._ticked_here
        direct, drafts = (account is None or account.may(mode) for mode in Mode)
        self._ticked_here = False
        if account is None or direct is drafts:
            draft.set_why("", "")
            draft.setChecked(wanted)
        elif drafts and (new or wanted):
            draft.set_why(tr("drafts only"), _reason(account, Mode.DIRECT))
            draft.setChecked(True)
            self._ticked_here = not wanted
        elif direct and (new or not wanted):
            draft.set_why(tr("not allowed"), _reason(account, Mode.DRAFT))


def _reason(account: Account, off: Mode) -> str:
    text = (
        tr("%1 has not allowed this program to post directly. Log in again and leave that ticked.")
        if off is Mode.DIRECT
        else tr("%1 has not allowed this program to send drafts. Log in again and leave it ticked.")
    )
    return text.replace("%1", account.name)
