"""What holds an erasure up: what is still the customer's, and nothing else."""

import pytest
from msgspec.structs import replace

from kiosk.core.erasure import Held, held_by
from kiosk.core.parcels import Parcel
from kiosk.core.payments import Payment
from kiosk.core.paywords import PaymentState, PayMethod
from kiosk.core.returns import Return
from kiosk.core.words import ParcelKind, ParcelState, Place, ReturnState

OPEN = {"expected", "received", "stored", "picked", "quarantined", "not_found"}


@pytest.mark.parametrize("state", list(ParcelState))
def test_a_parcel_that_may_still_be_handed_over_holds_it_up(state: ParcelState) -> None:
    parcel = Parcel("P1", ParcelKind.ORDER, state, Place.COUNTER, customer_ref="c1")
    wanted = Held.PARCELS if state.value in OPEN else None
    assert held_by([parcel], [], is_served=False) is wanted


@pytest.mark.parametrize(
    ("state", "held"),
    [
        (ReturnState.EXPECTED, Held.RETURN),
        (ReturnState.OPEN, Held.RETURN),
        (ReturnState.ACCEPTED, None),
        (ReturnState.REJECTED, None),
    ],
)
def test_a_return_that_may_still_come_holds_it_up(state: ReturnState, held: Held | None) -> None:
    one = Return("R1", state=state)
    assert held_by([], [one], is_served=False) is held


def test_whoever_stands_at_the_counter_is_served_first() -> None:
    assert held_by([], [], is_served=True) is Held.VISIT
    assert held_by([], [], is_served=False) is None


@pytest.mark.parametrize(
    ("reason", "held"),
    [("", None), ("refund_refused", Held.CLAIM), ("dismissed", None)],
)
def test_money_that_could_not_go_back_is_settled_first(reason: str, held: Held | None) -> None:
    one = Payment("pay1", "s1", 500, "RUB", PayMethod.CARD, PaymentState.PAID, reason=reason)
    assert held_by([], [], [one], is_served=False) is held
    gone = replace(one, state=PaymentState.REVERSED)
    assert held_by([], [], [gone], is_served=False) is None
