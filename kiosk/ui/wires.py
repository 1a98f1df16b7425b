"""What ties the screen to the rest: the wires given by whoever builds it, and the wake."""

from collections.abc import Callable

import pygame
from msgspec import Struct

from kiosk.hw.ports import Look, Signal, Tone


class Panel(Struct, frozen=True):
    """How a touch panel is mounted: turned by swapping and flipping its axes."""

    swap_xy: bool = False
    flip_x: bool = False
    flip_y: bool = False

    def upright(self, x: float, y: float) -> tuple[float, float]:
        """Return where on the screen a touch at x, y (0..1) of the panel is."""
        if self.swap_xy:
            x, y = y, x
        return (1 - x if self.flip_x else x, 1 - y if self.flip_y else y)


class Wires(Struct, frozen=True):
    """What the loop is connected to.

    Args:
        now: monotonic seconds.
        take: the next signal of the queue, or None.
        hear: told every signal before the screen: devices, printers, lamps.
        mail: applies one slice of the central's letters; True when more wait.
        play: plays a tone.
        look: tells the eye how hard to look.
        panel: how the touch panel is mounted.
    """

    now: Callable[[], float]
    take: Callable[[], Signal | None]
    hear: Callable[[Signal], None]
    mail: Callable[[], bool]
    play: Callable[[Tone], None]
    look: Callable[[Look], None]
    panel: Panel = Panel()


class Waker:
    """Wakes the loop from any thread; many wakes before it looks are one."""

    def __init__(self) -> None:
        self._type = pygame.event.custom_type()
        self._posted = False

    def __call__(self) -> None:
        """Wake the loop."""
        if not self._posted and pygame.display.get_init():
            self._posted = True
            pygame.event.post(pygame.event.Event(self._type))

    def woken(self, event_type: int) -> bool:
        """Whether this event is a wake; the next one posts again."""
        if event_type == self._type:
            self._posted = False
            return True
        return False
