"""Clerks who do silly things in any order: two people, visits left and undone, plugs pulled."""

import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from kiosk.core import messages, sessions
from kiosk.core.codes import Code, CodeKind
from kiosk.core.events import Event
from kiosk.core.facts.deciding import ItemDecided
from kiosk.core.facts.fact import Item
from kiosk.core.refusals import Refused
from kiosk.core.words import CodelessReason, Decision, ParcelState, Place, Right, Role
from kiosk.workflows.tries import SignInTry
from kiosk.workflows.views import Person
from tests.workflows.conftest import CELLS, DAY_MS, POLICY, T0, Point

STAFF = {"anna": Role.CLERK, "igor": Role.MANAGER, "leila": Role.TRAINEE}
CUSTOMERS = ("c1", "c2", "c3", "c4", "c5")
PARCELS = tuple(f"P{n}" for n in range(1, 8))
MAIN = tuple(spec.cell for spec in CELLS if spec.zone == "main")
MINUTE_MS = 60_000
REASONS = ("", "mistake")
MANY, DUE = ("P1", "P4"), 300  # parcels with three things in them, to be paid here
PIN = "739152"
BADGES = {"anna": "A" * 20, "igor": "G" * 20}
WRONG = ("99999999*0000", "00000001*0000", "00000002*0000", "000000", "")  # two of them are stale
DECIDED = [(Decision.ACCEPT, ""), (Decision.REFUSE, "size"), (Decision.DEFECT, "")]
MEMORY = next((str(p) for p in [Path("/dev/shm")] if p.is_dir()), None)  # noqa: S108


class Clerks(RuleBasedStateMachine):
    """Every wish is tried, sensible or not; what must always be true is looked at after each."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.point = Point(Path(self._folder.name))

    @initialize()
    def open_the_shop(self) -> None:
        point = self.point
        point.counter.ensure_cell_map(CELLS)
        point.mail(messages.PolicySet(1, msgspec.Raw(msgspec.json.encode(POLICY))))
        for staff, role in STAFF.items():
            point.mail(messages.StaffUpsert(staff, staff.title(), role))
        point.sign_in("igor")
        things = tuple(Item(f"Vento {n}", DUE // 3) for n in range(3))
        for number, parcel in enumerate(PARCELS):
            line: dict[str, Any] = {"items": things, "due_minor": DUE} if parcel in MANY else {}
            point.stock(CUSTOMERS[number % len(CUSTOMERS)], parcel, cell=MAIN[number % 3], **line)
        for customer, stale in zip(CUSTOMERS, WRONG[1:3], strict=False):
            told = point.window(stale)
            over = messages.CodeLine(told.digest, T0 - 3 * DAY_MS, T0 - 2 * DAY_MS)
            good = point.window(point.code_of(customer))
            point.mail(messages.CodesSet(customer, (good, over)))
        for staff, badge in BADGES.items():
            point.desk.access.set_pin(staff, PIN)
            point.desk.access.sign_in(staff, PIN)
            attempt = point.desk.access.begin_sign_in(staff)
            assert isinstance(attempt, SignInTry)
            bound = point.desk.access.bind_badge(attempt, attempt.verify(PIN), badge)
            assert isinstance(bound, Person)
        point.sign_in("anna")
        point.desk.tick(0.0)

    def teardown(self) -> None:
        audit = self.point.store.journal.audit()
        self.point.close()
        self._folder.cleanup()
        assert (audit.broken_at, audit.differing) == (None, ())

    def _visits(self) -> list[str]:
        opened = self.point.events("session.opened")
        return [e.facts.session for e in opened] or ["nobody"]  # type: ignore[attr-defined]

    def _visit(self, number: int) -> str:
        known = self._visits()
        return known[-1 - number % len(known)]

    # -- what clerks do --------------------------------------------------------------------------

    @rule(staff=st.sampled_from(sorted(STAFF)))
    def somebody_else_goes_on(self, staff: str) -> None:
        self.point.sign_in(staff)

    @rule(staff=st.sampled_from(sorted(BADGES)))
    def a_badge_is_scanned(self, staff: str) -> None:
        access, store = self.point.desk.access, self.point.store
        before = {(v.session, v.colour) for v in store.sessions.live()}
        if access.take_over(BADGES[staff]) is None:  # nobody is here, or the PIN is long ago
            access.sign_in(staff, PIN)
        assert self.point.counter.signed_in == staff
        assert {(v.session, v.colour) for v in store.sessions.live()} == before

    @rule(customer=st.sampled_from(CUSTOMERS))
    def a_customer_shows_the_code(self, customer: str) -> None:
        self.point.desk.issue.open(self.point.shown(customer))

    @rule(code=st.sampled_from(WRONG), customer=st.sampled_from([None, *CUSTOMERS]))
    def somebody_shows_a_wrong_code(self, code: str, customer: str | None) -> None:
        opened = self.point.desk.issue.open(Code(CodeKind.PICKUP, code, "qr"), customer)
        assert isinstance(opened, Refused), code

    @rule(
        customer=st.sampled_from(CUSTOMERS),
        why=st.sampled_from(sorted(CodelessReason)),
        ok=st.booleans(),
        witness=st.sampled_from([None, "anna", "igor"]),
        vouching=st.sampled_from([None, "anna", "igor"]),
    )
    def somebody_has_no_code(
        self,
        customer: str,
        why: CodelessReason,
        ok: bool,  # noqa: FBT001
        witness: str | None,
        vouching: str | None,
    ) -> None:
        point = self.point
        may = point.counter.may(Right.OVERRIDE) or witness == vouching == "igor"
        point.counter.vouching = vouching
        card = point.desk.entitle.by_document(customer, why, ok=ok, witness=witness)
        assert isinstance(card, Refused) or (ok and may)

    @rule(
        visit=st.integers(0, 3),
        parcel=st.sampled_from((*MANY, *PARCELS)),
        item=st.sampled_from([None, 0, 2]),
        said=st.sampled_from(DECIDED),
    )
    def the_customer_decides(
        self, visit: int, parcel: str, item: int | None, said: tuple[Decision, str]
    ) -> None:
        wish = ItemDecided(parcel, self._visit(visit), said[0], item, said[1])
        self.point.desk.deciding.decide(wish)

    @rule(visit=st.integers(0, 3))
    def a_customer_pays_or_gets_it_back(self, visit: int) -> None:
        till, session = self.point.desk.till, self._visit(visit)
        if isinstance(till.take_cash(session, 10 * DUE), Refused):
            till.give_back(session)

    @rule(
        parcel=st.sampled_from(MANY),
        items=st.sets(st.integers(0, 2)),
        said=st.sampled_from(DECIDED),
    )
    def a_customer_takes_some_of_it(
        self, parcel: str, items: set[int], said: tuple[Decision, str]
    ) -> None:
        self.a_customer_shows_the_code(CUSTOMERS[PARCELS.index(parcel) % len(CUSTOMERS)])
        self.something_is_scanned(0, parcel)
        for item in items:
            self.the_customer_decides(0, parcel, item, said)
        self.a_customer_pays_or_gets_it_back(0)
        self.the_button_is_pressed(0, None)

    @rule(visit=st.integers(0, 3), parcel=st.sampled_from(PARCELS))
    def something_is_scanned(self, visit: int, parcel: str) -> None:
        self.point.desk.issue.pick(self._visit(visit), parcel)

    @rule(visit=st.integers(0, 3))
    def a_visit_is_resumed_and_everything_of_it_taken(self, visit: int) -> None:
        session = self._visit(visit)
        for parcel in PARCELS:
            self.point.desk.issue.pick(session, parcel)

    @rule(visit=st.integers(0, 3), witness=st.sampled_from([None, "anna", "igor", "leila"]))
    def the_button_is_pressed(self, visit: int, witness: str | None) -> None:
        self.point.desk.issue.complete(self._visit(visit), witness)

    @rule(visit=st.integers(0, 3), parcel=st.sampled_from(PARCELS))
    def something_is_not_wanted(self, visit: int, parcel: str) -> None:
        wish = ItemDecided(parcel, self._visit(visit), Decision.REFUSE, reason="size")
        self.point.desk.deciding.decide(wish)

    @rule(customer=st.sampled_from(CUSTOMERS))
    def a_customer_wants_nothing(self, customer: str) -> None:
        self.a_customer_shows_the_code(customer)
        self.a_visit_is_resumed_and_everything_of_it_taken(0)
        for parcel in PARCELS:
            self.something_is_not_wanted(0, parcel)
        self.the_button_is_pressed(0, None)

    @rule(visit=st.integers(0, 3))
    def a_visit_is_cancelled_or_waits(self, visit: int) -> None:
        session = self._visit(visit)
        if isinstance(self.point.desk.issue.cancel(session), Refused):
            self.point.desk.issue.park(session)

    @rule(
        visit=st.integers(0, 3),
        reason=st.sampled_from(REASONS),
        vouching=st.sampled_from([None, "anna", "igor", "leila"]),
    )
    def an_issue_is_undone(self, visit: int, reason: str, vouching: str | None) -> None:
        session, point = self._visit(visit), self.point
        may = point.counter.may(Right.OVERRIDE) or vouching == "igor"
        found = point.store.sessions.get(session)
        late = found is not None and point.clock().at - found.closed_at > POLICY["undo_s"] * 1000
        point.counter.vouching = vouching
        undone = point.desk.issue.undo(session, reason, vouching)
        assert isinstance(undone, Refused) or not late or (may and reason)

    @rule(visit=st.integers(0, 3), parcel=st.sampled_from(PARCELS), cell=st.sampled_from(MAIN))
    def something_is_put_into_a_cell(self, visit: int, parcel: str, cell: str) -> None:
        if isinstance(self.point.desk.issue.put_back(self._visit(visit), parcel, cell), Refused):
            self.point.desk.left.confirm(parcel, cell)

    @rule(parcel=st.sampled_from(PARCELS), cell=st.sampled_from([*MAIN, "R-01"]))
    def the_put_back_list_is_worked(self, parcel: str, cell: str) -> None:
        waits = not isinstance(self.point.desk.left.find(parcel), Refused)
        stored = self.point.desk.left.confirm(parcel, cell)
        assert waits or isinstance(stored, Refused)

    @rule(minutes=st.sampled_from([1, 12, 45]))
    def nobody_comes_for_a_while(self, minutes: int) -> None:
        for _ in range(3):
            self.point.clock.pass_ms(minutes * MINUTE_MS)
            self.point.desk.tick(0.0)

    @rule(customer=st.sampled_from(CUSTOMERS))
    def a_customer_walks_away(self, customer: str) -> None:
        self.a_customer_shows_the_code(customer)
        self.a_visit_is_resumed_and_everything_of_it_taken(0)
        self.nobody_comes_for_a_while(45)

    @rule(customer=st.sampled_from(CUSTOMERS), vouching=st.sampled_from([None, "anna", "igor"]))
    def an_issue_is_undone_late(self, customer: str, vouching: str | None) -> None:
        self.a_customer_shows_the_code(customer)
        self.a_visit_is_resumed_and_everything_of_it_taken(0)
        self.the_button_is_pressed(0, None)
        self.nobody_comes_for_a_while(1)
        self.an_issue_is_undone(0, "mistake", vouching)

    @rule()
    def the_plug_is_pulled(self) -> None:
        self.point.restart()

    # -- what must always be true ----------------------------------------------------------------

    @invariant()
    def nothing_is_forgotten_on_the_counter(self) -> None:
        live = {v.session for v in self.point.store.sessions.live()}
        for parcel in PARCELS:
            found = self.point.store.parcels.get(parcel)
            if found is None or found.state is not ParcelState.PICKED:
                continue
            waits = self.point.desk.left.waits(parcel)
            assert waits != (found.session in live), parcel
            assert waits == (found.session is None), "what is left is in no visit"

    @invariant()
    def what_lies_on_the_counter_is_in_a_visit_or_on_the_list(self) -> None:
        live = {v.session for v in self.point.store.sessions.live()}
        listed = self.point.desk.left.waiting()
        assert not isinstance(listed, Refused)
        names = {one.parcel.parcel for one in listed}
        assert self.point.desk.left.count() == len(names)
        for parcel in PARCELS:
            found = self.point.store.parcels.get(parcel)
            assert found is not None
            is_served = found.state is ParcelState.PICKED and found.session in live
            was_out = found.state in {ParcelState.PICKED, ParcelState.TO_RETURN}
            lies_there = found.place is Place.COUNTER and was_out
            assert (parcel in names) == (lies_there and not is_served), parcel

    @invariant()
    def nothing_is_issued_without_its_customers_code(self) -> None:
        whose: dict[str, str] = {}
        out: dict[str, str] = {}
        refused: dict[str, str] = {}
        for event in self.point.events():
            fact: Any = event.facts
            match event.type:
                case "session.opened":
                    if fact.proof != "code":
                        assert self._is_by_right(event), "an override wants the right to it"
                    whose[fact.session] = fact.customer_ref
                case "parcel.issued":
                    found = self.point.store.parcels.get(fact.parcel)
                    assert found is not None
                    assert found.customer_ref == whose[fact.session]
                    assert fact.parcel not in out, "it was out already"
                    out[fact.parcel] = fact.session
                    by = self.point.store.people.staff(event.actor)
                    assert by is not None
                    assert not by.needs_witness(Right.ISSUE) or event.witness not in {
                        None,
                        event.actor,
                    }
                case "issue.undone":
                    stood = out if fact.parcel in out else refused
                    assert stood.pop(fact.parcel) == fact.session
                case "parcel.refused":
                    refused[fact.parcel] = fact.session
                case "parcel.split":
                    refused[fact.new] = fact.session
        states = self.point.store.parcels.count_by_state()
        assert states.get(ParcelState.ISSUED, 0) == len(out)

    def _is_by_right(self, event: Event) -> bool:
        staff = self.point.store.people.staff
        who = (staff(name) for name in (event.actor, event.witness or ""))
        return any(one is not None and one.has(Right.OVERRIDE) for one in who)

    @invariant()
    def every_visit_cost_what_was_taken(self) -> None:
        dues: dict[str, int] = {}
        refused: set[tuple[str, str]] = set()
        for event in self.point.events():
            fact: Any = event.facts
            match event.type:
                case "item.decided" if fact.item is None:
                    mark = (fact.session, fact.parcel)
                    (refused.discard if fact.decision is Decision.ACCEPT else refused.add)(mark)
                case "parcel.picked":
                    refused.discard((fact.session, fact.parcel))
                case "parcel.issued":
                    assert (fact.session, fact.parcel) not in refused, "nobody wanted it"
                    dues[fact.session] = dues.get(fact.session, 0) + fact.due_minor
                case "session.completed":
                    cost = dues.pop(fact.session, 0)
                    assert fact.due_minor == fact.paid_minor == cost

    @invariant()
    def sums_are_right_and_colours_differ(self) -> None:
        states = self.point.store.parcels.count_by_state()
        assert sum(states.values()) == len(PARCELS) + len(self.point.events("parcel.split"))
        live = self.point.store.sessions.live()
        assert len(live) <= len(sessions.COLOURS)
        assert len({v.colour for v in live}) == len(live)
        held = [p.parcel for cell in MAIN for p in self.point.store.parcels.in_cell(cell)]
        assert len(held) == len(set(held)) == states.get(ParcelState.STORED, 0)
