"""The screen of erasures, in every state."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core.codes import Code, CodeKind
from kiosk.core.facts.privacy import (
    Basis,
    CustomerErased,
    EraseCancelled,
    ErasureAsked,
)
from kiosk.core.refusals import Refused
from kiosk.core.words import Right, Role
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.privacy import PrivacyScreen
from kiosk.workflows.proof import Proof

View = tuple[str, Callable[[], Screen]]
_OWNER, _COLLEAGUE, _TRAINEE = "anna", "igor", "leila"


def privacy_views(office: Office, code_of: Callable[[int], str], waits: str) -> Iterator[View]:
    """Yield the names and the screens; each changes the counter for the next.

    Args:
        office: the counter; its owner is signed in.
        code_of: makes a code of a customer by number.
        waits: a customer with an open order.
    """
    counter = office.desk.counter
    yield "privacy_empty", partial(PrivacyScreen, office)
    yield "privacy_asking", partial(_asking, office, code_of(1))
    team = office.desk.team
    team.change(_COLLEAGUE, Role.MANAGER, frozenset())
    team.choose_pin(_COLLEAGUE, "736104")
    yield "privacy_witness", partial(_witness, office, code_of(1))
    team.change(_COLLEAGUE, Role.CLERK, frozenset({Right.ANALYTICS}))
    asks = _ref(office, code_of(1))
    with counter.unit():
        counter.record(ErasureAsked("er-2026-000116", asks, Basis.REQUEST))
    yield "privacy_asked_before", partial(_asking, office, code_of(1))
    with counter.unit():
        counter.record(
            EraseCancelled("er-2026-000116", asks),
            ErasureAsked("er-2026-000117", "nobody-1", Basis.REQUEST),
            CustomerErased("er-2026-000117", "nobody-1", Basis.REQUEST, 1, 3),
            ErasureAsked("er-2026-000118", waits, Basis.CENTRAL, counter.clock().at),
        )
    yield "privacy", partial(PrivacyScreen, office)
    counter.signed_in = _TRAINEE
    yield "privacy_not_allowed", partial(PrivacyScreen, office)
    counter.signed_in = _OWNER


def _ref(office: Office, code: str) -> str:
    """Return whose code it is."""
    counter = office.desk.counter
    proven = Proof(counter).check(code, None, counter.policy) if counter.policy else None
    if proven is None or isinstance(proven, Refused):
        raise TypeError("the code is nobody's")
    return proven.customer_ref


def _asking(office: Office, code: str) -> PrivacyScreen:
    screen = PrivacyScreen(office)
    asking = office.desk.privacy.show(Code(CodeKind.PICKUP, code, "qr"))
    screen.asking = None if isinstance(asking, Refused) else asking
    return screen


def _witness(office: Office, code: str) -> Screen:
    screen = _asking(office, code)
    screen.ask_witness()
    return screen
