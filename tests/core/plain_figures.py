"""The figures counted a second time, on purpose: straight from docs/analytics.md, all at once.

Nothing here follows a journal event by event as `core.tallies` does: each figure looks at the whole
journal and picks what is its own. It shares the names of the facts with the house, and no rule.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from math import ceil

from kiosk.core.events import CENTRAL, SYSTEM, Event
from kiosk.core.facts import deciding, link, opening, people, returning, shipping, stockroom, visits
from kiosk.core.opening_words import OpeningStage
from kiosk.core.words import CancelReason, SessionKind, Size

_DAY_MS = 24 * 3_600_000
_UNITS = {Size.S: 1, Size.M: 2, Size.L: 4, Size.XL: 8}
_ROOM = {Size.S: 4, Size.M: 8, Size.L: 16, Size.XL: 32}
_PUT = (stockroom.ParcelStored, stockroom.ParcelMoved, visits.ParcelPutBack, visits.ParcelFound)
_GONE = (
    stockroom.ParcelReceived,
    stockroom.ParcelTurnedBack,
    visits.ParcelPicked,
    visits.ParcelNotFound,
    visits.ParcelIssued,
    visits.IssueUndone,
    deciding.ParcelRefused,
    returning.DropoffAccepted,
    shipping.ParcelGivenBack,
)
_SIZED = (stockroom.ParcelExpected, returning.DropoffAccepted)
Told = dict[str, float | None]


class Plain:
    """A journal, looked at from its end.

    Args:
        journal: every event, in its order.
        zone: by which a day begins.
        now: ms UTC.
    """

    def __init__(self, journal: list[Event], zone: tzinfo, now: int) -> None:
        self._all, self._zone, self._now = journal, zone, now
        self._launched = self._launch()
        self._ids = {event.id for event in journal[self._launched :]}
        self._issued, self._refused = self._ends()
        self._received, self._opened = self._receipts(), self._queues()

    def whole(self, days: Iterable[str]) -> Told:
        """Every figure of some days together but for the occupancy."""
        wanted = set(days)

        def mine(event: Event) -> bool:
            return self._day(event.recorded_at) in wanted

        stays = sum(self._within(*stay, wanted) for who in self._staff() for stay in self._of(who))
        return self._worked(mine, stays) | self._counted(mine) | {"offline_ms": self._away(wanted)}

    def person(self, who: str, days: Iterable[str]) -> Told:
        """The figures that are told of a person, too."""
        wanted = set(days)

        def mine(event: Event) -> bool:
            return event.actor == who and self._day(event.recorded_at) in wanted

        return self._worked(mine, sum(self._within(*stay, wanted) for stay in self._of(who)))

    def occupancy(self, day: str) -> float | None:
        """How full the shelf was as a day ended; a trial's shelf is one, too."""
        past = [event for event in self._all if self._day(event.recorded_at) <= day]
        usable = self._usable(past)
        held = 0
        for parcel in {getattr(event.facts, "parcel", None) for event in past}:
            about = [e.facts for e in past if getattr(e.facts, "parcel", None) == parcel]
            moves = [fact for fact in about if isinstance(fact, _PUT + _GONE)]
            if moves and isinstance(moves[-1], _PUT):
                cell = getattr(moves[-1], "cell", None) or getattr(moves[-1], "to_cell", "")
                sizes = [fact.size for fact in about if isinstance(fact, _SIZED)]
                held += _UNITS[(sizes or [Size.S])[-1]] if cell in usable else 0
        room = sum(usable.values())
        return held / room if room >= 5 else None

    # -- what is told of people, too ---------------------------------------------------------------

    def _worked(self, mine: Callable[[Event], bool], shift: int) -> Told:
        issued = [event for event in self._issued if mine(event)]
        ended = [event for event in self._completed() if mine(event)]
        times = [event.facts.active_ms for event in ended]  # type: ignore[attr-defined]
        speed = [
            later.recorded_at - before.recorded_at
            for before, later in pairwise(self._first_receipts())
            if later.recorded_at - before.recorded_at <= 120_000 and self._counts(later)
            if mine(later)
        ]
        return {
            "issued": len(issued),
            "sessions": len(ended),
            "issue_p50_ms": _percentile(times, 50),
            "issue_p95_ms": _percentile(times, 95),
            "received": len([event for event in self._received if mine(event)]),
            "accept_per_hour": _rate(len(speed), sum(speed)),
            "shift_ms": shift,
            "issued_per_shift_hour": _rate(len(issued), shift),
        }

    def _ends(self) -> tuple[list[Event], list[Event]]:
        """What customers took and left, for good."""
        taken: dict[str, Event] = {}
        left: dict[str, Event] = {}
        for event in self._all:
            match event.facts:
                case visits.ParcelIssued(parcel=parcel):
                    taken.setdefault(parcel, event)
                case deciding.ParcelRefused(parcel=parcel) | deciding.ParcelSplit(new=parcel):
                    left[parcel] = event
                case visits.IssueUndone(parcel=parcel):
                    taken.pop(parcel, None)
                    left.pop(parcel, None)
        return list(filter(self._counts, taken.values())), list(filter(self._counts, left.values()))

    def _completed(self) -> list[Event]:
        done: dict[str, Event] = {}
        customers = self._customers()
        for event in self._all:
            match event.facts:
                case visits.SessionCompleted(session=session) if session in customers:
                    done[session] = event
                case visits.SessionReopened(session=session):
                    done.pop(session, None)
        return list(filter(self._counts, done.values()))

    def _customers(self) -> dict[str, Event]:
        return {
            event.facts.session: event
            for event in self._all
            if isinstance(event.facts, visits.SessionOpened)
            and event.facts.kind is SessionKind.CUSTOMER
        }

    def _receipts(self) -> list[Event]:
        """What was received and stayed."""
        here: dict[str, Event] = {}
        for event in self._all:
            match event.facts:
                case stockroom.ParcelReceived(parcel=parcel):
                    here.setdefault(parcel, event)
                case stockroom.ParcelTurnedBack(parcel=parcel):
                    here.pop(parcel, None)
        return list(filter(self._counts, here.values()))

    def _first_receipts(self) -> list[Event]:
        """Every parcel as it came; the driver may have taken it back later."""
        came: dict[str, Event] = {}
        for event in self._all:
            if isinstance(event.facts, stockroom.ParcelReceived):
                came.setdefault(event.facts.parcel, event)
        return list(came.values())

    def _staff(self) -> set[str]:
        return {e.facts.staff for e in self._all if isinstance(e.facts, people.ShiftOpened)}

    def _of(self, who: str) -> list[tuple[int, int]]:
        """When somebody was signed in: until they left, or else until the last thing they did."""
        marks = (people.ShiftOpened, people.ShiftClosed)
        signs = [e for e in self._all if isinstance(e.facts, marks) and e.facts.staff == who]
        found = []
        for here, later in pairwise([*signs, None]):
            if here is None or not isinstance(here.facts, people.ShiftOpened):
                continue
            if later is not None and isinstance(later.facts, people.ShiftClosed):
                found.append((here.recorded_at, later.recorded_at))
                continue
            end = min(self._now if later is None else later.recorded_at, here.recorded_at + _DAY_MS)
            acts = [e.recorded_at for e in self._all if e.actor == who]
            found.append((here.recorded_at, max(at for at in acts if here.recorded_at <= at < end)))
        return found

    # -- what is the point's alone -----------------------------------------------------------------

    def _counted(self, mine: Callable[[Event], bool]) -> Told:
        work = [event for event in self._all if self._counts(event) and mine(event)]

        def many(*kinds: type) -> int:
            return len([event for event in work if isinstance(event.facts, kinds)])

        closed = [e.facts for e in work if isinstance(e.facts, stockroom.DeliveryClosed)]
        missing, surplus, damaged, expected = (
            sum(getattr(fact, word) for fact in closed)
            for word in ("missing", "surplus", "damaged", "expected")
        )
        picked = [e.facts for e in work if isinstance(e.facts, visits.ParcelPicked)]
        searches = [fact.search_ms for fact in picked if fact.search_ms]
        lost = [e for e in work if isinstance(e.facts, visits.ParcelNotFound) and e.facts.session]
        delays = [late for event, late in self._delays() if mine(event)]
        issued = len([event for event in self._issued if mine(event)])
        gone = len([event for event in self._unclaimed() if mine(event)])
        return {
            "search_p50_ms": _percentile(searches, 50),
            "search_p95_ms": _percentile(searches, 95),
            "visits_at_once": max((n for event, n in self._opened if mine(event)), default=0),
            "deliveries": many(stockroom.DeliveryArrived),
            "accept_delay_p50_ms": _percentile(delays, 50),
            "missing": missing,
            "surplus": surplus,
            "damaged": damaged,
            "difference_share": _share(missing + surplus + damaged, expected),
            "not_found": len(lost),
            "not_found_share": _share(len(lost), len(lost) + len(picked)),
            "unclaimed": gone,
            "unclaimed_share": _share(gone, issued + gone),
            "returns": many(returning.ReturnAccepted),
            "dropoffs": many(returning.DropoffAccepted),
            "shipped": many(shipping.ParcelShipped),
            "given_back": many(shipping.ParcelGivenBack),
            "turned_away": many(visits.IssueRefused),
            "wrong_codes": many(visits.CodeRejected),
        } | self._left(mine)

    def _left(self, mine: Callable[[Event], bool]) -> Told:
        parcels, things, faulty = 0, 0, 0
        for event in filter(mine, self._refused):
            match event.facts:
                case deciding.ParcelRefused(parcel=parcel, reason=reason):
                    parcels += 1
                    n = max(1, self._listed(parcel))
                    things, faulty = things + n, faulty + (n if reason == "defect" else 0)
                case deciding.ParcelSplit(items=items):
                    things += len(items)
                    faulty += len([one for one in items if one.decision == "defect"])
        taken = sum(
            max(1, event.facts.items)  # type: ignore[attr-defined]
            for event in self._issued
            if mine(event)
        )
        share = _share(things, things + taken)
        return {"parcels_refused": parcels, "defects": faulty, "refusal_share": share}

    def _listed(self, parcel: str) -> int:
        for event in self._all:
            if isinstance(event.facts, stockroom.ParcelExpected) and event.facts.parcel == parcel:
                return len(event.facts.items)
        return 0

    def _queues(self) -> list[tuple[Event, int]]:
        """Each visit that opened, and how many were open then, itself included."""
        found = []
        over = visits.SessionCompleted, visits.SessionCancelled, visits.SessionAbandoned
        marks = (*over, visits.SessionOpened, visits.SessionReopened)
        told = [event for event in self._all if isinstance(event.facts, marks)]
        customers = self._customers()
        for n, opened in enumerate(told):
            if not self._counts(opened) or opened not in customers.values():
                continue
            last = {event.facts.session: event for event in told[: n + 1]}  # type: ignore[attr-defined]
            live = [
                event
                for session, event in last.items()
                if session in customers and not isinstance(event.facts, over)
                if opened.recorded_at - event.recorded_at < _DAY_MS
            ]
            found.append((opened, len(live)))
        return found

    def _delays(self) -> list[tuple[Event, int]]:
        found = []
        for arrived in self._all:
            if not isinstance(arrived.facts, stockroom.DeliveryArrived):
                continue
            name = arrived.facts.delivery
            for event in self._first_receipts():
                fact = event.facts
                if isinstance(fact, stockroom.ParcelReceived) and fact.delivery == name:
                    if self._counts(event):
                        found.append((event, event.recorded_at - arrived.recorded_at))
                    break
        return found

    def _unclaimed(self) -> list[Event]:
        """What nobody came for and goes back still: nothing that was said of it later lifts it."""
        found: dict[str, Event] = {}
        for event in self._all:
            match event.facts:
                case visits.ParcelCancelled(parcel=parcel, reason=reason):
                    found.pop(parcel, None)
                    if reason is CancelReason.UNCLAIMED:
                        found[parcel] = event
                case visits.ParcelIssued(parcel=parcel) | stockroom.StorageExtended(parcel=parcel):
                    found.pop(parcel, None)
        return list(filter(self._counts, found.values()))

    def _away(self, wanted: set[str]) -> int:
        spans, since = [], 0
        for event in self._all:
            match event.facts:
                case link.LinkLost(since=lost):
                    since = since or lost
                case link.LinkRestored():
                    spans += [(since, event.recorded_at)] if since else []
                    since = 0
        spans += [(since, self._now)] if since else []
        return sum(self._within(begun, ended, wanted) for begun, ended in spans)

    def _usable(self, past: list[Event]) -> dict[str, int]:
        cells: dict[str, int] = {}
        blocked: set[str] = set()
        for event in past:
            match event.facts:
                case stockroom.CellmapChanged(cells=specs):
                    cells |= {spec.cell: _ROOM[spec.size] for spec in specs}
                case stockroom.CellBlocked(cell=cell):
                    blocked.add(cell)
                case stockroom.CellFreed(cell=cell):
                    blocked.discard(cell)
        return {cell: room for cell, room in cells.items() if cell not in blocked}

    # -- days --------------------------------------------------------------------------------------

    def _launch(self) -> int:
        """The place in the journal from which on work counts."""
        found = 0
        for n, event in enumerate(self._all):
            match event.facts:
                case opening.OpeningStageSet(stage=OpeningStage.LAUNCHED):
                    found = n
        return found

    def _counts(self, event: Event) -> bool:
        return event.id in self._ids

    def _day(self, at: int) -> str:
        return datetime.fromtimestamp(at / 1000, self._zone).date().isoformat()

    def _within(self, begun: int, ended: int, wanted: set[str]) -> int:
        """How much of a span falls on some days, the time of the trial left out."""
        if self._launched:
            begun = max(begun, self._all[self._launched].recorded_at)
        total = 0
        for day in wanted:
            here = date.fromisoformat(day)
            first, last = (
                int(datetime(d.year, d.month, d.day, tzinfo=self._zone).astimezone(UTC).timestamp())
                for d in (here, here + timedelta(days=1))
            )
            total += max(0, min(ended, last * 1000) - max(begun, first * 1000))
        return total


def people_of(journal: list[Event]) -> set[str]:
    """Everybody who did something."""
    return {event.actor for event in journal} - {SYSTEM, CENTRAL}


def _percentile(times: list[int], percent: int) -> int | None:
    if len(times) < 5:
        return None
    return sorted(map(_begin, times))[ceil(len(times) * percent / 100) - 1]


def _begin(ms: int) -> int:
    fine = 500 if ms < 60_000 else 5_000 if ms < 600_000 else 30_000
    return min(7_200_000, ms - ms % fine)


def _share(some: int, whole: int) -> float | None:
    return some / whole if whole >= 5 else None


def _rate(n: int, ms: int) -> float | None:
    return n / (ms / 3_600_000) if n >= 5 and ms else None
