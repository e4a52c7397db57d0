"""Single pictures: the right one, upright, in the right size."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import av
import pytest
from av.video.frame import VideoFrame

from tikscheduler.domain.errors import InputError
from tikscheduler.media.frames import frame_at, frames_at
from tikscheduler.media.samples import make_clip


def decoded(jpeg: bytes) -> VideoFrame:
    with av.open(io.BytesIO(jpeg), format="mjpeg") as container:
        return next(container.decode(video=0))


def brightness(frame: VideoFrame, across: float, down: float) -> int:
    """0 to 255 at a place given in parts of the width and height."""
    grey = frame.reformat(format="gray")
    row, column = int(down * (grey.height - 1)), int(across * (grey.width - 1))
    return bytes(grey.planes[0])[row * grey.planes[0].line_size + column]


@pytest.fixture(scope="module")
def staircase(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten pictures a second for two seconds, each 10 grades brighter; key pictures are rare."""
    path = tmp_path_factory.mktemp("frames") / "staircase.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("h264", rate=10, options={"g": "8", "bf": "2"})
        stream.width, stream.height, stream.pix_fmt = 64, 96, "yuv420p"
        for number in range(20):
            frame = VideoFrame(64, 96, "yuv420p")
            for plane, value in zip(frame.planes, (30 + number * 10, 128, 128), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("at_ms", "number"), [(0, 0), (99, 0), (100, 1), (750, 7), (850, 8), (1234, 12), (1999, 19)]
)
def test_the_picture_is_the_one_shown_at_that_time(
    staircase: Path, at_ms: int, number: int
) -> None:
    grey = brightness(decoded(frame_at(staircase, at_ms, 96)), 0.5, 0.5)
    shown = (30 + number * 10 - 16) * 255 / 219  # video grey 16 to 235 as JPEG grey 0 to 255
    assert abs(grey - shown) <= 4


@pytest.mark.parametrize("at_ms", [2000, 10_000, 2**40])
def test_a_time_past_the_end_gives_the_last_picture(staircase: Path, at_ms: int) -> None:
    assert frame_at(staircase, at_ms, 96) == frame_at(staircase, 1999, 96)


def test_a_time_before_the_start_gives_the_first(staircase: Path) -> None:
    assert frame_at(staircase, -5, 96) == frame_at(staircase, 0, 96)


@pytest.mark.parametrize("name", ["staircase", "plain.mp4", "turned.mov", "vp9.webm"])
@pytest.mark.parametrize(
    "times",
    [
        [],
        list(range(0, 2200, 70)),  # several between two key pictures, and past the end
        [1999, 1999, 800, 799, 0, 5000, 0],
        [0, 0, -5, 1234, 9000, 9001],
    ],
)
def test_many_pictures_are_those_one_would_get_one_by_one(
    staircase: Path, clips: Path, name: str, times: list[int]
) -> None:
    path = staircase if name == "staircase" else clips / name
    found = list(frames_at(path, times, 96))
    assert found == [frame_at(path, at_ms, 96) for at_ms in times]


def test_pictures_come_as_they_are_asked_for(staircase: Path) -> None:
    asked: list[int] = []
    pictures = frames_at(staircase, (asked.append(n) or n * 100 for n in range(20)), 96)
    assert asked == []
    next(pictures)
    assert asked == [0]
    pictures.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("rotation", "mark"), [(0, (0, 0)), (90, (1, 0)), (180, (1, 1)), (270, (0, 1))]
)
def test_the_picture_is_upright(tmp_path: Path, rotation: int, mark: tuple[int, int]) -> None:
    # The clip has a white mark at the upper left as stored; turning takes it to another corner.
    path = make_clip(
        tmp_path / "a.mp4", width=640, height=360, seconds=0.2, rotation=rotation, seed=4
    )
    frame = decoded(frame_at(path, 0, 320))
    assert (frame.width, frame.height) == ((320, 180) if rotation % 180 == 0 else (180, 320))
    corners = [(x, y) for x in (0, 1) for y in (0, 1)]
    brightest = max(
        corners, key=lambda at: brightness(frame, 0.02 + at[0] * 0.96, 0.02 + at[1] * 0.96)
    )
    assert brightest == mark


def test_a_picture_is_never_blown_up_and_odd_sizes_work(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", width=360, height=642, seconds=0.1)
    for side in (1, 3, 77, 642, 5000):
        frame = decoded(frame_at(path, 0, side))
        assert max(frame.width, frame.height) == min(side, 642)


@pytest.mark.parametrize("name", ["plain.mp4", "turned.mov", "vp9.webm", "sound.mp4"])
def test_every_container_gives_a_small_jpeg(clips: Path, name: str) -> None:
    jpeg = frame_at(clips / name, 500, 320)
    assert jpeg.startswith(b"\xff\xd8")
    assert jpeg.endswith(b"\xff\xd9")
    assert len(jpeg) < 100_000


def test_what_is_no_video_is_said_as_the_probe_says_it(tmp_path: Path, clips: Path) -> None:
    path = tmp_path / "a.mp4"
    cases = {b"": "empty_file", b"text " * 100: "not_a_video"}
    cases[(clips / "plain.mp4").read_bytes()[:-50]] = "damaged_video"
    for content, code in cases.items():
        path.write_bytes(content)
        with pytest.raises(InputError) as caught:
            frame_at(path, 0, 100)
        assert caught.value.code == code
    path.unlink()
    with pytest.raises(InputError, match="There is no file"):
        frame_at(path, 0, 100)


def test_pictures_that_cannot_be_decoded_are_passed_over(staircase: Path, tmp_path: Path) -> None:
    path = tmp_path / "scratched.mp4"
    shutil.copyfile(staircase, path)
    data = bytearray(path.read_bytes())
    middle = data.index(b"mdat") + 4 + 800
    data[middle : middle + 200] = b"\xff" * 200
    path.write_bytes(data)
    assert frame_at(path, 0, 50).startswith(b"\xff\xd8")
    assert frame_at(path, 1900, 50).startswith(b"\xff\xd8")
