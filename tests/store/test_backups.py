"""Backups: proven when they are made, few, young, and without people where they leave the box."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.store import backups
from kiosk.store.backups import DAY_MS, Kind, Wanted
from kiosk.store.customers import Customer
from kiosk.store.db import CannotOpen, StorageFull, StorageReadOnly
from kiosk.store.people import PersonRow
from tests.faults.test_disk import no_file_beyond
from tests.store.conftest import T0, Ledger

Open = Callable[[], Ledger]
NAME = "Мария С."


def _point(open_ledger: Open) -> Ledger:
    ledger = open_ledger()
    ledger.map_cells("A-01", "A-02")
    for number in range(20):
        ledger.expect(f"P{number}", customer_ref="c1")
        ledger.store(f"P{number}", "A-01")
    with ledger.file.unit():
        ledger.file.customers.keep(Customer("c1", NAME, "4821"))
        ledger.file.people.keep(PersonRow("anna", "Anna Krasnova", "AK"))
    return ledger


def _make(ledger: Ledger, kind: Kind = Kind.HOURLY, at: int = T0, *, bare: bool = False):  # noqa: ANN202
    folder = ledger.path.parent / "backups"
    return backups.make(ledger.path, folder, Wanted("box-1", kind, at, bare))


def test_a_backup_holds_what_the_counter_committed_while_the_counter_works_on(
    open_ledger: Open,
) -> None:
    ledger = _point(open_ledger)
    head = ledger.file.journal.head()
    made = _make(ledger)
    ledger.expect("later")
    backups.check(made)
    assert (made.card.seq, made.card.hash) == (head.seq, head.hash.hex())
    assert [p.name for p in made.path.parent.iterdir() if p.suffix == ".part"] == []


def test_what_the_disk_changed_afterwards_is_no_backup(open_ledger: Open) -> None:
    made = _make(_point(open_ledger))
    raw = bytearray(made.path.read_bytes())
    raw[len(raw) // 2] ^= 1
    made.path.write_bytes(raw)
    with pytest.raises(CannotOpen, match="digest differs"):
        backups.check(made)


def test_a_journal_that_was_rewritten_is_not_backed_up(open_ledger: Open) -> None:
    ledger = _point(open_ledger)
    ledger.db.execute("UPDATE journal SET body = CAST(body || ' ' AS BLOB) WHERE seq = 3")
    with pytest.raises(CannotOpen, match="row 3"):
        _make(ledger)
    assert list((ledger.path.parent / "backups").iterdir()) == []


def test_another_boxs_file_is_refused(open_ledger: Open) -> None:
    ledger = _point(open_ledger)
    with pytest.raises(CannotOpen, match="another box"):
        backups.make(ledger.path, ledger.path.parent, Wanted("box-2", Kind.ASKED, T0))


@pytest.mark.parametrize(
    ("card", "why"),
    [
        (b"", "damaged"),
        (b'{"device": "box-1"}', "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[" * 100_000, "damaged"),
        (None, "is not there"),
    ],
)
def test_a_copy_without_a_sound_card_is_none(
    open_ledger: Open, card: bytes | None, why: str
) -> None:
    made = _make(_point(open_ledger))
    beside = made.path.with_suffix(".json")
    beside.unlink() if card is None else beside.write_bytes(card)
    assert backups.kept(made.path.parent) == ()
    with pytest.raises(CannotOpen, match=why):
        backups.open_card(made.path)


def test_a_copy_that_was_cut_short_is_none(open_ledger: Open) -> None:
    made = _make(_point(open_ledger))
    made.path.write_bytes(made.path.read_bytes()[:-1])
    with pytest.raises(CannotOpen, match="its card says"):
        backups.open_card(made.path)


def test_what_leaves_the_box_tells_of_nobody(open_ledger: Open) -> None:
    ledger = _point(open_ledger)
    whole, bare = _make(ledger), _make(ledger, Kind.ASKED, bare=True)
    traces = [NAME.encode(), NAME[:-3].lower().encode(), b"4821", b"Krasnova"]
    assert all(trace in whole.path.read_bytes() for trace in traces)
    assert not any(trace in bare.path.read_bytes() for trace in traces)
    assert bare.card.is_bare
    backups.check(bare)


def test_a_day_of_hours_and_a_week_of_nights_are_kept_and_nothing_older(open_ledger: Open) -> None:
    ledger = _point(open_ledger)
    folder = ledger.path.parent / "backups"
    for hour in range(24):
        _make(ledger, Kind.HOURLY, T0 + hour * 3_600_000)
    for night in range(9):
        _make(ledger, Kind.NIGHTLY, T0 + 1 + night * DAY_MS)
    now = T0 + 8 * DAY_MS + 2
    backups.thin(folder, now, 10**9)
    left = [b.card for b in backups.kept(folder)]
    assert {c.kind for c in left} == {Kind.NIGHTLY}
    assert [now - c.made_at for c in left] == [1 + n * DAY_MS for n in range(7)]


def test_hours_are_thinned_to_a_day_and_what_was_made_before_an_update_to_two(
    open_ledger: Open,
) -> None:
    ledger = _point(open_ledger)
    folder = ledger.path.parent / "backups"
    for hour in range(27):
        _make(ledger, Kind.HOURLY, T0 + hour * 3_600_000)
    for times in range(3):
        _make(ledger, Kind.BEFORE, T0 + times)
    backups.thin(folder, T0 + DAY_MS + 3 * 3_600_000, 10**9)
    kinds = [b.card.kind for b in backups.kept(folder)]
    assert (kinds.count(Kind.HOURLY), kinds.count(Kind.BEFORE)) == (24, 2)


def test_where_room_is_short_the_oldest_hours_go_first_and_the_newest_stays(
    open_ledger: Open,
) -> None:
    ledger = _point(open_ledger)
    folder = ledger.path.parent / "backups"
    night = _make(ledger, Kind.NIGHTLY, T0)
    hours = [_make(ledger, Kind.HOURLY, T0 + n) for n in range(1, 5)]
    size = night.card.size
    backups.thin(folder, T0 + 10, 3 * size)
    assert backups.kept(folder) == (hours[3], hours[2], night)
    backups.thin(folder, T0 + 10, 0)
    assert backups.kept(folder) == (hours[3],)


def test_what_a_pulled_plug_left_is_swept_away(open_ledger: Open) -> None:
    ledger = _point(open_ledger)
    made = _make(ledger)
    left = [made.path.with_name(name) for name in ("counter-hourly-1.part", "counter-hourly-2.db")]
    for path in left:
        path.write_bytes(b"half")
    backups.thin(made.path.parent, T0, 10**9)
    assert not any(path.exists() for path in left)
    assert backups.kept(made.path.parent) == (made,)


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"counter\.db"):
        backups.make(tmp_path / "counter.db", tmp_path, Wanted("box-1", Kind.ASKED, T0))


def test_a_disk_without_room_leaves_no_half_backup(open_ledger: Open) -> None:
    ledger = _point(open_ledger)
    with no_file_beyond(40_000), pytest.raises((StorageFull, StorageReadOnly)):
        _make(ledger)
    assert list((ledger.path.parent / "backups").iterdir()) == []
