"""The self-test goes through the devices by the clock's ticks, and never stops other work."""

import pytest

from kiosk.core.facts.deciding import ItemDecided
from kiosk.core.prints import JobState
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Decision
from kiosk.hw.ports import DeviceHealth, DeviceState, Picture, PrintDone, PrintOutcome
from kiosk.workflows.selftest import CheckLine, Verdict
from tests.workflows.conftest import Point

KINDS = {
    "buzzer": "buzzer",
    "camera": "camera",
    "hand": "scanner",
    "printer": "printer",
    "wall": "lights",
    "left": "lights",
}


@pytest.fixture(autouse=True)
def _hardware(point: Point) -> None:
    for device, kind in KINDS.items():
        tell(point, device, kind)
    point.pictures.append(Picture(1, 1, 1, b"abc"))
    point.sign_in("oleg")


def tell(
    point: Point, device: str, kind: str, state: DeviceState = DeviceState.READY, what: str = ""
) -> None:
    point.desk.health.note(DeviceHealth(device, kind, state, what, "", 1.0))


def verdicts(point: Point) -> dict[str, tuple[str, str]]:
    return {line.device: (line.verdict.value, line.what) for line in point.desk.selftest.lines()}


def print_it(point: Point, outcome: PrintOutcome = PrintOutcome.PRINTED) -> None:
    assert point.desk.prints.pump()
    job, _ = point.paper.jobs[-1]
    point.desk.prints.done(PrintDone(job, outcome, 1.0))


def go_on(point: Point, ms: int = 500) -> None:
    point.clock.pass_ms(ms)
    point.desk.tick(1.0)


def test_every_device_is_tried_in_order_and_the_result_stays(point: Point) -> None:
    test = point.desk.selftest
    assert test.begin() is None
    assert [line.device for line in test.lines()] == [
        "camera", "hand", "printer", "left", "wall", "buzzer", "mail",
    ]  # fmt: skip
    go_on(point)
    assert verdicts(point)["camera"] == ("runs", "")
    point.pictures.append(Picture(2, 1, 1, b"abc"))
    go_on(point)
    assert verdicts(point)["camera"] == ("ok", "pictures")
    assert verdicts(point)["hand"] == ("ok", "by_hand")
    assert verdicts(point)["printer"] == ("runs", "")
    print_it(point)
    go_on(point)
    assert verdicts(point)["printer"] == ("ok", "printed")
    assert point.lights.walks[-1] > 0
    assert verdicts(point)["left"] == ("runs", "")
    go_on(point, 10_000)
    assert verdicts(point)["left"] == verdicts(point)["wall"] == ("ok", "walked")
    assert point.lights.walks[-1] == 0
    assert verdicts(point)["buzzer"] == ("ok", "sounded")
    assert verdicts(point)["mail"] == ("warn", "no_network")
    assert (test.runs, test.ended_at) == (False, point.clock.stamp.at)
    point.sign_in("anna")
    assert len(test.lines()) == 7


def test_what_is_ill_already_is_told_without_its_test(point: Point) -> None:
    tell(point, "printer", "printer", DeviceState.DEGRADED, "paper_out")
    tell(point, "hand", "scanner", DeviceState.ABSENT, "lost")
    point.desk.selftest.begin()
    point.pictures.append(Picture(2, 1, 1, b"abc"))
    go_on(point)
    assert verdicts(point)["printer"] == ("fail", "paper_out")
    assert verdicts(point)["hand"] == ("fail", "lost")
    assert point.desk.prints.waiting() == ()


def test_little_paper_is_worth_a_word_after_the_slip(point: Point) -> None:
    tell(point, "printer", "printer", DeviceState.DEGRADED, "paper_low")
    point.desk.selftest.begin()
    point.pictures.append(Picture(2, 1, 1, b"abc"))
    go_on(point)
    print_it(point)
    go_on(point)
    assert verdicts(point)["printer"] == ("warn", "paper_low")


def test_a_camera_without_a_picture_and_a_slip_that_waits_fail_after_a_while(point: Point) -> None:
    point.desk.selftest.begin()
    go_on(point, 20_001)
    assert verdicts(point)["camera"] == ("fail", "no_picture")
    go_on(point, 20_001)
    assert verdicts(point)["printer"] == ("fail", "not_printed")


def test_a_slip_of_which_nobody_knows_is_worth_a_look(point: Point) -> None:
    point.desk.selftest.begin()
    point.pictures.append(Picture(2, 1, 1, b"abc"))
    go_on(point)
    print_it(point, PrintOutcome.UNCERTAIN)
    go_on(point)
    assert verdicts(point)["printer"] == ("warn", "uncertain")


def to_the_walk(point: Point) -> None:
    point.desk.selftest.begin()
    point.pictures.append(Picture(2, 1, 1, b"abc"))
    go_on(point)
    print_it(point)
    go_on(point)


def test_a_customer_ends_the_walk_at_once(point: Point) -> None:
    to_the_walk(point)
    assert point.lights.walks[-1] > 0
    point.desk.lamps.take("A-01")
    assert point.lights.walks[-1] == 0
    assert point.lights.now.keys() == {"A-01"}
    go_on(point)
    assert verdicts(point)["wall"] == ("skipped", "wanted")


def test_no_walk_begins_while_a_lamp_is_wanted(point: Point) -> None:
    point.desk.lamps.take("A-01")
    to_the_walk(point)
    assert point.lights.walks == []
    assert verdicts(point)["wall"] == ("skipped", "wanted")


def test_what_is_to_be_put_back_can_wait_for_the_walk(point: Point) -> None:
    technician = point.counter.signed_in or ""
    point.sign_in("anna")
    point.stock("c1", "P1", cell="A-01")
    point.desk.issue.open(point.shown("c1"))
    (visit,) = point.desk.issue.live()
    point.desk.issue.pick(visit.session.session, "P1")
    wish = ItemDecided("P1", visit.session.session, Decision.REFUSE, reason="size")
    point.desk.deciding.decide(wish)
    point.desk.issue.complete(visit.session.session)
    point.desk.tick(0.0)
    point.take_papers()
    point.sign_in(technician)
    assert set(point.desk.lamps.wanted()) == {"R-01"}
    to_the_walk(point)
    assert point.lights.walks[-1] > 0


def test_cancel_ends_it_and_keeps_what_was_found(point: Point) -> None:
    to_the_walk(point)
    point.desk.selftest.cancel()
    assert point.lights.walks[-1] == 0
    assert verdicts(point)["printer"] == ("ok", "printed")
    assert {verdicts(point)[d] for d in ("left", "wall", "buzzer", "mail")} == {("skipped", "")}
    point.desk.selftest.cancel()
    go_on(point)
    assert not point.desk.selftest.runs


def test_it_ends_when_whoever_began_it_has_gone(point: Point) -> None:
    point.desk.selftest.begin()
    point.desk.access.sign_out()
    go_on(point)
    assert not point.desk.selftest.runs
    assert {v for v, _ in verdicts(point).values()} == {"skipped"}


def test_a_second_slip_is_not_queued_while_one_waits(point: Point) -> None:
    first = point.desk.prints.test_slip("printer")
    assert point.desk.prints.test_slip("printer") == first
    assert len(point.desk.prints.waiting()) == 1
    print_it(point)
    job = point.desk.prints.job(str(first))
    assert job is not None
    assert job.state == JobState.SENT
    assert point.desk.prints.test_slip("printer") != first
    assert point.desk.prints.job("x") is None


def test_there_is_no_result_before_the_first_one(point: Point) -> None:
    assert point.desk.selftest.lines() == ()
    assert point.desk.selftest.ended_at is None
    assert CheckLine("a", "b").verdict is Verdict.WAITS


def test_one_device_is_tried_again_and_the_others_keep_what_was_found(point: Point) -> None:
    tell(point, "hand", "scanner", DeviceState.ABSENT, "lost")
    to_the_walk(point)
    go_on(point, 10_000)
    before = verdicts(point)
    assert before["hand"] == ("fail", "lost")
    tell(point, "hand", "scanner")
    assert point.desk.selftest.again("hand") is None
    go_on(point)
    assert not point.desk.selftest.runs
    assert verdicts(point) == before | {"hand": ("ok", "by_hand")}
    assert point.desk.selftest.ended_at == point.clock.stamp.at


def test_a_line_cancelled_as_it_is_tried_again_takes_no_other_along(point: Point) -> None:
    to_the_walk(point)
    go_on(point, 10_000)
    before = verdicts(point)
    point.desk.selftest.again("printer")
    assert verdicts(point)["printer"] == ("runs", "")
    assert point.desk.selftest.again("hand") is None, "one is under way: nothing new begins"
    point.desk.selftest.cancel()
    assert verdicts(point) == before | {"printer": ("skipped", "")}


def test_a_device_nobody_knows_is_not_tried(point: Point) -> None:
    assert point.desk.selftest.again("hand") == Refused(Reason.NOT_CONNECTED)
    point.desk.selftest.begin()
    assert point.desk.selftest.again("other") == Refused(Reason.NOT_CONNECTED)


def test_the_lamps_of_a_shelf_node_are_walked_before_its_tone(point: Point) -> None:
    tell(point, "node", "shelf")
    to_the_walk(point)
    point.desk.selftest.cancel()
    point.desk.selftest.again("node")
    go_on(point)
    assert verdicts(point)["node"] == ("runs", "")
    assert point.lights.walks[-1] > 0
    go_on(point, 10_000)
    assert verdicts(point)["node"] == ("warn", "silent"), "this one has no buzzer"
