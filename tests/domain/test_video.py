"""Files are cut into parts TikTok takes, and checked against what TikTok refuses.

TikTok's rules are stated here once more, apart from the code, and for both meanings of its MB.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tikscheduler.domain.video import (
    Part,
    PartPlan,
    VideoFacts,
    check_duration,
    check_video,
    plan_parts,
)

GB = 1000**3
MB_READINGS = (1000**2, 1024**2)
SIZES = st.one_of(
    st.integers(1, 4 * 1024**3),
    st.builds(
        lambda around, off: max(1, around + off),
        st.sampled_from([n * mb for n in (5, 10, 20, 64, 128, 4000) for mb in MB_READINGS]),
        st.integers(-2, 2),
    ),
)


@pytest.mark.parametrize("mb", MB_READINGS)
@given(size=SIZES)
@example(size=1)
@example(size=64_000_000)
@example(size=64_000_001)
@example(size=4 * GB)
@example(size=4 * 1024**3)
def test_a_plan_keeps_tiktoks_rules(mb: int, size: int) -> None:
    plan = plan_parts(size)
    sizes = [plan.part(index).size for index in range(plan.count)]
    assert plan.count == max(1, size // plan.part_size)
    assert plan.count <= 1000
    if plan.count == 1:
        assert plan.part_size == size
    if size < 5 * mb:
        assert plan.count == 1
    else:
        assert 5 * mb <= plan.part_size <= 64 * mb
    if size > 64 * mb:
        assert plan.count >= 2
    assert all(part == plan.part_size for part in sizes[:-1])
    assert plan.part_size <= sizes[-1] < 2 * plan.part_size
    assert sizes[-1] <= 128 * mb


@given(size=SIZES)
def test_the_parts_follow_each_other_and_are_the_whole_file(size: int) -> None:
    plan = plan_parts(size)
    parts = [plan.part(index) for index in range(plan.count)]
    assert parts[0].first == 0
    assert parts[-1].last == size - 1
    assert all(before.last + 1 == after.first for before, after in pairwise(parts))
    assert [plan.is_last(part) for part in parts] == [False] * (len(parts) - 1) + [True]


def test_up_to_64_mb_goes_whole() -> None:
    assert plan_parts(64_000_000).count == 1
    assert plan_parts(64_000_001).count == 6


def test_the_documented_example_is_cut_as_documented() -> None:
    plan = PartPlan(50_000_123, 10_000_000)
    assert plan.count == 5
    assert plan.part(4) == Part(40_000_000, 50_000_122)
    assert plan.part(4).size == 10_000_123


@pytest.mark.parametrize("size", [0, -1])
def test_an_empty_file_has_no_plan(size: int) -> None:
    with pytest.raises(ValueError, match="empty"):
        plan_parts(size)


@given(size=SIZES, data=st.data())
def test_sending_goes_on_at_the_first_part_tiktok_lacks(size: int, data: st.DataObject) -> None:
    plan = plan_parts(size)
    received = data.draw(st.integers(0, size - 1))
    parts = list(plan.parts_after(received))
    assert parts == [plan.part(i) for i in range(plan.count - len(parts), plan.count)]
    # No byte is left out but what TikTok has, and no part is sent that it has.
    assert parts[0].first <= received + 1
    assert all(received < part.last + 1 for part in parts)


@given(size=SIZES, data=st.data())
def test_a_count_told_as_the_last_byte_is_understood(size: int, data: st.DataObject) -> None:
    plan = plan_parts(size)
    done = data.draw(st.integers(0, plan.count - 1))
    for received in (done * plan.part_size, done * plan.part_size - 1):
        assert next(plan.parts_after(received)) == plan.part(done)


@given(size=SIZES, beyond=st.integers(0, 10))
def test_when_tiktok_has_everything_nothing_is_sent(size: int, beyond: int) -> None:
    assert list(plan_parts(size).parts_after(size + beyond)) == []


GOOD = VideoFacts(
    path=Path("clip.mp4"),
    size=1_000_000,
    mtime_ns=0,
    container="mp4",
    codec="h264",
    width=1080,
    height=1920,
    frame_rate=Fraction(30),
    duration_ms=5_000,
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"container": "mov"},
        {"container": "webm", "codec": "vp9"},
        {"codec": "hevc"},
        {"codec": "vp8"},
        {"frame_rate": Fraction(23)},
        {"frame_rate": Fraction(24000, 1001)},
        {"frame_rate": Fraction(60000, 1001)},
        {"frame_rate": Fraction(60)},
        {"width": 360, "height": 4096},
        {"size": 4 * GB},
        {"duration_ms": 1},
        {"duration_ms": 600_000},
    ],
)
def test_what_tiktok_takes_has_no_problem(changes: dict[str, object]) -> None:
    assert check_video(replace(GOOD, **changes)) == []


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"container": "avi"}, "file_format_check_failed", "avi file"),
        ({"codec": "av1"}, "file_format_check_failed", "encoded as av1"),
        ({"frame_rate": Fraction(0)}, "frame_rate_check_failed", "has 0 frames"),
        ({"frame_rate": Fraction(22999, 1000)}, "frame_rate_check_failed", "has 22.999 frames"),
        ({"frame_rate": Fraction(6001, 100)}, "frame_rate_check_failed", "has 60.01 frames"),
        ({"frame_rate": Fraction(60001, 1000)}, "frame_rate_check_failed", "has 60.001 frames"),
        ({"width": 359}, "picture_size_check_failed", "359 × 1920"),
        ({"height": 4097}, "picture_size_check_failed", "1080 × 4097"),
        ({"size": 4 * GB + 1}, "file_too_large", "has 4.01 GB and may have 4 GB"),
        ({"duration_ms": 600_001}, "duration_check_failed", "lasts 600.1 s and may last 600 s"),
        ({"duration_ms": 0}, "duration_check_failed", "no frames"),
    ],
)
def test_what_tiktok_refuses_is_told_with_the_mend(
    changes: dict[str, object], code: str, words: str
) -> None:
    (problem,) = check_video(replace(GOOD, **changes))
    assert problem.code == code
    assert words in problem.message
    assert "clip.mp4" in problem.message
    assert any(mend in problem.message for mend in ("export it", "cut it"))


def test_all_problems_are_told_at_once() -> None:
    bad = replace(GOOD, codec="mpeg4", width=100, frame_rate=Fraction(120), size=5 * GB)
    assert len(check_video(bad)) == 4


@pytest.mark.parametrize(
    ("duration_ms", "most", "fine"),
    [(180_000, 180, True), (180_001, 180, False), (9_000_000, 0, True), (0, 0, False)],
)
def test_a_creators_own_limit(duration_ms: int, most: int, fine: bool) -> None:
    assert (check_duration("clip.mp4", duration_ms, most) == []) is fine
