"""An evening: what nobody came for leaves in a sealed box, and the shelves are counted."""

from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from msgspec import Struct

from kiosk.core.words import BoxState, Flow, ParcelState, StocktakeState
from kiosk.trial import day
from kiosk.trial.day import Day
from kiosk.trial.shift import Shift
from kiosk.trial.sizes import Sizes
from kiosk.trial.stage import POINT, Setting, Stage
from kiosk.trial.summary import Summary, summed_up

pytestmark = pytest.mark.slow
FEW = Sizes(
    customers=1,
    stock=4,
    trucks=((10 * 60, 1),),
    issued=1,
    visits=1,
    missing=0,
    surplus=0,
    damaged=0,
    unreadable=0,
    twists=(),
    hitches=(),
    unclaimed=2,
    counted=2,
    returns=1,
    dropoffs=2,
)


class Played(Struct):
    """An evening that is over, on a stage that still stands."""

    stage: Stage
    plan: Day
    summary: Summary


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    out = tmp_path_factory.mktemp("evening")
    plan = day.plan(FEW, 3, "pt", {})
    stage = Stage(
        Setting(folder=out / "work", cells=plan.cells, language="pt", broker="amqtt", seed=3)
    )
    try:
        shift = Shift(stage, plan, out)
        with nullcontext(SimpleNamespace(update=lambda _: None)) as bar:
            shift.play(bar)
        yield Played(stage, plan, summed_up(stage, shift.watch, out))
    finally:
        stage.close()


def test_what_nobody_came_for_left_in_a_sealed_box_and_the_central_knows(played: Played) -> None:
    file = played.stage.app.file
    states = {parcel: file.parcels.get(parcel) for parcel in played.plan.unclaimed}
    assert {p.state for p in states.values() if p} == {ParcelState.SHIPPED}
    box = file.boxes.get("BOX:7731-01")
    assert box is not None
    assert (box.state, box.count) == (BoxState.HANDED_OVER, 2 + 1)
    direct = file.boxes.get("BOX:7731-02")
    assert direct is not None
    assert (direct.state, direct.count, direct.flow) == (BoxState.HANDED_OVER, 2, Flow.DIRECT)
    books = played.stage.books()
    kinds = {kind for kind, _, _ in books.books(POINT)}
    books.close()
    assert {"shipment", "box", "act", "stocktake", "count", "return"} <= kinds


def test_the_cells_of_the_plan_were_counted_and_nothing_differed(played: Played) -> None:
    counts = played.stage.app.file.counts
    over = counts.last_applied()
    assert over is not None
    assert (over.state, over.cells) == (StocktakeState.APPLIED, played.plan.counted)
    assert not {"parcel.found", "parcel.not_found"} & set(
        played.stage.app.file.journal.count_types()
    )


def test_both_books_are_equal_after_it(played: Played) -> None:
    got = played.summary
    assert (got.shipped, got.counted, got.on_hand) == (2 + 1 + 2, 2, 5 - 1 - 2)
    assert (got.returned, got.dropped_off) == (1, 2)
    assert got.is_right
