"""Erasing beside a stopped counter: by right and PIN, never beside a running one."""

from pathlib import Path

import pytest

from kiosk import eraser
from kiosk.core.erasure import Held
from kiosk.core.facts.people import StaffAdded
from kiosk.core.facts.stockroom import DeliveryAnnounced, ParcelExpected
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Role
from kiosk.store.customers import Customer
from kiosk.store.db import Busy
from kiosk.store.people import PersonRow
from kiosk.workflows.privacy import Erasure
from tests.test_errands import with_a_parcel

PIN = "284613"


def with_a_customer(shelved: Path, *, is_open: bool = False) -> None:
    """Let a counter know a customer, an owner and a clerk, and stop it."""
    app = with_a_parcel(shelved)
    counter = app.desk.counter
    with counter.unit():
        counter.record(StaffAdded("olga", Role.OWNER), StaffAdded("anna", Role.CLERK))
        for staff in ("olga", "anna"):
            counter.store.people.keep(PersonRow(staff, "O K", "OK"))
        counter.store.customers.keep(Customer("c1", "Maria S.", "4821"))
        if is_open:
            counter.record(DeliveryAnnounced("D-2", "M", 1))
            counter.record(ParcelExpected("P9", "D-2", customer_ref="c1"))
    for staff in ("olga", "anna"):
        app.desk.access.set_pin(staff, PIN)
    app.close()


def test_the_owner_erases_and_a_clerk_does_not(shelved: Path) -> None:
    with_a_customer(shelved)
    refused = eraser.erase(shelved, "c1", "anna", PIN)
    assert refused == Refused(Reason.NOT_ALLOWED, {"right": "erase"})
    wrong = eraser.erase(shelved, "c1", "olga", "000000")
    assert isinstance(wrong, Refused)
    assert wrong.reason is Reason.WRONG_BADGE_OR_PIN
    done = eraser.erase(shelved, "c1", "olga", PIN)
    assert isinstance(done, Erasure)
    assert done.held is None
    data = shelved.parent / "data"
    assert b"Maria" not in (data / "counter.db").read_bytes()
    assert done.request in (data / "tombstones.log").read_text()


def test_what_is_open_is_waited_for(shelved: Path) -> None:
    with_a_customer(shelved, is_open=True)
    parked = eraser.erase(shelved, "c1", "olga", PIN)
    assert isinstance(parked, Erasure)
    assert parked.held is Held.PARCELS


def test_a_running_counter_is_not_written_beside(shelved: Path) -> None:
    app = with_a_parcel(shelved)
    with pytest.raises(Busy):
        eraser.erase(shelved, "c1", "olga", PIN)
    app.close()
