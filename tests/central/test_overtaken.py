"""A word that was put aside and comes late does not undo what its box said after it."""

import pytest

from kiosk.central.beside import Beside
from kiosk.central.overtaken import OVERTAKEN
from kiosk.central.replaying import QuarantineWish
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.people import StaffAdded, StaffBlocked, StaffChanged
from kiosk.core.facts.privacy import Basis, CustomerErased
from kiosk.core.facts.stockroom import (
    BoxOpened,
    CellBlocked,
    CellFreed,
    CellmapChanged,
    DeliveryArrived,
)
from kiosk.core.messages import CustomerLine, DeliveryPart, ManifestLine
from kiosk.core.words import Role
from tests.central.conftest import T0, Box, Central, life
from tests.central.test_books import CELLS
from tests.central.test_replaying import put_aside

WHO = (StaffAdded("ivan", Role.CLERK), StaffChanged("ivan", Role.MANAGER), StaffBlocked("ivan"))
CELL = CELLS[0].cell
WHERE = (CellmapChanged(CELLS), CellBlocked(CELL, "wet"), CellFreed(CELL))


def late(central: Central, box: Box, facts: tuple[Fact, ...], seq: int) -> str:
    """Tell all of it, take one of it in late; return how that is answered, as a key."""
    box.tell(*facts)
    central.take(box.batch(1))
    put_aside(central, seq)
    with central.store.unit():
        return central.store.replaying.settle(QuarantineWish(1, "replay"), "anna", T0).key


def flags(central: Central) -> list[tuple[object, ...]]:
    return central.rows("SELECT flag FROM event ORDER BY seq")


def body(central: Central, kind: str, id_: str) -> str:
    rows = central.rows("SELECT body FROM book WHERE kind = ? AND id = ?", kind, id_)
    return bytes(rows[0][0]).decode() if rows else ""


@pytest.mark.parametrize(
    ("facts", "kind", "id_", "stands"),
    [(WHO, "staff", "ivan", '"blocked":true'), (WHERE, "cell", CELL, '"blocked":""')],
    ids=["a person", "a cell"],
)
def test_the_later_word_stands_and_people_hear_of_both(
    central: Central, box: Box, facts: tuple[Fact, ...], kind: str, id_: str, stands: str
) -> None:
    assert late(central, box, facts, 2) == "aside_overtaken", "whoever takes it in hears of both"
    assert flags(central) == [("folded",), ("conflict",), ("folded",)]
    assert stands in body(central, kind, id_)
    told = central.rows("SELECT kind, id, reason FROM conflict")
    assert told == [(kind, id_, OVERTAKEN)]


def test_one_that_never_joined_is_let_in_by_no_late_word(central: Central, box: Box) -> None:
    late(central, box, (WHO[0], WHO[2]), 1)
    assert body(central, "staff", "ivan") == "", "blocked, and not let in"


def test_the_last_word_is_followed(central: Central, box: Box) -> None:
    assert late(central, box, WHO, 3) == "aside_taken"
    assert flags(central) == [("folded",)] * 3
    assert '"blocked":true' in body(central, "staff", "ivan")


def test_the_box_that_told_it_is_looked_at(central: Central, box: Box) -> None:
    late(central, box, WHO, 2)
    counted = central.rows("SELECT what, n FROM counted WHERE device = ?", box.device)
    assert ("conflict", 1) in counted


def test_what_only_adds_to_what_is_known_is_welcome_however_late(
    central: Central, box: Box
) -> None:
    arrived = DeliveryArrived("D1", announced=False)
    facts = (arrived, BoxOpened("B1", "D1", seal_ok=False), BoxOpened("B2", "D1", seal_ok=True))
    assert late(central, box, facts, 2) == "aside_taken"
    assert flags(central) == [("folded",)] * 3
    assert '"B1"' in body(central, "delivery", "D1")
    assert [c.claim for c in central.store.questions.claims("p1")] == ["seal_broken"]


def test_of_a_parcel_the_rules_say_which_word_counts(central: Central, box: Box) -> None:
    assert late(central, box, (*life("P1")[:3],), 2) == "aside_taken"
    assert central.rows("SELECT reason FROM conflict WHERE reason = ?", OVERTAKEN) == []


def test_who_takes_in_what_stands_against_another_fact_hears_of_that(
    central: Central, box: Box
) -> None:
    assert late(central, box, life("P1"), 3) == "aside_clash"
    assert ("issue_stands",) in central.rows("SELECT reason FROM conflict")


@pytest.mark.parametrize(("told_at", "stays"), [(T0 + 1, True), (T0 - 1, False)])
def test_who_was_told_of_again_is_erased_by_no_late_word(
    central: Central, box: Box, told_at: int, *, stays: bool
) -> None:
    box.tell(CustomerErased("q1", "c1", Basis.CENTRAL))
    central.take(box.batch(1))
    put_aside(central, 1)
    line = ManifestLine("P1", order="O1", customer_ref="c1")
    told = DeliveryPart("D1", 1, (line,), (CustomerLine("c1", "Igor P.", "1111"),))
    with central.store.unit():
        Beside(central.store._conn).note("p1", (told,), told_at)
        assert central.store.replaying.settle(QuarantineWish(1, "replay"), "anna", T0 + 2)
    kept = central.rows("SELECT id FROM beside WHERE kind = 'customer'")
    assert bool(kept) is stays
    conflicts = central.rows("SELECT kind, id, reason FROM conflict")
    assert conflicts == ([("customer", "c1", OVERTAKEN)] if stays else [])


def test_who_was_told_of_where_the_box_works_now_may_be_erased_where_it_worked(
    central: Central, box: Box
) -> None:
    box.tell(CustomerErased("q1", "c1", Basis.CENTRAL))
    central.take(box.batch(1))
    put_aside(central, 1)
    central.register("box-1", "p2")
    line = ManifestLine("P1", order="O1", customer_ref="c1")
    told = DeliveryPart("D1", 1, (line,), (CustomerLine("c1", "Igor P.", "1111"),))
    with central.store.unit():
        Beside(central.store._conn).note("p2", (told,), T0 + 1)
        assert central.store.replaying.settle(QuarantineWish(1, "replay"), "anna", T0 + 2)
    assert central.rows("SELECT flag FROM event") == [("folded",)]
