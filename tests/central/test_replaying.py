"""What was put aside is taken in again once its cause is mended, once, over both databases."""

import pytest

from kiosk.central.refold import refold
from kiosk.central.replaying import NoReplay, QuarantineWish, asides
from kiosk.central.sql import Undone
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.stockroom import ParcelExpected
from kiosk.core.words import Outcome
from tests.central.conftest import T0, Box, Central, fresh_id, life


def put_aside(central: Central, *seqs: int) -> None:
    """Leave the tables as a program that could not read some of the events would have."""
    with central.store.unit():
        for seq in seqs:
            central.store._conn.execute(
                "INSERT INTO quarantine (device, epoch, seq, to_seq, reason, sha256, raw, times,"
                " taken_at) SELECT device, epoch, seq, seq, 'event: ValidationError', id, body, 1,"
                " taken_at FROM event WHERE seq = ?",
                [seq],
            )
            central.store._conn.execute("DELETE FROM event WHERE seq = ?", [seq])
        central.store._conn.execute("UPDATE event SET flag = 'unhandled'")
        central.store._conn.execute("DELETE FROM book")
        refold(central.store._conn, T0)


def _do(central: Central, n: int, action: str = "replay", words: str = "") -> str:
    with central.store.unit():
        wish = QuarantineWish(n, action, words)  # type: ignore[arg-type]
        return central.store.replaying.settle(wish, "anna", T0).said()


def _why(central: Central, n: int, action: str = "replay", words: str = "") -> str:
    with pytest.raises(NoReplay) as caught:
        _do(central, n, action, words)
    return caught.value.told.key.removeprefix("aside_")


def _aside(central: Central, box: Box) -> None:
    """Let the last event of a parcel's whole life be put aside."""
    box.tell(*life("P1"))
    central.take(box.batch(1))
    put_aside(central, box.head)


def test_it_is_taken_in_as_if_it_had_arrived(central: Central, box: Box) -> None:
    _aside(central, box)
    before = dict(central.store.questions.counts("p1").parcels)
    (one,) = asides(central.store._conn, 9)
    assert (before, one.fault, one.may_replay) == ({"picked": 1}, "", True)
    assert _do(central, one.n) == f"number {one.seq} of box-1 is taken in"
    counts = central.store.questions.counts("p1")
    assert (counts.parcels, counts.lost, counts.conflicts) == ({"issued": 1}, 0, 0)
    (row,) = central.rows(f"SELECT hash FROM event WHERE seq = {one.seq}")  # noqa: S608
    assert bytes(row[0]) == box.chain[one.seq], "its place in the chain is found"
    (after,) = asides(central.store._conn, 9)
    assert (after.is_known, after.may_replay, after.by) == (True, False, "anna")


def test_it_is_the_points_that_its_box_worked_for(central: Central, box: Box) -> None:
    _aside(central, box)
    central.register("box-1", "p2")
    _do(central, 1)
    assert central.state_of("P1") == "issued"
    assert central.state_of("P1", "p2") is None


def test_a_second_time_changes_nothing(central: Central, box: Box) -> None:
    _aside(central, box)
    _do(central, 1)
    before = central.rows("SELECT * FROM event"), central.rows("SELECT * FROM book")
    assert _why(central, 1) == "known"
    assert (central.rows("SELECT * FROM event"), central.rows("SELECT * FROM book")) == before
    assert len(central.rows("SELECT * FROM decided")) == 1


def test_what_stands_before_it_in_quarantine_is_part_of_its_chain(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1")[:3])
    central.take(box.batch(1))
    put_aside(central, 1, 2, 3)
    for n in (3, 1, 2):  # in any order
        _do(central, n)
    rows = central.rows("SELECT seq, hash FROM event ORDER BY seq")
    assert [bytes(chain) for _, chain in rows] == box.chain[1:]


def test_a_skip_before_it_leaves_its_chain_unknown(central: Central, box: Box) -> None:
    box.tell(*(ParcelExpected(f"P{n}", "D-1") for n in range(3)))
    central.take(box.skip(1, 2))
    central.take(box.batch(3))
    put_aside(central, 3)
    item = next(one for one in asides(central.store._conn, 9) if one.is_item)
    _do(central, item.n)
    assert [bytes(chain) for (chain,) in central.rows("SELECT hash FROM event")] == [b""]


@pytest.mark.input
def test_what_cannot_be_taken_in_is_refused_in_a_word(central: Central, box: Box) -> None:
    box.write(b"\xff\x00 no event")
    central.take(box.batch(1))
    assert _why(central, 1) == "unreadable"
    assert _why(central, 7) == "none"
    with central.store.unit():
        central.store._conn.execute("UPDATE quarantine SET reason = 'up/events: cut'")
    assert _why(central, 1) == "no_event"
    assert central.rows("SELECT * FROM decided") == []


def test_a_box_that_is_not_let_in_tells_nothing(central: Central, box: Box) -> None:
    _aside(central, box)
    with central.store.unit():
        central.store.block("box-1", "revoked")
    assert _why(central, 1) == "blocked"


def test_it_is_left_with_a_reason_and_may_be_taken_in_later(central: Central, box: Box) -> None:
    _aside(central, box)
    assert _why(central, 1, "leave", "  ") == "no_words"
    _do(central, 1, "leave", "asked the partner")
    assert _why(central, 1, "leave", "another") == "decided"
    (left,) = asides(central.store._conn, 9)
    assert (left.words, left.may_replay) == ("asked the partner", True)
    _do(central, 1)
    assert asides(central.store._conn, 9)[0].words == "taken in again"


def test_one_that_breaks_the_books_is_rolled_back(central: Central, box: Box) -> None:
    letter = fresh_id()
    box.tell(MessageDone(letter, Outcome.APPLIED))
    central.take(box.batch(1))
    put_aside(central, 1)
    with central.store.unit():  # a letter of ours that nobody can read any more
        central.store._conn.execute(
            "INSERT INTO message (device, seq, id, type, raw, state)"
            " VALUES ('box-1', 1, ?, 'update.available', ?, 'received')",
            [letter, b"{"],
        )
    before = central.rows("SELECT * FROM message"), central.rows("SELECT * FROM counted")
    with pytest.raises(Undone, match="its log says why"):
        _do(central, 1)
    assert (central.rows("SELECT * FROM message"), central.rows("SELECT * FROM counted")) == before
    assert central.rows("SELECT n FROM event") == central.rows("SELECT n FROM decided") == []


def test_one_whose_bytes_are_gone_is_refused_and_makes_no_chain(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    put_aside(central, box.head - 1, box.head)
    with central.store.unit():
        central.store._conn.execute(
            "UPDATE quarantine SET raw = ?, blanked_at = 1 WHERE n = 1", [b""]
        )
    assert _why(central, 1) == "blanked"
    _do(central, 2)
    (row,) = central.rows(f"SELECT hash FROM event WHERE seq = {box.head}")  # noqa: S608
    assert bytes(row[0]) == b"", "what stands before it is not here any more"
