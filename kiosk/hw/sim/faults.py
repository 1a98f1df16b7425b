"""Faults on demand: data that tells a simulator what to do wrong, and when."""

from collections.abc import Iterable

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One thing that goes wrong.

    Args:
        call: the number of the call it begins with, from 1.
        method: the method it befalls.
        effect: what happens, a word of the simulator's docstring.
        calls: how many calls it lasts; 0 for ever.
    """

    call: int
    method: str
    effect: str
    calls: int = 1


class Faults:
    """Counts calls and says which effect is due.

    Args:
        faults: in any order; the first that fits wins.
    """

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = tuple(faults)
        self._calls: dict[str, int] = {}

    def next(self, method: str) -> str | None:
        """Count a call of `method` and return the effect that befalls it, or None."""
        number = self._calls[method] = self._calls.get(method, 0) + 1
        for fault in self._faults:
            lasts = fault.calls == 0 or number < fault.call + fault.calls
            if fault.method == method and number >= fault.call and lasts:
                return fault.effect
        return None
