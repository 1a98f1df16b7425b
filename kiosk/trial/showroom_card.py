"""What else a customer's card shows, for the showroom: other points, and what is still open."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace

from kiosk.core.elsewhere import sent_to
from kiosk.core.matters import Matter, MatterKind
from kiosk.core.messages import ElsewhereLine, ElsewhereSet, OtherPoint
from kiosk.core.words import Collector
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.customer import CustomerScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import CustomerCard

_DAY_MS = 86_400_000
_STRANGER = "c7739999"
_TOWNS = {
    "ru": ("Казань, ул. Баумана, 15, правый вход", "Казань, пр. Победы, 91"),
    "pt": ("Porto Alegre, Rua dos Andradas, 1234, sala 2", "Canoas, Av. Getúlio Vargas, 91"),
}
_PLACES = ("Harbour Town, 15 Lighthouse Street, back entrance", "Harbour Town, 91 Victory Avenue")


class _Posed(CustomerScreen):
    """A card that keeps what it was given."""

    def entered(self) -> None:
        """Look at nothing again."""


def card_views(office: Office, card: CustomerCard) -> Iterator[tuple[str, Callable[[], Screen]]]:
    """Yield (name, make) of each state.

    Args:
        office: the counter.
        card: of a visit.
    """
    yield "customer_others_untold", partial(_tab, office, card)
    _tell(office, card.customer_ref)
    yield "customer_others", partial(_tab, office, card)
    yield "other_point", partial(_sent_on, office)
    yield "customer_matters", partial(_open_matters, office, card)
    yield "customer_claim", partial(_claimed, office, card)
    yield "customer_delegate", partial(_in_place, office, card)
    yield "customer_codeless", partial(_looked_at, office, card, "codeless")
    yield "customer_instead", partial(_looked_at, office, card, "instead")


def _points(office: Office) -> tuple[OtherPoint, OtherPoint]:
    near, far = _TOWNS.get(office.language, _PLACES)
    return (
        OtherPoint("7802", near, 55_790_278, 49_114_440, "10-21"),
        OtherPoint("7815", far, 55_827_000, 49_140_000),
    )


def _tell(office: Office, customer_ref: str) -> None:
    at, points = office.wall(), _points(office)
    lines = (
        ElsewhereLine("70000001-0001-1", "7802", is_ready=True, until=at + 3 * _DAY_MS),
        ElsewhereLine("70000001-0002-1", "7802", is_ready=True, until=at + 5 * _DAY_MS),
        ElsewhereLine("70000001-0003-1", "7815"),
    )
    counter = office.desk.counter
    with counter.unit():
        counter.store.elsewhere.keep(ElsewhereSet(customer_ref, at, lines, points))


def _tab(office: Office, card: CustomerCard) -> Screen:
    screen = CustomerScreen(office, card)
    screen.tab = "others"
    screen.entered()
    return screen


def _open_matters(office: Office, card: CustomerCard) -> Screen:
    """Show a card with everything open at once that can be."""
    found = (
        Matter(MatterKind.NOT_FOUND, 1),
        Matter(MatterKind.RETURN, 1, "R-900"),
        Matter(MatterKind.CELLS, 2, cells=("A-01", "B-03")),
        Matter(MatterKind.ELSEWHERE, 2),
    )
    return _Posed(office, replace(card, matters=found))


def _claimed(office: Office, card: CustomerCard) -> Screen:
    """Show a card whose money could not go back to the card it came from."""
    found = (Matter(MatterKind.MONEY, 129_900, "RUB"), Matter(MatterKind.AGE, 18))
    return _Posed(office, replace(card, matters=found))


def _in_place(office: Office, card: CustomerCard) -> Screen:
    session = card.session.session if card.session else ""
    office.desk.entitle.collector(session, Collector.DELEGATE)
    screen = CustomerScreen(office, card)
    screen.entered()
    return screen


def _looked_at(office: Office, card: CustomerCard, sheet: str) -> Screen:
    screen = CustomerScreen(office, replace(card, session=None))
    screen.sheet = sheet
    return screen


def _sent_on(office: Office) -> Screen:
    _tell(office, _STRANGER)
    return office.doors.other_point(sent_to(_points(office)[0], _STRANGER))
