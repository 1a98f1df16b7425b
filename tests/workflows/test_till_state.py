"""Whatever a clerk presses and a terminal does: what was charged is what the books say was paid.

The truth is the simulator's bank and a till full of coins. In the end, once the terminal has said
what became of everything, both must agree with the journal to the unit, and every visit that was
completed must have been paid exactly what its parcels cost.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core import messages, till
from kiosk.core.facts.deciding import ItemDecided
from kiosk.core.payments import Payment
from kiosk.core.paywords import PaymentState, PayMethod, TerminalSaid, TerminalWord
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import LIVE
from kiosk.core.words import Decision, Role, SessionState
from kiosk.workflows.till import Till
from kiosk.workflows.views import CustomerCard
from tests.families import first_quickly
from tests.workflows.card_line import CardLine
from tests.workflows.conftest import CELLS, POLICY, Point

P = PaymentState
MEMORY = next((str(p) for p in [Path("/dev/shm")] if p.is_dir()), None)  # noqa: S108
DUES = {"P1": 500, "P2": 200, "P3": 0}
EFFECTS = ("", "", "decline", "time_out", "hold", "late", "cut", "cut_before", "double", "mute")
BACKS = ("", "refuse", "cut", "cut_before", "double", "mute")
KINDS = (
    *("open", "pick", "pick", "put", "card", "card", "cash", "give_up", "back", "issue", "issue"),
    *("undo", "cancel", "refuse", "hear", "ask", "cut", "mend", "plug", "due", "link"),
)
Turn: TypeAlias = tuple[str, int, int]
TURNS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 800)), max_size=30
)


class Shop:
    """A counter with a terminal, a customer with parcels, a clerk who presses anything."""

    def __init__(self, folder: Path) -> None:
        self.point = Point(folder)
        self.line = self.point.terminal = CardLine()
        self.point.restart()
        self.point.counter.ensure_cell_map(CELLS)
        self.point.mail(messages.PolicySet(1, msgspec.Raw(msgspec.json.encode(POLICY))))
        self.point.mail(messages.StaffUpsert("igor", "Igor K.", Role.MANAGER))
        self.point.sign_in("igor")
        for n, (parcel, due) in enumerate(DUES.items(), start=1):
            self.point.stock("c1", parcel, cell=f"A-0{n}", due_minor=due)
        self.visits: list[str] = []

    @property
    def visit(self) -> str:
        return self.visits[-1] if self.visits else "nobody"

    def turn(self, turn: Turn) -> None:
        kind, which, amount = turn
        parcel = list(DUES)[which % len(DUES)]
        issue = self.point.desk.issue
        match kind:
            case "open":
                self._open()
            case "pick":
                issue.pick(self.visit, parcel)
            case "put":
                issue.put_back(self.visit, parcel, "B-01")
            case "refuse":
                wish = ItemDecided(parcel, self.visit, Decision.REFUSE, reason="size")
                self.point.desk.deciding.decide(wish)
            case "issue":
                issue.complete(self.visit)
            case "undo":
                issue.undo(self.visit)
            case "cancel":
                issue.cancel(self.visit)
            case "due":
                self.point.mail(messages.DueSet(parcel, amount, "RUB"))
            case "link":
                self.point.mail(messages.DueSet(parcel, 0, "RUB", PayMethod.LINK))
            case _:
                self._pay(kind, which, amount)

    def _pay(self, kind: str, which: int, amount: int) -> None:
        till = self.point.desk.till
        match kind:
            case "card":
                self.line.plan("charge", EFFECTS[which])
                till.take_card(self.visit)
            case "cash":
                till.take_cash(self.visit, amount)
            case "give_up":
                till.give_up(self.visit)
            case "back":
                self.line.plan("refund", BACKS[which % len(BACKS)])
                till.give_back(self.visit)
            case _:
                self._happen(kind)

    def _open(self) -> None:
        card = self.point.desk.issue.open(self.point.shown("c1"))
        if isinstance(card, CustomerCard) and card.session:
            if card.session.session not in self.visits:
                self.visits.append(card.session.session)
            self.visits.sort(key=lambda visit: visit == card.session.session)  # type: ignore[union-attr]

    def _happen(self, kind: str) -> None:
        match kind:
            case "hear":
                self.hear()
            case "ask":
                self.point.clock.pass_ms(5_000)
                self.point.desk.till.tick()
            case "cut":
                self.line.cut()
            case "mend":
                self.line.mend()
            case "plug":
                self.line.cut()
                self.point.restart()

    def hear(self) -> None:
        for said in self.line.said():
            self.point.desk.till.hear(said)

    def end_the_day(self) -> None:
        """Mend what broke, give up what is held, and hear what became of everything.

        A card that is held for a visit that is over is the till's own to give up.
        """
        self.line.plan("", "")
        self.line.mend()
        for visit in self.visits:
            if self._is_live(visit) and any(self._is_held(one) for one in self.payments(visit)):
                self.point.desk.till.give_up(visit)
        for _ in range(8):
            self.hear()
            self.point.clock.pass_ms(5_000)
            self.point.desk.till.tick()
        self.hear()

    def _is_held(self, payment: Payment) -> bool:
        deal = self.line.sim.deals.get(payment.payment)
        return deal is not None and deal.word is TerminalWord.WAITING

    def _is_live(self, visit: str) -> bool:
        session = self.point.store.sessions.get(visit)
        return session is not None and session.state in LIVE

    # -- what must be so ---------------------------------------------------------------------------

    def payments(self, visit: str) -> tuple[Payment, ...]:
        return self.point.store.payments.of_session(visit)

    def check(self) -> None:
        store = self.point.store
        assert store.payments.unsettled() == ()
        paid = [one for visit in self.visits for one in self.payments(visit) if one.state is P.PAID]
        cards = sum(one.amount_minor for one in paid if one.method is PayMethod.CARD)
        assert self.line.sim.net() == cards, "the bank holds what the books say"
        charges = self.line.sim.charges
        assert len(charges) == len(set(charges))
        assert self.coins() == sum(o.amount_minor for o in paid if o.method is PayMethod.CASH)
        for visit in self.visits:
            self._check_visit(visit)
        audit = store.journal.audit()
        assert (audit.broken_at, audit.differing) == (None, ())
        self._check_a_card_may_come()

    def _check_a_card_may_come(self) -> None:
        """Nothing that was begun stands in the way of the next card."""
        for visit in filter(self._is_live, self.visits):
            said = self.point.desk.till.take_card(visit)
            assert said != Refused(Reason.PAYMENT_OPEN)
            if not isinstance(said, Refused):
                return  # it waits for this one now

    def coins(self) -> int:
        took = (e.facts for e in self.point.events("payment.recorded"))
        back = (e.facts for e in self.point.events("payment.reversed"))
        cash = PayMethod.CASH
        return sum(f.amount_minor for f in took if f.method is cash) - sum(  # type: ignore[attr-defined]
            f.amount_minor  # type: ignore[attr-defined]
            for f in back
            if f.method is cash  # type: ignore[attr-defined]
        )

    def _check_visit(self, visit: str) -> None:
        session = self.point.store.sessions.get(visit)
        assert session
        # what a card took not back although it should is the network's to settle: it was told
        kept = sum(
            one.amount_minor
            for one in self.payments(visit)
            if one.state is P.PAID and not one.reason
        )
        over = sum(
            one.amount_minor for one in self.payments(visit) if one.state is P.PAID and one.reason
        )
        if session.state is SessionState.COMPLETED:
            cost = self.cost(visit)
            assert kept <= cost <= kept + over
            assert over or kept == cost
        if session.state is SessionState.CANCELLED:
            assert kept == 0

    def cost(self, visit: str) -> int:
        cost: dict[str, int] = {}
        for event in self.point.events():
            match event.type, event.facts:
                case "parcel.issued", fact if fact.session == visit:  # type: ignore[attr-defined]
                    cost[fact.parcel] = fact.due_minor  # type: ignore[attr-defined]
                case "issue.undone", fact if fact.session == visit:  # type: ignore[attr-defined]
                    cost.pop(fact.parcel, None)  # type: ignore[attr-defined]
                case _:
                    pass
        return sum(cost.values())


def play(turns: list[Turn]) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        shop = Shop(Path(folder))
        try:
            for turn in turns:
                shop.turn(turn)
            shop.end_the_day()
            shop.check()
        finally:
            shop.point.close()


@pytest.mark.parametrize("examples", first_quickly([15, 60]))
def test_what_was_charged_is_what_was_recorded_and_what_it_cost(examples: int) -> None:
    some = settings(max_examples=examples, deadline=None, derandomize=True)
    some(given(turns=TURNS)(visited))()


def visited(turns: list[Turn]) -> None:
    """Let a visit go on in any way and look at the till."""
    play([("open", 0, 0), ("pick", 0, 0), *turns])


# -- mutants: each of these tills must be caught ---------------------------------------------------

BEGIN: list[Turn] = [("open", 0, 0), ("pick", 0, 0)]
LATE, CUT = EFFECTS.index("late"), EFFECTS.index("cut")
ISSUE: Turn = ("issue", 0, 0)


def _keeps_a_late_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """An approval always counts for the visit, also when cash was taken meanwhile."""
    right = till.approved
    monkeypatch.setattr(till, "approved", lambda *a: right(*a)[:1])


def _forgets_a_late_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the clerk gave up, the terminal is no longer listened to."""
    right = Till.hear

    def deaf(self: Till, said: TerminalSaid) -> object:
        return right(self, said) if self._waits == said.payment else None

    monkeypatch.setattr(Till, "hear", deaf)


def _never_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody heard the end of is left so."""
    monkeypatch.setattr(Till, "tick", lambda _: None)


def _holds_on_to_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit is over, and its card is waited for all the same."""
    monkeypatch.setattr(till, "is_left", lambda *_: False)


def _gives_no_card_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card's sum is written off, and the terminal hears nothing of it."""
    right = till.give_back

    def written_off(payments: object) -> object:
        return tuple(
            till._reversed(one)
            for one in payments  # type: ignore[attr-defined]
            if one.state is P.PAID
        )

    assert right
    monkeypatch.setattr(till, "give_back", written_off)


def _issues_unpaid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether a visit is paid to the unit."""
    monkeypatch.setattr("kiosk.core.sessions.settled", lambda _: None)


Break: TypeAlias = Callable[[pytest.MonkeyPatch], None]


LATE_AND_CASH: list[Turn] = [("card", LATE, 0), ("give_up", 0, 0), ("cash", 0, 500), ISSUE]
CASES: dict[str, tuple[Break, list[Turn]]] = {
    "keeps a late one": (_keeps_a_late_one, LATE_AND_CASH),
    "forgets a late one": (_forgets_a_late_one, LATE_AND_CASH),
    "never asks again": (_never_asks_again, [("card", CUT, 0), ("plug", 0, 0)]),
    "holds on to a card": (
        _holds_on_to_a_card,
        [("card", EFFECTS.index("hold"), 0), ("hear", 0, 0), ("put", 0, 0), ("cancel", 0, 0)],
    ),
    "gives no card back": (
        _gives_no_card_back,
        [("card", 0, 0), ("hear", 0, 0), ISSUE, ("undo", 0, 0)],
    ),
    "issues unpaid": (_issues_unpaid, [ISSUE]),
    "issues overpaid": (
        _issues_unpaid,
        [("pick", 1, 0), ("cash", 0, 700), ("put", 1, 0), ISSUE],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_till_that_goes_wrong_is_caught(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant, turns = CASES[case]
    play([*BEGIN, *turns])  # all well without
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        play([*BEGIN, *turns])
