"""The day at the counter: opened, handed over, closed; what it may leave unfinished, and how.

Work never waits for it: a day that nobody opened locks nothing, and one that nobody closed is
closed by the clock and told next morning.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.daywords import BY_HAND, CarryReason, DayId, DayState, DrawerReason, LooseKind
from kiosk.core.events import Event
from kiosk.core.facts import day as facts
from kiosk.core.facts import paying
from kiosk.core.facts.day import Drawer, Loose, Totals
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction
from kiosk.core.paywords import PayMethod
from kiosk.core.refusals import Reason, Refused

MOST_MINOR = 10**12  # as `core.words` bounds it
MOST_HANDED = 50  # hand-overs that a day's row remembers


class Handed(Struct, frozen=True):
    """The counter went from one person to another."""

    at: int
    by: str
    to: str
    drawer: Drawer | None = None


class Day(Struct, frozen=True):
    """One day of one counter.

    Args:
        opened_at: ms UTC; 0 for a day that nobody opened.
        opening: the drawer as it was counted then.
        handed: to whom the counter went, in order.
        closing: the drawer as it was counted at the end.
    """

    day: str
    state: DayState
    opened_at: int = 0
    opened_by: str = ""
    opening: Drawer | None = None
    handed: tuple[Handed, ...] = ()
    closed_at: int = 0
    closed_by: str = ""
    witness: str = ""
    untended: bool = False
    totals: Totals = Totals()
    loose: tuple[Loose, ...] = ()
    closing: Drawer | None = None
    seq: int = 0
    head: str = ""

    @property
    def date(self) -> date:
        """The local day itself."""
        return date_of(self.day)


class Cash(Struct, frozen=True):
    """What should lie in the drawer.

    Args:
        began_minor: as it was counted last; 0 where nobody did, which `counted` tells.
        taken_minor, back_minor: since then, from customers and to them.
    """

    currency: str
    began_minor: int
    taken_minor: int
    back_minor: int
    counted: bool

    @property
    def expected_minor(self) -> int:
        """The sum of it."""
        return self.began_minor + self.taken_minor - self.back_minor


# -- the row ---------------------------------------------------------------------------------------


def evolve(day: Day | None, event: Event) -> Day:
    """Return the day after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    at, by = event.recorded_at, event.actor
    match event.facts, day and day.state:
        case facts.DayOpened() as fact, None:
            return Day(fact.day, DayState.OPEN, at, by, fact.drawer)
        case facts.DayHandedOver() as fact, DayState.OPEN:
            handed = (*_known(day).handed, Handed(at, by, fact.to, fact.drawer))
            return replace(_known(day), handed=handed[-MOST_HANDED:])
        case facts.DayClosed() as fact, (DayState.OPEN | None):
            return replace(
                day or Day(fact.day, DayState.OPEN),
                state=DayState.CLOSED,
                closed_at=at,
                closed_by=by,
                witness=event.witness or "",
                untended=fact.untended,
                totals=fact.totals,
                loose=fact.loose,
                closing=fact.drawer,
                seq=fact.seq,
                head=fact.head,
            )
        case facts.DayReopened(), DayState.CLOSED:
            return replace(
                _known(day),
                state=DayState.OPEN,
                closed_at=0,
                closed_by="",
                witness="",
                untended=False,
                totals=Totals(),
                loose=(),
                closing=None,
                seq=0,
                head="",
            )
        case _:
            raise Contradiction(f"{event.type} of a day that is {day and day.state}")


def _known(day: Day | None) -> Day:
    if day is None:
        raise Contradiction("a day nobody has heard of")
    return day


# -- which day it is -------------------------------------------------------------------------------


def date_of(day: str) -> date:
    """Return the local day that a day's id begins with.

    Raises:
        ValueError: there is no such day in the calendar.
    """
    return date.fromisoformat(day[:10])


def today(at: int, zone: tzinfo, ends_h: int) -> date:
    """Return the day that work at a moment belongs to: some hours after midnight it is still on.

    Args:
        at: ms UTC.
        zone: the point's.
        ends_h: hours after midnight.
    """
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    begins = local.replace(hour=ends_h, minute=0, second=0, microsecond=0)
    return local.date() if local >= begins else local.date() - timedelta(days=1)


def id_of(day: date, box: str = "") -> DayId:
    """Return the id of a day; with the box where several work for the point."""
    return f"{day.isoformat()}:{box}" if box else day.isoformat()


def is_of(day: Day, box: str) -> bool:
    """Whether a day is this box's own."""
    return day.day[10:].removeprefix(":") == box


# -- the drawer ------------------------------------------------------------------------------------


def cash_of(told: Iterable[Fact], currency: str, open_day: str = "") -> Cash:
    """Return what should lie in the drawer.

    Args:
        told: payments and days of this counter, the newest first; read back to where the drawer
            was counted, or to a day that was closed without.
        currency: of the drawer.
        open_day: the day that is open: a closing of it without a count was taken back.
    """
    taken = back = 0
    for fact in told:
        match fact:
            case paying.PaymentRecorded(method=PayMethod.CASH) if fact.currency == currency:
                taken += fact.amount_minor
            case paying.PaymentReversed(method=PayMethod.CASH) if fact.currency == currency:
                back += fact.amount_minor
            case (
                facts.DayOpened(drawer=Drawer() as drawer)
                | facts.DayHandedOver(drawer=Drawer() as drawer)
            ):
                return _began(drawer, currency, taken, back)
            case facts.DayClosed(drawer=drawer) if drawer is not None or fact.day != open_day:
                return _began(drawer, currency, taken, back)
            case _:
                continue
    return _began(None, currency, taken, back)


def _began(drawer: Drawer | None, currency: str, taken: int, back: int) -> Cash:
    if drawer is None or drawer.currency != currency:
        return Cash(currency, 0, taken, back, counted=False)
    return Cash(currency, drawer.counted_minor, taken, back, counted=True)


def counted(
    cash: Cash | None, counted_minor: int | None, reason: DrawerReason | None
) -> Drawer | Refused | None:
    """Decide what a count of the drawer says; None where nobody counted it.

    Args:
        cash: what should lie there; None where no cash was ever taken.
        counted_minor: what lies there; None: not counted.
        reason: why they differ.
    """
    if counted_minor is None or cash is None:
        return None
    if not 0 <= counted_minor <= MOST_MINOR:
        return Refused(Reason.BAD_VALUE)
    # of a drawer that nobody counted before, nobody knows what it should hold
    expected = cash.expected_minor if cash.counted else counted_minor
    drawer = Drawer(cash.currency, counted_minor, expected)
    if not drawer.over_minor:
        return drawer
    if reason is None:
        told: dict[str, str | int] = {
            "amount_minor": abs(drawer.over_minor),
            "currency": cash.currency,
        }
        return Refused(Reason.DRAWER_DIFFERS, told)
    return replace(drawer, reason=reason)


# -- what may be done ------------------------------------------------------------------------------


def open_day(
    day: str, days: Sequence[Day], drawer: Drawer | None, *, sure: bool
) -> tuple[facts.DayOpened] | Refused:
    """Decide whether a day begins.

    Args:
        day: the id of today.
        days: this counter's own, the latest first.
        drawer: as it was counted.
        sure: whether the clock can be believed.
    """
    if (known := is_open(days)) is not None:
        return in_state(known)
    same = next((one for one in days if one.day == day), None)
    if same is not None:  # a clock that is not sure may tell a day that is long over
        return in_state(same) if sure else Refused(Reason.CLOCK_UNSURE)
    return (facts.DayOpened(day, drawer),)


def hand_over(
    day: Day | None, to: str, by: str, drawer: Drawer | None, visits: int, put_back: int
) -> tuple[facts.DayHandedOver] | Refused:
    """Decide whether the counter goes to somebody else.

    Args:
        day: the open one.
        to: who goes on.
        by: who leaves.
        drawer: as it was counted.
        visits: that are open, as is told to who goes on.
        put_back: so many parcels lie on the counter.
    """
    if day is None or day.state is not DayState.OPEN:
        return Refused(Reason.DAY_NOT_OPEN)
    if to == by:
        return Refused(Reason.SAME_PERSON)
    return (facts.DayHandedOver(day.day, to, drawer, visits, put_back),)


def close(
    day: Day | None,
    id_: str,
    found: Mapping[LooseKind, int],
    carried: Mapping[LooseKind, CarryReason],
    proof: tuple[int, str, Totals],
    drawer: Drawer | None,
) -> tuple[facts.DayClosed] | Refused:
    """Decide whether a day may be closed: all that is unfinished must have its reason.

    Args:
        day: as it stands, None for one that nobody opened.
        id_: its id.
        found: how much of what is unfinished.
        carried: why it is left for another day.
        proof: the journal's last row, its hash, and the day's totals.
        drawer: as it was counted.
    """
    if day is not None and day.state is DayState.CLOSED:
        return in_state(day)
    left = {kind: n for kind, n in found.items() if n}
    untold = [kind for kind in left if carried.get(kind) not in BY_HAND]
    if untold:
        return Refused(Reason.LOOSE_ENDS, {"n": len(untold)})
    loose = tuple(Loose(kind, left[kind], carried[kind]) for kind in LooseKind if kind in left)
    seq, head, totals = proof
    return (facts.DayClosed(id_, totals, seq, head, loose, drawer),)


def untended(
    day: Day, found: Mapping[LooseKind, int], proof: tuple[int, str, Totals]
) -> facts.DayClosed:
    """Return the closing of a day that nobody closed.

    Args:
        day: the one that is open still.
        found: how much of what is unfinished.
        proof: as above.
    """
    loose = tuple(Loose(k, found[k], CarryReason.UNTENDED) for k in LooseKind if found.get(k))
    seq, head, totals = proof
    return facts.DayClosed(day.day, totals, seq, head, loose, untended=True)


def reopen(
    days: Sequence[Day], at: int, undo_s: int, *, has_power: bool
) -> tuple[facts.DayReopened] | Refused:
    """Decide whether the last closing is taken back: soon by anybody, later by who has the right.

    Args:
        days: this counter's own, the latest first.
        at: now, ms UTC.
        undo_s: the network's window.
        has_power: whether who asks may do so late.
    """
    last = days[0] if days else None
    if last is None or last.state is not DayState.CLOSED:
        return in_state(last) if last else Refused(Reason.DAY_NOT_OPEN)
    is_soon = 0 <= at - last.closed_at <= undo_s * 1000 and not last.untended
    if not is_soon and not has_power:
        return Refused(Reason.UNDO_TOO_LATE)
    return (facts.DayReopened(last.day),)


def is_open(days: Iterable[Day]) -> Day | None:
    """Return the day that is open, None for none."""
    return next((one for one in days if one.state is DayState.OPEN), None)


def in_state(day: Day) -> Refused:
    """Return the refusal that tells since when a day is open or closed, and by whom."""
    if day.state is DayState.OPEN:
        return Refused(Reason.DAY_IS_OPEN, {"at": day.opened_at, "by": day.opened_by})
    return Refused(Reason.DAY_CLOSED, {"at": day.closed_at, "by": day.closed_by})
