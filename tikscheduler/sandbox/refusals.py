"""A refusal, and the list of rules that callers broke."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from tikscheduler.sandbox.clock import stamp

log = logging.getLogger(__name__)

KEEP_BREACHES = 10_000


class Refusal(Exception):
    """TikTok says no. `code` goes into the answer; `rule` says what was broken, for the list.

    `breach` is False where nobody did wrong: an expired token, a used-up daily cap, an upload
    taken up again at the wrong place after a lost answer.
    """

    def __init__(
        self, status: int, code: str, rule: str, *, breach: bool = True, message: str = ""
    ) -> None:
        super().__init__(rule)
        self.status = status
        self.code = code
        self.rule = rule
        self.breach = breach
        self.message = message or rule
        self.headers: dict[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One broken rule: when, on which call, what was answered, and for whom if that is known."""

    at: str
    operation: str
    status: int
    code: str
    rule: str
    account: str = ""
    refused: bool = True


class BreachList:
    """The rules callers broke, oldest first; the newest ten thousand are kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: list[Breach] = []

    def add(self, breach: Breach) -> None:
        """Keep a breach and say it in the log."""
        with self._lock:
            self._found.append(breach)
            del self._found[:-KEEP_BREACHES]
        log.warning(
            "%s broke a rule: %s (%s %s)",
            breach.operation,
            breach.rule,
            breach.status,
            breach.code,
        )

    def all(self) -> list[Breach]:
        """Every breach kept, oldest first."""
        with self._lock:
            return list(self._found)

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._found.clear()


def breach_of(
    refusal: Refusal, *, operation: str, account: str, now: datetime, refused: bool = True
) -> Breach:
    """The entry of a refusal in the list."""
    return Breach(
        at=stamp(now) or "",
        operation=operation,
        status=refusal.status,
        code=refusal.code,
        rule=refusal.rule,
        account=account,
        refused=refused,
    )
