"""What people may set at the counter: each setting offers its values, and the newest hand wins.

A value chosen at the counter stands over the settings file, together with what the file said at
that moment. Once the file says something else, a technician wrote it since, and the file counts.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from kiosk.core.refusals import Reason, Refused

ON, OFF = "on", "off"
SWITCH = (OFF, ON)
THEME, ZOOM = "own.theme", "own.zoom"
THEMES = ("light", "dark", "contrast")
ZOOMS = ("100", "115", "130")


class Offer(Struct, frozen=True):
    """One setting, as this counter has it.

    Args:
        key: what it is, `section.name`; a device's name may stand between.
        filed: what the settings file says, or its default.
        values: all there are to choose from, in order.
        at_once: whether a change counts before the next start.
    """

    key: str
    filed: str
    values: tuple[str, ...]
    at_once: bool = False

    @property
    def section(self) -> str:
        """The page of the settings on which it stands."""
        return self.key.partition(".")[0]


class Chosen(Struct, frozen=True):
    """What a person chose at the counter.

    Args:
        key: of the setting.
        value: which.
        filed: what the settings file said then.
    """

    key: str
    value: str
    filed: str


class InForce(Struct, frozen=True):
    """What counts, and what was chosen once and counts no more.

    Args:
        values: by key, of every setting that is offered.
        overwritten: the file was written since, so it counts.
        unfit: a device no longer takes the value, so its default counts.
    """

    values: Mapping[str, str]
    overwritten: tuple[Chosen, ...] = ()
    unfit: tuple[Chosen, ...] = ()


def check(offer: Offer | None, value: str) -> Refused | None:
    """Refuse a value that a setting does not offer, or a setting that is not here."""
    if offer is None:
        return Refused(Reason.STALE)
    return None if value in offer.values else Refused(Reason.BAD_VALUE)


def in_force(offers: Iterable[Offer], chosen: Iterable[Chosen]) -> InForce:
    """Return what counts of a file and of what was chosen over it.

    A choice whose setting is not offered, as its device is gone, waits for the device's return.
    """
    by_key = {offer.key: offer for offer in offers}
    values = {key: offer.filed for key, offer in by_key.items()}
    overwritten: list[Chosen] = []
    unfit: list[Chosen] = []
    for one in chosen:
        offer = by_key.get(one.key)
        if offer is None:
            continue
        if offer.filed != one.filed:
            overwritten.append(one)
        elif one.value not in offer.values:
            unfit.append(one)
        else:
            values[one.key] = one.value
    return InForce(values, tuple(overwritten), tuple(unfit))


def beside(offer: Offer, value: str, step: int) -> str | None:
    """Return the value so many steps on, None where the values end."""
    at = offer.values.index(value) + step
    return offer.values[at] if 0 <= at < len(offer.values) else None
