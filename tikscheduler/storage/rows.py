"""Between rows and the domain's values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.post import Attempt, Fault, Post, Privacy
from tikscheduler.storage.tables import AccountRow, AttemptRow, PostRow

FAULT_COLUMNS = ("fault_code", "fault_message", "fault_log_id")

_POST_NAMES = tuple(field.name for field in fields(Post) if field.name != "fault")
_ATTEMPT_NAMES = tuple(field.name for field in fields(Attempt) if field.name != "fault")
_ACCOUNT_NAMES = tuple(field.name for field in fields(Account))

POST_COLUMNS = tuple(getattr(PostRow, name) for name in (*_POST_NAMES, *FAULT_COLUMNS))
ATTEMPT_COLUMNS = tuple(getattr(AttemptRow, name) for name in (*_ATTEMPT_NAMES, *FAULT_COLUMNS))
ACCOUNT_COLUMNS = tuple(getattr(AccountRow, name) for name in _ACCOUNT_NAMES)


def to_post(row: tuple[Any, ...]) -> Post:
    """A post from a row of `POST_COLUMNS`."""
    return Post(**dict(zip(_POST_NAMES, row, strict=False)), fault=_fault(row))


def to_attempt(row: tuple[Any, ...]) -> Attempt:
    """An attempt from a row of `ATTEMPT_COLUMNS`."""
    return Attempt(**dict(zip(_ATTEMPT_NAMES, row, strict=False)), fault=_fault(row))


def to_account(row: tuple[Any, ...]) -> Account:
    """An account from a row of `ACCOUNT_COLUMNS`."""
    values = dict(zip(_ACCOUNT_NAMES, row, strict=True))
    if values["creator"] is not None:
        values["creator"] = creator_from(values["creator"])
    return Account(**values)


def post_values(changes: Mapping[str, Any]) -> dict[Any, Any]:
    """Changes of a post as columns; `fault` becomes three. Raises `TypeError` for another name."""
    values = dict(changes)
    if "fault" in values:
        values |= fault_values(values.pop("fault"))
    if unknown := values.keys() - PostRow._meta.columns.keys():
        raise TypeError(f"a post has no {', '.join(sorted(unknown))}")
    return {getattr(PostRow, name): value for name, value in values.items()}


def account_values(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes of an account as columns. Raises `TypeError` for a name that is none."""
    if unknown := changes.keys() - set(_ACCOUNT_NAMES):
        raise TypeError(f"an account has no {', '.join(sorted(unknown))}")
    values = dict(changes)
    if values.get("creator") is not None:
        values["creator"] = json.dumps(asdict(values["creator"]), ensure_ascii=False)
    return values


def fault_values(fault: Fault | None) -> dict[str, str | None]:
    """The three columns of a fault; all NULL where there is none."""
    if fault is None:
        return dict.fromkeys(FAULT_COLUMNS)
    return dict(zip(FAULT_COLUMNS, (fault.code, fault.message, fault.log_id), strict=True))


def creator_from(text: str) -> CreatorInfo:
    """Creator info from its column. Raises `ValueError` for what was not written there by us."""
    found = json.loads(text)
    known = {field.name for field in fields(CreatorInfo)}
    values = {name: value for name, value in found.items() if name in known}
    values["privacy_options"] = tuple(Privacy(word) for word in values["privacy_options"])
    return CreatorInfo(**values)


def _fault(row: tuple[Any, ...]) -> Fault | None:
    code, message, log_id = row[-3:]
    return None if code is None else Fault(code=code, message=message or "", log_id=log_id or "")
