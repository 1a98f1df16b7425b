"""How long people were signed in, and how long the central was away: what has ended, and so far.

Nobody signs out at a box that loses its power. Such a stay is known until the last thing that the
person did, and is counted until then.
"""

from collections.abc import Mapping
from datetime import tzinfo

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.day_counts import Change, spent
from kiosk.core.events import Event
from kiosk.core.facts import link, people
from kiosk.core.facts.fact import Fact

FORGOTTEN_MS = 24 * 3_600_000  # a visit or a sign-in open that long was never told to have ended
COUNTED: tuple[type[Fact], ...] = (
    people.ShiftOpened,
    people.ShiftClosed,
    link.LinkLost,
    link.LinkRestored,
)


class Stay(Struct, frozen=True, array_like=True):
    """Since when a person is signed in, and when they last did something that counts, ms UTC."""

    begun: int
    seen: int


class Presence(Struct, frozen=True, omit_defaults=True):
    """Who is here, and whether the central is.

    Args:
        stays: person -> since when; who signed in last stands last.
        lost_at: since when the central cannot be reached, 0 while it can.
        launched_at: when the point was launched, ms UTC: what was before was a trial.
    """

    stays: dict[str, Stay] = {}
    lost_at: int = 0
    launched_at: int = 0

    def spent(self, key: str, begun: int, ended: int, zone: tzinfo) -> tuple[Change, ...]:
        """Return how much of a span falls on each local day since the launch."""
        return spent(key, max(begun, self.launched_at), ended, zone)


def told(here: Presence, event: Event, zone: tzinfo) -> tuple[Presence, tuple[Change, ...]]:
    """Return who is here after an event, and the times that it ends.

    Args:
        here: before it.
        event: what happened.
        zone: by which a day begins.
    """
    at = event.recorded_at
    match event.facts:
        case people.ShiftOpened(staff=staff):
            left, ended = _settled(here, at, zone, staff)
            return replace(left, stays=left.stays | {staff: Stay(at, at)}), ended
        case people.ShiftClosed(staff=staff):
            stay = here.stays.get(staff)
            if stay is None or at - stay.begun >= FORGOTTEN_MS:
                return _settled(here, at, zone, staff)
            stays = {who: one for who, one in here.stays.items() if who != staff}
            return replace(here, stays=stays), here.spent(_key(staff), stay.begun, at, zone)
        case link.LinkLost(since=since):
            return replace(here, lost_at=here.lost_at or since), ()
        case link.LinkRestored():
            return replace(here, lost_at=0), here.spent("offline_ms", here.lost_at or at, at, zone)
        case _:
            return _seen(here, event), ()


def so_far(here: Presence, now: int, zone: tzinfo) -> tuple[Change, ...]:
    """Return the times that have not ended yet: counted anew whenever they are asked for.

    Who signed in last is still here; whoever else did not sign out, until they were last seen.

    Args:
        here: who is.
        now: ms UTC.
        zone: by which a day begins.
    """
    found: tuple[Change, ...] = ()
    for who, stay in here.stays.items():
        is_here = who == next(reversed(here.stays)) and now - stay.begun < FORGOTTEN_MS
        found += here.spent(_key(who), stay.begun, now if is_here else stay.seen, zone)
    return found + (here.spent("offline_ms", here.lost_at, now, zone) if here.lost_at else ())


def _seen(here: Presence, event: Event) -> Presence:
    stay = here.stays.get(event.actor)
    if stay is None or not 0 < event.recorded_at - stay.begun < FORGOTTEN_MS:
        return here
    return replace(here, stays=here.stays | {event.actor: Stay(stay.begun, event.recorded_at)})


def _settled(
    here: Presence, at: int, zone: tzinfo, staff: str
) -> tuple[Presence, tuple[Change, ...]]:
    """End stays whose end nobody told: this person's, and those that began a day ago."""
    over: Mapping[str, Stay] = {
        who: stay
        for who, stay in here.stays.items()
        if who == staff or at - stay.begun >= FORGOTTEN_MS
    }
    ended = tuple(
        change
        for who, stay in over.items()
        for change in here.spent(_key(who), stay.begun, stay.seen, zone)
    )
    stays = {who: stay for who, stay in here.stays.items() if who not in over}
    return replace(here, stays=stays), ended


def _key(who: str) -> str:
    return f"shift_ms/{who}"
