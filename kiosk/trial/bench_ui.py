"""How fast the screen is: switches, scrolling, presses and idling, measured off screen."""

import random
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import pygame

from kiosk.trial import item_pictures, samples
from kiosk.trial.figures import Row, at_most
from kiosk.trial.samples import Goods, HomeSample, ListSample
from kiosk.trial.showroom import Showroom
from kiosk.trial.stand import Stand
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Dirt, walk

SWITCHES, FRAMES, PRESSES, TURNS = 60, 150, 60, 200
TYPED, KEY_MS = 10, 100.0
SWITCH_MS, SCROLL_MS, PRESS_MS = 20.0, 4.0, 4.0  # UI.md 5: on a laptop
COLD_PART, BUILD_PART = 1 / 4, 1.5
CACHE_MIB = 32.0


def _ms(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def _goods(count: int) -> tuple[Goods, ...]:
    return tuple(
        Goods(f"{i:05d}", f"Thing number {i} of the delivery", "white, M", f"B-{i % 15 + 1:02d}")
        for i in range(count)
    )


def _stand() -> tuple[Stand, dict[str, bytes]]:
    stand = Stand("L")
    subjects = list(item_pictures.SUBJECTS)
    pictures = {
        g.code: item_pictures.render(s, 1) for g, s in zip(samples.GOODS, subjects, strict=False)
    }
    return stand, pictures


def switches() -> tuple[Row, ...]:
    """Measure a switch between two full screens, cold and warm."""
    stand, pictures = _stand()
    listed = ListSample(pictures=pictures)
    cold = _ms(lambda: stand.open(listed))  # letters, icons and pictures are loaded in it
    loop = stand.loop

    def show(screen: HomeSample | ListSample) -> float:
        def work() -> None:
            loop.go(screen)
            loop.draw()

        return _ms(work)

    screens = (HomeSample(), listed)
    show(screens[0])
    warm = [show(screens[i % 2]) for i in range(SWITCHES)]
    held = loop.skin.held_bytes / (1024 * 1024)
    return (
        at_most("screen switch, warm, p95 ms", _p95(warm), SWITCH_MS),
        at_most("screen switch, warm part of cold", median(warm) / cold, COLD_PART),
        at_most("caches of drawn things, MiB", held, CACHE_MIB),
    )


def scrolling() -> tuple[Row, ...]:
    """Measure a frame of a list of 500 rows under a finger, and how building grows with rows."""
    stand, pictures = _stand()
    loop = stand.open(ListSample(_goods(500), pictures))
    stand.wait(1)
    rows = (
        next(w for w in walk(loop.screen.root) if isinstance(w, ScrollList))
        if loop.screen.root
        else None
    )
    if rows is None:
        raise LookupError("the sample screen has no list")
    x, y = rows.rect.x + 200, rows.rect.centery
    stand.press(x, y)
    times = []
    chance = random.Random(1)
    for _ in range(FRAMES):
        y -= chance.randint(-20, 50)
        stand.time += 1 / 60
        spot = {"touch_id": 1, "finger_id": 1, "x": x / 1280, "y": y / 800, "dx": 0, "dy": 0}
        pygame.event.post(pygame.event.Event(pygame.FINGERMOTION, spot))
        times.append(_ms(lambda: loop.turn(0)))
    return (
        at_most("500-row scroll frame, p95 ms", _p95(times), SCROLL_MS),
        at_most("list of 10,000 rows, build against 50", _growth(), BUILD_PART),
    )


def _growth() -> float:
    stand = Stand("L")
    few, many = ListSample(_goods(50)), ListSample(_goods(10_000))
    loop = stand.open(few)
    loop.go(many)
    stand.turn(1)

    def build(screen: ListSample) -> float:
        def work() -> None:
            screen.root = None
            screen.renew()
            screen.settle(Dirt())

        return _ms(work)

    for screen in (few, many):
        build(screen)
    return median([build(many) for _ in range(15)]) / median([build(few) for _ in range(15)])


def pressing() -> tuple[Row, ...]:
    """Measure from a finger to the pressed look, and what an idle screen draws."""
    stand, _ = _stand()
    loop = stand.open(HomeSample())
    stand.wait(1)
    key = loop.screen.find("home.code.5")
    if key is None:
        raise LookupError("the sample screen has no keypad")
    times = []
    for _ in range(PRESSES):
        stand.time += 1
        times.append(_ms(lambda: stand.press(*key.rect.center)))
        stand.lift(*key.rect.center)
    stand.turn()
    frames = loop.frames
    for _ in range(TURNS):
        stand.time += 0.05
        loop.turn(0)
    # the sample has a camera without a picture: nothing may be drawn for it
    return (
        at_most("press to pressed look, p95 ms", _p95(times), PRESS_MS),
        at_most("frames drawn while idle for 10 s", loop.frames - frames, 0),
    )


def typing() -> tuple[Row, ...]:
    """Measure from a key on home to the list of what is found so far, drawn."""
    stand, jpeg, times = Stand("L"), item_pictures.render("shoe", 1, 96), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        show = Showroom(Path(folder), "en", lambda _: jpeg)
        stand.open(show.office.doors.home(), show.office.home)
        for _ in range(TYPED):
            for name in ("4", "8", "2", "1", *["back"] * 4):
                stand.wait(1)
                times.append(_ms(partial(_press, stand, f"home.code.{name}")))
        show.close()
    return (at_most("key to list on the screen, p95 ms", _p95(times), KEY_MS),)


def _press(stand: Stand, name: str) -> None:
    if not stand.loop.tap(name):
        raise LookupError(f"home has no {name}")
    stand.turn()


def rows() -> tuple[Row, ...]:
    """Measure all of it."""
    return (*switches(), *scrolling(), *pressing(), *typing())
