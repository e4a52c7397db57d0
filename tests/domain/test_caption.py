"""Captions are counted and read as TikTok does it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.domain import caption

ROCKET = "\N{ROCKET}"
FAMILY = "\U0001f468‍\U0001f469‍\U0001f467"


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", 0),
        ("a", 1),
        ("é", 1),
        ("中", 1),
        (ROCKET, 2),
        (FAMILY, 8),
        ("a\r\nb", 4),
        ("\ud83d", 1),
    ],
)
def test_length_is_in_utf16_units(text: str, units: int) -> None:
    assert caption.length(text) == units


@given(st.text(st.characters(codec="utf-8")))
def test_only_characters_outside_the_basic_plane_count_two(text: str) -> None:
    assert caption.length(text) == len(text) + sum(char > "\uffff" for char in text)


@given(st.text(st.characters()))  # lone surrogates too
def test_no_text_at_all_upsets_the_rules(text: str) -> None:
    assert caption.length(text) >= len(text)
    assert "\n" not in caption.problem(text)
    assert all(tag and tag in text for tag in caption.hashtags(text))
    assert all(name and name in text for name in caption.mentions(text))


@pytest.mark.parametrize(
    "text", ["", "a" * 2200, ROCKET * 1100, "a" * 2198 + ROCKET, "line\nline", "\N{EM DASH}"]
)
def test_a_caption_of_up_to_2200_units_may_go(text: str) -> None:
    assert caption.problem(text) == ""


@pytest.mark.parametrize(
    ("text", "over"), [("a" * 2201, 1), (ROCKET * 1100 + "a", 1), (ROCKET * 1101, 2)]
)
def test_a_longer_caption_is_told_by_how_much(text: str, over: int) -> None:
    assert f"shorten it by {over}." in caption.problem(text)


@pytest.mark.parametrize("text", ["a\ud83d", "\udc00", "a\0b"])
def test_what_is_no_text_is_refused(text: str) -> None:
    assert "no text" in caption.problem(text)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", []),
        ("#one", ["one"]),
        ("go #one\n#two\t#drei_3", ["one", "two", "drei_3"]),
        ("#日本 #été", ["日本", "été"]),
        ("a#b", []),  # only after a space or at a line's start
        ("#one#two", ["one"]),
        ("# alone ##", []),
        ("#one #one", ["one", "one"]),
    ],
)
def test_hashtags_stand_after_a_space_or_a_line_start(text: str, tags: list[str]) -> None:
    assert caption.hashtags(text) == tags


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("@anna and\n@b.c_1", ["anna", "b.c_1"]),
        ("mail me@example.com", []),
        ("thanks @anna.", ["anna"]),
        ("thanks @anna, bye", ["anna"]),
        ("well @... @", []),
    ],
)
def test_mentions_stand_as_hashtags_do(text: str, names: list[str]) -> None:
    assert caption.mentions(text) == names
