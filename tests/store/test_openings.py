"""Openings: the one that changed last counts; forms and the points around wait beside them."""

from kiosk.core.opening_letters import OpeningAround
from kiosk.core.opening_words import NearPoint, OpeningStage
from kiosk.core.openings import Opening
from kiosk.store import rows
from tests.store.conftest import T0, Ledger

OLD = Opening("o1", OpeningStage.EXPIRED, 3, T0)
NEW = Opening("a2", OpeningStage.DRAFT, 1, T0 + 1)


def test_the_opening_that_changed_last_comes_last(ledger: Ledger) -> None:
    with ledger.file.unit():
        rows.save(ledger.db, OLD)
        rows.save(ledger.db, NEW)
    assert ledger.file.openings.all() == (OLD, NEW)
    assert (ledger.file.openings.get("o1"), ledger.file.openings.get("o9")) == (OLD, None)


def test_a_form_is_kept_until_it_is_dropped(ledger: Ledger) -> None:
    openings = ledger.file.openings
    assert openings.draft("o1", "applicant") == {}
    with ledger.file.unit():
        openings.keep_draft("o1", "applicant", {"name": "Мария"})
        openings.keep_draft("o1", "place", {"address": "Sadovaya 18"})
        openings.keep_draft("o1", "applicant", {"name": "Мария Ким"})
    assert openings.draft("o1", "applicant") == {"name": "Мария Ким"}
    with ledger.file.unit():
        openings.drop_draft("o1", "applicant")
    assert openings.draft("o1", "applicant") == {}
    assert openings.draft("o1", "place") == {"address": "Sadovaya 18"}


def test_what_is_told_of_the_points_around_takes_the_place_of_the_old(ledger: Ledger) -> None:
    openings = ledger.file.openings
    assert openings.around("o1") is None
    told = OpeningAround("o1", T0, (NearPoint("7702", "Lesnaya 12", 1, -2),))
    with ledger.file.unit():
        openings.keep_around(OpeningAround("o1", T0 - 1))
        openings.keep_around(told)
    assert openings.around("o1") == told
