"""Made-up days can happen, one after another, and are the same for the same seed."""

from random import Random

from kiosk.core import books
from kiosk.core.events import Event, type_of
from kiosk.core.words import ClockQuality
from kiosk.trial import year


def test_every_made_up_day_can_happen() -> None:
    states: dict[books.Subject, books.State] = {}
    for number in range(3):
        for moment in year.day(Random(number), number * year.DAY_MS + 1, f"d{number}", 30):
            stamp = (moment.at, 1, "0" * 16, ClockQuality.NTP)
            event = Event("0" * 36, type_of(moment.fact), 1, *stamp, moment.actor, moment.fact)
            for subject in books.subjects(moment.fact):
                states[subject] = books.evolve(subject, states.get(subject), event)
    assert len([s for s in states if s.kind == "parcel"]) == 90


def test_a_day_is_the_same_for_the_same_seed() -> None:
    first, again = (list(year.day(Random(7), 0, "d", 20)) for _ in range(2))
    assert first == again
    assert list(year.day(Random(8), 0, "d", 20)) != first
