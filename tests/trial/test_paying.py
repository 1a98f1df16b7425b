"""Who pays in the simulated day: some visits, all ways, and nothing is due but what is paid for."""

from kiosk.trial import day
from kiosk.trial.paying import CARD, CASH, SECOND_CARD, way_of
from kiosk.trial.sizes import FULL, SHORT, Sizes


def dues(sizes: Sizes) -> dict[str, int]:
    plan = day.plan(sizes, 20260928, "en", {})
    lines = [line for truck in (plan.stock, *plan.trucks) for line in truck.lines]
    return {line.parcel: line.due_minor for line in lines if line.due_minor}


def test_as_many_visits_pay_as_the_sizes_say() -> None:
    for sizes in (SHORT, FULL):
        found = dues(sizes)
        taken = {p for v in day.plan(sizes, 20260928, "en", {}).visits for p in v.parcels}
        assert len(found) == sizes.paying
        assert set(found) <= taken


def test_every_way_is_gone() -> None:
    assert {way_of(due) for due in dues(FULL).values()} == {CASH, CARD, SECOND_CARD}
