"""Clerks who do silly things in any order: two people, visits left and undone, plugs pulled."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kiosk.core import left, messages, sessions
from kiosk.core.facts.deciding import ItemDecided
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import Decision, ParcelState, Place, Right, Role
from kiosk.store.parcels import Parcels
from tests.workflows.conftest import CELLS, POLICY, Point

STAFF = {"anna": Role.CLERK, "igor": Role.MANAGER, "leila": Role.TRAINEE}
CUSTOMERS = ("c1", "c2", "c3", "c4", "c5")
PARCELS = tuple(f"P{n}" for n in range(1, 8))
MAIN = tuple(spec.cell for spec in CELLS if spec.zone == "main")
MINUTE_MS = 60_000
REASONS = ("", "mistake")
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
        for number, parcel in enumerate(PARCELS):
            point.stock(CUSTOMERS[number % len(CUSTOMERS)], parcel, cell=MAIN[number % 3])
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

    @rule(customer=st.sampled_from(CUSTOMERS))
    def a_customer_shows_the_code(self, customer: str) -> None:
        self.point.desk.issue.open(self.point.shown(customer))

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
                    assert fact.proof == "code"
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
        states = self.point.store.parcels.count_by_state()
        assert states.get(ParcelState.ISSUED, 0) == len(out)

    @invariant()
    def sums_are_right_and_colours_differ(self) -> None:
        states = self.point.store.parcels.count_by_state()
        assert sum(states.values()) == len(PARCELS)
        live = self.point.store.sessions.live()
        assert len(live) <= len(sessions.COLOURS)
        assert len({v.colour for v in live}) == len(live)
        held = [p.parcel for cell in MAIN for p in self.point.store.parcels.in_cell(cell)]
        assert len(held) == len(set(held)) == states.get(ParcelState.STORED, 0)


def _settings(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


def test_whatever_clerks_do_nothing_is_issued_wrongly_or_forgotten() -> None:
    run_state_machine_as_test(Clerks, settings=_settings(6, 25))


@pytest.mark.slow
def test_whatever_clerks_do_for_long_nothing_is_issued_wrongly_or_forgotten() -> None:
    run_state_machine_as_test(Clerks, settings=_settings(120, 60))


# -- mutants: each must be caught ------------------------------------------------------------------


def _forgets(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(left, "leave", lambda *_: ())


def _forgets_what_was_refused(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Parcels, "on_counter", lambda *_: ())


def _undoes_for_all(patched: pytest.MonkeyPatch) -> None:
    undo = sessions.undo
    patched.setattr(
        sessions, "undo", lambda *a, **k: undo(*a, **(k | {"may_override": True, "reason": "x"}))
    )


def _takes_anybodys(patched: pytest.MonkeyPatch) -> None:
    pick = sessions.pick

    def any_customer(parcel: Parcel, session: sessions.Session, search_ms: int) -> object:
        mine = msgspec.structs.replace(parcel, customer_ref=session.customer_ref)
        return pick(mine, session, search_ms)

    patched.setattr(sessions, "pick", any_customer)


@pytest.mark.parametrize(
    "mutant", [_forgets, _forgets_what_was_refused, _undoes_for_all, _takes_anybodys]
)
def test_the_clerks_find_what_is_wrong(
    mutant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant(monkeypatch)
    hunt = settings(_settings(12, 20), report_multiple_bugs=False, phases=settings().phases[:3])
    with pytest.raises(Exception):  # noqa: B017, PT011  whatever notices it
        run_state_machine_as_test(seed(7)(Clerks), settings=hunt)
