"""Captions as TikTok counts and reads them (`tiktok-api.md` section 3.2)."""

from __future__ import annotations

import re

CAPTION_LIMIT = 2200
"""UTF-16 code units."""

_HASHTAG = re.compile(r"(?:^|(?<=\s))#([^\s#@]+)")
_MENTION = re.compile(r"(?:^|(?<=\s))@([A-Za-z0-9_.]+)")


def length(text: str) -> int:
    """Length in UTF-16 code units: an emoji outside the basic plane counts two.

    A lone surrogate, which a damaged file can hold, counts one.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def hashtags(text: str) -> list[str]:
    """The hashtags in order, without the #; one counts only after a space or a line's start."""
    return _HASHTAG.findall(text)


def mentions(text: str) -> list[str]:
    """The @names in order, without the @, delimited as hashtags are."""
    names = (name.rstrip(".") for name in _MENTION.findall(text))
    return [name for name in names if name]


def problem(text: str) -> str:
    """What keeps this caption from being posted, as one sentence; "" when nothing does."""
    units = length(text)
    if units > CAPTION_LIMIT:
        return (
            f"The caption has {units:,} characters as TikTok counts them and may have "
            f"{CAPTION_LIMIT:,}; shorten it by {units - CAPTION_LIMIT:,}."
        )
    if any("\ud800" <= char <= "\udfff" for char in text) or "\0" in text:
        return "The caption holds a character that is no text; type it anew."
    return ""
