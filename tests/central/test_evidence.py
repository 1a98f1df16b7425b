"""Whose photos they are, by the counter's own rule; what goes with an erasure, and what is late."""

import re
from pathlib import Path

import msgspec

from kiosk.central.evidence import Due, Gone, why_gone
from kiosk.central.refold import refold
from kiosk.central.sql_sqlite import SqliteSql
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.facts.fact import Item
from kiosk.core.facts.privacy import Basis, CustomerErased, EraseCancelled
from kiosk.core.facts.returning import ReturnExpected
from kiosk.core.words import Purpose
from tests.central.conftest import T0, Box, Central, life
from tests.central.test_erasures import LETTERS, ask

PARCEL, VISIT, BACK, OTHERS, BOX = (letter * 64 for letter in "abcde")
TAKEN = (
    PhotoTaken("f1", PARCEL, "P1", Purpose.DAMAGE),
    PhotoTaken("f2", VISIT, "s-P1", Purpose.ISSUE),
    PhotoTaken("f3", BACK, "R1", Purpose.RETURN),
    PhotoTaken("f4", OTHERS, "P2", Purpose.DAMAGE),
    PhotoTaken("f5", BOX, "BOX-1", Purpose.SEAL),
)
DONE = CustomerErased("r1", "c1", Basis.CENTRAL)


def live(central: Central, box: Box) -> None:
    """Let two customers come and go; a photo of each of their dealings."""
    central.queue(*LETTERS)
    returned = ReturnExpected("R1", "ii5275210303", "c1", items=(Item("Mug"),))
    box.tell(*life("P1"), *life("P2", "c2"), returned, *TAKEN)
    central.take(box.hello(), box.batch(1))


def tell(central: Central, box: Box, *facts: object) -> None:
    first = box.head + 1
    box.tell(*facts)  # type: ignore[arg-type]
    central.take(box.batch(first))


def gone(central: Central) -> dict[str, str]:
    return dict(why_gone(central.store._conn, [PARCEL, VISIT, BACK, OTHERS, BOX]))


def test_all_of_a_customers_dealings_go_and_nobody_elses(central: Central) -> None:
    box = Box()
    live(central, box)
    ask(central)
    assert gone(central) == {}
    tell(central, box, DONE)
    assert gone(central) == dict.fromkeys((PARCEL, VISIT, BACK), Gone.ERASED.value)
    due = central.store.evidence.due(10)
    assert [one.sha256 for one in due] == [PARCEL, VISIT, BACK]
    assert not any(one.is_shared for one in due)
    with central.store.unit():
        central.store.evidence.cleared(due)
    assert central.store.evidence.due(10) == []
    assert central.store.evidence.is_gone("box-1", PARCEL), "for ever, however late it comes"
    assert not central.store.evidence.is_gone("box-1", OTHERS)


def test_a_request_that_is_taken_back_takes_no_photo(central: Central) -> None:
    box = Box()
    live(central, box)
    ask(central)
    with central.store.unit():
        central.store.withdraw_erasure("r1", "she wrote", "vera", T0)
    tell(central, box, EraseCancelled("r1", "c1"))
    assert gone(central) == {}


def test_what_another_point_took_of_them_stays_until_that_one_is_done(central: Central) -> None:
    central.register("box-2", "p2")
    first, second = Box(), Box("box-2", "f0" * 8)
    live(central, first)
    second.tell(*life("P7"), PhotoTaken("f7", "7" * 64, "P7", Purpose.ISSUE))
    central.take(second.hello(), second.batch(1))
    central.queue(*LETTERS, point="p2")
    ask(central)
    tell(central, first, DONE)
    assert "7" * 64 not in why_gone(central.store._conn, ["7" * 64])
    tell(central, second, DONE)
    assert why_gone(central.store._conn, ["7" * 64])


def test_the_same_bytes_of_somebody_else_keep_the_file(central: Central) -> None:
    central.register("box-2", "p2")
    first, second = Box(), Box("box-2", "f0" * 8)
    live(central, first)
    second.tell(*life("P7", "c7"), PhotoTaken("f7", PARCEL, "P7", Purpose.ISSUE))
    central.take(second.hello(), second.batch(1))
    ask(central)
    tell(central, first, DONE)
    assert Due("box-1", PARCEL, is_shared=True) in central.store.evidence.due(10)
    assert central.store.evidence.unwanted([PARCEL, VISIT]) == [VISIT]
    assert PARCEL not in gone(central)


def test_a_box_that_was_replaced_brings_none_of_hers_late(central: Central) -> None:
    old, new = Box(), Box("box-2", "f0" * 8)
    live(central, old)
    ask(central)
    central.register("box-2")
    central.store.forget_letters(T0 + 1000)
    new.tell(DONE)
    central.take(new.hello(), new.batch(1))
    late, other = "1" * 64, "2" * 64
    tell(
        central, old,
        PhotoTaken("f8", late, "P1", Purpose.DAMAGE), PhotoTaken("f9", other, "P2", Purpose.DAMAGE),
    )  # fmt: skip
    found = why_gone(central.store._conn, [late, other])
    assert found == {late: Gone.ERASED.value}
    assert central.store.evidence.is_gone("box-1", late), "its bytes may still be on the way"


def test_what_is_known_only_after_the_erasure_goes_by_when_it_was_taken(central: Central) -> None:
    box, back = Box(), "9" * 64
    live(central, box)
    known_late = "UPDATE event SET flag = 'unhandled' WHERE type = 'photo.taken'"
    central.rows(known_late)
    ask(central)
    first = box.head + 1
    box.tell(DONE)
    central.store.take([box.batch(first)], T0 + 1000)
    box.tell(PhotoTaken("f9", back, "P1", Purpose.ISSUE))
    central.store.take([box.batch(box.head)], T0 + 3000)
    told = msgspec.json.decode(box.bodies[-1]) | {"recorded_at": T0 + 2000}
    central.rows("UPDATE event SET body = ? WHERE seq = ?", msgspec.json.encode(told), box.head)
    central.rows("DELETE FROM evidence")
    central.rows(known_late)
    with central.store.unit():
        assert refold(central.store._conn, T0 + 4000) == len(TAKEN) + 1
    assert gone(central) == dict.fromkeys((PARCEL, VISIT, BACK), Gone.ERASED.value)
    assert why_gone(central.store._conn, [back]) == {}, "she came back"


def test_nor_does_it_lose_those_of_one_who_is_kept(central: Central) -> None:
    old = Box()
    live(central, old)
    ask(central)
    with central.store.unit():
        central.store.withdraw_erasure("r1", "she wrote", "vera", T0)
    central.register("box-2")
    central.store.forget_letters(T0 + 1)
    late = "1" * 64
    tell(central, old, PhotoTaken("f8", late, "P1", Purpose.DAMAGE))
    assert why_gone(central.store._conn, [late]) == {}


def test_a_new_photo_of_one_who_came_back_stays(central: Central) -> None:
    box = Box()
    live(central, box)
    ask(central)
    tell(central, box, DONE)
    tell(central, box, *life("P9"), PhotoTaken("f9", "9" * 64, "P9", Purpose.ISSUE))
    assert why_gone(central.store._conn, ["9" * 64]) == {}


def test_of_two_reasons_the_erasure_is_told(central: Central) -> None:
    central.register("box-2", "p2")
    box = Box()
    live(central, box)
    with central.store.unit():
        central.store.evidence.expire([("box-2", PARCEL)], T0)
    assert gone(central) == {}
    ask(central)
    tell(central, box, DONE)
    assert gone(central)[PARCEL] == Gone.ERASED.value
    assert central.store.evidence.unwanted([VISIT, PARCEL, OTHERS]) == [PARCEL, VISIT]


def test_what_is_asked_for_every_piece_or_every_turn_reads_no_whole_table(tmp_path: Path) -> None:
    central = Central(tmp_path / "central.db")  # only this kind of database tells its statements
    live(central, Box())
    evidence, conn = central.store.evidence, central.store._conn
    assert isinstance(conn, SqliteSql)
    said: list[str] = []
    conn.set_trace_callback(said.append)
    evidence.is_gone("box-1", PARCEL)
    evidence.due(5, ("box-1", PARCEL))
    evidence.unwanted([PARCEL])
    conn.set_trace_callback(None)
    indexes = ("sqlite_autoindex_evidence_1", "evidence_due", "evidence_sha")
    for sql, index in zip(said, indexes, strict=True):
        plan = [str(step[3]) for step in conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
        assert re.match(rf"SEARCH evidence USING (COVERING )?INDEX {index}\b", plan[0]), plan
        assert not any(re.match("SCAN (evidence|other)", step) for step in plan), plan
    central.store.close()
