"""A store of drawn things that forgets the least used when it holds too many bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

import pygame


def weight(surface: pygame.Surface) -> int:
    """Return about how many bytes a surface holds."""
    width, height = surface.get_size()
    return width * height * max(1, surface.get_bytesize()) + 200


class Lru:
    """Surfaces by key, the least used forgotten first, never over `limit` bytes.

    Args:
        limit: bytes in all.
        count: surfaces in all.
    """

    def __init__(self, limit: int, count: int = 100_000) -> None:
        self.limit = limit
        self.count = count
        self.bytes = 0
        self._kept: OrderedDict[Hashable, pygame.Surface] = OrderedDict()
        self._personal: set[Hashable] = set()

    def __len__(self) -> int:
        return len(self._kept)

    def holds(self, key: Hashable) -> bool:
        """Whether the surface of `key` is here."""
        return key in self._kept

    def get(
        self, key: Hashable, make: Callable[[], pygame.Surface], *, personal: bool = False
    ) -> pygame.Surface:
        """Return the surface of `key`, made now if it is not here.

        Args:
            key: what it shows.
            make: draws it.
            personal: forgotten by `forget_personal`.
        """
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        made = make()
        self._kept[key] = made
        self.bytes += weight(made)
        if personal:
            self._personal.add(key)
        while self._kept and (self.bytes > self.limit or len(self._kept) > self.count):
            self._drop(next(iter(self._kept)))
        return made

    def _drop(self, key: Hashable) -> None:
        gone = self._kept.pop(key, None)
        self._personal.discard(key)
        if gone is not None:
            self.bytes -= weight(gone)

    def forget_personal(self) -> None:
        """Forget everything that shows a person's data."""
        for key in tuple(self._personal):
            self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self._personal.clear()
        self.bytes = 0
