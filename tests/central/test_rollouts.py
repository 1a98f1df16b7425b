"""Roll-outs: what people decide and boxes tell, on every database."""

import pytest

from kiosk.central.rollout_book import State
from kiosk.central.rollout_wishes import NoRollout, RingWish, RolloutStartWish, RolloutWish
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.updating import (
    UpdateBegun,
    UpdateConfirmed,
    UpdateFailed,
    UpdateInstalled,
    UpdateRolledBack,
)
from kiosk.core.updates import UpdateAvailable, UpdateWithdrawn
from kiosk.core.words import Outcome
from tests.central.conftest import Central
from tests.central.rolling import ALL, CANARY, EARLY, Rolling, release


@pytest.fixture
def rolling(central: Central) -> Rolling:
    return Rolling(central)


def test_it_begins_with_a_ring_and_every_box_of_it_is_told(rolling: Rolling) -> None:
    assert rolling.start() == "roll-out r1: release 2.0.0 goes to the ring canary"
    (letter,) = rolling.letters("p1")
    assert isinstance(letter, UpdateAvailable)
    assert (letter.update, letter.version, letter.serial, letter.size) == ("r1", "2.0.0", 20, 1000)
    assert letter.url == "https://mail.example/bundles/kiosk-2.0.0.kup"
    assert (letter.ru, letter.pt, letter.en) == (("Быстрее",), ("Mais rápido",), ("Faster",))
    assert rolling.letters("p2") == rolling.letters("p4") == []
    assert rolling.steps() == {"box-1": "offered"}
    assert rolling.tend() == 0  # once
    assert rolling.noted() == [("anna", "started", "canary")]


def test_a_box_tells_how_far_it_is(rolling: Rolling) -> None:
    rolling.start()
    told = []
    rolling.answer("p1")
    told.append(rolling.steps()["box-1"])
    for fact in (
        UpdateBegun("r1", "2.0.0"),
        UpdateInstalled("r1", "2.0.0", "1.0.0"),
        UpdateConfirmed("r1", "2.0.0"),
    ):
        rolling.tell("p1", fact)
        told.append(rolling.steps()["box-1"])
    assert told == ["accepted", "begun", "installed", "confirmed"]


@pytest.mark.parametrize(
    ("reason", "step", "cause"),
    [
        ("downgrade", "failed", "downgrade"),
        ("unknown_type", "failed", "unknown_type"),  # a program from before there were roll-outs
        ("has_it", "confirmed", "has_it"),
        ("busy", "held", "busy"),
        ("", "failed", "rejected"),
    ],
)
def test_what_a_box_says_of_the_letter_is_kept(
    rolling: Rolling, reason: str, step: str, cause: str
) -> None:
    rolling.start()
    rolling.answer("p1", Outcome.REJECTED, reason)
    (box,) = rolling.now().boxes
    assert (box.step, box.cause) == (step, cause)
    assert rolling.now().state is State.RUNNING  # one box that says no is none that went back


def test_a_person_lets_it_go_on_ring_by_ring(rolling: Rolling) -> None:
    rolling.start()
    assert rolling.act("advance", EARLY) == "roll-out r1 goes on to the ring early"
    assert rolling.steps() == {f"box-{n}": "offered" for n in (1, 2, 3)}
    rolling.act("advance", ALL)
    assert len(rolling.steps()) == 4
    assert rolling.now().actions == ("pause", "withdraw")
    with pytest.raises(NoRollout, match="there is none to go on to"):
        rolling.act("advance")


def test_two_who_press_at_once_go_on_one_ring(rolling: Rolling) -> None:
    rolling.start()
    seen = rolling.now().changes
    rolling.act("advance", EARLY, seen)
    with pytest.raises(NoRollout, match="somebody else was quicker"):
        rolling.act("advance", EARLY, seen)
    with pytest.raises(NoRollout, match="ring early has it already"):  # a verb looks at nothing
        rolling.act("advance", EARLY)
    with pytest.raises(NoRollout, match="somebody else was quicker"):
        rolling.act("pause", seen=seen)
    assert rolling.now().ring is EARLY


def test_a_box_that_goes_back_halts_it_and_offers_are_taken_back(rolling: Rolling) -> None:
    rolling.start(ring="early")
    rolling.answer("p2")
    rolling.tell("p3", UpdateBegun("r1", "2.0.0"))
    rolling.go_back("p1")
    assert (rolling.now().state, rolling.now().bad) == (State.HALTED, 1)
    assert rolling.noted()[-1] == ("system", "halted", "box-1")
    rolling.tend()
    assert rolling.steps() == {"box-1": "rolled_back", "box-2": "held", "box-3": "begun"}
    assert rolling.letters("p2")[-1] == UpdateWithdrawn("r1")
    assert not isinstance(rolling.letters("p3")[-1], UpdateWithdrawn)  # it is at it
    with pytest.raises(NoRollout, match="does not run"):
        rolling.act("advance", ALL)


def test_it_halts_at_its_threshold_and_not_before(rolling: Rolling) -> None:
    rolling.start(ring="early", halt_at=2)
    rolling.go_back("p1")
    assert rolling.now().state is State.RUNNING
    rolling.go_back("p2")
    assert rolling.now().state is State.HALTED


@pytest.mark.parametrize(
    ("cause", "state"),
    [
        ("bad_signature", "halted"),
        ("migrate_failed", "halted"),
        ("disk_short", "running"),
        ("odd", "running"),
    ],
)
def test_a_bundle_that_is_bad_in_itself_counts_as_one_that_went_back(
    rolling: Rolling, cause: str, state: str
) -> None:
    rolling.start()
    rolling.tell("p1", UpdateBegun("r1", "2.0.0"), UpdateFailed("r1", "2.0.0", cause))
    assert rolling.now().state == state
    assert rolling.steps() == {"box-1": "failed"}


def test_what_comes_late_is_kept_and_undoes_no_halt(rolling: Rolling) -> None:
    rolling.start(ring="early")
    rolling.tell("p2", UpdateBegun("r1", "2.0.0"))
    rolling.tell("p3", UpdateBegun("r1", "2.0.0"))
    rolling.go_back("p1")
    rolling.tend()
    rolling.tell("p2", UpdateInstalled("r1", "2.0.0", "1.0.0"), UpdateConfirmed("r1", "2.0.0"))
    rolling.act("withdraw")
    rolling.go_back("p3")
    assert rolling.steps() == {
        "box-1": "rolled_back",
        "box-2": "confirmed",
        "box-3": "rolled_back",
    }
    assert (rolling.now().state, rolling.now().bad) == (State.WITHDRAWN, 2)


def test_who_lets_a_halted_one_go_on_counts_anew(rolling: Rolling) -> None:
    rolling.start(ring="early")
    rolling.go_back("p1")
    rolling.tend()
    assert rolling.act("resume") == "roll-out r1 goes on in the ring early"
    assert rolling.now().bad == 0
    assert rolling.steps()["box-2"] == "offered"
    assert rolling.steps()["box-1"] == "rolled_back"  # again on a person's word at the box alone
    assert isinstance(rolling.letters("p2")[-1], UpdateAvailable)
    rolling.go_back("p2")
    assert rolling.now().state is State.HALTED


def test_it_waits_and_goes_on(rolling: Rolling) -> None:
    rolling.start()
    rolling.act("pause")
    assert rolling.steps() == {"box-1": "held"}
    with pytest.raises(NoRollout, match="waits already"):
        rolling.act("pause")
    rolling.act("resume")
    assert rolling.steps() == {"box-1": "offered"}
    with pytest.raises(NoRollout, match="runs already"):
        rolling.act("resume")
    told = [type(letter).__name__ for letter in rolling.letters("p1")]
    assert told == ["UpdateAvailable", "UpdateWithdrawn", "UpdateAvailable"]


def test_a_withdrawn_one_is_over(rolling: Rolling) -> None:
    rolling.start()
    rolling.act("withdraw")
    assert rolling.steps() == {"box-1": "held"}
    for action in ("advance", "pause", "resume", "withdraw"):
        with pytest.raises(NoRollout, match="is over"):
            rolling.act(action)  # type: ignore[arg-type]
    rolling.start("r2")  # the name of another offer of the same release
    assert rolling.steps("r2") == {"box-1": "offered"}


def test_a_box_that_was_off_for_weeks_finds_all_of_it_in_order(rolling: Rolling) -> None:
    rolling.start()
    rolling.act("withdraw")
    rolling.wish(release("2.1.0", 21))
    rolling.start("r2", version="2.1.0")
    rolling.tend(24 * 30)
    first, gone, last = rolling.letters("p1")
    assert isinstance(first, UpdateAvailable)
    assert gone == UpdateWithdrawn("r1")
    assert isinstance(last, UpdateAvailable)
    assert last.version == "2.1.0"
    rolling.confirm("p1", name="r2", version="2.1.0")
    assert rolling.steps("r2") == {"box-1": "confirmed"}


def test_a_newer_one_takes_the_place_of_one_that_reached_everybody(rolling: Rolling) -> None:
    rolling.start(ring="all")
    rolling.confirm("p1", "p2")
    rolling.wish(release("2.1.0", 21))
    rolling.start("r2", version="2.1.0")
    assert rolling.now().state is State.SUPERSEDED
    assert rolling.noted()[-1] == ("anna", "superseded", "r2")
    assert rolling.steps()["box-3"] == "held"
    assert rolling.letters("p3")[-1] == UpdateWithdrawn("r1")
    rolling.go_back("p3")  # it had begun before it heard of it
    assert rolling.steps()["box-3"] == "rolled_back"
    assert rolling.now("r2").state is State.RUNNING


@pytest.mark.input
@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (RolloutStartWish("r2", "9.9"), "no_release"),
        (RolloutStartWish("r1", "2.0.0"), "name_taken"),
        (RolloutStartWish("r2", "2.0.0"), "under_way"),
        (RolloutWish("r9", "pause"), "no_rollout"),
        (RolloutWish("r1", "advance", ALL), "skips"),
        (RingWish("p9", ALL), "no_point"),
        (release("2.0.0", 20, sha256="c" * 64), "release_known"),
        (release("2.0.1", 20), "serial_taken"),
        (release(manifest="{}"), "bad_manifest"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    rolling: Rolling, wish: RolloutWish, why: str
) -> None:
    rolling.start()
    before = (rolling.now(), rolling.noted())
    with pytest.raises(NoRollout) as no:
        rolling.wish(wish)
    assert no.value.why == why
    assert (rolling.now(), rolling.noted()) == before


def test_a_release_is_made_known_once(rolling: Rolling) -> None:
    assert rolling.wish(release()) == "release 2.0.0 is known already"


def test_no_older_release_follows_a_newer_one(rolling: Rolling) -> None:
    rolling.start()
    rolling.confirm("p1")
    rolling.act("withdraw")
    rolling.wish(release("1.9.0", 19))
    with pytest.raises(NoRollout, match="which is newer; a box takes no older one"):
        rolling.start("r2", version="1.9.0")


def test_a_ring_that_nobody_is_in_begins_nothing(rolling: Rolling) -> None:
    rolling.wish(RingWish("p1", ALL))
    with pytest.raises(NoRollout, match="no box is in the rings up to canary"):
        rolling.start()


def test_a_box_speaks_only_of_what_it_was_offered(rolling: Rolling) -> None:
    rolling.start()
    rolling.go_back("p4")
    rolling.tell("p1", UpdateRolledBack("r9", "2.0.0", "1.0.0", "crashed"))
    assert rolling.steps() == {"box-1": "offered"}
    assert rolling.now().state is State.RUNNING


def test_what_another_box_repeats_is_no_word_of_its_own(rolling: Rolling) -> None:
    rolling.start(ring="early")
    box = rolling.boxes["p2"]
    box.tell(UpdateRolledBack("r1", "2.0.0", "1.0.0", "crashed"), via=rolling.boxes["p1"].device)
    rolling.central.take(box.batch(box.head))
    assert rolling.steps()["box-2"] == "offered"
    assert CANARY.next is EARLY


def test_a_box_counts_once_however_often_it_goes_back(rolling: Rolling) -> None:
    rolling.start(ring="early", halt_at=2)
    rolling.go_back("p1")
    rolling.go_back("p1")  # somebody tried it again there
    rolling.tell("p1", UpdateRolledBack("r1", "2.0.0", "1.0.0", "crashed"))
    assert (rolling.now().state, rolling.now().bad) == (State.RUNNING, 1)
    assert rolling.noted()[1:] == [("system", "rolled_back", "box-1")]
    rolling.go_back("p2")
    assert rolling.now().state is State.HALTED
    rolling.act("resume")
    rolling.go_back("p1")  # whoever let it go on hears of it again
    assert rolling.now().bad == 1


def test_a_late_word_undoes_no_confirmation(rolling: Rolling) -> None:
    rolling.start()
    rolling.confirm("p1")
    rolling.tell("p1", UpdateBegun("r1", "2.0.0"), UpdateInstalled("r1", "2.0.0", "1.0.0"))
    assert rolling.steps() == {"box-1": "confirmed"}
    rolling.tell("p1", UpdateRolledBack("r1", "2.0.0", "1.0.0", "crash_loop"))
    assert rolling.steps() == {"box-1": "rolled_back"}


def test_only_the_newest_offer_can_be_answered(rolling: Rolling) -> None:
    rolling.start()
    first = rolling.sent("p1")[-1].id
    rolling.act("pause")
    rolling.act("resume")
    rolling.tell("p1", MessageDone(first, Outcome.REJECTED, "disk_short"))
    assert rolling.steps() == {"box-1": "offered"}
    rolling.answer("p1")
    assert rolling.steps() == {"box-1": "accepted"}
