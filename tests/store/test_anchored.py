"""The audit against the central's anchor: each change of the history is found, by box or central.

Whoever has the box can make its rows, its chain and its books agree with each other again. They
cannot make them agree with what the central has.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import events
from kiosk.core.anchors import Anchor, Anchored
from kiosk.core.facts import stockroom
from kiosk.store.counter_file import read_counter
from kiosk.store.journal import Audit, link, root_of
from tests.store.conftest import T0, Ledger

ROUNDS = 120


class _Row(Struct):
    """A row of the journal as a thief sees it."""

    seq: int
    id: str
    type: str
    body: bytes
    hash: bytes


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """A journal of two dozen rows."""
    ledger.map_cells("A-01", "A-02", "A-03")
    for n in range(6):
        ledger.expect(f"P{n}")
        ledger.tell(stockroom.ParcelReceived(f"P{n}", "D1"), at=T0 + n)
        ledger.tell(stockroom.ParcelStored(f"P{n}", "A-01"))
        ledger.tell(stockroom.ParcelMoved(f"P{n}", "A-01", "A-02"))
    return ledger


def anchor_of(ledger: Ledger) -> Anchor:
    head = ledger.file.journal.head()
    return Anchor("box-1", "a" * 16, head.seq, head.hash.hex(), T0)


def rows_of(path: Path) -> list[_Row]:
    with sqlite3.connect(path) as conn:
        sql = "SELECT seq, id, type, body, hash FROM journal ORDER BY seq"
        return [_Row(*row) for row in conn.execute(sql)]


def write(path: Path, rows: list[_Row]) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("DELETE FROM journal")
        conn.executemany(
            "INSERT INTO journal (seq, id, type, body, hash) VALUES (?, ?, ?, ?, ?)",
            [(row.seq, row.id, row.type, row.body, row.hash) for row in rows],
        )


def chain_anew(rows: list[_Row]) -> None:
    """Number and chain the rows again, as somebody would who knows how."""
    chain = root_of("box-1")
    for seq, row in enumerate(rows, 1):
        chain = link(chain, row.body)
        row.seq, row.hash = seq, chain


def audit(path: Path, anchor: Anchor | None = None) -> Audit:
    books = read_counter(path, "box-1")
    try:
        return books.journal.audit(0, anchor)
    finally:
        books.db.close()


def flip_a_byte(rows: list[_Row], random: Random) -> None:
    row = random.choice(rows)
    at = random.randrange(len(row.body))
    row.body = bytes(
        [*row.body[:at], row.body[at] ^ (1 << random.randrange(8)), *row.body[at + 1 :]]
    )


def flip_the_chain(rows: list[_Row], random: Random) -> None:
    row = random.choice(rows)
    at = random.randrange(32)
    row.hash = bytes([*row.hash[:at], row.hash[at] ^ 1, *row.hash[at + 1 :]])


def drop_one(rows: list[_Row], random: Random) -> None:
    rows.pop(random.randrange(len(rows)))


def cut_short(rows: list[_Row], random: Random) -> None:
    del rows[random.randrange(len(rows)) :]


def swap_two(rows: list[_Row], random: Random) -> None:
    a, b = random.sample(rows, 2)
    a.id, b.id, a.type, b.type, a.body, b.body = b.id, a.id, b.type, a.type, b.body, a.body


def put_one_in(rows: list[_Row], random: Random) -> None:
    at = random.randrange(len(rows))
    like = rows[at]
    id_ = f"01900000-0000-7000-8000-{random.randrange(10**11, 10**12)}"
    body = like.body.replace(like.id.encode(), id_.encode())
    rows.insert(at, _Row(0, id_, like.type, body, like.hash))
    for seq, row in enumerate(rows, 1):
        row.seq = seq


def say_another_did_it(rows: list[_Row], random: Random) -> None:
    row = random.choice(rows)
    row.body = events.encode(replace(events.decode(row.body), actor="igor"))


def say_it_was_later(rows: list[_Row], random: Random) -> None:
    """Change what no row of the books repeats."""
    row = random.choice(rows)
    row.body = events.encode(replace(events.decode(row.body), mono=999_999))


MUTATIONS: tuple[Callable[[list[_Row], Random], None], ...] = (
    *(flip_a_byte, flip_the_chain, drop_one, cut_short, swap_two, put_one_in),
    *(say_another_did_it, say_it_was_later),
)


def copied(ledger: Ledger, path: Path) -> Path:
    ledger.db.execute("VACUUM INTO ?", [str(path)])
    return path


def test_every_change_is_found_by_the_box_or_by_what_the_central_has(
    full: Ledger, tmp_path: Path
) -> None:
    anchor, random = anchor_of(full), Random(20260928)
    path = copied(full, tmp_path / "thief.db")
    sound = rows_of(path)
    assert audit(path, anchor).is_whole
    for n in range(ROUNDS):
        mutate = MUTATIONS[n % len(MUTATIONS)]
        rows = [_Row(row.seq, row.id, row.type, row.body, row.hash) for row in sound]
        mutate(rows, random)
        write(path, rows)
        found = audit(path, anchor)
        assert not found.is_whole, mutate.__name__


def test_who_chains_the_rows_anew_is_found_by_what_the_central_has_alone(
    full: Ledger, tmp_path: Path
) -> None:
    anchor, random = anchor_of(full), Random(7)
    path = copied(full, tmp_path / "thief.db")
    sound = rows_of(path)
    for mutate in (say_another_did_it, say_it_was_later, drop_one, cut_short):
        rows = [_Row(row.seq, row.id, row.type, row.body, row.hash) for row in sound]
        mutate(rows, random)
        chain_anew(rows)
        write(path, rows)
        assert not audit(path, anchor).is_whole, mutate.__name__
    rows = [_Row(row.seq, row.id, row.type, row.body, row.hash) for row in sound]
    say_it_was_later(rows, random)
    chain_anew(rows)
    write(path, rows)
    alone = audit(path)
    assert (alone.is_whole, alone.differing) == (True, ()), "the box alone finds nothing here"
    assert audit(path, anchor).anchored is Anchored.DIFFERS


def test_a_journal_that_went_on_agrees_and_one_cut_short_does_not(full: Ledger) -> None:
    anchor = anchor_of(full)
    full.expect("P9")
    found = full.file.journal.audit(0, anchor)
    assert (found.anchored, found.anchor_seq) == (Anchored.AGREES, anchor.seq)
    later = replace(anchor_of(full), seq=anchor.seq + 5)
    assert full.file.journal.audit(0, later).anchored is Anchored.CUT_SHORT
    assert full.file.journal.audit().anchored is Anchored.NOT_ASKED


def test_a_new_epoch_leaves_the_rows_it_wrote_anew(full: Ledger) -> None:
    anchor = anchor_of(full)
    with full.file.unit():
        full.file.journal.begin_epoch("b" * 16, anchor.seq, T0, "parted")
    assert full.file.journal.audit(0, anchor).anchored is Anchored.OTHER_EPOCH
    before = full.file.journal.since(anchor.seq - 2, 1)[0]
    older = replace(anchor, seq=before.seq, hash=before.hash.hex())
    assert full.file.journal.audit(0, older).anchored is Anchored.AGREES


def test_it_is_told_how_far_the_reading_is(full: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.store.journal._SLICE", 10)
    told: list[tuple[int, int]] = []
    full.file.journal.audit(read=lambda done, of: told.append((done, of)))
    assert told == [(10, 25), (20, 25), (25, 25)]
