"""A shift of one delivery and one visit, over the broker that comes with the demo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from kiosk.core.words import ParcelState
from kiosk.trial import day
from kiosk.trial.day import Day
from kiosk.trial.shift import Shift
from kiosk.trial.sizes import Sizes
from kiosk.trial.stage import POINT, TEAM, Setting, Stage
from kiosk.trial.summary import Summary, summed_up

pytestmark = pytest.mark.slow  # a whole shift; test_stage plays a delivery and a visit by hand

FEW = Sizes(
    customers=1,
    stock=3,
    trucks=((10 * 60, 2),),
    issued=1,
    visits=1,
    missing=0,
    surplus=0,
    damaged=1,
    unreadable=1,
    twists=(),
    hitches=(),
    boxes=2,
    refused=1,
    split=1,
)


class Bar:
    """A progress bar that only counts."""

    def __init__(self) -> None:
        self.done = 0

    def update(self, n_steps: int) -> None:
        self.done += n_steps


class Worked(Struct):
    """A shift that is over, on a stage that still stands."""

    stage: Stage
    shift: Shift
    plan: Day
    out: Path
    bar: Bar
    summary: Summary


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    out = tmp_path_factory.mktemp("shift")
    plan, bar = day.plan(FEW, 3, "pt", {}), Bar()
    stage = Stage(
        Setting(folder=out / "work", cells=plan.cells, language="pt", broker="amqtt", seed=3)
    )
    try:
        shift = Shift(stage, plan, out)
        shift.play(bar)
        yield Worked(stage, shift, plan, out, bar, summed_up(stage, shift.watch, out))
    finally:
        stage.close()


def test_one_delivery_and_one_issue_reach_the_central_over_the_builtin_broker(
    worked: Worked,
) -> None:
    got = worked.summary
    assert got.broker == "amqtt"
    taken, stills = 2, 5  # of damage, a broken seal; of two arrivals, issue, seal and hand-over
    photos = list((worked.stage.central_folder / "photos").glob("*/*"))
    assert len(photos) == taken + stills
    assert (got.accepted, got.placed, got.issued, got.receipts) == (5, 4, 1, 1)
    assert (got.lost, got.doubled, got.differing, got.conflicts) == (0, 0, 0, 0)
    assert got.journal == got.central > 0


def test_a_box_with_a_broken_seal_is_claimed_at_the_central(worked: Worked) -> None:
    truck = worked.plan.trucks[0]
    delivery = worked.stage.app.file.deliveries.get(truck.delivery)
    assert delivery is not None
    assert {one.box for one in delivery.opened if not one.seal_ok} == truck.broken
    books = worked.stage.books()
    claims = [(claim.claim, claim.id) for claim in books.claims(POINT)]
    books.close()
    assert claims == [("seal_broken", truck.delivery)]


def test_every_parcel_of_the_plan_is_where_the_plan_leaves_it(worked: Worked) -> None:
    handed = {parcel for visit in worked.plan.visits for parcel in visit.parcels}
    left = {parcel for visit in worked.plan.visits for parcel in visit.refused}
    for truck in (worked.plan.stock, *worked.plan.trucks):
        for line in truck.lines:
            parcel = worked.stage.app.file.parcels.get(line.parcel)
            assert parcel is not None
            wanted = ParcelState.ISSUED if line.parcel in handed else ParcelState.STORED
            wanted = ParcelState.SHIPPED if line.parcel in left else wanted
            wanted = ParcelState.QUARANTINED if line.parcel in truck.damaged else wanted
            assert parcel.state is wanted


def test_a_picture_is_taken_once_of_each_screen_that_came(worked: Worked) -> None:
    taken = {path.stem for path in (worked.out / "screens").glob("*.png")}
    seen = {"lock", "home", "accept", "damage", "customer", "viewer", "issued", "evening"}
    left = {"reasons", "customer_left", "put_away", "ship_box", "handover"}
    assert taken == seen | {"seal", "boxes"} | left
    not_played = {"trouble", "offline", "return", "taken_return", "drop_off", "taken_drop_off"}
    not_played |= {"other_point"}
    assert worked.shift.missing_pictures == not_played


def test_the_bar_goes_on_and_never_beyond_its_end(worked: Worked) -> None:
    assert 0 < worked.bar.done <= worked.shift.steps


def test_who_takes_over_is_told_pins_and_a_code_that_the_counter_takes(worked: Worked) -> None:
    told = worked.shift.hints()
    assert all(f"{member.name} {member.pin}" in told for member in TEAM)
    ref = worked.plan.customers[0].customer_ref
    code = worked.stage.code_of(ref)
    waiting = [
        p.parcel
        for p in worked.stage.app.file.parcels.of_customer(ref)
        if p.state is ParcelState.STORED
    ]
    assert len(waiting) == 2
    assert f"  {code}  {', '.join(waiting)}\n" in told
    worked.stage.scan(code)
    worked.stage.until(lambda: worked.stage.screen == "customer", "the hinted code opens the card")


def test_what_a_customer_leaves_is_put_among_the_returns_and_goes_to_the_warehouse(
    worked: Worked,
) -> None:
    (visit,) = worked.plan.visits
    assert (len(visit.refused), len(visit.split)) == (1, 1)
    counts = worked.stage.app.file.journal.count_types()
    assert (counts["parcel.refused"], counts["parcel.split"]) == (1, 1)
    assert worked.summary.left_here == 2
    books = worked.stage.app.file.parcels
    assert not [p for p in books.in_state(ParcelState.TO_RETURN) if p.cell is None]
