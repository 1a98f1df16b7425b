"""Room on the disk: looked at now and then, told by a chip, kept for the work in hand."""

from collections.abc import Callable

from msgspec import Struct

from kiosk.core.space import BALLAST_AGAIN, Storage, storage_of
from kiosk.store.ballast import Ballast
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody

_LOOK_MS = 10_000


class Disk(Struct, frozen=True):
    """The disk the databases lie on.

    Args:
        free: tells how many bytes are free; OSError where nobody can say.
        ballast: the room kept back.
    """

    free: Callable[[], int]
    ballast: Ballast


class Space(Activity):
    """Says what may come in, and gives the ballast up when nothing more fits.

    Args:
        counter: what all activities share.
        disk: None for a counter whose disk nobody watches.
    """

    def __init__(self, counter: Counter, disk: Disk | None) -> None:
        super().__init__(counter)
        self._disk, self._next_look = disk, 0
        if disk is not None:
            counter.give_up_room = disk.ballast.drop

    @anybody
    def tick(self) -> None:
        """Look at the disk, and lay the ballast again once there is room for it."""
        mono = self.counter.clock().mono
        if self._disk is None or self.counter.usual is Storage.READ_ONLY or mono < self._next_look:
            return
        self._next_look = mono + _LOOK_MS
        try:
            free = self._disk.free()
        except OSError:
            return
        if free >= BALLAST_AGAIN:
            self._disk.ballast.lay()
        was, self.counter.usual = self.counter.usual, storage_of(free)
        if self.counter.storage in {was, Storage.FULL} and free > 0:
            self.counter.storage = self.counter.usual
