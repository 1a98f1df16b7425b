"""What the eye costs the screen: a frame with the camera's picture, with and without a child.

Both times the screen draws twelve new pictures a second; with the eye they come from its child,
which decodes an empty counter that never stands still, the dearest thing there is to look at.
The ratio is of the processor's time in the screen's own thread: on a machine busy with other
programs the clock's ratio tells of those (measured: 1.7 at a load of 8 on two cores, where this one
is 1.04). The clock's time stands beside it.
"""

import tempfile
import time
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from msgspec import Struct

from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings, preview_of
from kiosk.hw.frames import FolderSource, frame_of
from kiosk.hw.ports import Look, Picture
from kiosk.hw.sim import scene
from kiosk.trial.figures import Row, at_most, seconds
from kiosk.trial.samples import HomeSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.eye import PICTURES_PER_S

ROUNDS, RUN_S = 9, 0.7  # short and in turn, so that what else runs here weighs on both alike
FRAME_MS = 16.0
_FPS = 20.0
_PAUSE_S = 1 / 60
_PICTURES = 4


def rows() -> tuple[Row, ...]:
    """Draw beside an eye at work and beside one at rest, in turn."""
    random = Random(7)
    empty = [scene.photograph(None, scene.any_conditions(random), random) for _ in range(_PICTURES)]
    still = preview_of(frame_of(empty[0], 0, 0.0), EyeSettings().preview, 1)
    with tempfile.TemporaryDirectory() as folder:
        for number, picture in enumerate(empty):
            picture.save(Path(folder) / f"{number}.png", compress_level=1)
        source = partial(FolderSource, Path(folder), scene.SIZE, _FPS, time.monotonic, time.sleep)
        eye = Eye(source, EyeSettings(), 3.0, time.monotonic)
        eye.open()
        try:
            ratio, frame_s = _measured(Feed(eye, still))
        finally:
            eye.close()
    return (
        at_most("screen frame with the eye / without", ratio, 1.2),
        at_most("screen frame with the eye, median ms", frame_s * 1000, FRAME_MS),
    )


class Feed:
    """Where the screen's pictures come from: the eye's child, or the same one as often.

    Args:
        eye: open.
        still: shown while the eye rests.
    """

    def __init__(self, eye: Eye, still: Picture) -> None:
        self._eye, self._still = eye, still
        self._number = self._seen = 0
        self._due_at = 0.0
        self.works = True

    def work(self, *, works: bool) -> None:
        """Let the eye look, or close its camera and rest."""
        self.works = works
        self._eye.look(Look.SCAN if works else Look.OFF)

    def newest(self, _after: int) -> Picture | None:
        """Return a picture nobody has seen, twelve times a second."""
        if self.works:
            taken = self._eye.preview(self._seen)
            self._seen = taken.seq if taken else self._seen
        else:
            taken = self._still if time.monotonic() >= self._due_at else None
            self._due_at = time.monotonic() + 1 / PICTURES_PER_S if taken else self._due_at
        if taken is None:
            return None
        self._number += 1
        return Picture(self._number, taken.width, taken.height, taken.rgb)


class _Turn(Struct, frozen=True):
    """A turn of the screen that drew a picture: seconds by the clock and of the processor."""

    clock_s: float
    work_s: float


def _measured(feed: Feed) -> tuple[float, float]:
    """Return the ratio of the frames' work, and the clock's seconds with the eye."""
    stand = Stand("L")
    stand.open(HomeSample(newest=feed.newest))
    spent: dict[bool, list[_Turn]] = {True: [], False: []}
    for turn in range(2 * ROUNDS):
        feed.work(works=turn % 2 == 0)
        spent[feed.works] += _frames(stand)
    work = {works: median(turn.work_s for turn in turns) for works, turns in spent.items()}
    return work[True] / work[False], median(turn.clock_s for turn in spent[True])


def _frames(stand: Stand) -> list[_Turn]:
    """Return every turn that drew a picture, the first one left out."""
    began, drawn = time.monotonic(), list[_Turn]()
    while time.monotonic() - began < RUN_S or not drawn[1:]:
        stand.time += 2 * _PAUSE_S
        before, worked = stand.loop.frames, time.thread_time()
        clock_s = seconds(lambda: stand.loop.turn(0))
        if stand.loop.frames != before:
            drawn.append(_Turn(clock_s, time.thread_time() - worked))
        time.sleep(_PAUSE_S)
    return drawn[1:]
