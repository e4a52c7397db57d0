"""Faults on demand: their grammar, and the list of those that are still to strike.

    OPERATION[N]@ACCOUNT:KIND=VALUE*TIMES

`[N]`, `@ACCOUNT`, `=VALUE` and `*TIMES` may be left out; `docs/sandbox.md` lists every kind.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from tikscheduler.sandbox.codes import API_CODES, FAIL_REASONS, OAUTH_CODES
from tikscheduler.sandbox.people import SCOPES

API = (
    "user_info",
    "creator_info",
    "init",
    "photo",
    "status",
    "cancel",
    "video_list",
    "video_query",
)
OAUTH = ("token", "revoke")
OPERATIONS = (*API, *OAUTH, "part", "authorize", "processing", "any")
ALIASES = {"upload": "part", "inbox": "init", "refresh": "token"}

MALFORMED = frozenset(
    {
        "html",
        "empty",
        "malformed",
        "truncated",
        "wrong-types",
        "list",
        "null",
        "nan",
        "deep",
        "big-number",
        "binary",
        "too-long",
        "gzip-bomb",
    }
)
DROPS = frozenset({"drop", "drop-midway", "cut-off"})
PROCESSING = frozenset({"fail", "stuck", "delay", "no-id"})
AUTHORIZE = frozenset({"deny", "without", "error_type", "wrong-state", "page-error", "drop"})
TOKEN_KINDS = frozenset({"expire-access", "revoke-refresh"})
FOREVER = 1_000_000_000
REDIRECTS = frozenset({"301", "302", "303", "307", "308"})

_SPEC = re.compile(
    r"(?P<operation>[a-z_]+)(?:\[(?P<index>[^\]]*)\])?(?:@(?P<account>[A-Za-z0-9_.]+))?"
    r":(?P<kind>[^=*]+)(?:=(?P<value>.*?))?(?:\*(?P<times>[^*]*))?"
)


@dataclass(slots=True, kw_only=True)
class FaultSpec:
    """One planned fault. `index` counts parts or calls from 1, -1 is a file's last part."""

    text: str
    operation: str
    kind: str
    value: str = ""
    after: bool = False
    """Strikes once the work is done, so that the caller does not learn of it."""
    index: int = 0
    account: str = ""
    times: int = 1
    seen: int = 0

    def matches(self, operation: str, account: str, part: int, last: bool) -> bool:
        """Whether it strikes this call; counts the calls of an indexed fault."""
        if not self._is_for(operation) or self.account not in {"", account}:
            return False
        if not self.index:
            return True
        if operation == "part" and self.operation == "part":
            return last if self.index == -1 else part == self.index
        self.seen += 1
        return self.seen >= self.index

    def _is_for(self, operation: str) -> bool:
        if self.kind == "expire-access" and operation not in API:
            return False
        return self.operation == operation or (
            self.operation == "any" and operation not in {"processing", "authorize"}
        )


class FaultList:
    """Faults still to strike, in the order they were planned."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[FaultSpec] = []

    def add(self, fault: FaultSpec) -> None:
        """Plan one more."""
        with self._lock:
            self._planned.append(fault)

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._planned.clear()

    @property
    def pending(self) -> bool:
        """Whether there are any."""
        return bool(self._planned)

    def all(self) -> list[FaultSpec]:
        """Those still to strike."""
        with self._lock:
            return list(self._planned)

    def take(
        self, operation: str, account: str = "", part: int = 0, last: bool = False
    ) -> FaultSpec | None:
        """The first fault that strikes this call, used up by one."""
        with self._lock:
            for fault in self._planned:
                if fault.matches(operation, account, part, last):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._planned.remove(fault)
                    return fault
        return None


def parse_fault(spec: str) -> FaultSpec:
    """Read a fault; `ValueError` says what is wrong with it and what would be right."""
    found = _SPEC.fullmatch(spec.strip())
    if not found:
        raise ValueError(
            f"“{spec}” is no fault; write it as OPERATION:KIND, as in init:500*2 or "
            "part[3]:drop-after."
        )
    operation = ALIASES.get(found["operation"], found["operation"])
    if operation not in OPERATIONS:
        raise _wrong(spec, f"there is no operation “{found['operation']}”", OPERATIONS)
    kind, value = found["kind"].strip(), (found["value"] or "").strip()
    kind, after = _timing(kind)
    fault = FaultSpec(
        text=spec.strip(),
        operation=operation,
        kind=kind,
        value=value,
        after=after,
        index=_index(spec, found["index"], operation),
        account=found["account"] or "",
        times=_times(spec, found["times"]),
    )
    if operation == "token" and kind == "expire-access":
        fault.operation = "any"  # struck by the next call that shows an access token
    _check_kind(fault)
    return fault


def _timing(kind: str) -> tuple[str, bool]:
    for ending, after in (("-after", True), ("-before", False)):
        if kind.endswith(ending):
            return kind.removesuffix(ending), after
    return kind, False


def _index(spec: str, text: str | None, operation: str) -> int:
    if text is None:
        return 0
    if text == "last" and operation == "part":
        return -1
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise ValueError(f"In “{spec}”, [{text}] must be a number from 1, or for parts [last].")


def _times(spec: str, text: str | None) -> int:
    if text is None:
        return 1
    if text.strip() == "forever":
        return FOREVER
    if text.strip().isascii() and text.strip().isdigit() and int(text) > 0:
        return int(text)
    raise ValueError(f"In “{spec}”, *{text} must be a number of times from 1, or *forever.")


def _check_kind(fault: FaultSpec) -> None:
    kinds = _kinds_for(fault.operation)
    if fault.kind in kinds or _is_status(fault):
        _check_value(fault)
        return
    raise _wrong(fault.text, f"{fault.operation} has no fault “{fault.kind}”", sorted(kinds))


def _kinds_for(operation: str) -> frozenset[str]:
    if operation == "processing":
        return PROCESSING
    if operation == "authorize":
        return AUTHORIZE
    common = MALFORMED | DROPS | {"delay", "redirect"}
    if operation == "part":
        return common | {"expire"}
    if operation == "revoke":
        return common | OAUTH_CODES
    if operation == "token":
        return common | OAUTH_CODES | {"revoke-refresh"}
    extra = {"unknown-status"} if operation == "status" else set()
    return common | API_CODES.keys() | {"expire-access"} | extra


def _is_status(fault: FaultSpec) -> bool:
    return (
        fault.operation not in {"processing", "authorize"}
        and re.fullmatch(r"[1-5]\d\d", fault.kind) is not None
        and (fault.kind in REDIRECTS or int(fault.kind) >= 400)
    )


def _check_value(fault: FaultSpec) -> None:
    if fault.kind == "delay":
        try:
            wait = float(fault.value)
        except ValueError:
            wait = -1.0
        if not 0 <= wait <= 86_400:
            raise ValueError(f"In “{fault.text}”, delay needs seconds, as in delay=3.")
    elif fault.kind == "fail" and fault.value not in FAIL_REASONS:
        raise _wrong(fault.text, "fail needs a reason, as in fail=internal", sorted(FAIL_REASONS))
    elif fault.kind == "without":
        unknown = [scope for scope in fault.value.split("+") if scope not in SCOPES]
        if unknown:
            raise _wrong(fault.text, "without needs scopes, with + between them", SCOPES)
    elif fault.kind == "error_type" and not fault.value:
        raise ValueError(f"In “{fault.text}”, error_type needs a word, as in non_sandbox_target.")


def _wrong(spec: str, what: str, known: Iterable[str]) -> ValueError:
    return ValueError(f"In “{spec}”, {what}; known are {', '.join(known)}.")
