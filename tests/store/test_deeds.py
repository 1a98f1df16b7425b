"""Who did what: by person, the newest first, a part of the work, a page at a time."""

import pytest
from msgspec.structs import replace

from kiosk.core import events
from kiosk.core.facts import people, stockroom
from kiosk.core.words import Role
from kiosk.store import deeds
from tests.store.conftest import T0, Ledger


def tell(ledger: Ledger, actor: str, parcel: str, at: int = T0, witness: str | None = None) -> None:
    fact = stockroom.ParcelExpected(parcel, "D1")
    with ledger.file.unit():
        ledger.file.journal.record([replace(ledger.event(fact, at), actor=actor, witness=witness)])


def test_each_has_what_they_did_the_newest_first(ledger: Ledger) -> None:
    for n, actor in enumerate(("anna", "igor", "anna", "central", "system")):
        tell(ledger, actor, f"P{n}", T0 + n)
    of = ledger.file.deeds.of
    assert [row.event.facts.parcel for row in of("anna")] == ["P2", "P0"]  # type: ignore[attr-defined]
    assert [row.seq for row in of("igor")] == [2]
    assert of("central") == of("system") == of("eve") == ()
    assert (ledger.file.deeds.last_seen("anna"), ledger.file.deeds.last_seen("eve")) == (T0 + 2, 0)


def test_who_vouched_is_found_too(ledger: Ledger) -> None:
    tell(ledger, "leila", "P1", witness="anna")
    tell(ledger, "anna", "P2", witness="anna")
    assert [row.seq for row in ledger.file.deeds.of("anna")] == [2, 1]


def test_a_part_of_the_work_and_a_page_at_a_time(ledger: Ledger) -> None:
    for n in range(5):
        tell(ledger, "anna", f"P{n}")
    ledger.tell(people.StaffAdded("igor", Role.CLERK))
    of = ledger.file.deeds.of
    assert [row.seq for row in of("anna", {"staff.added"})] == [6]
    assert of("anna", {"staff"}) == ()
    first = of("anna", {"parcel.expected"}, limit=3)
    assert [row.seq for row in first] == [5, 4, 3]
    assert [row.seq for row in of("anna", {"parcel.expected"}, first[-1].seq, 3)] == [2, 1]


def test_a_file_from_before_is_filled_and_a_bad_row_is_left_out(ledger: Ledger) -> None:
    for n, actor in enumerate(("anna", "igor", "central", "leila")):
        tell(ledger, actor, f"P{n}", witness="anna" if actor == "leila" else None)
    was = {who: ledger.file.deeds.of(who) for who in ("anna", "igor", "leila")}
    assert was["anna"]
    with ledger.file.unit():
        ledger.db.execute("DELETE FROM touched WHERE kind = 'by'")
        ledger.db.execute(
            "INSERT INTO journal (id, type, body, hash) VALUES ('x', 'x', x'00ff', x'00')"
        )
        deeds.fill(ledger.db)
    assert {who: ledger.file.deeds.of(who) for who in was} == was
    assert ledger.db.execute("SELECT count(*) FROM touched WHERE kind = 'by'").fetchone() == (4,)


def test_all_it_tells_can_be_read_again(ledger: Ledger) -> None:
    tell(ledger, "anna", "P1")
    (row,) = ledger.file.deeds.of("anna")
    assert events.encode(row.event) == ledger.file.journal.since(0, 1)[0].body


def test_a_row_that_cannot_be_read_is_left_out_of_the_page(ledger: Ledger) -> None:
    for n in range(3):
        tell(ledger, "anna", f"P{n}", T0 + n)
    ledger.db.execute("UPDATE journal SET body = x'00ff' WHERE seq = 3")
    assert [row.seq for row in ledger.file.deeds.of("anna", limit=2)] == [2, 1]
    assert ledger.file.deeds.last_seen("anna") == T0 + 1


def test_what_is_rare_is_looked_for_a_stretch_at_a_time(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deeds, "REACH", 4)
    ledger.tell(people.StaffAdded("igor", Role.CLERK))
    for n in range(7):
        tell(ledger, "anna", f"P{n}")
    found, rare = ledger.file.deeds, {"staff.added"}
    assert found.of("anna", rare) == ()
    edge = found.edge("anna")
    assert edge == 5
    assert [row.seq for row in found.of("anna", rare, edge)] == [1]
    assert found.edge("anna", edge) is None, "that was the beginning"


def test_a_page_reads_no_more_of_the_journal_than_it_looks_at(ledger: Ledger) -> None:
    plan = ledger.db.execute(
        "EXPLAIN QUERY PLAN SELECT journal.seq FROM (SELECT seq FROM touched WHERE kind = 'by'"
        " AND id = 'anna' AND seq < 9 ORDER BY seq DESC LIMIT 4) AS theirs"
        " CROSS JOIN journal USING (seq) ORDER BY theirs.seq DESC"
    ).fetchall()
    told = " ".join(str(row[3]) for row in plan)
    assert "SEARCH journal USING INTEGER PRIMARY KEY" in told
