"""The moves of a night lie in the file; searches come out of the journal."""

from collections.abc import Callable

from kiosk.core.facts import visits
from kiosk.core.slotting import Proposal, Search
from kiosk.core.words import How, SessionKind
from kiosk.store.slots import Night
from tests.store.conftest import Ledger


def test_a_night_takes_the_place_of_the_one_before(open_ledger: Callable[[], Ledger]) -> None:
    ledger = open_ledger()
    assert ledger.file.slots.night() is None
    for night in (Night("20261123"), Night("20261124", (Proposal("P1", "B-01", "A-01"),))):
        with ledger.file.unit():
            ledger.file.slots.keep(night)
        assert ledger.file.slots.night() == night
    ledger.file.abandon()
    assert open_ledger().file.slots.night() == night, "after a restart"


def test_the_last_searches_are_told_the_latest_first(open_ledger: Callable[[], Ledger]) -> None:
    ledger = open_ledger()
    ledger.map_cells("A-01", "A-02")
    ledger.expect("P1")
    ledger.store("P1", "A-01")
    ledger.tell(
        visits.SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "blue"),
        visits.ParcelPicked("P1", "s1", "A-01", 8_000),
        visits.ParcelPutBack("P1", "A-02"),
        visits.ParcelPicked("P1", "s1", "A-02", 5_000),
    )
    both = (Search("P1", "A-02", 5_000), Search("P1", "A-01", 8_000))
    assert ledger.file.slots.searches(9) == both
    assert ledger.file.slots.searches(1) == both[:1]
