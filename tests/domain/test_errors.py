"""Every failure carries a sentence for people and a code for programs."""

from __future__ import annotations

import inspect
from datetime import timedelta

import pytest

from tikscheduler.domain import errors

CLASSES = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.TikSchedulerError)
]
OUTCOMES = (
    errors.RetryLater,
    errors.WaitForWindow,
    errors.AccountBlocked,
    errors.LoginNeeded,
    errors.NeedsUser,
    errors.GiveUp,
    errors.TooLate,
)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_has_a_sentence_a_code_and_is_explained(kind: type) -> None:
    needed = {"after": timedelta(0)} if kind is errors.WaitForWindow else {}
    error = kind("It broke.", **needed)
    assert (error.message, error.code, error.log_id) == ("It broke.", kind.code, "")
    assert kind.__doc__


@pytest.mark.parametrize(
    "kind",
    [kind for kind in CLASSES if issubclass(kind, errors.PublishError)],
    ids=lambda kind: kind.__name__,
)
def test_each_publish_error_decides_one_outcome(kind: type) -> None:
    decided = [outcome for outcome in OUTCOMES if issubclass(kind, outcome)]
    assert len(decided) == (0 if kind is errors.PublishError else 1)


def test_tiktoks_own_code_and_id_are_kept() -> None:
    error = errors.RetryLater("no", code="internal_error", log_id="2026", after=timedelta(5))
    assert (error.code, error.log_id, error.after) == ("internal_error", "2026", timedelta(5))
