"""Pictures of real clips: made once, remade when the clip changes, and never too many kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tikscheduler.domain.errors import InputError
from tikscheduler.media.frames import frame_at
from tikscheduler.media.samples import make_clip
from tikscheduler.services.thumbnails import LIMIT, film_strip, thumbnail, trim

DAY_NS = 86400 * 10**9


@pytest.fixture
def video(tmp_path: Path, clip: Path) -> Path:
    """A copy of the clip, to be changed at will."""
    return Path(shutil.copy(clip, tmp_path / "clip.mp4"))


def kept(profile: Path) -> list[Path]:
    return sorted((profile / "thumbnails").iterdir())


def mark(file: Path) -> bytes:
    """Make a kept picture one that is told from any that is made anew."""
    data = b"\xff\xd8 kept \xff\xd9"
    file.write_bytes(data)
    return data


def test_the_picture_is_that_of_the_video_and_is_made_once(
    profile: Path, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = thumbnail(profile, video, 100)
    assert picture == frame_at(video, 100, 360)
    [file] = kept(profile)
    assert file.read_bytes() == picture
    marked = mark(file)
    assert thumbnail(profile, video, 100) == marked
    monkeypatch.chdir(video.parent)
    assert thumbnail(profile, Path(video.name), 100) == marked


def test_another_time_size_or_file_is_another_picture(profile: Path, video: Path) -> None:
    thumbnail(profile, video, 100)
    marked = mark(kept(profile)[0])
    other = Path(shutil.copy2(video, video.with_name("other.mp4")))
    assert thumbnail(profile, video, 101) != marked
    assert thumbnail(profile, video, 100, 90) == frame_at(video, 100, 90)
    assert thumbnail(profile, other, 100) == frame_at(other, 100, 360)
    assert len(kept(profile)) == 4


def test_a_video_that_was_changed_has_a_new_picture(profile: Path, video: Path) -> None:
    thumbnail(profile, video, 0)
    before = video.stat()
    make_clip(video, width=640, height=360, seconds=0.2, seed=5)
    assert thumbnail(profile, video, 0) == frame_at(video, 0, 360)
    # Same size at another time, and another size at the same time.
    later = before.st_mtime_ns + DAY_NS
    shown = thumbnail(profile, video, 0)
    for data in (b"", b"\0\0\0\x08free"):
        for file in kept(profile):
            mark(file)
        with video.open("ab") as writing:
            writing.write(data)
        os.utime(video, ns=(later, later))
        assert thumbnail(profile, video, 0) == shown


@pytest.mark.parametrize("damage", [b"", b"\xff\xd8\xff", b"\0" * 5000])
def test_a_damaged_picture_is_made_anew(profile: Path, video: Path, damage: bytes) -> None:
    picture = thumbnail(profile, video, 0)
    [file] = kept(profile)
    file.write_bytes(damage)
    assert thumbnail(profile, video, 0) == picture
    assert file.read_bytes() == picture


def test_a_cache_that_cannot_be_made_still_gives_the_picture(profile: Path, video: Path) -> None:
    profile.mkdir()
    (profile / "thumbnails").write_text("in the way")
    assert thumbnail(profile, video, 0) == frame_at(video, 0, 360)
    assert thumbnail(video, video, 0) == frame_at(video, 0, 360)


@pytest.mark.skipif(os.name != "posix", reason="there is no such limit elsewhere")
def test_a_full_disk_still_gives_the_picture_and_keeps_no_half_of_it(
    profile: Path, video: Path
) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))  # bytes a file may grow to
    try:
        picture = thumbnail(profile, video, 0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert picture == frame_at(video, 0, 360)
    assert kept(profile) == []


def test_what_is_no_video_is_said_even_if_its_picture_was_kept(profile: Path, video: Path) -> None:
    thumbnail(profile, video, 0)
    video.unlink()
    for path in (video, Path("\0"), video.parent / ("x" * 5000)):
        with pytest.raises(InputError, match="There is no file"):
            thumbnail(profile, path, 0)
    video.write_bytes(b"text " * 100)
    with pytest.raises(InputError) as raised:
        thumbnail(profile, video, 0)
    assert raised.value.code == "not_a_video"
    with pytest.raises(InputError):
        film_strip(video, 500, 3, 90)
    assert len(kept(profile)) == 1


def test_trimming_removes_the_oldest_until_the_rest_fits(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    files = [tmp_path / f"{number}.jpg" for number in range(5)]
    for file, age in zip(files, [3, 5, 1, 4, 2], strict=True):
        file.write_bytes(bytes(1000))
        os.utime(file, ns=(0, DAY_NS * (100 - age)))
    trim(tmp_path, 5000)
    assert all(file.exists() for file in files)
    trim(tmp_path, 2999)
    assert [file.name for file in files if file.exists()] == ["2.jpg", "4.jpg"]
    trim(tmp_path, 0)
    assert [found.name for found in tmp_path.iterdir()] == ["folder"]
    trim(tmp_path / "nowhere", 0)


def test_what_is_kept_stays_below_the_limit_by_itself(profile: Path, video: Path) -> None:
    thumbnail(profile, video, 0)
    old = profile / "thumbnails" / "old.jpg"
    with old.open("wb") as writing:
        writing.truncate(LIMIT)  # takes no room on the disk
    os.utime(old, ns=(0, DAY_NS))
    for at_ms in range(1, 2000):
        picture = thumbnail(profile, video, at_ms, 16)
        if not old.exists():
            break
    assert not old.exists()
    assert picture in [file.read_bytes() for file in kept(profile)]


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_a_film_strip_shows_the_video_from_start_to_end(clip: Path, count: int) -> None:
    strip = film_strip(clip, 500, count, 90)
    shares = [500 * number / count for number in range(count)]
    for (at_ms, picture), share in zip(strip, shares, strict=True):
        assert share <= at_ms < share + 500 / count
        assert picture == frame_at(clip, at_ms, 90)
