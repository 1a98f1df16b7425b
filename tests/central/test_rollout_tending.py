"""What follows of roll-outs by itself: late-comers, boxes that are gone, the rule that goes on."""

import pytest
from msgspec.structs import replace

from kiosk.central.rollout_book import State
from kiosk.central.rollout_tending import is_due
from kiosk.central.rollout_wishes import RingWish
from kiosk.core.update_words import Step
from kiosk.core.updates import UpdateAvailable
from kiosk.sync.protocol import Hello
from tests.central.conftest import Central
from tests.central.rolling import ALL, CANARY, EARLY, HOUR_MS, Rolling


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
    assert is_due(one, rolling.at + HOUR_MS)
    assert not is_due(replace(one, state=state), rolling.at + HOUR_MS)


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
