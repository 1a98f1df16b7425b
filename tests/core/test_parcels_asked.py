"""What the central may ask about a parcel: only what its place in life still allows."""

import pytest

from kiosk.core.facts.stockroom import ParcelExpected, ParcelMissed, StorageExtended
from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.messages import ManifestLine
from kiosk.core.parcels import Parcel
from kiosk.core.parcels_asked import cancel, expect, extend
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CancelReason, ParcelKind, ParcelState, Place

S = ParcelState
LINE = ManifestLine("P1", order="o1")


def parcel(state: ParcelState, **more: object) -> Parcel:
    return Parcel("P1", ParcelKind.ORDER, state, Place.COUNTER, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("closed", [False, True])
def test_a_line_of_a_manifest_is_expected_and_missed_once_all_is_over(closed: bool) -> None:  # noqa: FBT001
    facts = expect(None, LINE, "D1", closed=closed)
    missed = (ParcelMissed("P1", "D1"),) if closed else ()
    assert facts == (ParcelExpected("P1", "D1", order="o1"), *missed)


def test_a_late_line_confirms_only_what_was_provisional() -> None:
    assert expect(parcel(S.STORED), LINE, "D1", closed=False) == ()
    assert expect(parcel(S.STORED, provisional=True), LINE, "D1", closed=True)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (S.STORED, None),
        (S.ISSUED, Reason.ALREADY_ISSUED),
        (S.PACKED, Reason.ALREADY_PACKED),
        (S.LOST, Reason.WRONG_STATE),
    ],
)
def test_what_is_gone_is_neither_cancelled_nor_extended(
    state: ParcelState, why: Reason | None
) -> None:
    for decided in (cancel(parcel(state), CancelReason.BY_CENTRAL), extend(parcel(state), 5)):
        assert (decided.reason if isinstance(decided, Refused) else None) is why


def test_what_is_asked_for_becomes_a_fact_once() -> None:
    assert cancel(parcel(S.STORED), CancelReason.BY_CENTRAL) == (
        ParcelCancelled("P1", CancelReason.BY_CENTRAL),
    )
    assert cancel(parcel(S.TO_RETURN), CancelReason.BY_CENTRAL) == ()
    assert extend(parcel(S.STORED), 5) == (StorageExtended("P1", 5),)
