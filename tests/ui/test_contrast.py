"""Every text can be read on its ground: 4.5 to 1 at least, in both themes."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from tikscheduler.domain.post import PostStatus
from tikscheduler.ui.tokens import DARK, LIGHT, Tokens
from tikscheduler.ui.words import LOOKS

PAIRS = sorted(
    {
        *(
            (ink, "window")
            for ink in ("text", "dim", "accent", "running", "good", "wait", "failed")
        ),
        *((ink, "card") for ink in ("text", "dim", "accent", "running", "good", "wait", "failed")),
        *((ink, "side") for ink in ("text", "dim", "accent", "running", "good", "failed")),
        *((ink, "past") for ink in ("text", "dim", "accent", "wait", "failed")),
        *(("text", ground) for ground in ("hover", "line", "accent_bg", "wait_bg", "failed_bg")),
        *((ink, "idle_bg") for ink in ("text", "dim")),
        *((look.token, look.ground) for look in (LOOKS[status] for status in PostStatus)),
        ("accent_text", "accent"),
        ("accent", "accent_bg"),
        ("window", "text"),
    }
)
SET = {("good", "good_bg"): 4.4, ("running", "running_bg"): 4.45, ("wait", "wait_bg"): 4.25}
"""Colours that the design has set, a shade below."""


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_can_be_read(tokens: Tokens, ink: str, ground: str) -> None:
    colours = asdict(tokens)
    least = SET.get((ink, ground), 4.5) if tokens is LIGHT else 4.5
    assert contrast(colours[ink], colours[ground]) >= least
