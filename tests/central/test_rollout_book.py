"""Releases and roll-outs as they stand, read beside the central."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from msgspec.structs import replace

from kiosk.central.rollout_book import OVER, SILENT_MS, Noted, RolloutBook, State
from kiosk.central.sql import Sql, Value
from kiosk.central.store import Point
from kiosk.core.facts.updating import UpdateBegun, UpdateConfirmed
from kiosk.core.update_words import Step
from tests.central.conftest import POINT_KEY, T0, Central
from tests.central.rolling import ALL, CANARY, EARLY, Rolling, manifest, release


@pytest.fixture
def rolling(central: Central) -> Rolling:
    return Rolling(central)


@pytest.fixture
def book(rolling: Rolling) -> RolloutBook:
    return RolloutBook(rolling.central.store._conn)


def test_releases_are_told_the_newest_first(rolling: Rolling, book: RolloutBook) -> None:
    rolling.wish(release("2.1.0", 21), by="olga")
    newest, first = book.releases()
    assert (newest.version, newest.serial, newest.added_by, newest.added_at) == (
        *("2.1.0", 21, "olga"),
        T0,
    )
    assert first.manifest == manifest()
    assert book.release("2.0.0") == first
    assert book.release("9") is None


def test_a_point_that_nobody_put_anywhere_is_in_the_last_ring(
    rolling: Rolling, book: RolloutBook
) -> None:
    rolling.join("p5", "box-5")
    assert [(point, ring) for point, _, ring in book.rings()] == [
        ("p1", CANARY),
        ("p2", EARLY),
        ("p3", EARLY),
        ("p4", ALL),
        ("p5", ALL),
    ]


def test_a_rollout_tells_how_far_its_boxes_are(rolling: Rolling, book: RolloutBook) -> None:
    rolling.start(ring="early")
    rolling.confirm("p1")
    rolling.go_back("p2")
    one = rolling.now()
    assert one.counts == {Step.CONFIRMED: 1, Step.ROLLED_BACK: 1, Step.OFFERED: 1}
    assert [box.is_bad for box in one.boxes] == [False, True, False]
    assert one.actions == ("resume", "withdraw")
    assert not one.is_over
    assert book.notes("r1")[0] == Noted(rolling.at, "system", "halted", "box-2")
    assert book.get("r9") is None
    assert {State.WITHDRAWN, State.SUPERSEDED} == OVER


def test_a_box_that_told_no_outcome_for_a_day_is_named(rolling: Rolling) -> None:
    rolling.start(ring="early")
    rolling.tell("p1", UpdateBegun("r1", "2.0.0"))
    rolling.confirm("p2")
    one = rolling.now()
    assert one.silent(rolling.at + SILENT_MS - 1) == ()
    assert [box.device for box in one.silent(rolling.at + SILENT_MS)] == ["box-1"]
    assert "advance" in one.actions, "whoever decides may go on without it"
    rolling.tend(25)
    rolling.tell("p1", UpdateConfirmed("r1", "2.0.0"))  # it started again, and could tell
    assert rolling.now().silent(rolling.at + SILENT_MS) == ()


class _Counting:
    """Counts the rows that a connection answers with."""

    def __init__(self, conn: Sql) -> None:
        self._conn, self.rows = conn, 0

    def execute(self, sql: str, values: Sequence[Value] = ()) -> "_Counting":
        self._found = self._conn.execute(sql, values).fetchall()
        self.rows += len(self._found)
        return self

    def fetchall(self) -> list[Sequence[Any]]:
        return self._found


def test_the_list_is_as_the_books_and_reads_no_row_of_a_box(
    rolling: Rolling, book: RolloutBook
) -> None:
    assert book.listed() == []
    for n in range(6, 40):
        rolling.join(f"p{n}", f"box-{n}")
    rolling.start(ring="all")
    rolling.confirm("p1")
    rolling.go_back("p2")
    counting = _Counting(rolling.central.store._conn)
    told = RolloutBook(cast("Sql", counting)).listed()
    assert [(replace(one, boxes=()), one.counts) for one in book.all()] == told
    assert sum(told[0][1].values()) > 30
    assert counting.rows == 1 + len(told[0][1]), "a row a roll-out, and one a step"


def test_the_mark_is_another_one_whenever_a_box_goes_on_and_reads_no_row_of_one(
    rolling: Rolling, book: RolloutBook
) -> None:
    for n in range(6, 40):
        rolling.join(f"p{n}", f"box-{n}")
    rolling.start(ring="all")
    seen = [(book.mark("r1"), book.get("r1"))]

    def changed(what: str) -> None:
        seen.append((book.mark("r1"), book.get("r1")))
        (before, old), (now, new) = seen[-2:]
        assert (old != new, before != now) == (True, True), what

    rolling.tell("p1", UpdateBegun("r1", "2.0.0"))
    changed("a box begins")
    rolling.confirm("p1", "p2")
    changed("two go on")
    rolling.act("pause")
    changed("it waits")
    rolling.act("resume")
    changed("and goes on")
    rolling.go_back("p3")
    changed("one goes back")
    counting = _Counting(rolling.central.store._conn)
    RolloutBook(cast("Sql", counting)).mark("r1")
    assert counting.rows < 10
    assert book.mark("r1") == book.mark("r1") != book.mark("r9")


def test_the_mark_is_another_one_once_a_point_is_called_otherwise(
    rolling: Rolling, book: RolloutBook
) -> None:
    rolling.start()
    before, store = book.mark("r1"), rolling.central.store
    with store.unit():
        store.register(Point("p1", "Lesnaya 12", POINT_KEY, "ozon_like"), "box-1")
    assert rolling.now().boxes[0].name == "Lesnaya 12"
    assert book.mark("r1") != before


def test_when_the_next_box_will_be_silent_is_known(rolling: Rolling) -> None:
    rolling.start(ring="early")
    assert rolling.now().silent_from(rolling.at) is None, "none has begun"
    rolling.tell("p1", UpdateBegun("r1", "2.0.0"))
    one, at = rolling.now(), rolling.at + SILENT_MS
    assert one.silent_from(rolling.at) == at
    assert (one.silent(at - 1), len(one.silent(at))) == ((), 1)
    assert one.silent_from(at) is None
