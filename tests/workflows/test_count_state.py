"""Whatever goes on during a stocktake, the books say in the end what really lies on the shelves.

The model is the shop itself: where each parcel really is. People move some of them and tell nobody;
others are issued, moved, looked for in vain and put away by the book while the count goes on.
"""

import tempfile
from collections import Counter as Tally
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core import messages, verdicts
from kiosk.core.facts import visits
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.refusals import Refused
from kiosk.core.verdicts import Findings, Line
from kiosk.core.words import ParcelState, Place, Role, StocktakeScope, Verdict
from kiosk.workflows.count_cards import ReviewCard
from tests.families import first_quickly
from tests.workflows.conftest import CELLS, POLICY, T0, Point

S = ParcelState
SHELF = ("A-01", "A-02", "A-03")
PARCELS = ("P1", "P2", "P3", "P4", "P5")
LATE, STRANGER = "P6", "X9"
MEMORY = next((str(p) for p in [Path("/dev/shm")] if p.is_dir()), None)  # noqa: S108
ENOUGH = 40  # turns within which everything is counted twice
COUNTABLE = (S.RECEIVED, S.STORED, S.PICKED, S.TO_RETURN, S.QUARANTINED, S.PACKED, S.NOT_FOUND)

WHERE = st.sampled_from([*SHELF, None])
BEFORE = st.dictionaries(st.sampled_from(PARCELS), WHERE, max_size=3)  # moved, and nobody was told
Turn: TypeAlias = tuple[str, str, str]
KINDS = ("count", "issue", "pick", "finish", "move", "wander", "seek", "store", "plug")
TURNS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(PARCELS), st.sampled_from(SHELF)),
    max_size=24,
)


def _customer(parcel: str) -> str:
    """Return whose it is: those of one cell are one customer's."""
    return "c1" if parcel in {"P1", "P3", "P5"} else "c2"


class Shop:
    """A counter, and where the parcels really are; None for what is not on the shelves."""

    def __init__(self, folder: Path) -> None:
        self.point = Point(folder)
        self.truth: dict[str, str | None] = dict.fromkeys((*PARCELS, LATE, STRANGER))
        self.desk = self.point.desk
        self._fill()

    def _fill(self) -> None:
        point = self.point
        point.counter.ensure_cell_map([spec for spec in CELLS if spec.cell in SHELF])
        people = (("igor", Role.MANAGER), ("leila", Role.TRAINEE))
        point.mail(
            messages.PolicySet(1, msgspec.Raw(msgspec.json.encode(POLICY))),
            *(messages.StaffUpsert(staff, staff.title(), role) for staff, role in people),
            messages.DeliveryAnnounced("D1", "Meridian", T0),
            messages.DeliveryPart(
                "D1", 1, tuple(messages.ManifestLine(p, customer_ref=_customer(p)) for p in PARCELS)
            ),
            messages.DeliveryAnnounced("D2", "Meridian", T0),
            messages.DeliveryPart("D2", 1, (messages.ManifestLine(LATE, customer_ref="c6"),)),
            *(messages.CodesSet(c, (point.window(point.code_of(c)),)) for c in ("c1", "c2")),
        )
        point.sign_in("igor")
        self.desk.accept.arrive("D1")
        for number, parcel in enumerate(PARCELS):
            self.desk.accept.receive("D1", parcel)
            stored = self.desk.place.move(parcel, SHELF[number % 2])
            assert not isinstance(stored, Refused), stored
            self.truth[parcel] = SHELF[number % 2]

    def close(self) -> None:
        self.point.close()

    def row(self, parcel: str) -> Parcel | None:
        return self.point.store.parcels.get(parcel)

    # -- what people do --------------------------------------------------------------------------

    def do(self, kind: str, parcel: str, cell: str) -> None:
        getattr(self, f"_{kind}")(parcel, cell)

    def _count(self, _parcel: str, _cell: str) -> None:
        """Count the next cell as it really is; the second time somebody else does."""
        card = self.desk.count.card()
        if isinstance(card, Refused) or card.cell is None:
            return
        self.point.sign_in("leila" if card.is_own else "igor")
        lying = [name for name, where in self.truth.items() if where == card.cell]
        for name in lying:
            self.desk.count.scan(name)
        answer = self.desk.count.close_cell(empty=not lying)
        assert not isinstance(answer, Refused), answer
        self.point.sign_in("igor")

    def _visit(self, parcel: str) -> str | None:
        found = self.row(parcel)
        if found is None or found.state not in {S.STORED, S.PICKED}:
            return None
        card = self.desk.issue.open(self.point.shown(_customer(parcel)))
        return None if isinstance(card, Refused) or not card.session else card.session.session

    def _pick(self, parcel: str, _cell: str) -> None:
        visit = self._visit(parcel)
        if visit and self.truth[parcel]:
            assert not isinstance(self.desk.issue.pick(visit, parcel), Refused)
            self.truth[parcel] = None

    def _finish(self, parcel: str, _cell: str) -> None:
        found = self.row(parcel)
        if found and found.state is S.PICKED and found.session:
            assert not isinstance(self.desk.issue.complete(found.session), Refused)

    def _issue(self, parcel: str, cell: str) -> None:
        self._pick(parcel, cell)
        self._finish(parcel, cell)

    def _move(self, parcel: str, cell: str) -> None:
        if self.truth[parcel] and not isinstance(self.desk.place.move(parcel, cell), Refused):
            self.truth[parcel] = cell

    def _wander(self, parcel: str, cell: str) -> None:
        """Somebody moves a parcel to where nobody has counted yet, and tells nobody."""
        open_ = self.desk.count.under_way()
        if self.truth[parcel] and open_ and cell in open_.uncounted:
            self.truth[parcel] = cell

    def _seek(self, parcel: str, _cell: str) -> None:
        """Look for a parcel where the books have it."""
        visit, found = self._visit(parcel), self.row(parcel)
        if visit and found and found.state is S.STORED and self.truth[parcel] != found.cell:
            assert not isinstance(self.desk.issue.not_found(visit, parcel), Refused)

    def _store(self, _parcel: str, cell: str) -> None:
        if self.row(LATE).state is S.EXPECTED:  # type: ignore[union-attr]
            self.desk.accept.arrive("D2")
            self.desk.accept.receive("D2", LATE)
            if not isinstance(self.desk.place.move(LATE, cell), Refused):
                self.truth[LATE] = cell

    def _plug(self, _parcel: str, _cell: str) -> None:
        self.point.restart()
        self.desk = self.point.desk

    def finish(self) -> ReviewCard:
        """Count what is left, and let the books follow."""
        for _ in range(ENOUGH):
            self._count("", "")
        found = self.desk.count.review()
        assert isinstance(found, ReviewCard)
        on_hand = self.on_hand()
        done = self.desk.count.apply(found.told)
        assert isinstance(done, ReviewCard), done
        came = sum(
            card.line.verdict is Verdict.SURPLUS and (card.parcel is None) for card in found.lines
        )
        assert self.on_hand() == on_hand + came
        return done

    def on_hand(self) -> int:
        """Return how many parcels are here; what is here has a state that says so."""
        counts = self.point.store.parcels.count_by_state()
        sql = "SELECT count(*) FROM parcel WHERE place <> 'out'"
        here = int(self.point.store.db.execute(sql).fetchone()[0])
        assert here == sum(counts.get(state, 0) for state in COUNTABLE)
        return here


def agree(shop: Shop) -> None:
    """The books say where everything is."""
    issued = Tally(
        e.facts.parcel  # type: ignore[attr-defined]
        for e in shop.point.events("parcel.issued")
    )
    for parcel in (*PARCELS, LATE):
        found, where = shop.row(parcel), shop.truth[parcel]
        assert found
        if issued[parcel]:
            assert (issued[parcel], found.state, where) == (1, S.ISSUED, None), parcel
        elif where:
            assert (found.state, found.cell, found.place) == (S.STORED, where, Place.CELL), parcel
        else:
            assert found.cell is None, parcel
    stranger = shop.row(STRANGER)
    assert (stranger is None) == (shop.truth[STRANGER] is None)
    audit = shop.point.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())


def play(before: dict[str, str | None], stranger: str | None, turns: list[Turn]) -> None:
    """Let a shop live through a stocktake."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        shop = Shop(Path(folder))
        try:
            shop.truth |= before | {STRANGER: stranger}
            shop.desk.count.start(StocktakeScope.ALL)
            for kind, parcel, cell in turns:
                shop.do(kind, parcel, cell)
            shop.finish()
            agree(shop)
        finally:
            shop.close()


@pytest.mark.parametrize("examples", first_quickly([15, 40]))
def test_the_books_say_in_the_end_where_everything_is(examples: int) -> None:
    settings(max_examples=examples)(given(BEFORE, WHERE, TURNS)(counted))()


def counted(before: dict[str, str | None], stranger: str | None, turns: list[Turn]) -> None:
    """Count everything while the shop goes on, and look at the books."""
    play(before, stranger, turns)


# -- mutants: each must be caught ------------------------------------------------------------------


def _overtakes_the_counter(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(verdicts, "_overtaken", lambda *_: False)


def _believes_the_first_sight(patched: pytest.MonkeyPatch) -> None:
    lines = verdicts.lines

    def backwards(findings: Findings) -> tuple[Line, ...]:
        turned = [msgspec.structs.replace(one, seq=-one.seq) for one in findings.counts]
        never = dict.fromkeys(findings.handled, -(10**9))
        return lines(msgspec.structs.replace(findings, counts=tuple(turned), handled=never))

    patched.setattr(verdicts, "lines", backwards)


def _takes_a_vain_search_for_a_hand(patched: pytest.MonkeyPatch) -> None:
    words = ("parcel.not_found", "parcel.moved", "parcel.picked", "parcel.stored", "parcel.issued")
    patched.setattr("kiosk.store.counts._HANDLED", words)


def _takes_what_a_visit_holds(patched: pytest.MonkeyPatch) -> None:
    found = verdicts._found

    def greedy(name: str, cell: str, parcel: Parcel | None) -> tuple[Line, ...]:
        if parcel and parcel.state is S.PICKED:
            return (Line(Verdict.MISPLACED, name, cell),)
        return found(name, cell, parcel)

    patched.setattr(verdicts, "_found", greedy)
    patched.setattr(verdicts, "_overtaken", lambda *_: False)


def _takes_back_what_was_issued_meanwhile(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(verdicts, "_overtaken", lambda *_: False)
    patched.setattr(verdicts, "_GONE", frozenset())


def _forgets_what_is_missing(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(verdicts, "_missed", lambda *_: ())


def _forgets_the_strangers(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(verdicts, "_surplus", lambda *_: ())


def _loses_what_is_missing(patched: pytest.MonkeyPatch) -> None:
    becomes = verdicts._becomes

    def harsh(line: Line, parcels: dict[str, Parcel]) -> tuple[object, ...]:
        facts = becomes(line, parcels)
        lost = (verdicts.counting.ParcelLost(line.parcel),)
        return (*facts, *lost) if isinstance(facts and facts[0], visits.ParcelNotFound) else facts

    patched.setattr(verdicts, "_becomes", harsh)


COUNT = ("count", "", "")
COUNTED_TWICE = [COUNT] * 5  # three cells, and the two that differ once more
HISTORIES: list[tuple[Callable[[pytest.MonkeyPatch], None], dict[str, str | None], list[Turn]]] = [
    (_overtakes_the_counter, {"P1": "A-02"}, [*COUNTED_TWICE, ("move", "P1", "A-03")]),
    (_believes_the_first_sight, {}, [COUNT, ("wander", "P1", "A-03")]),
    (_takes_a_vain_search_for_a_hand, {"P1": "A-03"}, [*COUNTED_TWICE, ("seek", "P1", "")]),
    (_takes_what_a_visit_holds, {"P1": "A-03"}, [*COUNTED_TWICE, ("pick", "P1", "")]),
    (
        _takes_back_what_was_issued_meanwhile,
        {"P1": "A-03"},
        [*COUNTED_TWICE, ("issue", "P1", "")],
    ),
    (_forgets_what_is_missing, {"P1": None}, []),
    (_forgets_the_strangers, {STRANGER: "A-01"}, []),
    (_loses_what_is_missing, {"P1": None}, []),
]


@pytest.mark.parametrize(("mutant", "before", "turns"), HISTORIES)
def test_each_mutant_is_caught_by_a_history_that_is_sound_without_it(
    mutant: Callable[[pytest.MonkeyPatch], None],
    before: dict[str, str | None],
    turns: list[Turn],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    play(before, before.get(STRANGER), turns)
    mutant(monkeypatch)
    with pytest.raises((AssertionError, Contradiction)):
        play(before, before.get(STRANGER), turns)
