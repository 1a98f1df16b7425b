"""The equipment check: what the self-test found, as the network asks it."""

import pytest

from kiosk.core import openings
from kiosk.core.opening_words import MOST_CHECKS, CheckKind
from kiosk.core.opening_words import CheckLine as Told
from kiosk.core.words import ClockQuality
from kiosk.hw.ports import LampChain
from kiosk.workflows.equipment import EquipmentLine, Mark, lines, told
from kiosk.workflows.selftest import CheckLine, Verdict

K, OK, WARN, FAIL = CheckKind, Verdict.OK, Verdict.WARN, Verdict.FAIL
WALL = LampChain("wall", tuple(f"A-{n:02d}" for n in range(50)))
WELL = (
    CheckLine("camera", "camera", OK, "pictures"),
    CheckLine("hand", "scanner", OK, "by_hand"),
    CheckLine("printer", "printer", OK, "printed"),
    CheckLine("wall", "lights", OK, "walked"),
    CheckLine("gpio", "buttons", OK, "by_hand"),
    CheckLine("mail", "mail", OK, "linked"),
)


def check(
    *other: CheckLine, chain: LampChain = WALL, clock: ClockQuality = ClockQuality.NTP
) -> tuple[EquipmentLine, ...]:
    """The check where every device is well but these."""
    names = {line.device: line for line in (*WELL, *other)}
    return lines(names.values(), (chain,), clock)


def marks(found: tuple[EquipmentLine, ...]) -> dict[str, Mark]:
    return {line.name or line.kind.value: line.mark for line in found}


def test_what_works_passes_line_by_line() -> None:
    found = check()
    assert set(marks(found).values()) == {Mark.PASSED}
    assert told(found) == (
        Told(K.READER, 1, 1, "camera"),
        Told(K.READER, 1, 1, "hand"),
        Told(K.LIGHTS, 50, 50, "wall"),
        Told(K.SLIP, 1, 1, "printer"),
        Told(K.BUTTON, 1, 1, "gpio"),
        Told(K.LINK, 1, 1),
        Told(K.CLOCK, 1, 1),
    )
    assert openings.passes(told(found))


def test_before_the_self_test_there_is_nothing_to_tell() -> None:
    assert lines((), (WALL,), ClockQuality.NTP) == ()


def test_what_is_not_there_has_a_line_all_the_same() -> None:
    found = lines((CheckLine("mail", "mail", OK, "linked"),), (), ClockQuality.NTP)
    assert marks(found) == {
        "reader": Mark.NOT_THERE,
        "lights": Mark.NOT_THERE,
        "slip": Mark.NOT_THERE,
        "button": Mark.NOT_THERE,
        "link": Mark.PASSED,
        "clock": Mark.PASSED,
    }
    assert not openings.passes(told(found)), "nothing reads"


@pytest.mark.parametrize(("dark", "mark"), [(1, Mark.PASSED), (2, Mark.FAILED)])
def test_two_in_a_hundred_lamps_may_stay_dark(dark: int, mark: Mark) -> None:
    found = check(chain=LampChain("wall", WALL.cells, frozenset(range(dark))))
    assert marks(found)["wall"] is mark
    assert Told(K.LIGHTS, 50 - dark, 50, "wall") in told(found)
    assert openings.passes(told(found)) == (mark is Mark.PASSED)


def test_a_lamp_of_no_cell_is_not_counted() -> None:
    found = check(chain=LampChain("wall", ("A-01", "", "A-02"), frozenset({1})))
    assert Told(K.LIGHTS, 2, 2, "wall") in told(found)
    assert marks(check(chain=LampChain("wall", ("", ""))))["wall"] is Mark.NOT_THERE


def test_lamps_that_were_not_walked_are_not_known_to_shine() -> None:
    found = check(CheckLine("wall", "lights", Verdict.SKIPPED, "wanted"))
    assert marks(found)["wall"] is Mark.SKIPPED
    assert not openings.passes(told(found))
    far = check(chain=LampChain("left", WALL.cells, is_far=True))
    assert marks(far)["left"] is Mark.SKIPPED
    assert not openings.passes(told(far))


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        (CheckLine("mail", "mail", WARN, "no_network"), Mark.FAILED),
        (CheckLine("printer", "printer", WARN, "uncertain"), Mark.FAILED),
        (CheckLine("printer", "printer", WARN, "unproved"), Mark.PASSED),
        (CheckLine("printer", "printer", WARN, "paper_low"), Mark.PASSED),
        (CheckLine("printer", "printer", FAIL, "paper_out"), Mark.FAILED),
        (CheckLine("hand", "scanner", Verdict.RUNS), Mark.RUNS),
        (CheckLine("hand", "scanner", Verdict.WAITS), Mark.WAITS),
    ],
)
def test_what_is_worth_a_look_passes_unless_nobody_knows(line: CheckLine, mark: Mark) -> None:
    found = check(line)
    name = "link" if line.kind == "mail" else line.device
    assert marks(found)[name] is mark
    one = next(row for row in found if row.test == line)
    assert one.good == (mark is Mark.PASSED)


def test_a_clock_that_is_unsure_is_told_and_hinders_no_launch() -> None:
    found = check(clock=ClockQuality.UNSURE)
    assert marks(found)["clock"] is Mark.FAILED
    assert openings.passes(told(found))


def test_more_lines_than_an_event_holds_are_told_one_a_kind() -> None:
    many = [CheckLine(f"hand{n}", "scanner", FAIL if n else OK) for n in range(MOST_CHECKS)]
    short = told(check(*many))
    assert len(short) <= MOST_CHECKS
    assert Told(K.READER, 3, MOST_CHECKS + 2) in short
    assert openings.passes(short)
