"""What every source of frames keeps to, the simulated camera too; then the folder, the pattern."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.hw.frame_source import FrameSource
from kiosk.hw.frames import FolderSource, PatternSource, frame_of
from kiosk.hw.ports import DeviceFault, Fault
from kiosk.hw.sim import camera
from kiosk.hw.sim.camera import SimCamera, SimCameraSettings
from tests.hw import broken_pictures
from tests.hw.slept_clock import SleptClock

SIZE = (64, 48)
FPS = 20.0


def _folder(folder: Path, clock: SleptClock) -> FolderSource:
    return FolderSource(folder, SIZE, FPS, clock.now, clock.sleep)


def _pattern(_: Path, clock: SleptClock) -> PatternSource:
    return PatternSource(SIZE, FPS, clock.now, clock.sleep)


def _simulated(folder: Path, clock: SleptClock) -> SimCamera:
    return SimCamera(SimCameraSettings(folder, SIZE, FPS), clock.now, clock.sleep)


@pytest.fixture(params=[_folder, _pattern, _simulated])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[SleptClock], FrameSource]:
    """Make a source that sees one picture."""
    camera.show(tmp_path, Image.linear_gradient("L").convert("RGB"))
    return lambda clock: request.param(tmp_path, clock)


Made = Callable[[SleptClock], FrameSource]


def test_frames_are_grey_planes_of_our_own_in_rising_order(made: Made) -> None:
    clock = SleptClock()
    source = made(clock)
    source.open()
    for number in range(1, 10):
        frame = source.frame(0.5)
        y = frame.y
        assert (frame.seq, frame.t) == (number, clock.at)
        assert (y.shape, y.dtype, y.flags.c_contiguous, y.flags.owndata) == (
            (48, 64), np.dtype(np.uint8), True, True,
        )  # fmt: skip


def test_a_frame_that_was_painted_over_changes_no_later_one(made: Made) -> None:
    painted, left = made(SleptClock()), made(SleptClock())
    painted.open()
    left.open()
    for _ in range(10):
        mine, other = painted.frame(0.5), left.frame(0.5)
        assert np.array_equal(mine.y, other.y)
        mine.y[:] = 7


def test_frames_come_at_their_pace(made: Made) -> None:
    clock = SleptClock()
    source = made(clock)
    source.open()
    first, *_, last = (source.frame(0.5).t for _ in range(21))
    assert last - first == pytest.approx(20 / FPS)


@pytest.mark.parametrize("kind", [FolderSource, PatternSource])
def test_nobody_waits_for_a_frame_longer_than_asked(tmp_path: Path, kind: type) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    clock = SleptClock()
    where = (tmp_path,) if kind is FolderSource else ()
    source = kind(*where, SIZE, 0.5, clock.now, clock.sleep)
    source.open()
    first, second = source.frame(0.25), source.frame(0.25)
    assert second.t - first.t == 0.25


def test_a_source_that_is_not_open_gives_nothing_until_it_is(made: Made) -> None:
    source = made(SleptClock())
    with pytest.raises(DeviceFault) as before:
        source.frame(0.5)
    source.open()
    source.close()
    with pytest.raises(DeviceFault) as after:
        source.frame(0.5)
    source.open()
    assert source.frame(0.5).y.shape == (48, 64)
    assert (before.value.what, after.value.what) == (Fault.LOST, Fault.LOST)


def test_open_and_close_leave_nothing_behind(made: Made) -> None:
    source = made(SleptClock())
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(100):
        assert {type(fact) for fact in source.open().values()} <= {str, int, float, bool}
        source.frame(0.5)
        source.check()
        source.close()
        source.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_picture_becomes_brightness_and_half_size_colour() -> None:
    frame = frame_of(Image.new("RGB", (6, 4), (255, 0, 0)), 3, 2.5)
    assert (frame.seq, frame.t, frame.y.tolist()) == (3, 2.5, [[76] * 6] * 4)
    assert (frame.y.flags.owndata, frame.y.flags.writeable) == (True, True)
    assert frame.uv is not None
    assert frame.uv.tolist() == [[[84, 255]] * 3] * 2


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_a_picture_of_any_kind_and_the_least_size_is_a_frame(mode: str) -> None:
    frame = frame_of(Image.new(mode, (1, 1)), 1, 0.0)
    assert (frame.y.shape, frame.uv is not None and frame.uv.shape) == ((1, 1), (1, 1, 2))


def test_a_folder_shows_its_pictures_by_name_in_turn(tmp_path: Path) -> None:
    for name, level in (("b.JPG", 80), ("a.png", 40), ("c.webp", 120)):
        kind = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[name.lower().partition(".")[2]]
        Image.new("L", (640, 30), level).convert("RGB").save(tmp_path / name, kind)
    (tmp_path / "notes.txt").write_text("nothing to see")
    source = _folder(tmp_path, SleptClock())
    assert (source.open(), source.check()) == (
        {"driver": "folder", "pictures": 3},
        {"pictures": 3},
    )
    levels = [int(source.frame(0.5).y.mean()) for _ in range(5)]
    assert levels == pytest.approx([40, 80, 120, 40, 80], abs=2)


HOSTILE = {**broken_pictures.UNREADABLE, "bomb.png": broken_pictures.BOMB}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_picture_that_cannot_be_read_is_a_fault_with_its_name(tmp_path: Path, name: str) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    (tmp_path / name).write_bytes(HOSTILE[name])
    with pytest.raises(DeviceFault) as caught:
        _folder(tmp_path, SleptClock()).open()
    assert (caught.value.what, caught.value.detail) == (
        Fault.PROTOCOL,
        f"{name} cannot be read as a picture",
    )
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("name", [".", "notes", "nowhere"])
def test_no_picture_is_an_absent_camera(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("no picture")
    with pytest.raises(DeviceFault) as caught:
        _folder(tmp_path / name, SleptClock()).open()
    assert caught.value.what is Fault.ABSENT


def test_the_pattern_is_a_grey_ramp_that_moves_and_wraps() -> None:
    source = PatternSource((256, 2), FPS, lambda: 0.0, lambda _: None)
    source.open()
    frames = [source.frame(0.5) for _ in range(64)]
    ramp = np.arange(256) * 255 // 256
    assert [frame.uv for frame in frames] == [None] * 64
    for frame in frames:
        assert np.array_equal(frame.y, [(ramp + 4 * frame.seq) % 256] * 2)
