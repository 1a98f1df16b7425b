"""Money at the counter in every state that matters, for the showroom: cash, cards, and back."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeGuard

from kiosk.core.books import Subject
from kiosk.core.facts.paying import DueChanged
from kiosk.core.facts.visits import ParcelPicked
from kiosk.core.paywords import TerminalSaid, TerminalWord
from kiosk.core.refusals import Refused
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.customer import CustomerScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import CustomerCard

_DUE_MINOR, _LESS_MINOR = 129_900, 99_900


def pay_views(
    office: Office, serve: Callable[[], CustomerCard]
) -> Iterator[tuple[str, Callable[[], Screen]]]:
    """Yield (name, make) of each state.

    Args:
        office: the counter.
        serve: opens a visit.
    """
    visit: list[str] = []
    yield "customer_due", partial(_begin, office, serve, visit)
    yield "pay", lambda: _sheet(office, visit[0])
    yield "pay_cash", lambda: _sheet(office, visit[0], cash="")
    yield "pay_cash_change", lambda: _sheet(office, visit[0], cash="2000")
    yield "pay_cash_short", lambda: _sheet(office, visit[0], cash="700")
    yield "pay_card", lambda: _card(office, visit[0])
    yield "pay_declined", lambda: _answered(office, visit[0], TerminalWord.DECLINED)
    yield "pay_unknown", lambda: _given_up(office, visit[0])
    yield "customer_paid", lambda: _answered(office, visit[0], TerminalWord.APPROVED)
    yield "pay_over", lambda: _less(office, visit[0])
    yield "customer_refunding", lambda: _back(office, visit[0])
    _end(office, visit[0])


def _screen(office: Office, visit: str) -> CustomerScreen:
    card = office.desk.issue.card(visit)
    if isinstance(card, Refused):
        raise TypeError(f"no card: {card.reason}")
    return CustomerScreen(office, card)


def _begin(office: Office, serve: Callable[[], CustomerCard], visit: list[str]) -> Screen:
    card = serve()
    visit.append(card.session.session if card.session else "")
    parcel = card.ready[0].parcel
    office.desk.issue.pick(visit[0], parcel)
    _due(office, parcel, _DUE_MINOR)
    return _screen(office, visit[0])


def _due(office: Office, parcel: str, due_minor: int) -> None:
    counter = office.desk.counter
    with counter.unit():
        counter.record(DueChanged(parcel, due_minor, "RUB"), actor="central")


def _sheet(office: Office, visit: str, cash: str | None = None) -> Screen:
    screen = _screen(office, visit)
    screen.begin_pay(cash)
    return screen


def _card(office: Office, visit: str) -> Screen:
    office.desk.till.take_card(visit)
    return _sheet(office, visit)


def _asked(office: Office, visit: str) -> str:
    payments = office.desk.counter.store.payments.of_session(visit)
    return payments[-1].payment


def _answered(office: Office, visit: str, word: TerminalWord) -> Screen:
    office.desk.till.hear(TerminalSaid(_asked(office, visit), word, "000417", 1.0))
    return _sheet(office, visit)


def _given_up(office: Office, visit: str) -> Screen:
    office.desk.till.take_card(visit)
    office.desk.till.give_up(visit)
    return _sheet(office, visit)


def _less(office: Office, visit: str) -> Screen:
    screen = _screen(office, visit)
    _due(office, screen.card.picked[0].parcel, _LESS_MINOR)
    return _sheet(office, visit)


def _back(office: Office, visit: str) -> Screen:
    office.desk.till.give_back(visit)
    return _screen(office, visit)


def _end(office: Office, visit: str) -> None:
    """Leave the shelves as they were."""
    issue, store = office.desk.issue, office.desk.counter.store
    for parcel in store.parcels.of_session(visit):
        told = store.journal.about(Subject("parcel", parcel.parcel))
        cell = next(fact.from_cell for fact in (event.facts for event in told) if _is_pick(fact))
        issue.put_back(visit, parcel.parcel, cell or "")
    issue.cancel(visit)


def _is_pick(fact: object) -> TypeGuard[ParcelPicked]:
    return isinstance(fact, ParcelPicked)
