"""The ladder: whatever happens to counter.db, a start ends with a file one can work with."""

import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from kiosk.core.events import Event, decode
from kiosk.core.facts.box import StorageRecovered
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.privacy import Basis, CustomerErased
from kiosk.core.lampmap import LampMap
from kiosk.store import backups, ladder, tombstones
from kiosk.store.backups import DAY_MS, Kind, Wanted
from kiosk.store.counter_file import CounterFile
from kiosk.store.customers import Customer
from kiosk.store.db import Busy, CannotOpen
from kiosk.store.ladder import Ladder, Rung
from kiosk.store.people import PersonRow
from kiosk.store.replay import Replay
from kiosk.store.tombstones import Tombstone
from tests.store.conftest import T0, Ledger

Open = Callable[[], Ledger]
LATER = T0 + 3_600_000
PEPPER = b"s" * 32


class Place:
    """A counter's folder after a day, stopped."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.file = ledger, ledger.path
        self.data = ledger.path.parent
        ledger.map_cells("A-01", "A-02")
        self.work(40, "early")
        with ledger.file.unit():
            ledger.file.customers.keep(Customer("c1", "Мария С.", "4821"))
            ledger.file.people.keep(PersonRow("anna", "Anna", "AK", pin_hash="$argon2id$x"))

    def work(self, parcels: int, name: str) -> int:
        for number in range(parcels):
            self.ledger.expect(f"{name}{number}", customer_ref="c1", title=f"Lamp {number}")
            self.ledger.store(f"{name}{number}", "A-01")
        return self.ledger.file.journal.head().seq

    def back_up(self, at: int = T0) -> backups.Backup:
        return backups.make(self.file, self.data / "backups", Wanted("box-1", Kind.HOURLY, at))

    def stop(self) -> None:
        self.ledger.file.close()

    def damage(self, *, keep: int = 0, seed: int = 1) -> None:
        """Overwrite pieces of the file, as a worn card does."""
        raw, chance = bytearray(self.file.read_bytes()), Random(seed)
        for _ in range(3):
            start, size = chance.randrange(keep, len(raw)), chance.randrange(1, 4096)
            raw[start : start + size] = chance.randbytes(len(raw[start : start + size]))
        self.file.write_bytes(raw)

    def ladder(self, *, acked: int = 0, at: int = LATER, device: str = "box-1") -> Ladder:
        ids = itertools.count(at)

        def told(fact: Fact) -> Event:
            made = self.ledger.event(fact, at)
            return Event(
                **{f: getattr(made, f) for f in made.__struct_fields__}
                | {"id": f"01900000-0000-7000-9000-{next(ids):012x}", "actor": "system"}
            )

        return Ladder(
            self.data,
            device,
            acked=acked,
            epoch="b" * 16,
            at=at,
            told=told,
            replay=Replay(tombstones.read(self.data / tombstones.NAME), PEPPER, acked),
        )

    def erase(self, request: str = "r1", customer: str = "c1") -> None:
        """Erase a customer as the counter does: the tombstone first."""
        mark = tombstones.mark_of(PEPPER, customer)
        tombstones.add(self.data / tombstones.NAME, Tombstone(request, T0, mark))
        file = self.ledger.file
        with file.unit():
            file.erasures.forget(customer)
            told = self.ledger.event(CustomerErased(request, customer, Basis.CENTRAL))
            (seq,) = file.journal.record([told])
            file.erasures.bury(mark, request, seq)

    def meet(self, name: str = "Maria S.") -> None:
        with self.ledger.file.unit():
            self.ledger.file.customers.keep(Customer("c1", name, "4821"))

    def reopened(self) -> CounterFile:
        return CounterFile(self.file, "box-1", epoch="c" * 16, at=LATER)


@pytest.fixture
def place(open_ledger: Open) -> Place:
    return Place(open_ledger())


def _last_facts(file: CounterFile) -> Fact:
    return decode(file.journal.since(file.journal.head().seq - 2, 2)[0].body).facts


def test_a_sound_file_is_left_alone(place: Place) -> None:
    head = place.ledger.file.journal.head().seq
    place.stop()
    before = place.file.read_bytes()
    assert place.ladder(acked=head).climb() is None
    assert place.file.read_bytes() == before


def test_a_first_start_has_nothing_to_mend(tmp_path: Path) -> None:
    made = Ladder(
        tmp_path,
        "box-1",
        acked=0,
        epoch="a" * 16,
        at=T0,
        told=lambda _: None,  # type: ignore[arg-type,return-value]
        replay=Replay(),
    )
    assert made.climb() is None


def test_work_after_the_backup_is_taken_from_the_damaged_file(place: Place) -> None:
    place.back_up()
    head = place.work(20, "late")
    place.stop()
    with sqlite3.connect(place.file) as db:  # the rows of the books lie, the journal is whole
        db.execute("UPDATE journal SET hash = x'00' WHERE seq = ?", [head])
    db.close()
    found = place.ladder().climb()
    assert found is not None
    assert (found.rung, found.to_seq) == (Rung.BACKUP, head - 1)
    file = place.reopened()
    audit = file.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    assert file.parcels.get("late19").state == "received"  # type: ignore[union-attr]
    assert _last_facts(file) == StorageRecovered("backup", found.from_seq, found.to_seq)
    assert (found.evidence / "counter.db").exists()
    file.close()


def test_a_file_that_is_gone_comes_back_from_the_backup(place: Place) -> None:
    made = place.back_up()
    place.stop()
    place.file.unlink()
    found = place.ladder(acked=made.card.seq).climb()
    assert found is not None
    assert (found.rung, found.from_seq) == (Rung.BACKUP, made.card.seq)


def test_an_older_file_than_the_central_knows_is_no_good_file(place: Place) -> None:
    old = place.file.with_name("old.db")
    place.stop()
    old.write_bytes(place.file.read_bytes())
    place.ledger.file = CounterFile(place.file, "box-1", epoch="a" * 16, at=T0)
    head = place.work(5, "late")
    place.back_up()
    place.stop()
    place.file.write_bytes(old.read_bytes())
    found = place.ladder(acked=head).climb()
    assert found is not None
    assert (found.rung, found.to_seq) == (Rung.BACKUP, head)


def test_an_older_file_that_is_sound_goes_on_where_no_backup_is_newer(place: Place) -> None:
    place.back_up()
    place.stop()
    assert place.ladder(acked=10_000).climb() is None


def test_what_is_behind_and_knows_it_is_not_mended_again(place: Place) -> None:
    place.back_up()
    place.stop()
    place.damage(seed=3)
    assert place.ladder(acked=500).climb() is not None
    assert place.ladder(acked=500, at=LATER + DAY_MS).climb() is None


def test_a_bad_backup_is_passed_over_for_an_older_good_one(place: Place) -> None:
    older = place.back_up(T0)
    place.work(5, "late")
    newer = place.back_up(T0 + 1)
    place.stop()
    place.file.unlink()
    raw = bytearray(newer.path.read_bytes())
    raw[5000] ^= 255
    newer.path.write_bytes(raw)
    found = place.ladder(acked=1).climb()
    assert found is not None
    assert found.from_seq == older.card.seq


def test_without_a_backup_what_can_be_read_is_salvaged(place: Place) -> None:
    head = place.ledger.file.journal.head().seq
    walked = LampMap(("A-01", "A-02", ""), frozenset({2}))
    with place.ledger.file.unit():
        place.ledger.file.lamps.keep("left", walked)
    place.stop()
    with sqlite3.connect(place.file) as db:
        db.execute("UPDATE journal SET body = x'7b7d' WHERE seq = ?", [head - 1])
    db.close()
    found = place.ladder().climb()
    assert found is not None
    assert (found.rung, found.to_seq) == (Rung.SALVAGE, head - 2)
    file = place.reopened()
    assert file.customers.get("c1") == Customer("c1", "Мария С.", "4821")
    assert file.people.get("anna").pin_hash == "$argon2id$x"  # type: ignore[union-attr]
    assert file.lamps.all() == {"left": walked}
    assert ("customer", "c1") in file.search("мария")
    assert ("parcel", "early7") in file.search("lamp 7")
    audit = file.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    file.close()


def test_what_is_no_database_at_all_begins_empty_and_asks_for_everything(place: Place) -> None:
    place.stop()
    place.file.write_bytes(b"not a database" * 1000)
    found = place.ladder().climb()
    assert found is not None
    assert (found.rung, found.to_seq) == (Rung.EMPTY, 0)
    file = place.reopened()
    types = [row.type for row in file.journal.since(0, 10)]
    assert types == ["storage.recovered", "sync.snapshot_asked"]
    file.close()


def test_a_file_that_dies_again_at_once_is_left_for_the_technician(place: Place) -> None:
    place.back_up()
    place.stop()
    place.file.write_bytes(b"x" * 5000)
    assert place.ladder().climb() is not None
    place.file.write_bytes(b"y" * 5000)
    with pytest.raises(CannotOpen, match="technician"):
        place.ladder(at=LATER + 60_000).climb()
    assert place.file.read_bytes() == b"y" * 5000, "nothing was touched"


def test_another_boxs_backup_is_not_taken(place: Place) -> None:
    place.back_up()
    place.stop()
    place.file.unlink()
    assert place.ladder(device="box-2").climb() is None
    assert place.ladder(device="box-2", acked=1).climb().rung is Rung.EMPTY  # type: ignore[union-attr]


def test_a_running_counter_is_not_touched(place: Place) -> None:
    with pytest.raises(Busy):
        place.ladder().climb()


def test_evidence_goes_after_a_week(place: Place) -> None:
    place.stop()
    place.file.write_bytes(b"x" * 5000)
    found = place.ladder().climb()
    assert found is not None
    ladder.forget_evidence(place.data, LATER + 6 * DAY_MS)
    assert found.evidence.exists()
    ladder.forget_evidence(place.data, LATER + 8 * DAY_MS)
    assert not found.evidence.exists()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_damaged_the_start_ends_usable_and_nothing_false_is_believed(
    place: Place, seed: int
) -> None:
    place.back_up()
    place.work(20, "late")
    written = [row.body for row in place.ledger.file.journal.since(0, 10_000)]
    place.stop()
    place.damage(seed=seed)
    found = place.ladder().climb()
    file = place.reopened()
    told = [row.body for row in file.journal.since(0, 10_000)]
    if found is None:  # harmless, or in pages that the backup and the audit look at
        assert len(told) == len(written)
    else:
        assert told[: found.to_seq] == written[: found.to_seq]
        assert file.journal.audit().differing == ()
        assert found.to_seq >= found.from_seq > 0
    file.close()


def test_a_backup_from_before_an_erasure_does_not_bring_the_customer_back(place: Place) -> None:
    place.meet()
    made = place.back_up()
    place.erase()
    place.stop()
    place.file.unlink()
    assert place.ladder(acked=made.card.seq).climb() is not None
    file = place.reopened()
    assert file.customers.get("c1") is None
    assert file.search("maria") == ()
    ((seq, erased),) = file.erasures.done()
    assert (erased.request, erased.basis) == ("r1", Basis.RESTORED)
    assert file.erasures.buried_at(tombstones.mark_of(PEPPER, "c1")) == seq
    assert b"Maria" not in place.file.read_bytes() + Path(f"{place.file}-wal").read_bytes()
    file.close()


def test_an_erasure_that_follows_a_backup_in_the_journal_is_done_again_in_it(place: Place) -> None:
    place.meet()
    place.back_up()
    place.erase()
    place.meet("Maria, who came back")  # what only the central knows now
    head = place.work(1, "late")
    place.stop()
    with sqlite3.connect(place.file) as db:
        db.execute("UPDATE journal SET hash = x'00' WHERE seq = ?", [head])
    db.close()
    assert place.ladder().climb() is not None
    file = place.reopened()
    assert file.customers.get("c1") is None
    assert [fact.basis for _, fact in file.erasures.done()] == [Basis.CENTRAL]
    file.close()


def test_whoever_came_back_before_the_backup_stays(place: Place) -> None:
    place.meet()
    place.erase()
    place.meet("Maria again")
    made = place.back_up()
    place.stop()
    place.file.unlink()
    assert place.ladder(acked=made.card.seq).climb() is not None
    file = place.reopened()
    assert file.customers.get("c1") is not None
    assert file.erasures.buried_at(tombstones.mark_of(PEPPER, "c1")) > 0
    file.close()
