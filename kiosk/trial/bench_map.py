"""How fast the map moves: a frame of panning over tiles that are here, and one while they come."""

import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import pygame

from kiosk.trial import city
from kiosk.trial.city import Plan
from kiosk.trial.figures import Row, at_most
from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_place import town_screen
from kiosk.trial.stand import Stand

FRAMES, COLD_FRAMES = 150, 60
FRAME_MS = 16.0
_PATIENCE = 2_000  # turns


def rows(plan: Plan | None = None) -> tuple[Row, ...]:
    """Measure a finger that pans the map of a town.

    Args:
        plan: of the town; a whole one where none is given.
    """
    plan = plan or Plan()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = city.write(folder / "town.mbtiles", plan)
        show, stand = Showroom(folder, "en", lambda _: None), Stand("L")
        screen = town_screen(show.office, plan, file)
        stand.open(screen, show.office.home)
        cold = _pan(stand, COLD_FRAMES, 30)
        for _ in range(_PATIENCE):
            if screen.ground().is_whole:
                break
            stand.loop.turn(0.005)
        warm = _pan(stand, FRAMES, 2)
        show.close()
    return (
        at_most("map pan a frame, tiles here, p95 ms", quantiles(warm, n=20)[-1], FRAME_MS),
        at_most("map pan a frame, tiles coming, p95 ms", quantiles(cold, n=20)[-1], 2 * FRAME_MS),
    )


def _pan(stand: Stand, frames: int, step: int) -> list[float]:
    """Drag to and fro, and tell the ms of each frame."""
    x, y, times = 400.0, 400.0, list[float]()
    stand.press(x, y)
    stand.drag(x + 20, y)
    for n in range(frames):
        x += step if n % 60 < 30 else -step  # noqa: PLR2004  # there and back
        spot = {"touch_id": 1, "finger_id": 1, "x": x / 1280, "y": y / 800, "dx": 0, "dy": 0}
        pygame.event.post(pygame.event.Event(pygame.FINGERMOTION, spot))
        begun = perf_counter()
        stand.loop.turn(0)
        times.append((perf_counter() - begun) * 1000)
    stand.lift(x, y)
    return times
