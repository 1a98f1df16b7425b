"""A loop on a display nobody sees, with a clock that only the test moves."""

import datetime
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pygame
import pytest

from kiosk.hw.ports import Look, Signal, Tone
from kiosk.trial import gallery, item_pictures
from kiosk.ui.display import Display, DisplaySettings, open_display
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.skin import Skin
from kiosk.ui.loop import Loop, Wires
from kiosk.ui.phrases import Phrases
from kiosk.ui.theme import THEMES, layout_for

SIZES = {"L": (1280, 800), "M": (1024, 600), "S": (800, 480)}


@dataclass
class Stand:
    """A loop, and everything a test does to it."""

    display: Display
    skin: Skin
    time: float = 1000.0
    signals: deque[Signal] = field(default_factory=deque)
    heard: list[Signal] = field(default_factory=list)
    tones: list[Tone] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    letters: int = 0
    slices: int = 0

    def _mail(self) -> bool:
        self.slices += 1
        self.letters = max(0, self.letters - 1)
        return self.letters > 0

    def open(self, first: Screen, home: Callable[[], Screen] = gallery.HomeSample) -> Loop:
        wires = Wires(
            now=lambda: self.time,
            take=lambda: self.signals.popleft() if self.signals else None,
            hear=self.heard.append,
            mail=self._mail,
            play=self.tones.append,
            look=self.looks.append,
        )
        self.loop = Loop(self.display, self.skin, wires, home, first)
        self.turn()
        return self.loop

    def turn(self, turns: int = 3) -> None:
        for _ in range(turns):
            self.loop.turn(0)

    def wait(self, seconds: float) -> None:
        self.time += seconds
        self.turn()

    def finger(self, kind: int, x: float, y: float, finger: int = 1) -> None:
        width, height = self.display.surface.get_size()
        spot = {"touch_id": 1, "finger_id": finger, "x": x / width, "y": y / height}
        pygame.event.post(pygame.event.Event(kind, {**spot, "dx": 0, "dy": 0}))
        self.loop.turn(0)

    def press(self, x: float, y: float, finger: int = 1) -> None:
        self.finger(pygame.FINGERDOWN, x, y, finger)

    def drag(self, x: float, y: float, finger: int = 1) -> None:
        self.finger(pygame.FINGERMOTION, x, y, finger)

    def lift(self, x: float, y: float, finger: int = 1) -> None:
        self.finger(pygame.FINGERUP, x, y, finger)

    def tap(self, x: float, y: float) -> None:
        self.press(x, y)
        self.lift(x, y)


@pytest.fixture
def stand() -> Iterator[Callable[..., Stand]]:
    """Make a stand: size L, M or S; language; theme."""
    pygame.event.clear() if pygame.display.get_init() else None

    def make(size: str = "L", language: str = "en", theme: str = "light") -> Stand:
        width, height = SIZES[size]
        display = open_display(DisplaySettings("dummy", (width, height)))
        layout = layout_for(width, height)
        assert layout is not None
        phrases = Phrases(language, datetime.UTC)
        return Stand(display, Skin(layout, phrases, THEMES[theme]))

    yield make
    if pygame.display.get_init():
        pygame.event.clear()


@pytest.fixture(scope="session")
def goods() -> dict[str, bytes]:
    """Pictures for the sample goods."""
    open_display(DisplaySettings("dummy", (1280, 800)))
    subjects = list(item_pictures.SUBJECTS)
    return {
        g.code: item_pictures.render(subjects[i], 1, 192) for i, g in enumerate(gallery.GOODS)
    }
