"""What else is open with a customer: the most urgent first, and nothing where nothing is."""

from msgspec.structs import replace

from kiosk.core.elsewhere import Others, Waiting
from kiosk.core.entitled import NAME
from kiosk.core.matters import Matter, MatterKind, open_matters
from kiosk.core.messages import OtherPoint
from kiosk.core.parcels import Parcel
from kiosk.core.paywords import PaymentState
from kiosk.core.returns import Return
from kiosk.core.words import ParcelKind, ParcelState, Place, ReturnState
from tests.core.test_payments import payment

HERE = Parcel("P1", ParcelKind.ORDER, ParcelState.STORED, Place.CELL, "A-01", customer_ref="c1")
LOST = replace(HERE, parcel="P3", state=ParcelState.NOT_FOUND, place=Place.UNKNOWN, cell=None)
DOUBTFUL = replace(HERE, parcel="P4", provisional=True)
BACK = Return("R1", state=ReturnState.EXPECTED)
THERE = Others(1, (Waiting(OtherPoint("7802", "Gdansk"), 2, 1),))


def test_nothing_open_is_no_banner() -> None:
    over = replace(BACK, state=ReturnState.ACCEPTED)
    assert open_matters((HERE, HERE), (), (over,), Others(1, ()), ()) == ()
    assert open_matters((), (), (), None, ()) == ()


def test_all_that_is_open_is_told_the_most_urgent_first() -> None:
    two_cells = (HERE, replace(HERE, parcel="P2", cell="B-01"))
    assert open_matters(two_cells, (LOST, DOUBTFUL), (BACK,), THERE, (NAME, 18)) == (
        Matter(MatterKind.NOT_FOUND, 1),
        Matter(MatterKind.AGE, 18),
        Matter(MatterKind.DOCUMENT, 1),
        Matter(MatterKind.RETURN, 1, "R1"),
        Matter(MatterKind.CELLS, 2, cells=("A-01", "B-01")),
        Matter(MatterKind.UNCONFIRMED, 1),
        Matter(MatterKind.ELSEWHERE, 2),
    )


def test_money_that_could_not_go_back_is_told_by_its_currency() -> None:
    paid = payment(state=PaymentState.PAID)
    claim = replace(paid, reason="refund_refused", amount_minor=700)
    other = replace(claim, currency="EUR", amount_minor=5)
    assert open_matters((HERE,), (), (), None, (), (paid, claim, claim, other)) == (
        Matter(MatterKind.MONEY, 1400, "RUB"),
        Matter(MatterKind.MONEY, 5, "EUR"),
    )


def test_a_document_without_an_age_is_another_matter() -> None:
    assert open_matters((HERE,), (), (), None, (NAME,)) == (Matter(MatterKind.DOCUMENT, 1),)


def test_what_is_only_on_its_way_elsewhere_is_no_matter() -> None:
    coming = Others(1, (Waiting(OtherPoint("7802", "Gdansk"), 0, 3),))
    assert open_matters((HERE,), (), (), coming, ()) == ()
