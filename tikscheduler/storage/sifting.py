"""Which posts a list wants, as conditions of a query."""

from __future__ import annotations

import os
from typing import Any

import peewee as pw

from tikscheduler.domain.listing import Wanted
from tikscheduler.storage.tables import AccountRow, PostRow, live_in, status_in

LONGEST = 5_000
"""Letters of the longest text that is looked for: more than any caption or path has."""


def unindexed(column: Any) -> Any:
    """The same value, in a form that no index is made for."""
    nothing = pw.SQL("|| ''" if column.name == "status" else "+ 0")
    return pw.NodeList((pw.SQL("("), column, nothing, pw.SQL(")")))


def conditions_of(wanted: Wanted, *, walking: bool) -> list[Any]:
    """What a wanted post fulfils.

    `walking` writes it so that the database walks along the index of the order and sifts, which
    needs no sorting. A single status or account has an index of its own with the same order.
    """
    statuses, accounts = wanted.statuses, wanted.accounts
    found: list[Any] = []
    if statuses and not accounts and (len(statuses) == 1 or not walking):
        found.append(status_in(PostRow, statuses))
    elif statuses:
        found.append(live_in(PostRow, statuses))
    if accounts and not statuses and (len(accounts) == 1 or not walking):
        found.append(PostRow.account_id.in_(sorted(accounts)))
    elif accounts:
        ids = ", ".join(f"{account:d}" for account in sorted(accounts))
        found.append(pw.NodeList((unindexed(PostRow.account_id), pw.SQL(f"IN ({ids})"))))
    return [*found, _mentions(wanted.search)] if wanted.search.strip() else found


def _mentions(search: str) -> Any:
    """Whether a post's caption, file name or account has this text in it."""
    text = search.strip()
    if len(text) > LONGEST or any("\ud800" <= char <= "\udfff" for char in text):
        return pw.SQL("1 = 0")  # the database would not even look
    # The database knows upper and lower case of A to Z alone.
    spellings = {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}
    name = _file_name()
    found = None
    for spelling in sorted(spellings):
        handle = spelling.removeprefix("@")
        accounts = AccountRow.select(AccountRow.id).where(
            AccountRow.handle.contains(handle) | AccountRow.display_name.contains(spelling)
        )
        one = (
            PostRow.caption.contains(spelling)
            | (PostRow.video.contains(spelling) & name.contains(spelling))
            | PostRow.account_id.in_(accounts)
        )
        found = one if found is None else found | one
    return found


def _file_name() -> Any:
    """The path without its folders: what is left of it when all up to the last slash is cut off."""
    video = PostRow.video
    folders = pw.fn.RTRIM(video, pw.fn.REPLACE(video, os.sep, ""))
    return pw.fn.SUBSTR(video, pw.fn.LENGTH(folders) + 1)
