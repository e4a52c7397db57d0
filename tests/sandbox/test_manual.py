"""The manual and the sandbox say the same."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tikscheduler.sandbox import Switches, faults, parse_fault, people
from tikscheduler.sandbox.control import ANSWERS

MANUAL = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"`([a-z_]+(?:\[\w+\])?(?:@[\w.]+)?:(?!//)[^`\s]+)`")


@pytest.mark.parametrize("spec", EXAMPLE.findall(MANUAL))
def test_every_example_is_a_fault(spec: str) -> None:
    assert parse_fault(spec).text == spec


def test_everything_there_is_has_its_place_in_the_manual() -> None:
    kinds = faults.MALFORMED | faults.DROPS | faults.TOKEN_KINDS
    names = {field.name for field in fields(Switches)} | set(faults.OPERATIONS)
    for word in names | kinds | faults.PROCESSING | faults.AUTHORIZE | faults.REDIRECTS:
        assert re.search(rf"`{re.escape(word)}\b", MANUAL), word
    for _, path in ANSWERS:
        assert path in MANUAL
    for app in people.apps().values():
        assert f"`{app.client_key}` | `{app.client_secret}`" in MANUAL
    for creator in people.creators().values():
        kind = "private" if creator.private else "public"
        line = f"| `{creator.username}` | {kind} | up to {creator.max_seconds} s |"
        assert line in MANUAL
