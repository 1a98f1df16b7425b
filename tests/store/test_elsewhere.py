"""What waits elsewhere: found by customer and by number, the last word kept."""

from kiosk.core.messages import ElsewhereLine, ElsewhereSet, OtherPoint
from tests.store.conftest import T0, Ledger

THERE = OtherPoint("7802", "Gdansk, Dluga 12")
TOLD = ElsewhereSet(
    "c1",
    T0,
    (
        ElsewhereLine("P1", "7802", is_ready=True, order="o-1"),
        ElsewhereLine("P2", "7802", order="o-1"),
    ),
    (THERE,),
)


def keep(ledger: Ledger, told: ElsewhereSet) -> None:
    with ledger.file.unit():
        ledger.file.elsewhere.keep(told)


def test_it_is_found_by_customer_parcel_and_order(ledger: Ledger) -> None:
    found = ledger.file.elsewhere
    assert (found.of_customer("c1"), found.named("P1")) == (None, None)
    keep(ledger, TOLD)
    assert found.of_customer("c1") == TOLD
    assert [found.named(name) for name in ("P1", "P2", "o-1")] == [TOLD] * 3
    assert found.named("P9") is None


def test_the_last_word_takes_the_place_of_the_one_before(ledger: Ledger) -> None:
    keep(ledger, TOLD)
    nothing = ElsewhereSet("c1", T0 + 1)
    keep(ledger, nothing)
    assert ledger.file.elsewhere.of_customer("c1") == nothing
    assert ledger.file.elsewhere.named("P1") is None


def test_a_box_that_is_withdrawn_forgets_it(ledger: Ledger) -> None:
    keep(ledger, TOLD)
    with ledger.file.unit():
        ledger.file.customers.forget_all()
    assert ledger.file.elsewhere.of_customer("c1") is None
    assert ledger.file.elsewhere.named("o-1") is None
