"""What follows of roll-outs by itself: late-comers, boxes that are gone, the rule that goes on."""

from collections.abc import Collection
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.central.rollout_book import RolloutBook, State
from kiosk.central.rollout_tending import Tending, Waiting, is_due
from kiosk.central.rollout_wishes import RingWish, RolloutStartWish
from kiosk.central.sql_sqlite import SqliteSql
from kiosk.core.facts.updating import UpdateBegun
from kiosk.core.update_words import Step
from kiosk.core.updates import UpdateAvailable, UpdateWithdrawn
from kiosk.core.words import Outcome
from kiosk.sync.protocol import Hello
from tests.central.conftest import Central
from tests.central.rolling import ALL, CANARY, EARLY, HOUR_MS, Rolling, release


@pytest.fixture
def rolling(central: Central) -> Rolling:
    return Rolling(central)


def test_nothing_is_asked_of_the_books_while_nothing_is_rolled_out(rolling: Rolling) -> None:
    assert rolling.tend() == 0


def test_a_box_that_comes_to_a_ring_later_is_offered_it(rolling: Rolling) -> None:
    rolling.start()
    rolling.join("p5", "box-5")
    assert rolling.tend() == 0  # its point is of nobody's ring yet: the last one
    rolling.wish(RingWish("p5", CANARY))
    assert rolling.tend() == 1
    assert rolling.steps() == {"box-1": "offered", "box-5": "offered"}
    rolling.wish(RingWish("p4", CANARY))
    assert rolling.tend() == 1


def test_a_box_that_takes_a_point_over_is_offered_it_and_the_old_one_let_go(
    rolling: Rolling,
) -> None:
    rolling.start()
    rolling.join("p1", "box-new")
    rolling.tend()
    assert rolling.steps() == {"box-1": "gone", "box-new": "offered"}
    assert [type(one) for one in rolling.letters("p1")][-1:] == [UpdateAvailable]


def test_a_blocked_box_is_offered_nothing_until_it_is_let_in(rolling: Rolling) -> None:
    with rolling.central.store.unit():
        rolling.central.store.block("box-2", "revoked")
    rolling.start(ring="early")
    assert "box-2" not in rolling.steps()
    with rolling.central.store.unit():
        rolling.central.store.block("box-2", "")
    rolling.tend()
    assert rolling.steps()["box-2"] == "offered"


def test_a_box_that_runs_it_already_is_asked_nothing(rolling: Rolling) -> None:
    hello = rolling.boxes["p1"].hello()
    assert isinstance(hello.body, Hello)
    rolling.central.take(replace(hello, body=replace(hello.body, app="2.0.0")))
    rolling.start()
    assert rolling.letters("p1") == []
    (box,) = rolling.now().boxes
    assert (box.step, box.cause) == (Step.CONFIRMED, "has_it")


def test_it_goes_on_by_itself_when_enough_have_held_it_long_enough(rolling: Rolling) -> None:
    rolling.start(soak_h=24)
    rolling.tend(48)
    assert rolling.now().ring is CANARY  # nobody confirmed
    rolling.confirm("p1")
    rolling.tend(23)
    assert rolling.now().ring is CANARY
    rolling.tend(1)
    assert rolling.now().ring is EARLY
    assert rolling.noted()[-1] == ("system", "advanced", "early")
    rolling.tend()
    assert rolling.steps()["box-2"] == "offered"
    rolling.confirm("p2")
    rolling.tend(48)
    assert rolling.now().ring is EARLY  # of two one is not enough
    rolling.confirm("p3")
    rolling.tend(24)
    assert rolling.now().ring is ALL
    rolling.tend(24)
    assert rolling.now().ring is ALL


def test_a_box_that_is_off_does_not_stop_what_needs_only_most(rolling: Rolling) -> None:
    rolling.start(ring="early", soak_h=1, enough=50)
    rolling.confirm("p2")
    rolling.tend(1)
    assert rolling.now().ring is ALL


def test_without_hours_only_a_person_lets_it_go_on(rolling: Rolling) -> None:
    rolling.start()
    rolling.confirm("p1")
    rolling.tend(24 * 30)
    assert rolling.now().ring is CANARY


def test_a_bad_sign_holds_the_rule_even_below_the_threshold(rolling: Rolling) -> None:
    rolling.start(ring="early", soak_h=1, enough=50, halt_at=9)
    rolling.go_back("p3")
    rolling.confirm("p2")
    rolling.tend(2)
    assert rolling.now().ring is EARLY


def test_a_ring_without_boxes_waits_for_a_person(rolling: Rolling) -> None:
    rolling.start(soak_h=1)
    rolling.confirm("p1")
    rolling.wish(RingWish("p2", ALL))
    rolling.wish(RingWish("p3", ALL))
    rolling.tend(1)
    rolling.tend(24)
    assert rolling.now().ring is EARLY
    assert rolling.act("advance", ALL)
    assert rolling.now().ring is ALL


@pytest.mark.parametrize("state", [state for state in State if state is not State.RUNNING])
def test_what_does_not_run_does_not_go_on(rolling: Rolling, state: State) -> None:
    rolling.start(soak_h=1)
    rolling.confirm("p1")
    one = rolling.now()
    book = RolloutBook(rolling.central.store._conn)
    assert is_due(book, one, rolling.at + HOUR_MS)
    assert not is_due(book, replace(one, state=state), rolling.at + HOUR_MS)


def test_many_boxes_are_told_a_part_at_a_time(
    rolling: Rolling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.central.rollout_tending._AT_ONCE", 3)
    rolling.start(ring="all")
    assert len(rolling.steps()) == 3
    assert rolling.tend() == 1
    assert rolling.tend() == 0
    rolling.act("withdraw")
    assert rolling.tend() == 1
    assert set(rolling.steps().values()) == {"held"}


def test_a_box_that_takes_a_point_over_gets_no_copy_of_what_was_withdrawn(
    rolling: Rolling,
) -> None:
    rolling.start()
    rolling.answer("p1")
    rolling.act("withdraw")
    rolling.start("r2")
    rolling.act("withdraw", name="r2")
    rolling.join("p1", "box-new")
    rolling.tend()
    told = [type(one) for one in rolling.letters("p1")]
    assert UpdateAvailable not in told
    assert UpdateWithdrawn not in told
    old = rolling.central.rows(
        "SELECT DISTINCT state FROM message WHERE device = 'box-1' AND state <> 'applied'"
    )
    assert old == [("expired",)]


@pytest.mark.parametrize("answered", [True, False])
def test_a_box_that_lost_its_file_is_offered_it_anew_once(
    rolling: Rolling, *, answered: bool
) -> None:
    rolling.start()
    if answered:
        rolling.answer("p1")
    head = len(rolling.letters("p1"))
    rolling.lose_file("p1")
    assert rolling.steps() == {"box-1": "held"}
    assert rolling.tend() == 1
    assert rolling.steps() == {"box-1": "offered"}
    fresh = [type(one) for one in rolling.letters("p1")[head:]]
    assert fresh.count(UpdateAvailable) == 1


def test_a_box_that_lost_its_file_is_not_offered_what_was_withdrawn(rolling: Rolling) -> None:
    rolling.start()
    rolling.act("withdraw")
    head = len(rolling.letters("p1"))
    rolling.lose_file("p1")
    rolling.tend()
    assert not any(isinstance(one, UpdateAvailable) for one in rolling.letters("p1")[head:])


@pytest.fixture
def busy(rolling: Rolling) -> Rolling:
    """A box that is at a withdrawn release while the release that mends it goes out."""
    rolling.start()
    rolling.tell("p1", UpdateBegun("r1", "2.0.0"))
    rolling.act("withdraw")
    rolling.wish(release("2.1.0", 21))
    rolling.start("r2", version="2.1.0")
    rolling.answer("p1", Outcome.REJECTED, "busy")
    assert rolling.tend() == 0  # not again and again
    assert rolling.steps("r2") == {"box-1": "held"}
    return rolling


def test_a_busy_box_is_asked_again_when_the_other_release_has_ended(busy: Rolling) -> None:
    busy.go_back("p1")
    assert busy.tend() == 1
    assert busy.steps("r2") == {"box-1": "offered"}
    busy.confirm("p1", name="r2", version="2.1.0")
    assert busy.steps("r2") == {"box-1": "confirmed"}


def test_a_busy_box_that_never_tells_an_end_is_asked_again_after_an_hour(busy: Rolling) -> None:
    assert busy.tend(0.9) == 0
    assert busy.tend(0.1) == 1


def test_a_box_that_is_blocked_between_two_looks_gets_no_letter(
    rolling: Rolling, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = rolling.central.store
    hold = store._conn.hold

    def held(devices: Collection[str]) -> None:
        hold(devices)
        rolling.central.rows("UPDATE device SET blocked = 'revoked' WHERE device = 'box-1'")

    rolling.wish(msgspec.convert({"rollout": "r1", "version": "2.0.0"}, RolloutStartWish))
    monkeypatch.setattr(store._conn, "hold", held)
    assert rolling.tend() == 0
    assert rolling.letters("p1") == []


def test_a_row_that_went_on_between_two_looks_gets_no_letter(rolling: Rolling) -> None:
    rolling.start()
    rolling.tell("p1", UpdateBegun("r1", "2.0.0"))
    one, store = rolling.now(), rolling.central.store
    tending = Tending(store._conn, store._outgoing)
    known = RolloutBook(store._conn).release("2.0.0")
    assert known is not None
    with store.unit():
        assert tending._offer(one, known, Waiting("box-1", "canary", "1.0.0"), rolling.at) == 0
    assert len(rolling.letters("p1")) == 1
    assert rolling.steps() == {"box-1": "begun"}


def test_the_running_one_is_found_among_many(rolling: Rolling) -> None:
    book = RolloutBook(rolling.central.store._conn)
    assert book.running() is None
    rolling.start()
    rolling.act("withdraw")
    rolling.start("r2")
    assert book.running() == replace(rolling.now("r2"), boxes=())
    assert rolling.now("r2") == book.all()[0]
    assert book.get("r9") is None
    assert book.release("9.9") is None


def test_a_turn_reads_no_row_for_each_box(tmp_path: Path) -> None:
    """What happens every two seconds costs the same for four boxes and for forty."""
    central = Central(tmp_path / "central.db")  # only this kind of database tells its statements
    rolling, conn = Rolling(central), central.store._conn
    assert isinstance(conn, SqliteSql)
    rolling.start(ring="all", soak_h=1)
    rolling.tend()

    def statements() -> list[str]:
        said: list[str] = []
        conn.set_trace_callback(said.append)
        rolling.tend()
        conn.set_trace_callback(None)
        return said

    few = statements()
    for n in range(10, 46):
        rolling.join(f"p{n}")
    rolling.tend()
    many = statements()
    assert len(many) == len(few) <= 12
    assert not any("point.name" in one for one in many), "that reads all its boxes"
    central.store.close()


def test_when_enough_have_confirmed_is_found_by_one_row(rolling: Rolling) -> None:
    rolling.start(ring="early", enough=50)
    book, one = RolloutBook(rolling.central.store._conn), rolling.now()
    assert book.proven_at(one) is None
    rolling.confirm("p2")
    assert book.proven_at(one) == rolling.at
    assert book.proven_at(replace(one, enough=100)) is None
