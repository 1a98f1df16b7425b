"""A customer takes some and leaves some: by touch, thing by thing, with photos of a defect."""

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.core.words import Decision, ParcelState
from kiosk.hw.ports import Tick
from kiosk.trial.showroom import POLICY
from kiosk.trial.showroom_items import item_views
from tests.ui.screens.conftest import Room

BOOKS, WATCH = "55210001-4401-1", "55210002-4402-1"  # three things, and one


@pytest.fixture
def shop(room: Room) -> Room:
    """A visit with a parcel of three things and one of a single thing on the counter."""
    views = item_views(room.show.office, room.show.plan)
    name, make = next(views)
    assert name == "customer_items"
    room.open(make())
    room.tap("items.1")  # the one that the exhibit has refused is taken again
    room.tap("items.done")
    return room


def items(room: Room, parcel: str) -> list[Decision | None]:
    found = room.show.file.parcels.get(parcel)
    assert found
    return [item.decision for item in found.items]


def state(room: Room, parcel: str) -> ParcelState | None:
    found = room.show.file.parcels.get(parcel)
    return found.state if found else None


def shown(room: Room) -> set[str]:
    return {str(row["id"]) for row in room.loop.screen.tree()}


def test_one_tap_and_a_reason_refuse_a_thing_and_one_tap_takes_it_again(shop: Room) -> None:
    shop.tap(f"leave.{WATCH}")
    shop.tap("reason.looks")
    assert items(shop, WATCH) == [Decision.REFUSE]
    assert "Stays here: It looks different" in shop.words()
    assert "Issue 1, keep 1" in shop.words()
    shop.tap(f"take.{WATCH}")
    assert items(shop, WATCH) == [None]
    assert "Stays here" not in shop.words()


def test_of_several_things_each_is_decided_by_itself(shop: Room) -> None:
    shop.tap(f"leave.{BOOKS}")
    shop.tap("items.0")
    shop.tap("reason.size")
    assert {"items.done", "items.0"} <= shown(shop), "the next thing may be chosen at once"
    shop.tap("items.done")
    assert items(shop, BOOKS) == [Decision.REFUSE, None, None]
    assert "1 of 3 stay here" in shop.words()


def test_all_of_a_parcel_is_refused_at_once(shop: Room) -> None:
    shop.tap(f"leave.{BOOKS}")
    shop.tap("items.all")
    shop.tap("reason.changed_mind")
    assert items(shop, BOOKS) == [Decision.REFUSE] * 3


def test_a_defect_is_photographed_or_goes_without_and_that_is_told(shop: Room) -> None:
    shop.tap(f"leave.{WATCH}")
    shop.tap("reason.defect")
    assert {"defect.snap", "defect.without"} <= shown(shop)
    assert items(shop, WATCH) == [None], "nothing is decided before the photos"
    shop.tap("defect.without")
    assert items(shop, WATCH) == [Decision.DEFECT]


def test_a_sheet_closes_and_leaves_all_as_it_was(shop: Room) -> None:
    shop.tap(f"leave.{WATCH}")
    shop.tap("reasons.back")
    assert "reason.looks" not in shown(shop)
    assert items(shop, WATCH) == [None]


def test_nobody_ends_a_visit_whose_customer_is_in_the_fitting_room(shop: Room) -> None:
    shop.tap("customer.tryon")
    assert "0 of 20 min" in shop.words()
    shop.tap("issue.confirm")
    assert shop.said.startswith("The customer has not decided yet")
    shop.tap("customer.tryon")
    shop.tap("issue.confirm")
    assert shop.screen == "issued"


def test_where_parcels_go_back_whole_nobody_is_asked_which_thing(shop: Room) -> None:
    with shop.show.desk.counter.unit():
        rules = msgspec.json.encode(POLICY | {"partial_refusal": False, "version": 2})
        shop.show.file.keep_rules("ozon_like", rules)
    shop.tap(f"leave.{BOOKS}")
    assert "reason.size" in shown(shop)
    shop.tap("reason.size")
    assert items(shop, BOOKS) == [Decision.REFUSE] * 3


def test_what_is_refused_goes_where_the_lamp_blinks_before_the_next_customer(shop: Room) -> None:
    for parcel in (BOOKS, WATCH):
        shop.tap(f"leave.{parcel}")
        if parcel == BOOKS:
            shop.tap("items.2")
        shop.tap("reason.size")
        if parcel == BOOKS:
            shop.tap("items.done")
    shop.tap("issue.confirm")
    assert shop.screen == "put_away"
    assert "2 parcels stay here" in shop.words()
    shop.scan("CELL:A-01")
    assert shop.said
    assert shop.screen == "put_away"
    shop.tap("away.put")
    assert shop.screen == "put_away"
    shop.tap("away.put")
    assert shop.screen == "issued"
    assert state(shop, WATCH) is ParcelState.TO_RETURN
    assert not [p for p in shop.show.desk.place.waiting() if p.reason == "size"]


def test_undo_brings_all_of_it_back(shop: Room) -> None:
    shop.tap(f"leave.{WATCH}")
    shop.tap("reason.size")
    shop.tap("issue.confirm")
    shop.tap("issued.undo")
    assert shop.screen == "customer"
    assert (state(shop, WATCH), items(shop, WATCH)) == (ParcelState.PICKED, [Decision.REFUSE])


def test_the_end_of_the_time_to_try_on_sounds_once(shop: Room) -> None:
    shop.tap("customer.tryon")
    counter = shop.show.desk.counter
    now = counter.clock()
    counter.clock = lambda: replace(now, at=now.at + 20 * 60_000)
    shop.stand.signals.append(Tick(shop.stand.time))
    shop.stand.turn()
    assert shop.said.startswith("The time to try on is over")
