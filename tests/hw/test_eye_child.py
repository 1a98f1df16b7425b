import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from kiosk.hw import eye_child
from kiosk.hw.eye_child import (
    EyeSettings,
    Failed,
    Order,
    Photographed,
    Ready,
    Told,
    jpeg_of,
    preview_of,
    run,
)
from kiosk.hw.eye_window import MOST_PREVIEW, Window
from kiosk.hw.frame_source import Frame, FrameSource
from kiosk.hw.frames import PatternSource, frame_of
from kiosk.hw.ports import DeviceFault, Facts, Fault, Look
from kiosk.hw.sim.camera import SimCamera, SimCameraSettings
from kiosk.hw.sim.faults import Fault as Planned
from tests.waiting import eventually

SIZE = (128, 96)


class Child:
    """The child as its counter sees it: a process, a pipe, a window."""

    def __init__(self, source: Callable[[], FrameSource], engines: tuple[str, ...]) -> None:
        context = get_context("spawn")
        self.pipe, far = context.Pipe()
        self.window = Window()
        settings = EyeSettings(engines=engines)
        args = (far, self.window.name, settings, source)
        self.process = context.Process(target=run, args=args, daemon=True)
        self.process.start()
        far.close()

    def order(self, order: Order) -> None:
        self.pipe.send_bytes(msgspec.msgpack.encode(order))

    def told(self) -> Told:
        assert self.pipe.poll(10)
        return msgspec.msgpack.decode(self.pipe.recv_bytes(), type=Told)

    def rests(self) -> None:
        """Wait until it has beaten on for a while and no frame came."""
        still = self.window.status()

        def has_rested() -> bool:
            nonlocal still
            now = self.window.status()
            still = now if now.frames != still.frames else still
            return now.beat - still.beat > 0.3

        eventually(has_rested)

    def ended(self) -> int | None:
        self.process.join(10)
        return self.process.exitcode

    def close(self) -> None:
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()
        self.window.close()


Start = Callable[..., Child]


@pytest.fixture
def start() -> Iterator[Start]:
    children: list[Child] = []

    def start(
        source: Callable[[], FrameSource], engines: tuple[str, ...] = ("zxing", "zbar")
    ) -> Child:
        children.append(Child(source, engines))
        return children[-1]

    yield start
    for child in children:
        child.close()


def pattern() -> PatternSource:
    return PatternSource(SIZE, 30.0, time.monotonic, time.sleep)


class Held(PatternSource):
    """A camera whose device can be seen to be held: a file that is open while it is."""

    def __init__(self, node: Path) -> None:
        super().__init__(SIZE, 30.0, time.monotonic, time.sleep)
        self.node, self.file = node, None

    def open(self) -> Facts:
        self.file = self.node.open("w")
        return super().open()

    def close(self) -> None:
        super().close()
        self.file.close()


def is_held(child: Child, node: Path) -> bool:
    held = Path(f"/proc/{child.process.pid}/fd").iterdir()
    return node in {one.readlink() for one in held}


def without_zbar() -> PatternSource:
    sys.modules["pyzbar"] = None  # type: ignore[assignment]
    return pattern()


def simulated(folder: Path, *faults: Planned) -> Callable[[], FrameSource]:
    settings = SimCameraSettings(folder, SIZE)
    return partial(SimCamera, settings, time.monotonic, time.sleep, faults)


def test_a_child_shows_rests_opens_again_and_stops_as_it_is_told(
    start: Start, tmp_path: Path
) -> None:
    node = tmp_path / "video0"
    child = start(partial(Held, node))
    assert child.told() == Ready({"driver": "pattern", "engines": "zxing, zbar"})
    eventually(lambda: child.window.newest(0))
    assert is_held(child, node)
    child.order(Order(look=Look.OFF))
    child.rests()
    assert not is_held(child, node)
    frames = child.window.status().frames
    child.order(Order(look=Look.WATCH, photo="p1"))
    taken = child.told()
    assert isinstance(taken, Photographed)
    assert (taken.photo.request_id, taken.photo.fault) == ("p1", None)
    assert Image.open(io.BytesIO(taken.photo.jpeg or b"")).size == SIZE
    eventually(lambda: child.window.status().frames not in {0, frames})
    child.order(Order(stop=True))
    assert child.ended() == 0


def test_a_child_minds_its_memory_and_no_ctrl_c_and_ends_with_its_counter(start: Start) -> None:
    child = start(pattern)
    child.told()
    pid = child.process.pid
    assert pid is not None
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    (space,) = (line.split()[3:5] for line in limits if line.startswith("Max address space"))
    assert space == ["1073741824", "1073741824"]
    os.kill(pid, signal.SIGINT)
    before = child.window.status()
    eventually(lambda: child.window.status().frames > before.frames + 3)
    child.pipe.close()
    assert child.ended() == 0


_COUNTER = """
import os, time
from functools import partial
from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.frames import PatternSource
if __name__ == "__main__":
    source = partial(PatternSource, (128, 96), 5.0, time.monotonic, time.sleep)
    eye = Eye(source, EyeSettings(), 3.0, time.monotonic)
    eye.open()
    print(eye.pid, flush=True)
    input()
"""


def test_even_a_child_that_hangs_dies_with_a_killed_counter(tmp_path: Path) -> None:
    script = tmp_path / "counter.py"
    script.write_text(_COUNTER)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, script], env=here, text=True, **pipes) as counter:
        assert counter.stdout is not None
        pid = int(counter.stdout.readline())
        os.kill(pid, signal.SIGSTOP)
        counter.kill()

    def is_dead() -> bool:
        try:
            return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return True

    try:
        eventually(is_dead)
    finally:  # a stopped one would stay for ever
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_a_camera_that_is_lost_is_told_and_ends_the_child(start: Start, tmp_path: Path) -> None:
    child = start(simulated(tmp_path, Planned(3, "frame", "raise", 0)))
    assert isinstance(child.told(), Ready)
    assert child.told() == Failed("lost", "the camera was unplugged", permanent=False)
    assert child.ended() == 0


def test_a_camera_that_is_gone_after_a_rest_is_told(start: Start, tmp_path: Path) -> None:
    child = start(simulated(tmp_path, Planned(2, "open", "raise")))
    assert isinstance(child.told(), Ready)
    child.order(Order(look=Look.OFF))
    child.rests()
    child.order(Order(look=Look.SCAN))
    assert child.told() == Failed("absent", "no camera is connected", permanent=False)


def test_a_missing_decoder_degrades_and_no_decoder_is_permanent(start: Start) -> None:
    one, none = start(without_zbar), start(without_zbar, ("zbar",))
    detail = "libzbar0 is not installed"
    assert one.told() == Ready({"driver": "pattern", "engines": "zxing", "degraded": detail})
    assert none.told() == Failed("missing_library", detail, permanent=True)
    assert none.ended() == 0


# -- the slot of one frame -------------------------------------------------------------------------


@pytest.fixture
def gate() -> threading.Semaphore:
    return threading.Semaphore(0)


def capture(folder: Path, gate: threading.Semaphore, *faults: Planned) -> eye_child._Capture:
    """Capture from a camera that waits before each frame until the gate lets it."""
    settings = SimCameraSettings(folder, SIZE)
    source = SimCamera(settings, time.monotonic, lambda _: gate.acquire() and None, faults)
    source.open()
    return eye_child._Capture(source)


def test_of_frames_nobody_took_the_newest_alone_is_kept(
    tmp_path: Path, gate: threading.Semaphore
) -> None:
    made = capture(tmp_path, gate)
    gate.release(5)
    eventually(lambda: made.frames == 5)
    first, second = made.take(10), made.take(0)
    gate.release()
    third = made.take(10)
    gate.release(2)
    made.stop()
    assert [frame and frame.seq for frame in (first, second, third)] == [5, None, 6]
    assert not made._thread.is_alive()


def test_a_fault_wakes_who_waits_for_a_frame(tmp_path: Path, gate: threading.Semaphore) -> None:
    made = capture(tmp_path, gate, Planned(1, "frame", "raise"))
    taken: list[Frame | None] = []
    threading.Thread(target=lambda: taken.append(made.take(600)), daemon=True).start()
    eventually(lambda: taken)
    assert taken == [None]
    assert isinstance(made.fault, DeviceFault)
    assert made.fault.what is Fault.LOST
    made.stop()


# -- previews and stills ---------------------------------------------------------------------------


def halves(width: int, height: int) -> Frame:
    """Make a frame that is red to the left and blue to the right."""
    picture = Image.new("RGB", (width, height), (220, 30, 30))
    picture.paste((30, 30, 220), (width // 2, 0, width, height))
    return frame_of(picture, 1, 0.0)


@pytest.mark.parametrize(
    ("size", "most", "wanted"),
    [
        ((1280, 720), (640, 360), (640, 360)),
        ((1920, 1080), (640, 360), (640, 360)),
        ((1280, 960), (640, 360), (480, 360)),
        ((1408, 792), (320, 480), (320, 180)),
        ((1920, 1440), (4000, 4000), MOST_PREVIEW),
        ((320, 240), (640, 480), (320, 240)),
    ],
)
def test_a_preview_keeps_shape_and_colours_and_fits(
    size: tuple[int, int], most: tuple[int, int], wanted: tuple[int, int]
) -> None:
    seen = preview_of(halves(*size), most, 7)
    assert (seen.seq, (seen.width, seen.height)) == (7, wanted)
    rows = np.frombuffer(seen.rgb, np.uint8).reshape(seen.height, seen.width, 3)
    middle = rows[seen.height // 2]
    assert middle[10].tolist() == pytest.approx([220, 30, 30], abs=4)
    assert middle[-10].tolist() == pytest.approx([30, 30, 220], abs=4)


def test_a_grey_camera_gives_a_grey_preview() -> None:
    seen = preview_of(Frame(np.full((4, 6), 90, np.uint8), None, 1, 0.0), (640, 360), 1)
    assert (seen.width, seen.height, seen.rgb) == (6, 4, bytes([90]) * 72)


def test_a_still_is_whole_and_in_colour_and_says_nothing_of_itself() -> None:
    still = Image.open(io.BytesIO(jpeg_of(halves(1280, 720))))
    assert (still.format, still.size, dict(still.getexif())) == ("JPEG", (1280, 720), {})
    assert still.getpixel((100, 100)) == pytest.approx((220, 30, 30), abs=6)
    assert still.getpixel((1200, 600)) == pytest.approx((30, 30, 220), abs=6)


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080)])
def test_a_still_is_at_most_300_kb_in_the_worst_light(size: tuple[int, int]) -> None:
    draw = np.random.default_rng(1)
    y = draw.integers(0, 256, size[::-1], dtype=np.uint8)
    uv = draw.integers(0, 256, (size[1] // 2, size[0] // 2, 2), dtype=np.uint8)
    still = jpeg_of(Frame(y, uv, 1, 0.0))
    assert len(still) <= 300_000
    assert Image.open(io.BytesIO(still)).width >= size[0] // 2
