"""The thread: each line once, however many counters of a point are told of it."""

from kiosk.core.events import CENTRAL, Event, type_of
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.opening import OpeningSaid
from kiosk.core.opening_thread import hear, is_centrals, say
from kiosk.core.opening_words import OpeningStage
from kiosk.core.openings import MOST_HEARD, MOST_SAID, Opening, evolve
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality

T0 = 1_780_000_000_000


def told(opening: Opening, facts: tuple[Fact, ...] | Refused, by: str = CENTRAL) -> Opening:
    assert not isinstance(facts, Refused)
    for fact in facts:
        boot, clock = "a" * 16, ClockQuality.NTP
        event = Event("0" * 36, type_of(fact), 1, T0, 1, boot, clock, by, fact)
        opening = evolve(opening, event)
    return opening


def test_who_says_a_line_is_told_from_the_actor() -> None:
    known = told(
        Opening("o1", OpeningStage.DRAFT), say(Opening("o1", OpeningStage.DRAFT), "When?"), "olga"
    )
    known = told(known, hear(known, "Tomorrow", "m1"))
    assert [(one.text, is_centrals(one)) for one in known.said] == [
        ("When?", False),
        ("Tomorrow", True),
    ]


def test_a_line_that_stands_in_the_thread_is_not_taken_again() -> None:
    known = Opening("o1", OpeningStage.DRAFT, heard=("m1",))
    assert hear(known, "Tomorrow", "m1") == Refused(Reason.STALE)
    assert hear(known, "Tomorrow", "m2") == (OpeningSaid("o1", "Tomorrow", "m2"),)


def test_a_central_that_names_no_line_is_heard_as_before() -> None:
    known = Opening("o1", OpeningStage.DRAFT)
    for _ in range(2):
        known = told(known, hear(known, "Tomorrow", ""))
    assert (len(known.said), known.heard) == (2, ())


def test_a_counter_that_was_off_for_longer_than_the_thread_is_long_brings_nothing_twice() -> None:
    known, lines = Opening("o1", OpeningStage.DRAFT), [f"m{n}" for n in range(MOST_HEARD)]
    assert MOST_HEARD > MOST_SAID
    for counter in ("one", "other"):
        for line in lines:
            known = told(known, (OpeningSaid("o1", line, line),))
        if counter == "one":
            known = told(known, say(known, "And when?"), "olga")
    assert [one.text for one in known.said] == [*lines[1 - MOST_SAID :], "And when?"]
    assert known.heard == tuple(lines)
