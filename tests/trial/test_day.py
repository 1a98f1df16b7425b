"""The plan of a day: the same seed the same day, and only what a point can really do."""

from collections import Counter

import pytest

from kiosk.core.words import Size, Zone
from kiosk.trial import day
from kiosk.trial.day import Day
from kiosk.trial.goods import GOODS
from kiosk.trial.racks import cell_map
from kiosk.trial.sizes import FULL, SHORT, Sizes, Twist

DEMO_SEED = 20260928  # of `kiosk demo`
SEEDS = range(40)
PHOTOS = {good.subject: f"{turn:064x}" for turn, good in enumerate(GOODS)}


def plan(sizes: Sizes = SHORT, seed: int = DEMO_SEED) -> Day:
    return day.plan(sizes, seed, "en", PHOTOS)


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    assert plan(seed=1) == plan(seed=1)
    assert plan(seed=1) != plan(seed=2)


@pytest.mark.parametrize("sizes", [SHORT, FULL], ids=["short", "full"])
def test_the_demos_day_is_as_large_as_its_sizes_say(sizes: Sizes) -> None:
    made = plan(sizes)
    surplus = sum(len(truck.surplus) for truck in made.trucks)
    assert (len(made.customers), len(made.stock.lines)) == (sizes.customers, sizes.stock)
    assert (made.issued, len(made.visits)) == (sizes.issued, sizes.visits)
    assert made.taken_in == sum(n for _, n in sizes.trucks) - sizes.missing + surplus
    assert tuple((t.minute, len(t.lines)) for t in made.trucks) == sizes.trucks


@pytest.mark.parametrize("seed", SEEDS)
def test_a_parcel_goes_once_to_its_own_customer_after_it_was_put_away(seed: int) -> None:
    made = plan(seed=seed)
    known = {
        line.parcel: (line.customer_ref, truck.minute)
        for truck in (made.stock, *made.trucks)
        for line in truck.lines
        if line.parcel not in truck.missing | truck.damaged
    }
    handed = [(parcel, visit) for visit in made.visits for parcel in visit.parcels]
    assert len({parcel for parcel, _ in handed}) == len(handed) <= SHORT.issued
    for parcel, visit in handed:
        customer, came = known[parcel]
        assert visit.customer_ref == customer
        assert came < visit.minute
    assert all(visit.parcels for visit in made.visits)
    assert list(made.visits) == sorted(made.visits, key=lambda visit: visit.minute)


@pytest.mark.parametrize("sizes", [SHORT, FULL], ids=["short", "full"])
def test_every_twist_happens_as_often_as_was_asked(sizes: Sizes) -> None:
    twists = Counter(v.twist for v in plan(sizes).visits if v.twist is not Twist.PLAIN)
    assert twists == Counter(sizes.twists)


@pytest.mark.parametrize("seed", range(5))
def test_a_parcel_found_again_leaves_with_its_visit_and_one_not_found_stays(seed: int) -> None:
    made = plan(FULL, seed)
    owner = {line.parcel: line.customer_ref for line in made.stock.lines}
    owner |= {line.parcel: line.customer_ref for t in made.trucks for line in t.lines}
    handed = {parcel for visit in made.visits for parcel in visit.parcels}
    missing = {v.twist: v for v in made.visits if v.missed}
    assert set(missing) == {Twist.FOUND_AGAIN, Twist.NOT_FOUND}
    assert missing[Twist.FOUND_AGAIN].missed in missing[Twist.FOUND_AGAIN].parcels
    lost = missing[Twist.NOT_FOUND]
    assert lost.missed not in handed
    assert owner[lost.missed] == lost.customer_ref


@pytest.mark.parametrize("sizes", [SHORT, FULL], ids=["short", "full"])
def test_what_is_wrong_with_a_truck_is_counted_and_no_parcel_has_two_faults(sizes: Sizes) -> None:
    first, *others = plan(sizes).trucks
    faults = [*first.missing, *first.damaged, *first.unreadable]
    assert len(faults) == len(set(faults)) == sizes.missing + sizes.damaged + sizes.unreadable
    assert set(faults) <= {line.parcel for line in first.lines}
    assert len(first.surplus) == sizes.surplus
    assert not {line.parcel for line in first.lines} & set(first.surplus)
    assert not any(t.missing or t.surplus or t.damaged or t.unreadable for t in others)


def test_every_parcel_of_a_day_has_a_number_of_its_own_a_picture_and_a_known_customer() -> None:
    made = plan(FULL)
    lines = [line for truck in (made.stock, *made.trucks) for line in truck.lines]
    assert len({line.parcel for line in lines}) == len(lines)
    assert {line.customer_ref for line in lines} <= {c.customer_ref for c in made.customers}
    assert {line.items[0].photo for line in lines} <= set(PHOTOS.values())
    assert {c.customer_ref for c in made.customers} <= {
        line.customer_ref for line in made.stock.lines
    }, "everybody has something on the shelf in the morning"


def test_the_shelf_map_is_the_one_of_the_point_that_was_counted() -> None:
    cells = cell_map()
    shelves = [cell for cell in cells if cell.zone is Zone.MAIN]
    counted = Counter(cell.size for cell in shelves)
    assert counted == {Size.S: 120, Size.M: 80, Size.L: 32, Size.XL: 8}
    assert Counter(cell.zone for cell in cells) == {
        Zone.MAIN: 240,
        Zone.QUARANTINE: 2,
        Zone.RETURNS: 3,
        Zone.FLOOR: 2,
        Zone.DIRECT: 4,
    }
    assert len({cell.cell for cell in cells}) == len(cells)
    assert len({cell.walk for cell in cells}) == len(cells)


def test_cells_that_are_closed_or_dark_are_on_the_map() -> None:
    made = plan()
    shelves = {cell.cell for cell in made.cells if cell.zone is Zone.MAIN}
    assert len(set(made.blocked)) == 4
    assert {*made.blocked, *made.dark} <= shelves


def test_a_day_with_more_visits_than_parcels_is_no_day() -> None:
    few = Sizes(1, 1, ((600, 4),), 9, 9, 0, 0, 0, 0, (), ())
    with pytest.raises(ValueError, match="more visits than parcels"):
        plan(few)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_nobody_comes_for_lies_here_all_day_and_no_visit_asks_for_it(seed: int) -> None:
    made = plan(seed=seed)
    stock = {line.parcel: line.size for line in made.stock.lines}
    asked = {parcel for visit in made.visits for parcel in (*visit.parcels, visit.missed)}
    assert len(made.unclaimed) == SHORT.unclaimed
    assert made.unclaimed <= stock.keys() - asked
    assert Size.XL not in {stock[parcel] for parcel in made.unclaimed}
    assert made.counted == tuple(c.cell for c in made.cells if c.zone is Zone.MAIN)[: SHORT.counted]


@pytest.mark.parametrize("sizes", [FULL, SHORT])
def test_most_of_the_first_truck_comes_in_boxes_and_one_box_does_not_come(sizes: Sizes) -> None:
    first, *others = plan(sizes).trucks
    listed = {line.box: None for line in first.lines if line.box}
    assert len(listed) == sizes.boxes
    assert len(first.boxes) == sizes.boxes - 1
    (absent,) = listed.keys() - set(first.boxes)
    assert {line.parcel for line in first.lines if line.box == absent} == first.missing
    inside = [parcel for box in (*first.boxes, None) for parcel in first.inside(box)]
    assert sorted([*inside, *first.missing]) == sorted(line.parcel for line in first.lines)
    assert first.inside(None)
    assert first.broken <= set(first.boxes)
    assert [truck.boxes for truck in others] == [()] * len(others)


@pytest.mark.parametrize("sizes", [FULL, SHORT])
def test_some_customers_leave_a_parcel_and_others_some_of_one(sizes: Sizes) -> None:
    made = plan(sizes)
    lines = {line.parcel: line for t in (made.stock, *made.trucks) for line in t.lines}
    refused = [parcel for visit in made.visits for parcel in visit.refused]
    split = [parcel for visit in made.visits for parcel in visit.split]
    assert (len(refused), len(split)) == (sizes.refused, sizes.split)
    assert all(set(visit.split) <= set(visit.parcels) for visit in made.visits)
    assert {len(lines[parcel].items) for parcel in split} == {2}
    handed = {parcel for visit in made.visits for parcel in (*visit.parcels, visit.missed)}
    assert not set(refused) & (handed | made.unclaimed)
    owner = {parcel: line.customer_ref for parcel, line in lines.items()}
    for visit in made.visits:
        assert {owner[parcel] for parcel in visit.refused} <= {visit.customer_ref}
    assert Size.XL not in {lines[parcel].size for parcel in (*refused, *split)}
