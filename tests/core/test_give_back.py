"""Giving back to a seller: only the seller's own parcels, and only those that are here."""

import pytest
from msgspec.structs import replace

from kiosk.core import give_back
from kiosk.core.facts import shipping, visits
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import How, ParcelKind, ParcelState, Place, SessionKind, SessionState

T0 = 1_780_000_000_000
VISIT = Session(
    "v1", SessionKind.SELLER, SessionState.OPEN, "s1", "code", How.CODE, "amber", T0, "anna"
)
SHOES = Parcel("P1", ParcelKind.SELLER, ParcelState.STORED, Place.CELL, "A-01", seller_ref="s1")
TAKEN = replace(SHOES, parcel="P2", state=ParcelState.PICKED, session="v1", cell=None)


def reason(decided: object) -> Reason | None:
    return decided.reason if isinstance(decided, Refused) else None


def test_a_visit_opens_for_whom_something_waits(policy: Policy) -> None:
    (opened,) = give_back.open_for("v1", "s1", [SHOES], [], policy)  # type: ignore[misc]
    assert (opened.kind, opened.customer_ref, opened.colour) == ("seller", "s1", "amber")
    for parcels in ([], [replace(SHOES, state=ParcelState.NOT_FOUND)]):
        assert reason(give_back.open_for("v1", "s1", parcels, [], policy)) is Reason.NOTHING_READY
    full = [VISIT] * policy.sessions_max
    assert reason(give_back.open_for("v2", "s1", [SHOES], full, policy)) is Reason.TOO_MANY_SESSIONS


@pytest.mark.parametrize(
    ("parcel", "why"),
    [
        (SHOES, None),
        (replace(SHOES, state=ParcelState.NOT_FOUND), None),
        (replace(SHOES, seller_ref="s2"), Reason.NOT_OF_THIS_SELLER),
        (replace(SHOES, seller_ref=None, kind=ParcelKind.ORDER), Reason.NOT_OF_THIS_SELLER),
        (replace(SHOES, provisional=True), Reason.UNCONFIRMED),
        (replace(SHOES, state=ParcelState.TO_RETURN), Reason.WRONG_STATE),
        (replace(SHOES, state=ParcelState.GIVEN_BACK), Reason.WRONG_STATE),
        (replace(TAKEN, session="v2"), Reason.IN_SESSION),
    ],
)
def test_a_parcel_is_taken_or_the_reason_is_told(parcel: Parcel, why: Reason | None) -> None:
    decided = give_back.pick(parcel, VISIT, 5)
    assert reason(decided) is why
    if why is None:
        assert decided == (visits.ParcelPicked("P1", "v1", "A-01", 5),)


def test_a_parcel_scanned_again_is_no_error() -> None:
    assert give_back.pick(TAKEN, VISIT, 5) == ()


def test_what_was_taken_is_given_back_and_the_rest_stays() -> None:
    given, done = give_back.complete(VISIT, [SHOES, TAKEN], T0 + 9)  # type: ignore[misc]
    assert given == shipping.ParcelGivenBack("P2", "v1")
    assert done == visits.SessionCompleted("v1", issued=1, active_ms=0)
    assert reason(give_back.complete(VISIT, [SHOES], T0)) is Reason.NOT_PICKED


def test_only_what_is_on_the_shelf_can_be_called_not_found() -> None:
    assert give_back.not_found(SHOES, VISIT) == (visits.ParcelNotFound("P1", "A-01", "v1"),)
    assert reason(give_back.not_found(TAKEN, VISIT)) is Reason.WRONG_STATE
    stranger = replace(SHOES, seller_ref="s2")
    assert reason(give_back.not_found(stranger, VISIT)) is Reason.NOT_OF_THIS_SELLER


def test_a_visit_that_is_over_gives_nothing_back() -> None:
    over = replace(VISIT, state=SessionState.COMPLETED)
    answers = (
        give_back.pick(SHOES, over, 0),
        give_back.not_found(SHOES, over),
        give_back.complete(over, [TAKEN], T0),
    )
    assert [reason(answer) for answer in answers] == [Reason.WRONG_STATE] * 3
