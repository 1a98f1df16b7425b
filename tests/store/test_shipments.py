"""Shipments: drafts apart from those that left; acts by day and by subject."""

from msgspec.structs import replace

from kiosk.core.acts import Act
from kiosk.core.shipments import Shipment
from kiosk.core.words import ActKind, Flow, ShipmentState
from kiosk.store import rows
from tests.store.conftest import T0, Ledger

DRAFT = Shipment("h1", Flow.REVERSE, ShipmentState.DRAFT)
FIRST = replace(DRAFT, shipment="h2", state=ShipmentState.HANDED_OVER, handed_at=T0)
LAST = replace(DRAFT, shipment="h3", state=ShipmentState.DISPUTED, handed_at=T0 + 1)


def test_what_left_is_told_apart_the_latest_first(ledger: Ledger) -> None:
    with ledger.file.unit():
        for shipment in (DRAFT, FIRST, LAST):
            rows.save(ledger.db, shipment)
    shipments = ledger.file.shipments
    assert (shipments.get("h1"), shipments.get("h9")) == (DRAFT, None)
    assert shipments.drafts() == (DRAFT,)
    assert shipments.gone() == (LAST, FIRST)
    assert shipments.gone(limit=1) == (LAST,)


def test_acts_are_found_by_their_day_and_by_what_they_are_about(ledger: Ledger) -> None:
    def act(number: str, subject: str) -> Act:
        return Act(number, ActKind.HANDOVER, subject, "ab" * 32, T0, "anna")

    acts = [act("7731-20261124-1", "h2"), act("7731-20261124-2", "h3"), act("7731-20261125-1", "x")]
    with ledger.file.unit():
        for one in acts:
            rows.save(ledger.db, one)
    shipments = ledger.file.shipments
    assert shipments.act_numbers("7731-20261124-") == ("7731-20261124-1", "7731-20261124-2")
    assert shipments.act_numbers("%") == ()
    assert shipments.acts_of("h3") == (acts[1],)
    assert (shipments.act("7731-20261124-2"), shipments.act("7731-9")) == (acts[1], None)


def test_the_latest_acts_of_a_kind_come_first(ledger: Ledger) -> None:
    with ledger.file.unit():
        for n in range(1, 13):
            kind = ActKind.SELLER if n % 2 else ActKind.ARRIVAL
            rows.save(
                ledger.db, Act(f"7731-20261124-{n}", kind, f"s{n}", "ab" * 32, T0 + n, "anna")
            )
    found = ledger.file.shipments.latest_acts(ActKind.SELLER, limit=3)
    assert [act.subject for act in found] == ["s11", "s9", "s7"]
    both = ledger.file.shipments.latest_acts(ActKind.SELLER, ActKind.ARRIVAL)
    assert [act.subject for act in both][:3] == ["s12", "s11", "s10"]
