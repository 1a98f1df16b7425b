"""What was forgotten leaves the search index in small pieces; nobody waits for a whole index."""

import pytest

from kiosk.store import sweeping
from kiosk.store.customers import Customer
from kiosk.store.db import StorageFull
from tests.store.conftest import Ledger

NAME = "Xanthippa Q."
WORDS = [f"{a}{b}{c}" for a in "bdgklm" for b in "aeiou" for c in "nrst"]


def fill(ledger: Ledger, many: int = 1500) -> None:
    """Bring in customers, some at a time, so that the index has several segments."""
    for start in range(0, many, 100):
        with ledger.file.unit():
            for n in range(start, start + 100):
                name = NAME if n == 77 else f"{WORDS[n % 120].title()}{n} {WORDS[n * 7 % 120]}."
                ledger.file.customers.keep(Customer(f"c{n}", name, "4821"))


def has(ledger: Ledger, word: bytes) -> bool:
    """Whether a word stands in the index's own pages."""
    found = ledger.file.db.execute("SELECT block FROM found_data").fetchall()
    return any(word in bytes(block) for (block,) in found)


def forget(ledger: Ledger) -> None:
    with ledger.file.unit():
        ledger.file.erasures.forget("c77")


def test_a_large_index_is_swept_in_slices_and_then_has_not_the_word(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "PAGES", 1)
    fill(ledger)
    while not ledger.file.sweep():
        pass
    forget(ledger)
    slices = 1
    while not ledger.file.sweep():
        slices += 1
        assert slices < 1000, "it never ends"
    assert slices > 2, "all of it in one go"
    assert not has(ledger, b"xanthippa")
    assert ledger.file.search("xanthippa") == ()
    assert ledger.file.search(f"{WORDS[78]}78") != (), "and the others are found"


def test_before_it_the_word_is_still_there(ledger: Ledger) -> None:
    fill(ledger, 200)
    assert has(ledger, b"anthippa"), "else the search is blind"
    forget(ledger)
    assert has(ledger, b"anthippa"), "FTS5 only notes that the row is gone"
    assert ledger.file.erasures.sweep.is_due


def test_what_is_forgotten_while_it_goes_on_is_swept_too(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "PAGES", 1)
    fill(ledger)
    with ledger.file.unit():
        ledger.file.erasures.forget("c5")
    ledger.file.sweep()
    forget(ledger)
    while not ledger.file.sweep():
        pass
    assert not has(ledger, b"anthippa")


def test_an_earlier_life_is_swept_up_after(ledger: Ledger) -> None:
    fill(ledger, 200)
    forget(ledger)
    assert ledger.file.scrub()
    assert not ledger.file.erasures.sweep.is_due
    assert ledger.file.sweep(), "nothing more to do"


def test_a_full_disk_is_tried_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(ledger, 100)

    def full() -> None:
        raise StorageFull("no room")

    with monkeypatch.context() as disk:
        disk.setattr(ledger.file, "unit", full)
        assert not ledger.file.scrub()
    assert ledger.file.scrub()


def test_a_new_file_has_nothing_to_sweep(ledger: Ledger) -> None:
    assert ledger.file.sweep()
