"""Snapshots: whole or not at all, in slices, and never believed further than any letter."""

import itertools
from collections.abc import Sequence

import msgspec
import pytest
from msgspec import Raw

from kiosk.core.books import KINDS
from kiosk.core.facts.fact import Item
from kiosk.core.messages import (
    CodesSet,
    CustomerLine,
    DeliveryAnnounced,
    ElsewhereLine,
    ElsewhereSet,
    Letter,
    OtherPoint,
    SnapshotBegin,
    SnapshotEnd,
    SnapshotPart,
)
from kiosk.core.parcels import Parcel
from kiosk.core.snapshots import PersonLine, digest, part_digest
from kiosk.core.words import ParcelKind, ParcelState, Place
from kiosk.store.rows import body_of, everything
from kiosk.workflows.outcome import SLICE_ROWS
from kiosk.workflows.resync import ask_for_snapshot
from tests.workflows.conftest import T0, Point

_names = itertools.count(1)


def raw(row: msgspec.Struct) -> Raw:
    return Raw(body_of(row))


def parcel(name: str, state: ParcelState = ParcelState.STORED, cell: str = "A-01") -> Raw:
    return raw(Parcel(name, ParcelKind.ORDER, state, Place.CELL, cell, customer_ref="c1"))


def snapshot(
    point: Point, *parts: tuple[str, Sequence[Raw]], upto: int | None = None
) -> list[Letter]:
    """Write a snapshot as the central does."""
    name, journal = f"snap-{next(_names)}", point.store.journal
    digests = [part_digest(table, rows) for table, rows in parts]
    at = journal.head().seq if upto is None else upto
    count = sum(len(rows) for _, rows in parts)
    return [
        SnapshotBegin(name, journal.epoch(), at, len(parts), count),
        *(SnapshotPart(name, n, table, tuple(rows)) for n, (table, rows) in enumerate(parts, 1)),
        SnapshotEnd(name, digest(digests)),
    ]


def state_of(point: Point) -> dict[str, list[tuple[str, bytes]]]:
    return {kind: everything(point.store.db, kind) for kind in KINDS}


def ours(point: Point) -> list[tuple[str, Sequence[Raw]]]:
    """What is here, as the central would send it."""
    return [(kind, [Raw(b) for _, b in rows]) for kind, rows in state_of(point).items() if rows]


def test_a_snapshot_takes_the_place_of_what_was_there(point: Point) -> None:
    point.stock("c1", "P1", "P2")
    codes = CodesSet("c9", (point.window("9"),))
    people = [("person", [raw(PersonLine("anna", "Anna New"))])]
    rest = [part for part in ours(point) if part[0] != "parcel"]
    beside = [("customer", [raw(CustomerLine("c9", "Maria 9", "0009"))]), ("codes", [raw(codes)])]
    point.mail(*snapshot(point, ("parcel", [parcel("P2"), parcel("P9")]), *rest, *beside, *people))
    assert [outcome for outcome, _ in point.outcomes()][-7:] == ["applied"] * 7
    assert [id_ for id_, _ in state_of(point)["parcel"]] == ["P2", "P9"]
    assert point.store.customers.get("c1") is None
    assert point.store.search("maria") == (("customer", "c9"),), "no word is left of who went"
    assert (point.store.codes.windows("c1"), len(point.store.codes.windows("c9"))) == ((), 1)
    row = point.store.people.get("anna")
    assert row
    assert (row.name, row.initials) == ("Anna New", "AN")
    assert point.store.journal.audit().differing == ()


def test_what_waits_elsewhere_is_as_the_snapshot_has_it(point: Point) -> None:
    there = OtherPoint("7802", "Gdansk, Dluga 12")
    lines = tuple(ElsewhereLine(parcel, "7802") for parcel in ("P7", "P8"))
    point.mail(ElsewhereSet("c1", T0, lines[:1], (there,)))
    told = ElsewhereSet("c2", T0, lines[1:], (there,))
    point.mail(*snapshot(point, *ours(point), ("elsewhere", [raw(told)])))
    assert point.outcomes()[-1] == ("applied", "")
    found = point.store.elsewhere
    assert (found.of_customer("c1"), found.named("P7")) == (None, None)
    assert (found.of_customer("c2"), found.named("P8")) == (told, told)


def test_numbers_and_titles_are_found_as_the_snapshot_has_them(point: Point) -> None:
    point.stock("c1", "48210001-1", "48210002-1")
    rest = [part for part in ours(point) if part[0] != "parcel"]
    lamp = Parcel(
        "48210003-1", ParcelKind.ORDER, ParcelState.STORED, Place.CELL, "A-01", customer_ref="c1"
    )
    lamp = msgspec.structs.replace(lamp, items=(Item("Lamp"),), version=3)
    rows = [parcel("48210002-1", ParcelState.LOST), raw(lamp)]
    point.mail(*snapshot(point, ("parcel", rows), *rest))
    found = [p.parcel for p in point.store.parcels.with_digits("4821", 50)]
    assert found == ["48210003-1", "48210002-1"], "what is over comes last"
    assert point.store.search("lamp") == (("parcel", "48210003-1"),)
    told = point.store.db.execute("SELECT id FROM findable WHERE kind = 'parcel'").fetchall()
    assert sorted(told) == [("48210002-1",), ("48210003-1",)], "nothing is left of what is gone"


def test_boxes_stand_and_are_found_as_the_snapshot_has_them(point: Point) -> None:
    gone, here = (
        DeliveryAnnounced("D1", "M", T0, ("B1",)),
        DeliveryAnnounced("D2", "M", T0, ("B2",)),
    )
    point.mail(gone, here)
    point.desk.accept.arrive("D2")
    point.desk.inbound.open_box("D2", "B2", seal_ok=False)
    rest = [part for part in ours(point) if part[0] != "delivery"]
    kept = [body for id_, body in state_of(point)["delivery"] if id_ == "D2"]
    point.mail(*snapshot(point, ("delivery", [Raw(body) for body in kept]), *rest))
    assert point.desk.inbound.delivery_of("B1") is None
    found = point.desk.inbound.delivery_of("B2")
    assert found
    assert [(box.box, box.seal_ok) for box in found.opened] == [("B2", False)]
    assert point.store.journal.audit().differing == ()


def test_a_pin_that_was_set_here_outlives_a_snapshot(point: Point) -> None:
    point.desk.access.set_pin("anna", "284617")
    before = point.store.people.get("anna")
    point.mail(*snapshot(point, *ours(point), ("person", [raw(PersonLine("anna", "Anna K."))])))
    after = point.store.people.get("anna")
    assert before
    assert after
    assert after.pin_hash == before.pin_hash is not None


def test_what_is_over_and_old_stays_and_is_answered_for(point: Point) -> None:
    point.stock("c1", "P1", "P2")
    card = point.desk.issue.open(point.shown("c1"))
    session = card.session.session  # type: ignore[union-attr]
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    live = [(table, rows) for table, rows in ours(point) if table != "session"]
    sent = [(t, [r for r in rows if b'"issued"' not in bytes(r)]) for t, rows in live]
    point.mail(*snapshot(point, *sent))
    issued = point.store.parcels.get("P1")
    assert issued
    assert issued.state is ParcelState.ISSUED
    assert point.store.journal.audit().differing == ()


def test_two_thousand_parcels_gather_in_slices_and_change_at_once(point: Point) -> None:
    rows = [parcel(f"P{n:04d}", cell=f"A-{n % 4 + 1:02d}") for n in range(2000)]
    parts = [("parcel", rows[n : n + 100]) for n in range(0, 2000, 100)]
    rest = [part for part in ours(point) if part[0] != "parcel"]
    point.post(*snapshot(point, *rest, *parts))
    seen = set()
    slices = 0
    while point.desk.mailroom.slice():
        slices += 1
        seen.add(len(state_of(point)["parcel"]))
    assert seen == {0, 2000}, "the old rows or the new ones"
    assert slices >= 2000 / SLICE_ROWS


@pytest.mark.parametrize("at", [1, 3, 5, 8])
def test_a_pulled_plug_leaves_the_old_rows(
    point: Point, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    point.stock("c1", "P1")
    before = state_of(point)
    rows = [parcel(f"N{n:03d}") for n in range(100)]
    rest = [part for part in ours(point) if part[0] != "parcel"]
    point.post(*snapshot(point, ("parcel", rows), *rest))
    for _ in range(at):
        point.desk.mailroom.slice()
    if at == 8:  # in the very middle of the swap
        with monkeypatch.context() as patched:
            patched.setattr(type(point.store.snapshots), "mark_base", _pull_plug)
            with pytest.raises(KeyboardInterrupt):
                point.mail()
    point.restart()
    assert state_of(point) == before
    point.mail()
    assert len(state_of(point)["parcel"]) == 100, "and it goes on where it was"
    assert point.outcomes()[-1] == ("applied", "")


def _pull_plug(*_: object) -> None:
    raise KeyboardInterrupt


BAD_ROWS = [
    ("parcel", b'{"parcel":"P1"}'),
    ("parcel", b"[" * 50_000),
    ("parcel", b'"P1"'),
    ("parcel", bytes(parcel("P 1"))),
    ("parcel", bytes(parcel("P1")).replace(b'"changed_at":0', b'"changed_at":%d' % 2**70)),
    ("parcel", bytes(parcel("P1")).replace(b'"reason":""', b'"reason":"a\\u0000b"')),
    ("parcel", bytes(parcel("P1")).replace(b'"reason":""', b'"reason":"%s"' % (b"x" * 999))),
    ("parcel", bytes(parcel("P1")).replace(b'"stored"', b'"teleported"')),
    ("staff", b'{"staff":"anna","role":"king"}'),
    ("person", b'{"staff":"anna","name":"A","pin_hash":"x","name":"A\\nB"}'),
    ("customer", b'{"customer_ref":"c1","masked_name":"Maria","last_four":"12345"}'),
    ("rules", b'{"policy":"p"}'),
    ("journal", b"{}"),
    ("config", b'{"version":0,"settings":{}}'),
]


@pytest.mark.parametrize(("table", "body"), BAD_ROWS)
def test_a_row_that_cannot_be_drops_the_whole_snapshot(
    point: Point, table: str, body: bytes
) -> None:
    point.stock("c1", "P1")
    before = state_of(point)
    point.mail(*snapshot(point, *ours(point), (table, [Raw(body)])))
    assert point.outcomes()[-2][0] == "rejected"
    assert point.outcomes()[-1] == ("rejected", "bad_snapshot")
    assert state_of(point) == before
    assert point.store.snapshots.coming() is None
    point.mail(DeliveryAnnounced("D9", "Meridian", T0))
    assert point.outcomes()[-1] == ("applied", ""), "and the mail goes on"


def _without(letters: list[Letter], n: int) -> list[Letter]:
    return [*letters[:n], *letters[n + 1 :]]


@pytest.mark.parametrize("what", ["no begin", "a part lost", "twice", "mixed up", "digest", "rows"])
def test_a_snapshot_that_is_not_whole_is_refused(point: Point, what: str) -> None:
    point.stock("c1", "P1")
    before = state_of(point)
    letters = snapshot(point, ("parcel", [parcel("N1")]), ("parcel", [parcel("N2")]))
    begin, one, two, end = letters
    assert isinstance(end, SnapshotEnd)
    assert isinstance(begin, SnapshotBegin)
    sent = {
        "no begin": [one, two, end],
        "a part lost": [begin, one, end],
        "twice": [begin, one, one, two, end],
        "mixed up": [begin, two, one, end],
        "digest": [begin, one, two, SnapshotEnd(end.snapshot, "0" * 64)],
        "rows": [msgspec.structs.replace(begin, rows=3), one, two, end],
    }
    point.mail(*sent[what])
    assert point.outcomes()[-1] == ("rejected", "bad_snapshot")
    assert state_of(point) == before
    point.mail(*snapshot(point, *ours(point)))
    assert point.outcomes()[-1] == ("applied", ""), "the next one is taken"


def test_a_snapshot_of_an_earlier_life_is_stale(point: Point) -> None:
    head = point.store.journal.head().seq
    for letters in (
        snapshot(point, *ours(point), upto=head + 50),
        [SnapshotBegin("snap-x", "f" * 16, 0, 0, 0), SnapshotEnd("snap-x", digest([]))],
    ):
        before = state_of(point)
        point.mail(letters[0])
        assert point.outcomes()[-1] == ("rejected", "stale")
        point.mail(*letters[1:])
        assert state_of(point) == before


def test_a_newer_snapshot_begins_anew(point: Point) -> None:
    first = snapshot(point, ("parcel", [parcel("N1")]))
    point.mail(*first[:2])
    point.mail(*snapshot(point, *ours(point), ("parcel", [parcel("N2")])))
    assert [id_ for id_, _ in state_of(point)["parcel"]] == ["N2"]


def test_an_act_the_snapshot_makes_impossible_changes_nothing(point: Point) -> None:
    point.stock("c1", "P1")
    upto = point.store.journal.head().seq
    point.desk.place.move("P1", "A-02")
    issued = parcel("P1", ParcelState.ISSUED)
    rest = [part for part in ours(point) if part[0] != "parcel"]
    point.mail(*snapshot(point, ("parcel", [issued]), *rest, upto=upto))
    known = point.store.parcels.get("P1")
    assert known
    assert known.state is ParcelState.ISSUED
    audit = point.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())


def test_the_audit_finds_what_was_changed_after_a_snapshot(point: Point) -> None:
    point.stock("c1", "P1")
    point.mail(*snapshot(point, *ours(point)))
    point.desk.place.move("P1", "A-02")
    assert point.store.journal.audit().differing == ()
    with point.counter.unit():
        point.store.db.execute("UPDATE parcel SET cell = 'B-01'")
    assert point.store.journal.audit().differing == ("parcel P1",)


def test_somebody_s_wish_for_everything_is_told_once(point: Point) -> None:
    ask_for_snapshot(point.runtime)
    point.desk.tick(0.0)
    point.desk.tick(1.0)
    (asked,) = point.events("sync.snapshot_asked")
    assert asked.actor == "system"


def test_the_wish_waits_while_the_disk_takes_no_writes(point: Point) -> None:
    ask_for_snapshot(point.runtime)
    point.read_only()
    point.desk.resync.tick()
    assert list(point.runtime.iterdir()), "and is asked for again"
