"""What counts as a press: levels of buttons in, presses and holds out. Pure, fed with time."""

from collections.abc import Iterable, Mapping

from kiosk.hw.ports import ButtonPressed, Facts

POLL_S = 0.02  # HARDWARE.md 3: 50 Hz
_SETTLED_S = 0.01  # two reads closer than this may both fall into one bounce
HOLD_S = 1.0
STUCK_S = 20.0


class _Key:
    """One button: what it is taken for, and what the last reads said."""

    def __init__(self) -> None:
        self.down: bool | None = None  # None until two reads agreed: what is held then is no press
        self.seen: bool | None = None
        self.seen_at = 0.0
        self.down_at = 0.0
        self.told_hold = False


class Presses:
    """Takes two equal reads for a change, so that a bouncing contact is one press.

    Args:
        names: of the buttons.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._keys = {name: _Key() for name in names}

    def reset(self) -> None:
        """Forget everything; what is down at the next read is held, not pressed."""
        self._keys = {name: _Key() for name in self._keys}

    def feed(self, levels: Mapping[str, bool], at: float) -> tuple[ButtonPressed, ...]:
        """Take one read of all buttons.

        Args:
            levels: whether each is down now.
            at: monotonic seconds.

        Returns:
            The presses this read makes sure of; a button held for a second tells that too, once.
        """
        told: list[ButtonPressed] = []
        for name, key in self._keys.items():
            down = levels[name]
            if down is not key.seen:
                key.seen, key.seen_at = down, at
            elif down is not key.down and at - key.seen_at >= _SETTLED_S:
                was, key.down = key.down, down
                key.down_at, key.told_hold = key.seen_at, was is None
                if down and was is not None:
                    told.append(ButtonPressed(name, held=False, at=at))
            if key.down and not key.told_hold and at - key.down_at >= HOLD_S:
                key.told_hold = True
                told.append(ButtonPressed(name, held=True, at=at))
        return tuple(told)

    def stuck(self, at: float) -> tuple[str, ...]:
        """Return the buttons that have been down for so long that nobody can be pressing them."""
        return tuple(n for n, k in self._keys.items() if k.down and at - k.down_at > STUCK_S)

    def facts(self, driver: str, at: float) -> Facts:
        """Return what a device with these buttons tells of itself."""
        facts: dict[str, str | int] = {"driver": driver, "buttons": len(self._keys)}
        stuck = self.stuck(at)
        if stuck:
            facts |= {"degraded": "stuck", "stuck": ", ".join(stuck)}
        return facts
