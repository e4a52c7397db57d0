"""The colours of the window, light and dark. No Qt: the first frame is painted with these."""

from __future__ import annotations

from dataclasses import dataclass

ACCOUNT_COLOURS = (
    "#e0527a",
    "#2f9e6b",
    "#3b7dde",
    "#d98718",
    "#7c5cd6",
    "#0e93a5",
    "#c2473f",
    "#8a6d3b",
    "#5c6f8c",
    "#b04fb5",
)
"""Told apart on both grounds; an account takes one by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Every colour of the window. A `_bg` is the ground its namesake is written on."""

    window: str
    side: str
    card: str
    line: str
    faint_line: str
    text: str
    dim: str
    faint: str
    past: str
    accent: str
    accent_text: str
    accent_bg: str
    running: str
    running_bg: str
    good: str
    good_bg: str
    wait: str
    wait_bg: str
    failed: str
    failed_bg: str
    idle_bg: str
    hover: str


LIGHT = Tokens(
    window="#ffffff",
    side="#f6f7f9",
    card="#ffffff",
    line="#e4e7ec",
    faint_line="#eef0f4",
    text="#1b1f27",
    dim="#667085",
    faint="#98a2b3",
    past="#fafbfc",
    accent="#4f46e5",
    accent_text="#ffffff",
    accent_bg="#eef0ff",
    running="#2563eb",
    running_bg="#e5efff",
    good="#12805c",
    good_bg="#e6f6ef",
    wait="#b25e09",
    wait_bg="#fff4e0",
    failed="#c4320a",
    failed_bg="#feeae4",
    idle_bg="#f3f4f7",
    hover="#eceef2",
)

DARK = Tokens(
    window="#16181d",
    side="#1b1e24",
    card="#1f232a",
    line="#2b303a",
    faint_line="#23272f",
    text="#e7eaf0",
    dim="#9aa4b5",
    faint="#6c7687",
    past="#14161a",
    accent="#8b8cff",
    accent_text="#14161a",
    accent_bg="#2a2b4d",
    running="#7fb0ff",
    running_bg="#1b2c49",
    good="#4cc79a",
    good_bg="#17352a",
    wait="#f2b155",
    wait_bg="#3a2d14",
    failed="#ff8a66",
    failed_bg="#3d2018",
    idle_bg="#262a32",
    hover="#252932",
)


def account_colour(account_id: int) -> str:
    """The colour of an account that has none of its own."""
    return ACCOUNT_COLOURS[(account_id - 1) % len(ACCOUNT_COLOURS)]
