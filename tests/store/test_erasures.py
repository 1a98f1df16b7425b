"""Forgetting one customer leaves every other one, and what waits is told by the journal."""

from msgspec.structs import replace

from kiosk.core.events import encode
from kiosk.core.facts.privacy import Basis, CustomerErased, ErasureAsked
from kiosk.core.pickup import CodeWindow
from kiosk.store.customers import Customer
from kiosk.store.erasures import _TOLD, Swept
from kiosk.store.photos import PhotoRow
from kiosk.store.prints import JobRow
from tests.store.conftest import T0, Ledger

ASKED = ErasureAsked("r1", "c1", Basis.CENTRAL, T0)
DONE = CustomerErased("r1", "c1", Basis.CENTRAL)


def meet(ledger: Ledger, ref: str, name: str, parcel: str) -> None:
    ledger.expect(parcel, customer_ref=ref, title="Lamp")
    file = ledger.file
    with file.unit():
        file.customers.keep(Customer(ref, name, "4821"))
        file.codes.replace(ref, [CodeWindow("ab" * 16, 1, 2)])
        file.codes.add_try(ref, "0" * 16, 1)
        file.photos.keep(
            PhotoRow(f"{parcel[-1]}a" * 32, 9, "image/jpeg", False, parcel, "damage", T0)  # noqa: FBT003
        )
        doc = f'{{"kind":"label","elements":[{{"type":"qr","text":"{parcel}"}}]}}'.encode()
        file.prints.keep(JobRow(f"j-{parcel}", "label", doc, "queued", T0))


def test_one_is_forgotten_and_the_other_stays(ledger: Ledger) -> None:
    meet(ledger, "c1", "Maria S.", "P1")
    meet(ledger, "c2", "Igor P.", "P2")
    file = ledger.file
    with file.unit():
        swept = file.erasures.forget("c1")
    assert swept == Swept(("1a" * 32,), 1)
    assert (file.customers.get("c1"), file.search("maria")) == (None, ())
    assert file.customers.get("c2")
    assert file.search("igor") == (("customer", "c2"),)
    assert [one for one in file.codes.windows("c1")] == []  # noqa: C416
    assert file.codes.windows("c2")
    first, second = file.prints.get("j-P1"), file.prints.get("j-P2")
    assert first
    assert second
    assert (first.state, second.state) == ("discarded", "queued")
    assert b"P1" not in first.doc
    assert file.photos.get("2a" * 32)
    assert file.parcels.get("P1"), "the books stay"
    assert set(file.erasures.refs()) == {"c1", "c2"}


def test_forgetting_somebody_unknown_is_nothing(ledger: Ledger) -> None:
    with ledger.file.unit():
        assert ledger.file.erasures.forget("nobody") == Swept()


def test_what_waits_is_what_was_asked_and_not_done(ledger: Ledger) -> None:
    erasures = ledger.file.erasures
    assert (erasures.last(), erasures.waiting()) == (0, ())
    (seq,) = ledger.tell(ASKED)
    ledger.tell(ASKED)
    assert erasures.waiting() == (ASKED,)
    assert erasures.last() == seq + 1
    (done,) = ledger.tell(DONE)
    assert erasures.waiting() == ()
    assert erasures.done() == ((done, DONE),)
    assert erasures.done(after=done) == ()


def test_what_a_sibling_repeats_was_asked_of_that_box(ledger: Ledger) -> None:
    event = replace(ledger.event(ASKED), via="01900000-0000-7000-8000-0000000000ff")
    assert encode(event)
    with ledger.file.unit():
        ledger.file.journal.record([event])
    assert ledger.file.erasures.waiting() == ()


def test_a_mark_is_remembered_with_the_last_row(ledger: Ledger) -> None:
    erasures = ledger.file.erasures
    assert erasures.buried_at("ab" * 32) == 0
    with ledger.file.unit():
        erasures.bury("ab" * 32, "r1", 5)
        erasures.bury("ab" * 32, "r2", 9)
    assert erasures.buried_at("ab" * 32) == 9


def test_the_questions_use_their_index(ledger: Ledger) -> None:
    plan = ledger.db.execute(f"EXPLAIN QUERY PLAN {_TOLD}", [0]).fetchall()
    assert "journal_erasure" in str(plan)
