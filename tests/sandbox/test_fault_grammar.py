"""A fault is read as it is written, and a bad one says what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.sandbox import parse_fault
from tikscheduler.sandbox.faults import FOREVER


def test_a_plain_fault_strikes_once_before_the_work() -> None:
    fault = parse_fault("init:500")
    assert (fault.operation, fault.kind, fault.after, fault.times) == ("init", "500", False, 1)
    assert (fault.index, fault.account, fault.value) == (0, "", "")


def test_every_piece_of_the_grammar_at_once() -> None:
    fault = parse_fault(" part[3]@mira.films:delay-after=2.5*4 ")
    assert (fault.operation, fault.index, fault.account) == ("part", 3, "mira.films")
    assert (fault.kind, fault.after, fault.value, fault.times) == ("delay", True, "2.5", 4)


@pytest.mark.parametrize(
    ("spec", "operation", "kind", "index", "times"),
    [
        ("part[last]:drop-after", "part", "drop", -1, 1),
        ("upload:expire", "part", "expire", 0, 1),
        ("inbox:500*forever", "init", "500", 0, FOREVER),
        ("token:expire-access", "any", "expire-access", 0, 1),
        ("refresh:invalid_grant", "token", "invalid_grant", 0, 1),
        ("any:malformed", "any", "malformed", 0, 1),
    ],
)
def test_short_ways_to_write_it(
    spec: str, operation: str, kind: str, index: int, times: int
) -> None:
    fault = parse_fault(spec)
    assert (fault.operation, fault.kind, fault.index, fault.times) == (
        operation,
        kind,
        index,
        times,
    )


@pytest.mark.parametrize(
    ("spec", "named"),
    [
        ("", "no fault"),
        ("init", "OPERATION:KIND"),
        ("init 500", "no fault"),
        ("initt:500", "no operation “initt”"),
        ("init:explode", "init has no fault “explode”"),
        ("init:200", "no fault “200”"),
        ("init:99", "no fault “99”"),
        ("init:unknown-status", "no fault “unknown-status”"),
        ("init:invalid_grant", "no fault “invalid_grant”"),
        ("token:spam_risk_too_many_posts", "token has no fault"),
        ("part:rate_limit_exceeded", "part has no fault"),
        ("processing:500", "processing has no fault “500”"),
        ("authorize:html", "authorize has no fault"),
        ("init[last]:500", "must be a number from 1"),
        ("part[0]:500", "[0] must be a number from 1"),
        ("part[x]:500", "[x]"),
        ("init:500*0", "*0 must be a number of times"),
        ("init:500*often", "*often"),
        ("init:delay", "delay needs seconds"),
        ("init:delay=soon", "delay needs seconds"),
        ("init:delay=-1", "delay needs seconds"),
        ("init:delay=nan", "delay needs seconds"),
        ("processing:fail", "fail needs a reason"),
        ("processing:fail=bad_mood", "frame_rate_check_failed"),
        ("authorize:without=everything", "without needs scopes"),
        ("authorize:error_type", "error_type needs a word"),
    ],
)
def test_a_bad_fault_names_the_mistake(spec: str, named: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is checked next
        parse_fault(spec)
    assert named in str(caught.value)
    assert spec in str(caught.value)


@given(st.text(max_size=60) | st.from_regex(r"[a-z]+(\[.\])?:[a-z0-9-]+(=.+)?(\*.+)?"))
def test_no_text_does_worse_than_a_value_error(spec: str) -> None:
    try:
        fault = parse_fault(spec)
    except ValueError:
        return
    assert fault.times >= 1
