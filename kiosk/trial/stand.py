"""A loop on a display nobody sees, with a clock moved by hand: for tests and scenarios."""

from collections import deque
from collections.abc import Callable
from datetime import UTC

import pygame

from kiosk.hw.ports import Look, Signal, Tone
from kiosk.ui.display import DisplaySettings, open_display
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.skin import Skin
from kiosk.ui.loop import Loop
from kiosk.ui.phrases import Phrases
from kiosk.ui.theme import THEMES, layout_for
from kiosk.ui.wires import Wires

SIZES = {"L": (1280, 800), "M": (1024, 600), "S": (800, 480)}


class Stand:
    """A loop, and everything a person may do to it.

    Args:
        size: L, M or S.
        language: ru, pt, en or xx.
        theme: light, dark or contrast.
    """

    loop: Loop

    def __init__(self, size: str = "L", language: str = "en", theme: str = "light") -> None:
        width, height = SIZES[size]
        self.display = open_display(DisplaySettings("dummy", (width, height)))
        layout = layout_for(width, height)
        if layout is None:
            raise ValueError(f"no layout for {width} x {height}")
        self.skin = Skin(layout, Phrases(language, UTC), THEMES[theme])
        self.time = 1000.0
        self.signals: deque[Signal] = deque()
        self.heard: list[Signal] = []
        self.tones: list[Tone] = []
        self.looks: list[Look] = []
        self.letters = 0
        self.slices = 0

    def _mail(self) -> bool:
        self.slices += 1
        self.letters = max(0, self.letters - 1)
        return self.letters > 0

    def open(self, first: Screen, home: Callable[[], Screen] | None = None) -> Loop:
        """Begin with a screen; `home` makes another, or is the same one again."""
        wires = Wires(
            now=lambda: self.time,
            take=lambda: self.signals.popleft() if self.signals else None,
            hear=self.heard.append,
            mail=self._mail,
            play=self.tones.append,
            look=self.looks.append,
        )
        pygame.event.clear()
        self.loop = Loop(self.display, self.skin, wires, home or (lambda: first), first)
        self.turn()
        return self.loop

    def turn(self, turns: int = 3) -> None:
        """Take a few turns without waiting."""
        for _ in range(turns):
            self.loop.turn(0)

    def wait(self, seconds: float) -> None:
        """Let time pass, then take a few turns."""
        self.time += seconds
        self.turn()

    # -- fingers -----------------------------------------------------------------------------

    def finger(self, kind: int, x: float, y: float, finger: int = 1) -> None:
        """Post what a finger does at x, y, and take one turn."""
        width, height = self.display.surface.get_size()
        spot = {"touch_id": 1, "finger_id": finger, "x": x / width, "y": y / height}
        pygame.event.post(pygame.event.Event(kind, {**spot, "dx": 0, "dy": 0}))
        self.loop.turn(0)

    def press(self, x: float, y: float, finger: int = 1) -> None:
        """Put a finger down."""
        self.finger(pygame.FINGERDOWN, x, y, finger)

    def drag(self, x: float, y: float, finger: int = 1) -> None:
        """Move a finger."""
        self.finger(pygame.FINGERMOTION, x, y, finger)

    def lift(self, x: float, y: float, finger: int = 1) -> None:
        """Take a finger away."""
        self.finger(pygame.FINGERUP, x, y, finger)

    def tap(self, x: float, y: float) -> None:
        """Tap at x, y."""
        self.press(x, y)
        self.lift(x, y)
