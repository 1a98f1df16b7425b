"""Days in any order: opened, handed over, worked, closed twice, plugs pulled, PINs mistyped.

A plain model beside the counter knows what the drawer should hold and what was done; after every
step the books must say the same, and a closing nothing that the journal does not.
"""

import tempfile
from datetime import UTC
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiosk.core import days as core
from kiosk.core import messages
from kiosk.core.day_totals import totals_of
from kiosk.core.days import Cash, Day
from kiosk.core.daywords import CarryReason, DayState, DrawerReason, LooseKind
from kiosk.core.events import Event
from kiosk.core.facts import day as facts
from kiosk.core.facts.day import Totals
from kiosk.core.facts.paying import PaymentRecorded
from kiosk.core.facts.visits import ParcelIssued
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right, Role
from kiosk.workflows.days import Counted, HandedOver
from kiosk.workflows.views import CustomerCard, Issued
from tests.workflows.conftest import CELLS, DAY_MS, POLICY, Point

STAFF = {"anna": Role.CLERK, "igor": Role.MANAGER, "leila": Role.TRAINEE}
PIN, WRONG = "739152", "000000"
PARCELS = tuple(f"P{n}" for n in range(1, 6))
DUE = 500
MEMORY = next((str(p) for p in [Path("/dev/shm")] if p.is_dir()), None)  # noqa: S108
OF_A_DAY = {Reason.DAY_CLOSED, Reason.DAY_IS_OPEN, Reason.DAY_NOT_OPEN, Reason.LOOSE_ENDS}
BEGINS = {"session.opened", "session.reopened"}
ENDS = {"session.completed", "session.cancelled", "session.abandoned"}
SUMS = st.sampled_from([0, 500, 1_000, 2_000])


class DayModel(RuleBasedStateMachine):
    """Every wish is tried, sensible or not."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.point = Point(Path(self._folder.name))
        self.began: int | None = None  # what was counted last; None: nobody did
        self.taken = 0  # since then
        self.uncounted: tuple[str, int | None, int] | None = None  # a closing that may be undone
        self.left = list(PARCELS)

    @initialize()
    def open_the_shop(self) -> None:
        point = self.point
        point.counter.ensure_cell_map(CELLS)
        point.mail(messages.PolicySet(1, msgspec.Raw(msgspec.json.encode(POLICY))))
        for staff, role in STAFF.items():
            point.mail(messages.StaffUpsert(staff, staff.title(), role))
        for staff in STAFF:
            point.desk.access.set_pin(staff, PIN)
        point.sign_in("igor")
        for parcel in PARCELS:
            point.stock(f"c{parcel[1:]}", parcel, due_minor=DUE)
        point.sign_in("anna")

    def teardown(self) -> None:
        audit = self.point.store.journal.audit()
        self.point.close()
        self._folder.cleanup()
        assert (audit.broken_at, audit.differing) == (None, ())

    # -- what people do ----------------------------------------------------------------------------

    @rule(staff=st.sampled_from(sorted(STAFF)))
    def somebody_signs_in(self, staff: str) -> None:
        self.point.sign_in(staff)

    @rule(hours=st.integers(1, 20))
    def time_passes(self, hours: int) -> None:
        self.point.clock.pass_ms(hours * DAY_MS // 24)

    @rule()
    def the_plug_is_pulled(self) -> None:
        self.point.restart()

    @rule(counted=st.none() | SUMS, reason=st.sampled_from([None, *DrawerReason]))
    def the_day_is_opened(self, counted: int | None, reason: DrawerReason | None) -> None:
        before = self._open()
        day = self.point.desk.days.open_day(self._counted(counted, reason))
        if isinstance(day, Day):
            assert before is None, "one day at a time"
            self._was_counted(counted)

    @rule(
        to=st.sampled_from(sorted(STAFF)),
        pin=st.sampled_from([PIN, PIN, WRONG, ""]),
        counted=st.none() | SUMS,
        reason=st.sampled_from([None, *DrawerReason]),
    )
    def the_counter_is_handed_over(
        self, to: str, pin: str, counted: int | None, reason: DrawerReason | None
    ) -> None:
        access, leaving = self.point.desk.access, self.point.counter.signed_in
        self.point.counter.vouching = None
        attempt = access.begin_sign_in(to) if pin else None
        locked = isinstance(attempt, Refused)
        if attempt is not None and not isinstance(attempt, Refused):
            access.vouch(attempt, attempt.verify(pin), Right.FIND)
        over = self.point.desk.days.hand_over(to, self._counted(counted, reason))
        if isinstance(over, Refused):
            assert self.point.counter.signed_in == leaving
            return
        assert isinstance(over, HandedOver)
        assert pin == PIN, "only who typed the right PIN goes on"
        assert not locked
        assert to != leaving
        assert self.point.counter.signed_in == to
        self._was_counted(counted)

    @precondition(lambda self: self.left)
    @rule()
    def a_customer_pays_and_leaves(self) -> None:
        point, parcel = self.point, self.left[0]
        card = point.desk.issue.open(point.shown(f"c{parcel[1:]}"))
        if not isinstance(card, CustomerCard) or card.session is None:
            return
        visit = card.session.session
        point.desk.issue.pick(visit, parcel)
        before = len(point.events("payment.recorded"))
        point.desk.till.take_cash(visit, DUE)
        self.taken += DUE * (len(point.events("payment.recorded")) - before)
        done = point.desk.issue.complete(visit)
        if isinstance(done, Issued):
            self.left.pop(0)
        else:
            assert done.reason not in OF_A_DAY, "a day in any state keeps nobody from work"

    @precondition(lambda self: self.left)
    @rule(parks=st.booleans())
    def a_customer_is_not_served_to_the_end(self, parks: bool) -> None:  # noqa: FBT001
        card = self.point.desk.issue.open(self.point.shown(f"c{self.left[-1][1:]}"))
        if isinstance(card, CustomerCard) and card.session and parks:
            self.point.desk.issue.park(card.session.session)

    @rule(
        reason=st.sampled_from([*CarryReason]),
        forgets=st.none() | st.integers(0, 9),
        counted=st.none() | SUMS,
        why=st.sampled_from([None, *DrawerReason]),
        twice=st.booleans(),
    )
    def the_day_is_closed(
        self,
        reason: CarryReason,
        forgets: int | None,
        counted: int | None,
        why: DrawerReason | None,
        twice: bool,  # noqa: FBT001
    ) -> None:
        days = self.point.desk.days
        found = days.unfinished(is_counted=counted is not None)
        kinds = {} if isinstance(found, Refused) else found
        if not isinstance(found, Refused):
            self._nothing_is_hidden(found, counted)
        forgotten = None if forgets is None or not kinds else [*kinds][forgets % len(kinds)]
        carried = {kind: reason for kind in kinds if kind is not forgotten}
        day = days.close_day(carried, self._counted(counted, why))
        if isinstance(day, Refused):
            return
        assert reason is not CarryReason.UNTENDED, "that word is the clock's"
        assert forgotten is None, "nothing is left without its reason"
        assert {one.kind: one.count for one in day.loose} == kinds
        self._agrees(day)
        self._was_closed(day, counted)
        if twice:
            again = days.close_day(carried, self._counted(counted, why))
            assert isinstance(again, Refused)
            assert again.reason in {Reason.DAY_CLOSED, Reason.LOOSE_ENDS, Reason.DRAWER_DIFFERS}

    @rule()
    def the_closing_is_taken_back(self) -> None:
        before = self.point.desk.days.standing()
        day = self.point.desk.days.reopen()
        if isinstance(day, Day):
            assert not before.is_open
            assert (day.loose, day.totals, day.closing) == ((), Totals(), None)
            if self.uncounted is not None and self.uncounted[0] == day.day:
                _, self.began, taken = self.uncounted
                self.taken, self.uncounted = self.taken + taken, None

    @rule()
    def the_clock_looks(self) -> None:
        before = len(self.point.events("day.closed"))
        open_ = self._open()
        self.point.desk.days.tick()
        closed = self.point.events("day.closed")[before:]
        assert len(closed) <= 1
        for event in closed:
            assert open_ is not None, "the clock closes what was open"
            day = self._day(event)
            assert day.untended
            self._agrees(day)
            self._was_closed(day, None)

    # -- what must always be true ------------------------------------------------------------------

    @invariant()
    def at_most_one_day_is_open(self) -> None:
        latest = self.point.store.days.latest(100)
        assert sum(day.state is DayState.OPEN for day in latest) <= 1

    @invariant()
    def the_days_tell_what_the_journal_does(self) -> None:
        for day in self.point.store.days.latest(100):
            folded: Day | None = None
            for event in self.point.events("day."):
                if event.facts.day == day.day:  # type: ignore[attr-defined]
                    folded = core.evolve(folded, event)
            assert folded == day

    @invariant()
    def the_numbers_are_those_of_the_journal(self) -> None:
        issued: dict[str, int] = {}
        paid: dict[str, int] = {}
        for event in self.point.events():
            date = core.today(event.recorded_at, UTC, 0).isoformat()
            if isinstance(event.facts, ParcelIssued):
                issued[date] = issued.get(date, 0) + 1
            elif isinstance(event.facts, PaymentRecorded):
                paid[date] = paid.get(date, 0) + event.facts.amount_minor
        for date in {*issued, *paid}:
            totals = totals_of(self.point.store.tallies.own(date, UTC, self.point.clock.stamp.at))
            assert totals.issued == issued.get(date, 0)
            assert sum(one.minor for one in totals.paid) == paid.get(date, 0)

    @invariant()
    def the_drawer_should_hold_what_was_counted_and_paid(self) -> None:
        cash = self.point.desk.days.cash()
        if isinstance(cash, Cash):
            assert cash == Cash("RUB", self.began or 0, self.taken, 0, self.began is not None)

    # -- the plain model ---------------------------------------------------------------------------

    def _open(self) -> Day | None:
        return core.is_open(self.point.store.days.latest(100))

    def _day(self, event: Event) -> Day:
        assert isinstance(event.facts, facts.DayClosed)
        day = self.point.store.days.get(event.facts.day)
        assert day is not None
        return day

    def _agrees(self, day: Day) -> None:
        """A closing tells the numbers of the journal, and the hash of its last row before."""
        totals = totals_of(
            self.point.store.tallies.own(day.date.isoformat(), UTC, self.point.clock.stamp.at)
        )
        assert day.totals == totals
        row = next(row for row in self.point.store.journal.since(0, 100_000) if row.seq == day.seq)
        assert row.hash.hex() == day.head

    @staticmethod
    def _counted(minor: int | None, reason: DrawerReason | None) -> Counted | None:
        return None if minor is None else Counted(minor, reason)

    def _was_counted(self, minor: int | None) -> None:
        if minor is not None:
            self.began, self.taken, self.uncounted = minor, 0, None

    def _was_closed(self, day: Day, counted: int | None) -> None:
        if counted is None:
            self.uncounted = (day.day, self.began, self.taken)
            self.began, self.taken = None, 0
        self._was_counted(counted)

    def _nothing_is_hidden(self, found: dict[LooseKind, int], counted: int | None) -> None:
        """What is told as unfinished is what the journal left open, and money nobody counted."""
        live = set[str]()
        for event in self.point.events("session."):
            session = event.facts.session  # type: ignore[attr-defined]
            if event.type in BEGINS:
                live.add(session)
            elif event.type in ENDS:
                live.discard(session)
        assert found.get(LooseKind.VISITS, 0) + found.get(LooseKind.PARKED, 0) == len(live)
        moved = bool(self.taken) or self.began is not None
        assert (LooseKind.CASH in found) is (moved and counted is None)


def test_days_in_any_order() -> None:
    run_state_machine_as_test(
        DayModel,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
