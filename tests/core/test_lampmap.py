"""What is said while walking a chain: each word changes one LED's meaning and nothing else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import events, lampmap
from kiosk.core.events import Event
from kiosk.core.lampmap import Change, Difference, LampMap
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality

PLAIN = LampMap(("A-01", "A-02", "", "A-03"))
CELLS = st.sampled_from(["A-01", "A-02", "A-03", "B-01"])


def test_an_led_is_given_to_the_cell_that_was_tapped() -> None:
    assert lampmap.assign(PLAIN, 2, "B-01").cells == ("A-01", "A-02", "B-01", "A-03")


def test_a_cell_that_is_tapped_for_another_led_has_moved_there() -> None:
    assert lampmap.assign(PLAIN, 3, "A-01").cells == ("", "A-02", "", "A-01")


def test_neighbours_of_one_cell_are_one_lamp() -> None:
    twice = lampmap.assign(PLAIN, 2, "A-02")
    assert twice.cells == ("A-01", "A-02", "A-02", "A-03")
    assert twice.leds_of("A-02") == (1, 2)


def test_a_dark_led_keeps_its_cell_which_then_has_no_lamp() -> None:
    dark = lampmap.call_dark(PLAIN, 1)
    assert (dark.cells, dark.is_dark("A-02"), dark.is_dark("A-01")) == (PLAIN.cells, True, False)
    assert lampmap.see(dark, 1) == PLAIN
    assert lampmap.assign(dark, 1, "B-01").dark == frozenset()
    assert lampmap.leave_out(dark, 1) == LampMap(("A-01", "", "", "A-03"))


def test_an_led_inside_a_lamp_that_is_left_out_ends_it() -> None:
    wide = LampMap(("A-01", "A-01", "A-01", "B-01"))
    assert lampmap.leave_out(wide, 1).cells == ("A-01", "", "", "B-01")
    assert lampmap.leave_out(wide, 0).cells == ("", "A-01", "A-01", "B-01")


def test_a_cell_of_two_leds_is_dark_when_both_are() -> None:
    wide = LampMap(("A-01", "A-01"), frozenset({0}))
    assert not wide.is_dark("A-01")
    assert lampmap.call_dark(wide, 1).is_dark("A-01")


def test_what_differs_is_told_cell_by_cell() -> None:
    before = LampMap(("A-01", "A-02", "A-03", "A-04"), frozenset({3}))
    after = LampMap(("A-02", "B-01", "A-03", "A-04"), frozenset({2}))
    assert lampmap.differences(before, after) == (
        Difference("A-01", Change.GONE),
        Difference("A-02", Change.MOVED),
        Difference("A-03", Change.DARK),
        Difference("A-04", Change.LIT),
        Difference("B-01", Change.NEW),
    )
    assert lampmap.differences(before, before) == ()


@pytest.mark.parametrize(
    ("lamps", "refused"),
    [
        (LampMap(("A-01", "")), None),
        (LampMap(("A-01",)), Refused(Reason.BAD_VALUE)),
        (LampMap(("A-01", "", "")), Refused(Reason.BAD_VALUE)),
        (LampMap(("", ""), frozenset({2})), Refused(Reason.BAD_VALUE)),
        (LampMap(("", ""), frozenset({-1})), Refused(Reason.BAD_VALUE)),
    ],
)
def test_a_map_fits_its_chain_or_is_refused(lamps: LampMap, refused: Refused | None) -> None:
    assert lampmap.check(lamps, 2) == refused


def test_a_cell_in_two_places_of_a_chain_is_refused() -> None:
    torn = LampMap(("A-01", "A-02", "A-01"))
    assert lampmap.check(torn, 3) == Refused(Reason.BAD_VALUE, {"cell": "A-01"})


@given(st.lists(st.tuples(st.integers(0, 7), CELLS | st.just("")), max_size=30))
def test_whatever_is_tapped_the_map_stays_one_that_may_be_saved(
    said: list[tuple[int, str]],
) -> None:
    lamps = LampMap(("",) * 8)
    for led, cell in said:
        lamps = lampmap.assign(lamps, led, cell) if cell else lampmap.leave_out(lamps, led)
        assert lampmap.check(lamps, 8) is None


def test_the_longest_chain_with_the_longest_names_fits_its_events() -> None:
    longest = LampMap(tuple(f"{n:064d}" for n in range(1024)), frozenset(range(1024)))
    parts = list(lampmap.told("c" * 64, longest))
    assert [part.first for part in parts] == [0, 200, 400, 600, 800, 1000]
    assert tuple(cell for part in parts for cell in part.cells) == longest.cells
    for part in parts:
        event = Event("0" * 36, "lamps.mapped", 1, 1, 1, "0" * 16, ClockQuality.NTP, "anna", part)
        assert len(events.encode(event)) < events.MAX_EVENT_BYTES
        assert msgspec.json.decode(msgspec.json.encode(part), type=type(part)) == part
