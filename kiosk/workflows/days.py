"""The day at the counter: opening, hand-over, closing, its strip of paper; nothing waits for it."""

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import TypeAlias

from msgspec import Struct

from kiosk.core import days, papers_day
from kiosk.core.books import Subject
from kiosk.core.day_totals import totals_of
from kiosk.core.days import Cash, Day
from kiosk.core.daywords import USUAL_END_H, CarryReason, DayState, DrawerReason, LooseKind
from kiosk.core.events import SYSTEM
from kiosk.core.facts.day import Drawer, Totals
from kiosk.core.messages import SIBLINGS
from kiosk.core.papers import Wording
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality, Right
from kiosk.workflows.access import Access
from kiosk.workflows.analytics import BEHIND
from kiosk.workflows.counter import Counter
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.unfinished import Unfinished
from kiosk.workflows.views import Person

_LOOKED_AT = 60  # days of every box here: what is open or was closed last is among them
_ARCHIVE = 400
_Proof: TypeAlias = tuple[int, str, Totals]


class Counted(Struct, frozen=True):
    """What somebody counted in the drawer, and why it differs from what should lie there.

    Args:
        expected_minor: what should lie there when the reason was given, if that is known.
    """

    minor: int
    reason: DrawerReason | None = None
    expected_minor: int | None = None


class Standing(Struct, frozen=True):
    """How the day stands.

    Args:
        today: the id of the day that work belongs to now.
        day: the open one, else today's closed one, None for a day nobody opened yet.
        last: the one before, if it was closed.
        reminds: nobody opened the day, at a point where days are opened.
    """

    today: str
    day: Day | None
    last: Day | None
    reminds: bool

    @property
    def date(self) -> date:
        """The local day itself."""
        return days.date_of(self.day.day if self.day else self.today)

    @property
    def is_open(self) -> bool:
        """Whether work belongs to a day that was opened."""
        return self.day is not None and self.day.state is DayState.OPEN

    @property
    def untended(self) -> Day | None:
        """The day before, if nobody closed it and nobody opened another one since."""
        told = self.last if self.day is None else None
        return told if told is not None and told.untended else None


class HandedOver(Struct, frozen=True):
    """The counter is somebody else's.

    Args:
        to: whose; None where they must sign in by themselves: a badge alone is not enough.
        visits, put_back: what they find open.
    """

    to: Person | None
    visits: int
    put_back: int


class Days(Activity):
    """Opens, hands over and closes the day of this counter.

    Args:
        counter: what all activities share.
        access: signs in who goes on.
        unfinished: knows what is open.
        wording, speaks: how papers are written, by language.
        zone: of the point.
    """

    def __init__(
        self,
        counter: Counter,
        access: Access,
        unfinished: Unfinished,
        wording: Wording,
        speaks: Mapping[str, Wording],
        zone: tzinfo = UTC,
    ) -> None:
        super().__init__(counter)
        self._access, self._unfinished = access, unfinished
        self._wording, self._speaks, self._zone = wording, speaks, zone
        self._store, self._papers = counter.store, Papers(counter)
        self.carried: dict[LooseKind, CarryReason] = {}  # said so far of the day to be closed
        self._looked = ""  # the day on which the clock looked whether one was left open

    # -- how it stands -----------------------------------------------------------------------------

    @anybody
    def standing(self) -> Standing:
        """Return how the day stands."""
        own, today = self._own(), self._today()
        day = days.is_open(own) or next((one for one in own if one.day == today), None)
        last = next((one for one in own if day is None or one.day != day.day), None)
        is_last = last is not None and last.state is DayState.CLOSED
        return Standing(today, day, last if is_last else None, reminds=day is None and bool(own))

    @anybody
    def reminds(self) -> bool:
        """Whether nobody opened the day, at a point where days are opened."""
        return self.standing().reminds

    @needs(Right.ISSUE)
    def cash(self) -> Cash | None:
        """Return what should lie in the drawer; None where no money is taken."""
        policy, currency = self.counter.policy, self._store.days.currency()
        if policy is None or not policy.pay_here or not currency:
            return None
        open_ = days.is_open(self._own())
        return days.cash_of(self._store.days.drawer(), currency, open_.day if open_ else "")

    @needs(Right.ISSUE)
    def unfinished(self, *, is_counted: bool) -> dict[LooseKind, int]:
        """Return what is unfinished; a drawer that money passed through must be counted, too.

        Args:
            is_counted: whether somebody just did.
        """
        found, cash = self._unfinished.found(), self.cash()
        moved = isinstance(cash, Cash) and (cash.taken_minor or cash.back_minor or cash.counted)
        if moved and not is_counted:
            found[LooseKind.CASH] = 1
        return {kind: found[kind] for kind in LooseKind if kind in found}

    @needs(Right.ISSUE)
    def so_far(self) -> Totals:
        """Return the numbers of the day that stands open, or of today."""
        day = self.standing().day
        return self._totals(day.day if day else self._today())

    @needs(Right.ISSUE)
    def undo_s(self) -> int:
        """Return for how many more seconds anybody may take the last closing back, 0 for none."""
        own, policy = self._own(), self.counter.policy
        if not own or own[0].state is not DayState.CLOSED or own[0].untended or policy is None:
            return 0
        gone = self.counter.clock().at - own[0].closed_at
        return max(0, policy.undo_s - gone // 1000) if gone >= 0 else 0

    # -- what is done ------------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def open_day(self, counted: Counted | None = None) -> Day | Refused:
        """Open the day; the drawer may be counted first.

        Args:
            counted: what lies in it.
        """
        drawer = self._counted(counted)
        if isinstance(drawer, Refused):
            return drawer
        facts = days.open_day(self._today(), self._own(), drawer, sure=self._is_sure())
        if isinstance(facts, Refused):
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
        return self._day(facts[0].day)

    @needs(Right.ISSUE)
    def hand_over(self, to: str, counted: Counted | None = None) -> HandedOver | Refused:
        """Let somebody else go on, who has just vouched by PIN or badge, and sign them in.

        Args:
            to: who.
            counted: what lies in the drawer.
        """
        drawer = self._counted(counted)
        if isinstance(drawer, Refused):
            return drawer
        open_, leaving = days.is_open(self._own()), self.counter.signed_in or ""
        visits, put_back = self._unfinished.visits(), self._unfinished.found().get(_PUT_BACK, 0)
        facts = days.hand_over(open_, to, leaving, drawer, visits, put_back)
        if isinstance(facts, Refused):
            return facts
        if not self.counter.has_vouched(to, Right.FIND):
            return Refused(Reason.WITNESS_NEEDED)
        with self.counter.unit():
            self.counter.record(*facts, witness=to)
        return HandedOver(self._access.relieve(to), visits, put_back)

    @needs(Right.ISSUE)
    def close_day(
        self,
        carried: Mapping[LooseKind, CarryReason],
        counted: Counted | None = None,
        witness: str | None = None,
    ) -> Day | Refused:
        """Close the day and print its strip; work that goes on belongs to the next one.

        Args:
            carried: why what is unfinished is left.
            counted: what lies in the drawer.
            witness: a second person, where whoever closes needs one.
        """
        drawer = self._counted(counted)
        if isinstance(drawer, Refused):
            return drawer
        found = self.unfinished(is_counted=drawer is not None)
        standing = self.standing()
        id_ = standing.day.day if standing.day else standing.today
        if self._is_behind():
            return Refused(Reason.NOT_COUNTED)
        loose = found if isinstance(found, dict) else {}
        facts = days.close(standing.day, id_, loose, carried, self._proof(id_), drawer)
        if isinstance(facts, Refused):
            return facts
        if self.counter.lacks_witness(Right.ISSUE, witness):
            return Refused(Reason.WITNESS_NEEDED)
        with self.counter.unit():
            self.counter.record(*facts, witness=witness)
            day = self._day(id_)
            self._papers.queue(self._strip(day))
        self.carried.clear()
        return day

    @needs(Right.ISSUE)
    def reopen(self) -> Day | Refused:
        """Take the last closing back: soon anybody may, later who has power."""
        policy, own = self.counter.policy, self._own()
        has_power = self.counter.may(Right.OVERRIDE)
        undo_s = policy.undo_s if policy else 0
        facts = days.reopen(own, self.counter.clock().at, undo_s, has_power=has_power)
        if isinstance(facts, Refused):
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
        return self._day(facts[0].day)

    # -- paper -------------------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def print_last(self) -> Refused | None:
        """Print the strip of the day that was closed last once more."""
        own = self._own()
        last = next((one for one in own if one.state is DayState.CLOSED), None)
        return self._print(last)

    @needs(Right.ANALYTICS)
    def past(self) -> tuple[Day, ...]:
        """Return the days that are over, of every box of the point, the latest first."""
        found = self._store.days.latest(_ARCHIVE)
        return tuple(one for one in found if one.state is DayState.CLOSED)

    @needs(Right.ANALYTICS)
    def print(self, day: str) -> Refused | None:
        """Print the strip of a day that is over once more."""
        return self._print(self._store.days.get(day))

    def _print(self, day: Day | None) -> Refused | None:
        if day is None or day.state is not DayState.CLOSED:
            return Refused(Reason.NOT_KNOWN_HERE)
        with self.counter.unit():
            self._papers.queue(self._strip(day, copy=True))
        return None

    def _strip(self, day: Day, *, copy: bool = False) -> Doc:
        """Return the paper of a day, in the language of who is signed in."""
        row = self._store.people.get(self.counter.signed_in or "")
        wording = self._speaks.get(row.language if row else "", self._wording)
        initials = self._papers.initials_of
        told = papers_day.Told(
            day,
            by=initials(day.closed_by),
            opened_by=initials(day.opened_by),
            handed=tuple((initials(one.by), initials(one.to)) for one in day.handed),
            copy=copy,
        )
        return papers_day.report(told, wording)

    # -- the clock ---------------------------------------------------------------------------------

    @anybody
    def tick(self) -> Refused | None:
        """Close a day that nobody closed once it is over, and say so."""
        if not self._is_sure():
            return None
        today = self._today()
        if today == self._looked or self._is_behind():
            return None
        self._looked = today
        open_ = days.is_open(self._own())
        if open_ is None or open_.date >= days.date_of(today):
            return None
        fact = days.untended(open_, self._unfinished.found(), self._proof(open_.day))
        with self.counter.unit():
            self.counter.record(fact, actor=SYSTEM)
        self.carried.clear()
        return None

    # -- what is asked of the file -----------------------------------------------------------------

    def _today(self) -> str:
        policy = self.counter.policy
        ends_h = policy.day_ends_h if policy else USUAL_END_H
        return days.id_of(days.today(self.counter.clock().at, self._zone, ends_h), self._box())

    def _box(self) -> str:
        """Return the box's id where several work for the point, each with a drawer of its own."""
        journal = self._store.journal
        return str(journal.device) if self._store.snapshots.setting(SIBLINGS) else ""

    def _own(self) -> tuple[Day, ...]:
        """Return this counter's own days, the latest first, by whichever name they began."""
        box, device = self._box(), str(self._store.journal.device)
        return tuple(
            one
            for one in self._store.days.latest(_LOOKED_AT)
            if days.is_of(one, device) or (self._began(one) if box else days.is_of(one, ""))
        )

    def _began(self, day: Day) -> bool:
        """Whether a day of when this box was alone at its point is its own."""
        if not days.is_of(day, ""):
            return False
        told = self._store.journal.about(Subject("day", day.day))
        return any(event.via is None for event in told)

    def _day(self, day: str) -> Day:
        found = self._store.days.get(day)
        if found is None:
            raise LookupError(f"{day} was recorded and is not there")
        return found

    def _is_sure(self) -> bool:
        return self.counter.clock().clock is not ClockQuality.UNSURE

    def _counted(self, counted: Counted | None) -> Drawer | Refused | None:
        cash = self.cash()
        if counted is None or not isinstance(cash, Cash):
            return None
        # a reason is of the difference that was seen, not of one that came after
        was_seen = counted.expected_minor in {None, cash.expected_minor}
        return days.counted(cash, counted.minor, counted.reason if was_seen else None)

    def _proof(self, day: str) -> _Proof:
        head = self._store.journal.head()
        return head.seq, head.hash.hex(), self._totals(day)

    def _is_behind(self) -> bool:
        """Whether the journal is counted still, as after an update: numbers come when it is."""
        counted, head = self._store.tallies.counted(self._zone), self._store.journal.head().seq
        return head - counted > BEHIND

    def _totals(self, day: str) -> Totals:
        """Return what this counter did that day: each box of a point tells its own work."""
        date, now = days.date_of(day).isoformat(), self.counter.clock().at
        return totals_of(self._store.tallies.own(date, self._zone, now))


_PUT_BACK = LooseKind.PUT_BACK
