"""Who is forgotten by term at the central, and who is not: open dealings, letters, codes, money."""

import msgspec
import pytest

from kiosk.central.forgetting import Forgetting
from kiosk.central.pickup_codes import day_of
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.returning import ReturnExpected
from kiosk.core.facts.visits import SessionCompleted, SessionOpened
from kiosk.core.messages import (
    CodeLine,
    CodesSet,
    CustomerLine,
    DeliveryPart,
    ManifestLine,
    SnapshotPart,
)
from kiosk.core.words import How, Outcome, SessionKind
from tests.central.conftest import DAY_MS, ON_A_FILE, T0, Box, Central, life
from tests.central.test_erasures import LETTERS, raws

LATER = T0 + 31 * DAY_MS
TERM = T0 + DAY_MS  # before which all was, at LATER with a term of 30 days
OPEN = life("P1")[:3]  # on the shelf


def forgetting(central: Central) -> Forgetting:
    return central.store._forgetting


def expired(central: Central, before: int = TERM) -> list[str]:
    return forgetting(central).expired("p1", before, 100)


def whole(parcel: str, customer: str = "c1") -> tuple[Fact, ...]:
    """Return what happens to a parcel, to the end of the visit."""
    return (*life(parcel, customer), SessionCompleted(f"s-{parcel}", 1))


def live(central: Central, *facts: Fact) -> Box:
    """Tell the point of two customers; it obeys and tells what became of them."""
    central.queue(*LETTERS)
    ids = [str(row[0]) for row in central.rows("SELECT id FROM message ORDER BY seq")]
    box = Box()
    box.tell(*facts, *(MessageDone(one, Outcome.APPLIED) for one in ids))
    central.take(box.hello(), box.batch(1))
    return box


def test_with_nothing_open_they_go_after_the_term_and_not_before(central: Central) -> None:
    live(central, *whole("P1"), *whole("P2", "c2"))
    assert expired(central, T0) == []
    assert expired(central) == ["c1", "c2"]
    assert forgetting(central).expired("p1", TERM, 1) == ["c1"]
    assert forgetting(central).expired("p2", TERM, 9) == []
    assert forgetting(central).quiet("p1", T0) == []
    assert forgetting(central).quiet("p1", TERM) == ["c1", "c2"]


@pytest.mark.parametrize(
    "facts",
    [
        OPEN,
        (ReturnExpected("R1", "ii5275210303", "c1"),),
        (SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber"),),
    ],
    ids=["a parcel here", "a return announced", "a visit"],
)
def test_whoever_has_something_open_stays(central: Central, facts: tuple[Fact, ...]) -> None:
    live(central, *facts, *whole("P2", "c2"))
    assert expired(central) == ["c2"]


def test_so_does_whoever_was_here_since(central: Central) -> None:
    live(central, *whole("P1"))
    central.rows("UPDATE beside SET told_at = 1 WHERE id = 'c1'")
    assert expired(central, T0 + 3) == ["c2"], "c1 was told of long ago, and issued since"
    assert expired(central, TERM) == ["c1", "c2"]


def test_a_letter_that_a_box_may_still_obey_keeps_them(central: Central) -> None:
    live(central, *whole("P1"), *whole("P2", "c2"))
    again = ManifestLine("P9", customer_ref="c1")
    central.queue(DeliveryPart("D-9", 1, (again,), (CustomerLine("c1", "Mariposa Q.", "8675"),)))
    assert expired(central) == ["c2"]
    with central.store.unit():
        central.store.block("box-1", "revoked")
    assert expired(central) == ["c1", "c2"], "nobody will obey it"


def test_a_snapshot_that_an_earlier_life_was_sent_keeps_nobody(central: Central) -> None:
    live(central, *whole("P1"), *whole("P2", "c2"))
    part = SnapshotPart("s1", 1, "customer", (msgspec.Raw(b'{"customer_ref":"c1"}'),))
    central.queue(part)
    assert expired(central) == ["c2"]
    with central.store.unit():
        central.store._outgoing.begin_anew("box-1", T0)
    told = "SELECT state, reason, done_at FROM message WHERE type = 'snapshot.part'"
    assert central.rows(told) == [("expired", "begun_anew", T0)]
    assert expired(central) == ["c1", "c2"]


def test_so_does_one_that_fell_behind_before_such_were_ended(central: Central) -> None:
    live(central, *whole("P1"), *whole("P2", "c2"))
    central.queue(SnapshotPart("s1", 1, "customer", (msgspec.Raw(b'{"customer_ref":"c1"}'),)))
    again = ManifestLine("P9", customer_ref="c2")
    central.queue(DeliveryPart("D-9", 1, (again,), (CustomerLine("c2", "Igor", "1"),)))
    central.rows("UPDATE down_stream SET first = (SELECT max(seq) + 1 FROM message)")
    assert expired(central) == ["c1"], "but what it has not answered it is told again"
    central.store.forget_letters(T0 + 31 * DAY_MS)
    told = "SELECT state FROM message WHERE type = 'snapshot.part'"
    assert central.rows(told) == [("expired",)], "and the letters behind it go in their turn"


def test_codes_that_still_count_keep_them(central: Central) -> None:
    live(central, *whole("P1"), *whole("P2", "c2"))
    with central.store.unit():
        central.store.codes_told("p1", "c1", day_of(TERM) + 2)
    assert expired(central) == ["c2"]
    with central.store.unit():
        central.store.codes_told("p1", "c1", day_of(TERM))
    assert expired(central) == ["c1", "c2"]
    own = CodesSet("c2", (CodeLine("d" * 32, T0, TERM + 1),))  # a code of the network's own
    central.rows(
        "INSERT INTO beside (point, kind, id, body, told_at) VALUES ('p1', 'codes', 'c2', ?, ?)",
        msgspec.json.encode(own), T0,
    )  # fmt: skip
    assert expired(central) == ["c1"]


def test_money_that_is_owed_keeps_them(central: Central) -> None:
    live(central, *whole("P1"))
    payment = {"payment": "M1", "session": "s-P1", "state": "paid", "reason": "refund_refused"}
    put = (
        "INSERT INTO book (point, kind, id, state, body) VALUES ('p1', 'payment', 'M1', 'paid', ?)"
        " ON CONFLICT (point, kind, id) DO UPDATE SET body = excluded.body"
    )
    central.rows(put, msgspec.json.encode(payment))
    assert expired(central) == ["c2"]
    central.rows(put, msgspec.json.encode(payment | {"reason": "dismissed"}))
    assert expired(central) == ["c1", "c2"]


def test_what_is_forgotten_is_gone_from_tables_and_letters_and_others_stay(
    central: Central,
) -> None:
    live(central, *whole("P1"))
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
        central.store.codes_told("p1", "c1", 9)
        central.store.codes_told("p1", "c2", 9)
        central.store.code_secret("c2", b"t" * 32)
    with central.store.unit():
        forgetting(central).must_scrub = False
        forgetting(central).forget("p1", ["c1", "c7"])
    assert central.rows("SELECT DISTINCT id FROM beside") == [("c2",)]
    assert central.rows("SELECT customer_ref FROM told") == [("c2",)]
    assert not any(b"Mariposa" in raw or b"8675" in raw for raw in raws(central))
    assert any(b"Igor" in raw for raw in raws(central))
    assert forgetting(central).must_scrub
    with central.store.unit():
        assert forgetting(central).drop_lone_codes() == 1
    assert central.rows("SELECT customer_ref FROM customer") == [("c2",)]


def test_the_secret_of_one_whom_another_point_knows_stays(central: Central) -> None:
    central.register("box-2", "p2")
    live(central, *whole("P1"))
    with central.store.unit():
        for point in ("p1", "p2"):
            central.store.code_secret("c1", b"s" * 32)
            central.store.codes_told(point, "c1", 9)
    with central.store.unit():
        forgetting(central).forget("p1", ["c1"])
        assert forgetting(central).drop_lone_codes() == 0
        forgetting(central).forget("p2", ["c1"])
        assert forgetting(central).drop_lone_codes() == 1


@ON_A_FILE
def test_twice_as_many_customers_are_no_more_than_twice_the_work(central: Central) -> None:
    conn = central.store._conn
    steps = []
    for n in range(2):
        refs = [f"c{number}" for number in range(n * 1000, n * 1000 + 1000)]
        with central.store.unit():
            for ref in refs:
                central.store.code_secret(ref, b"s" * 32)
                central.store.codes_told("p1", ref, 9)
        steps.append(0)

        def count() -> int:
            steps[-1] += 1  # a thousand steps of the database
            return 0

        conn.set_progress_handler(count, 1000)
        with central.store.unit():
            assert forgetting(central).drop_lone_codes() == 0
        conn.set_progress_handler(None, 0)
    assert steps[1] < 3 * steps[0]
