"""What a copy of a video must be like for TikTok to take it, and how it differs from the video.

Only looks at what it is given: nothing is read or written here. TikTok's limits are those of
`tiktok-api.md` section 4.4; that files which look right are refused, and that encoding them anew
helps, is its section 10, numbers 24 and 25.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from tikscheduler.domain.video import (
    CODECS,
    FORMATS,
    MAX_BYTES,
    MAX_RATE,
    MAX_SECONDS,
    MAX_SIDE,
    MIN_RATE,
    MIN_SIDE,
    VideoFacts,
    check_duration,
)

MENDABLE = frozenset(
    {
        "file_format_check_failed",
        "file_too_large",
        "frame_rate_check_failed",
        "picture_size_check_failed",
    }
)
"""What TikTok refuses a file for and would not refuse a copy for."""

STEADY_RATES = tuple(
    Fraction(rate)
    for rate in ("24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60")
)
"""Rates that stay as they are, if no frame is shown longer than another."""

SAME = Fraction(1, 2000)
"""WebM counts in milliseconds, so that its rates are never quite exact."""

SOUND_RATE, SOUND_BITS = 48_000, 192_000
BITS_A_PIXEL = 0.2
LEAST_BITS, MOST_BITS = 2_000_000, 40_000_000
FILL = 0.9
"""So much of the largest file TikTok takes may be filled: the bit rate is kept to on average."""

NAMES = {"mov": "MOV", "mp4": "MP4", "webm": "WebM", "matroska": "Matroska"}
SOUND_NAMES = {"aac": "AAC", "mp3": "MP3", "opus": "Opus", "vorbis": "Vorbis", "flac": "FLAC"}
CHANNELS = {1: "mono", 2: "stereo"}
UNMENTIONED = frozenset({"Orientation", "Lines"})
"""Only worth a line where they change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A track of sound. `codec` "" is one that cannot be read; `rate` is in Hz."""

    codec: str
    rate: int = 0
    channels: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A video as it is to be copied.

    `bits` are those of one colour of a pixel; `hdr` is "PQ" or "HLG", "" for none; `wide` says that
    its colours go beyond what a plain screen shows. `pixel_shape` is a pixel's width by its height.
    `steady` says that all frames are shown equally long.
    """

    facts: VideoFacts
    bits: int = 8
    hdr: str = ""
    wide: bool = False
    pixel_shape: Fraction = Fraction(1)
    interlaced: bool = False
    steady: bool = True
    sound: Sound | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the table: what it is about, as it is now and after, and why it changes."""

    what: str
    now: str
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a copy is made: an upright H.264 picture of square pixels, AAC, in an MP4.

    The picture is scaled to `picture` (width, height) and stands in the middle of `canvas`, black
    around it. `bit_rate` (bits a second) is the most the pictures may take. `still` are the
    sentences on what no copy can mend.
    """

    picture: tuple[int, int]
    canvas: tuple[int, int]
    rate: Fraction
    bit_rate: int
    plain_colours: bool
    even_lines: bool
    sound: bool
    changes: tuple[Change, ...]
    still: tuple[str, ...] = ()


def plan(
    material: Material, *, refused: frozenset[str] = frozenset(), max_seconds: int = 0
) -> Recipe:
    """What a copy that TikTok takes is like.

    `refused` are the codes TikTok gave for this very file: what it found wrong is made anew even
    where it looks right. `max_seconds` is the creator's own limit, 0 where that is not known.
    """
    facts = material.facts
    picture, canvas = _sizes(material)
    rate = _rate(material, insist="frame_rate_check_failed" in refused)
    bit_rate = _bit_rate(canvas, rate, facts.duration_ms)
    limit = min(max_seconds or MAX_SECONDS, MAX_SECONDS)
    sound = material.sound is not None and bool(material.sound.codec)
    return Recipe(
        picture=picture,
        canvas=canvas,
        rate=rate,
        bit_rate=bit_rate,
        plain_colours=material.bits > 8 or bool(material.hdr) or material.wide,
        even_lines=material.interlaced,
        sound=sound,
        changes=tuple(_changes(material, picture, canvas, rate, bit_rate)),
        still=tuple(p.message for p in check_duration(facts.path.name, facts.duration_ms, limit)),
    )


# --- the numbers -----------------------------------------------------------------------------


def _sizes(material: Material) -> tuple[tuple[int, int], tuple[int, int]]:
    """The scaled picture and the canvas it stands in: sides even, within TikTok's bounds."""
    facts, shape = material.facts, material.pixel_shape
    if facts.rotation in {90, 270}:
        shape = 1 / shape  # it is the stored picture whose pixels are wide
    sides = [Fraction(facts.width) * shape, Fraction(facts.height)]
    if shape < 1:  # never fewer pixels than there are
        sides = [Fraction(facts.width), facts.height / shape]
    scale = max(Fraction(1), Fraction(MIN_SIDE) / min(sides))
    scale = min(scale, Fraction(MAX_SIDE) / max(sides))
    width, height = (_even(side * scale) for side in sides)
    return (width, height), (max(width, MIN_SIDE), max(height, MIN_SIDE))


def _even(side: Fraction) -> int:
    return max(2, min(MAX_SIDE, round(side / 2) * 2))


def _rate(material: Material, *, insist: bool) -> Fraction:
    """60 for what is quicker than TikTok takes, 30 for what is slower; a usual steady one stays."""
    rate = material.facts.frame_rate
    if rate > MAX_RATE:
        return Fraction(60)
    if material.steady and not insist:
        for usual in STEADY_RATES:
            if abs(rate / usual - 1) < SAME:
                return usual
    return Fraction(60) if rate > 33 else Fraction(30)


def _bit_rate(canvas: tuple[int, int], rate: Fraction, duration_ms: int) -> int:
    wanted = canvas[0] * canvas[1] * float(rate) * BITS_A_PIXEL
    bits = min(max(wanted, LEAST_BITS), MOST_BITS)
    if duration_ms > 0:
        bits = min(bits, MAX_BYTES * FILL * 8000 / duration_ms - SOUND_BITS)
    return max(100_000, int(bits))


# --- the table -------------------------------------------------------------------------------


def looks(material: Material) -> dict[str, str]:
    """What a video is like, line by line of the table."""
    facts = material.facts
    size = f"{facts.width} × {facts.height}"
    if material.pixel_shape != 1:
        size += " (pixels not square)"
    return {
        "Format": NAMES.get(facts.container, facts.container),
        "Video": CODECS.get(facts.codec, facts.codec),
        "Size": size,
        "Frame rate": _rate_words(facts.frame_rate) + ("" if material.steady else ", uneven"),
        "Orientation": f"turned by {facts.rotation}°" if facts.rotation else "upright",
        "Lines": "interlaced" if material.interlaced else "progressive",
        "Colours": _colour_words(material),
        "Sound": _sound_words(material.sound),
        "Length": f"{facts.duration_ms / 1000:.1f} s",
        "File": _weight(facts.size),
    }


def _changes(
    material: Material,
    picture: tuple[int, int],
    canvas: tuple[int, int],
    rate: Fraction,
    bit_rate: int,
) -> Iterator[Change]:
    facts, now = material.facts, looks(material)
    readable = material.sound is not None and bool(material.sound.codec)
    most = (bit_rate + SOUND_BITS) / 8 * facts.duration_ms / 1000
    if abs(facts.frame_rate / rate - 1) < SAME and facts.frame_rate <= MAX_RATE:
        now["Frame rate"] = now["Frame rate"].replace(
            _rate_words(facts.frame_rate), _rate_words(rate)
        )
    after = {
        "Format": "MP4",
        "Video": "H.264",
        "Size": f"{canvas[0]} × {canvas[1]}",
        "Frame rate": _rate_words(rate),
        "Orientation": "upright",
        "Lines": "progressive",
        "Colours": "8 bits",
        "Sound": f"AAC, {SOUND_RATE // 1000} kHz, stereo" if readable else "none",
        "Length": now["Length"],
        "File": f"at most {_weight(most)}",
    }
    why = {
        "Format": _why(facts.container in FORMATS, (NAMES[name] for name in FORMATS)),
        "Video": _why(facts.codec in CODECS, CODECS.values()),
        "Size": _size_why(material, picture, canvas),
        "Frame rate": _rate_why(facts.frame_rate),
        "Orientation": "no player has to turn it any more",
        "Lines": "comb-like edges are smoothed",
        "Colours": _colour_why(material),
        "Sound": "it goes with MP4 everywhere" if readable else "this program cannot read it",
        "File": f"TikTok takes {MAX_BYTES // 1000**3} GB" if facts.size > MAX_BYTES else "",
    }
    for what, is_now in now.items():
        same = is_now == after[what]
        if not (same and what in UNMENTIONED):
            reason = "" if same else why.get(what, "")
            yield Change(what=what, now=is_now, after=after[what], why=reason)


def _why(taken: bool, all_taken: Iterable[str]) -> str:
    return "TikTok prefers it" if taken else f"TikTok takes {', '.join(all_taken)}"


def _size_why(material: Material, picture: tuple[int, int], canvas: tuple[int, int]) -> str:
    facts = material.facts
    if canvas != picture:
        return f"each side must have {MIN_SIDE} to {MAX_SIDE} pixels, so black bars are added"
    if material.pixel_shape != 1:
        return "TikTok shows square pixels"
    if all(MIN_SIDE <= side <= MAX_SIDE for side in (facts.width, facts.height)):
        return "H.264 needs even sides"
    return f"each side must have {MIN_SIDE} to {MAX_SIDE} pixels"


def _rate_why(rate: Fraction) -> str:
    if MIN_RATE <= rate <= MAX_RATE:
        return "TikTok may refuse an uneven or unusual rate"
    return f"TikTok takes {MIN_RATE} to {MAX_RATE}"


def _colour_why(material: Material) -> str:
    if material.hdr or material.wide:
        return "plain colours show everywhere; very bright or vivid parts lose detail"
    return "every player shows these; fine shades may show steps"


def _rate_words(rate: Fraction) -> str:
    return f"{float(rate):.7g} fps"


def _colour_words(material: Material) -> str:
    if material.hdr:
        return f"{material.bits} bits, HDR ({material.hdr})"
    return f"{material.bits} bits" + (", wide colours" if material.wide else "")


def _sound_words(sound: Sound | None) -> str:
    if sound is None:
        return "none"
    if not sound.codec:
        return "of an unknown kind"
    channels = CHANNELS.get(sound.channels, f"{sound.channels} channels")
    return f"{SOUND_NAMES.get(sound.codec, sound.codec)}, {sound.rate / 1000:g} kHz, {channels}"


def _weight(size: float) -> str:
    if size >= 1e9:
        return f"{ceil(size / 1e7) / 100:.2f} GB"
    return f"{size / 1e6:.1f} MB" if size < 1e7 else f"{ceil(size / 1e6)} MB"
