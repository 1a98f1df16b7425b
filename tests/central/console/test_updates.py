"""Updates in the console: rings, a start, the next step, and each box as it tells."""

from typing import get_args

import pytest

from kiosk.central.console.updates import CAUSES, NO, NOTES, RINGS, STATES, STEPS
from kiosk.central.rollout_book import SILENT_MS, State
from kiosk.central.rollout_wishes import NO as WORDS
from kiosk.central.rollout_wishes import RolloutAction
from kiosk.central.users import Role
from kiosk.core.facts.updating import UpdateBegun
from kiosk.core.update_words import Cause, Ring, Step
from tests.central.console.stand import Stand, Visitor
from tests.central.rolling import Rolling

START = {
    "rollout": "r1", "version": "2.0.0", "ring": "canary", "halt_at": "1", "soak_h": "24",
    "enough": "90", "from_min": "02:00", "to_min": "05:00",
}  # fmt: skip


@pytest.fixture
def rolling(stand: Stand) -> Rolling:
    return Rolling(stand.central)


def start(visitor: Visitor, **other: str) -> str:
    went = visitor.post("/updates/start", "/updates", **START | other)
    return visitor.get(went.headers["location"]).text if went.status_code == 303 else went.text


def press(visitor: Visitor, action: str, seen: int, to: str = "") -> str:
    told = {"rollout": "r1", "action": action, "seen": str(seen), "to": to}
    visitor.post("/updates/act", "/updates/r1", **told)
    return visitor.get("/updates/r1").text


def test_a_release_is_rolled_out_from_the_form(stand: Stand, rolling: Rolling) -> None:
    anna = stand.signed_in(name="anna")
    page = start(anna)
    assert "The roll-out has begun" in page
    one = rolling.now()
    assert (one.soak_h, one.enough, one.from_min, one.to_min) == (24, 90, 120, 300)
    assert stand.deeds()[-1] == ("anna", "update.start", "r1 2.0.0", "done")
    rolling.tend()
    page = anna.get("/updates/r1").text
    assert "offered" in page
    assert "box-1" in page
    assert "Faster" in page
    assert "Go on to: early boxes" in page


def test_two_who_press_at_once_go_on_one_ring(stand: Stand, rolling: Rolling) -> None:
    rolling.start()
    anna, olga = stand.signed_in(name="anna"), stand.signed_in(name="olga")
    seen = rolling.now().changes
    assert "It goes on: the boxes of the next ring" in press(anna, "advance", seen, "early")
    assert "Somebody else was quicker" in press(olga, "advance", seen, "early")
    assert rolling.now().ring is Ring.EARLY
    assert [deed[1] for deed in stand.deeds()][-2:] == ["update.advance"] * 2


def test_a_halt_is_shown_with_its_cause_and_lifted(stand: Stand, rolling: Rolling) -> None:
    rolling.start(ring="early")
    rolling.tell("p3", UpdateBegun("r1", "2.0.0"))
    rolling.go_back("p1", "hung")
    rolling.tend()
    anna = stand.signed_in(name="anna")
    page = anna.get("/updates/r1").text
    for words in ("halted", "it hung", "taken back", "being fetched", "halted by itself",
                  "Boxes went back. See why"):  # fmt: skip
        assert words in page
    assert "It goes on, and counts anew." in press(anna, "resume", rolling.now().changes)
    assert "It waits." in press(anna, "pause", rolling.now().changes)
    assert "It is over." in press(anna, "withdraw", rolling.now().changes)
    assert "Boxes" in anna.get("/updates").text


def test_a_box_that_told_no_outcome_for_a_day_is_named(stand: Stand, rolling: Rolling) -> None:
    rolling.start()
    rolling.tell("p1", UpdateBegun("r1", "2.0.0"))
    visitor = stand.signed_in(Role.ADMIN)
    assert "no word since" not in visitor.get("/updates/r1").text
    stand.at += SILENT_MS + 1000
    visitor = stand.signed_in(Role.ADMIN)
    page = visitor.get("/updates/r1").text
    for words in ("no word since", "1 box has begun and told no outcome for a day", "Pause"):
        assert words in page


def test_who_has_it_open_hears_that_it_was_changed(stand: Stand, rolling: Rolling) -> None:
    rolling.start()
    seen = rolling.now().changes
    visitor = stand.signed_in(Role.VIEWER)
    stand.desk.closing.set()
    assert visitor.get(f"/live/update?rollout=r1&seen={seen}").status_code == 200
    assert visitor.get("/live/updates").status_code == 200
    assert visitor.get("/live/update?rollout=r9").status_code == 200


def test_a_viewer_sees_all_and_decides_nothing(stand: Stand, rolling: Rolling) -> None:
    rolling.start()
    visitor = stand.signed_in(Role.OPERATOR)
    assert "/updates/start" not in visitor.get("/updates").text
    page = visitor.get("/updates/r1").text
    assert "Admins decide." in page
    assert "/updates/act" not in page
    assert visitor.post("/updates/act", "/updates/r1").status_code == 403


def test_a_point_is_put_into_a_ring(stand: Stand, rolling: Rolling) -> None:
    anna = stand.signed_in(name="anna")
    anna.post("/updates/ring", "/updates", point="p4", ring="canary")
    rolling.start()
    assert set(rolling.steps()) == {"box-1", "box-4"}
    anna.post("/updates/ring", "/updates", point="p9", ring="canary")
    assert "There is no such point." in anna.get("/updates").text


@pytest.mark.input
@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"rollout": ""}, "Fill in a name"),
        ({"rollout": "a b"}, "Fill in a name"),
        ({"version": "<b>"}, "Fill in a name"),
        ({"version": "9.9"}, "There is no release 9.9."),
        ({"ring": "some"}, "Fill in a name"),
        ({"halt_at": "x"}, "Fill in a name"),
        ({"halt_at": "0"}, "Fill in a name"),
        ({"soak_h": "-1"}, "Fill in a name"),
        ({"enough": "101"}, "Fill in a name"),
        ({"from_min": "25:00"}, "Fill in a name"),
        ({"to_min": "02:70"}, "Fill in a name"),
        ({"to_min": "²:00"}, "Fill in a name"),
    ],
)
def test_a_form_that_makes_no_sense_is_told_and_begins_nothing(
    stand: Stand, rolling: Rolling, other: dict[str, str], words: str
) -> None:
    page = start(stand.signed_in(name="anna"), **other)
    assert words in page
    assert rolling.central.rows("SELECT * FROM rollout") == []
    assert stand.deeds()[-1][1] == "update.start"
    assert stand.deeds()[-1][3] != "done"


@pytest.mark.input
@pytest.mark.parametrize(
    "told",
    [
        {"action": "stop", "seen": "1"},
        {"action": "pause", "seen": "x"},
        {"action": "pause", "seen": "-1"},
        {"action": "advance", "to": "nobody", "seen": "1"},
    ],
)
def test_a_strange_step_is_refused(stand: Stand, rolling: Rolling, told: dict[str, str]) -> None:
    rolling.start()
    before = rolling.now()
    anna = stand.signed_in(name="anna")
    answer = anna.post("/updates/act", "/updates/r1", rollout="r1", **told)
    assert answer.status_code == 400
    assert anna.get("/updates/r9").status_code == 404
    assert rolling.now() == before


def test_every_word_has_its_words() -> None:
    assert set(RINGS) == set(Ring)
    assert set(STATES) == set(State)
    assert set(STEPS) == set(Step)
    assert set(Cause) <= set(CAUSES)
    assert set(State) - {State.RUNNING} <= set(NOTES)
    assert set(NO) == set(WORDS)
    assert set(get_args(RolloutAction)) == {"advance", "pause", "resume", "withdraw"}
