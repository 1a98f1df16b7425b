"""The counter's file, whole: made once, one epoch, one writer, many readers."""

from collections.abc import Callable
from datetime import UTC, tzinfo

import msgspec
import pytest

from kiosk.core.day_counts import day_of
from kiosk.core.facts import box
from kiosk.core.facts.stockroom import ParcelReceived
from kiosk.core.policy import Policy
from kiosk.core.words import Outcome
from kiosk.store.counter_file import CounterFile, read_counter, reading
from kiosk.store.db import Busy, CannotOpen
from kiosk.store.tallies import Ahead
from kiosk.store.tally_sets import Mark
from tests.store.conftest import T0, Ledger

DONE = box.MessageDone("m1", Outcome.APPLIED)


def epochs(ledger: Ledger) -> list[tuple[object, ...]]:
    sql = "SELECT epoch, first_seq, started_at, reason FROM epoch ORDER BY n"
    return [tuple(row) for row in ledger.db.execute(sql).fetchall()]


def test_a_new_file_begins_its_first_epoch(ledger: Ledger) -> None:
    assert epochs(ledger) == [("a" * 16, 1, T0, "new")]


def test_a_file_opened_again_keeps_its_epoch(ledger: Ledger) -> None:
    ledger.tell(DONE)
    ledger.file.close()
    again = CounterFile(ledger.path, "box-1", epoch="b" * 16, at=T0 + 1)
    assert again.db.execute("SELECT epoch FROM epoch").fetchall() == [("a" * 16,)]
    assert again.journal.head().seq == 1
    again.close()


def test_a_killed_counters_file_is_whole(ledger: Ledger, open_ledger: Callable[[], Ledger]) -> None:
    ledger.tell(DONE)
    ledger.file.abandon()
    assert open_ledger().file.journal.audit().rows == 1


def test_a_second_counter_is_refused(ledger: Ledger, open_ledger: Callable[[], Ledger]) -> None:
    assert ledger.file.journal.head().seq == 0
    with pytest.raises(Busy):
        open_ledger()


def test_a_reader_sees_what_the_counter_wrote(ledger: Ledger) -> None:
    reader = read_counter(ledger.path, "box-1")
    ledger.map_cells("A-01")
    ledger.expect("P1", title="Лампа")
    assert reader.parcels.get("P1") == ledger.file.parcels.get("P1")
    assert reader.search("лампа") == (("parcel", "P1"),)
    assert reader.journal.audit() == ledger.file.journal.audit()
    reader.db.close()


def test_a_counter_that_never_ran_is_told_in_words(ledger: Ledger) -> None:
    with pytest.raises(CannotOpen, match="other"):
        read_counter(ledger.path.with_name("other.db"), "box-1")


def test_a_damaged_page_is_told_in_words_where_every_page_is_looked_at(ledger: Ledger) -> None:
    for n in range(100):
        ledger.expect(f"P{n}")
    ledger.file.close()
    read_counter(ledger.path, "box-1", whole=True).db.close()
    pages = bytearray(ledger.path.read_bytes())
    for at in range(4096, len(pages), 4096):
        pages[at : at + 64] = bytes(64)
    ledger.path.write_bytes(pages)
    with pytest.raises(CannotOpen, match=r"counter\.db is damaged: "):
        read_counter(ledger.path, "box-1", whole=True)


def test_the_rules_in_force_are_the_last_ones_kept(ledger: Ledger, policy: Policy) -> None:
    assert ledger.file.rules() is None
    for name, version in (("meridian", 1), ("other", 2), ("meridian", 3)):
        rules = msgspec.structs.replace(policy, policy=name, version=version)
        with ledger.file.unit():
            ledger.file.keep_rules(name, msgspec.json.encode(rules))
        assert ledger.file.rules() == rules


def test_closing_twice_is_fine(ledger: Ledger) -> None:
    ledger.file.close()
    ledger.file.close()


def test_a_reader_counts_nothing_twice_while_the_counter_counts(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.expect("P1")
    ledger.expect("P2")
    ledger.tell(ParcelReceived("P1", "D1"))
    with ledger.file.unit():
        ledger.file.tallies.count(UTC)
    ledger.tell(ParcelReceived("P2", "D1"))
    day = day_of(T0, UTC)
    with reading(ledger.path, "box-1") as books:
        ahead = books.tallies._ahead

        def overtaken(mark: Mark, zone: tzinfo, most: int) -> Ahead:
            found = ahead(mark, zone, most)
            with ledger.file.unit():
                ledger.file.tallies.count(zone)
            return found

        monkeypatch.setattr(books.tallies, "_ahead", overtaken)
        counts = books.tallies.days(day, day, UTC, T0)
    assert ledger.file.tallies.counted(UTC) > 0
    assert counts == ledger.file.tallies.days(day, day, UTC, T0)
