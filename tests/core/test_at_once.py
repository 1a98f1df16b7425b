"""The issue in one scan: off by default, and only where nothing is asked for."""

import pytest
from msgspec.structs import replace

from kiosk.core.at_once import is_issued_at_once
from kiosk.core.facts.deciding import Bag
from kiosk.core.parcels import Parcel
from kiosk.core.policy import DocumentRule
from kiosk.core.sessions import Session
from kiosk.core.words import How, ParcelKind, ParcelState, Place, SessionKind, SessionState
from tests.rules import POLICY

ONE_SCAN = replace(POLICY, one_scan=True)
OPEN = Session(
    "s1", SessionKind.CUSTOMER, SessionState.OPEN, "c1", "code", How.CODE, "amber", 1, "anna"
)
HELD = Parcel(
    "P1", ParcelKind.ORDER, ParcelState.PICKED, Place.COUNTER, customer_ref="c1", session="s1"
)
GONE = replace(HELD, parcel="P0", state=ParcelState.ISSUED)
MORE = replace(HELD, parcel="P2", state=ParcelState.STORED, session=None)


def test_the_only_ready_parcel_is_issued_at_once_where_the_network_wants_it() -> None:
    assert is_issued_at_once(OPEN, [HELD, GONE], ONE_SCAN)
    assert not is_issued_at_once(OPEN, [HELD, GONE], POLICY), "off unless said otherwise"


@pytest.mark.parametrize(
    ("session", "parcels"),
    [
        (OPEN, [HELD, MORE]),
        (OPEN, [MORE]),
        (OPEN, []),
        (OPEN, [replace(HELD, session="s2")]),
        (OPEN, [replace(HELD, age_limit=18)]),
        (OPEN, [replace(HELD, due_minor=1)]),
        (OPEN, [replace(HELD, provisional=True)]),
        (replace(OPEN, how=How.OVERRIDE), [HELD]),
        (replace(OPEN, state=SessionState.PAYING), [replace(HELD, due_minor=1)]),
        (replace(OPEN, state=SessionState.COMPLETED), [HELD]),
        (replace(OPEN, bags=(Bag("M", 1, 500),)), [HELD]),
    ],
)
def test_whatever_is_asked_for_wants_a_press(session: Session, parcels: list[Parcel]) -> None:
    assert not is_issued_at_once(session, parcels, ONE_SCAN)


def test_a_network_that_always_wants_a_document_gets_it() -> None:
    always = replace(ONE_SCAN, document=DocumentRule.ALWAYS)
    assert not is_issued_at_once(OPEN, [HELD], always)
    never = replace(ONE_SCAN, document=DocumentRule.NEVER)
    assert is_issued_at_once(OPEN, [replace(HELD, age_limit=18)], never)
