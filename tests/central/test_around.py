"""Those that are being opened hear of the points that come near, move, or never will be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.central.around import renew_around
from kiosk.central.openings import InviteWish
from kiosk.core.facts import opening as facts
from kiosk.core.facts.box import SyncSnapshotAsked
from kiosk.core.facts.stockroom import ParcelExpected
from kiosk.core.messages import SnapshotEnd
from kiosk.core.opening_letters import OpeningAround
from kiosk.core.opening_words import OpeningStage
from tests.central.conftest import ON_A_FILE, T0, Box, Central
from tests.central.test_openings import LAT, LON, Way

HOUR = 3_600_000


@pytest.fixture
def way(central: Central, secret: Callable[[], bytes], tmp_path: Path) -> Way:
    """A point that is invited; its box has taken the invitation."""
    return Way(central, secret, tmp_path / "wishes")


def _place(way: Way, point: str, lat: int, lon: int) -> None:
    with way.central.store.unit():
        way.central.store.place(point, lat, lon)


def _around(way: Way, device: str) -> list[list[str]]:
    """Return whom each letter of points around names."""
    told = [one for one in way.letters(device) if isinstance(one, OpeningAround)]
    return [[near.point for near in one.points] for one in told]


def _another(way: Way, at: tuple[int, int] | None = (LAT, LON)) -> Box:
    """Let a second point be opened, and its box take the invitation."""
    way.central.register("box-2", "p2")
    box = Box("box-2")
    way.central.take(box.hello())
    assert way.ask_for(InviteWish("p2", "o2", *(at or (None, None))))[0]
    box.tell(facts.OpeningInvited("o2"), actor="central")
    way.central.take(box.batch(1))
    return box


def test_an_approved_place_is_on_the_map_and_told_to_those_being_opened_near(way: Way) -> None:
    store = way.central.store
    _another(way)
    way.to_review()
    assert way.central.rows("SELECT point FROM point_place") == []
    assert way.decide("approve")[0]
    row = way.central.rows("SELECT point, lat_e6, lon_e6 FROM point_place")
    assert [tuple(one) for one in row] == [("p1", LAT, LON)]
    assert _around(way, "box-2") == [[]]
    assert store.has_moved
    assert renew_around(store, T0 + 1) == 1
    assert _around(way, "box-2") == [[], ["p1"]]
    assert not store.has_moved
    assert renew_around(store, T0 + 2) == 0, "nothing is said twice"


@ON_A_FILE
def test_the_approval_of_a_fit_out_moves_no_point(way: Way) -> None:
    way.to_fit_out_review()
    _place(way, "p1", 1, 2)  # as the console corrected it
    assert way.decide("approve")[0]
    row = way.central.rows("SELECT lat_e6, lon_e6 FROM point_place")
    assert [tuple(one) for one in row] == [(1, 2)]


@ON_A_FILE
def test_a_refused_approval_moves_no_point(way: Way) -> None:
    way.to_review()
    seen = way.version
    way.tell(facts.OpeningWithdrawn("o1"))
    assert way.decide("approve", seen)[0] is False
    assert way.central.rows("SELECT point FROM point_place") == []


@ON_A_FILE
def test_a_point_that_gives_up_is_no_neighbour_any_more(way: Way) -> None:
    _another(way)
    way.to_review()
    way.decide("approve")
    renew_around(way.central.store, T0 + 1)
    way.tell(facts.OpeningWithdrawn("o1"))
    assert renew_around(way.central.store, T0 + HOUR) == 1
    assert _around(way, "box-2") == [[], ["p1"], []]


@ON_A_FILE
def test_a_point_at_work_is_a_neighbour_and_one_that_moves_is_told_anew(way: Way) -> None:
    way.central.register("box-7", "p7")
    seven = Box("box-7")
    seven.tell(ParcelExpected("P1", "D-1"))
    way.central.take(seven.hello(), seven.batch(1))
    _place(way, "p7", LAT, LON)
    _another(way)
    assert _around(way, "box-2") == [["p7"]]
    assert renew_around(way.central.store, T0) == 0
    _place(way, "p7", LAT + 5, LON)
    assert renew_around(way.central.store, T0 + 1) == 1
    assert _around(way, "box-2") == [["p7"], ["p7"]]


@ON_A_FILE
def test_who_has_no_place_yet_and_who_is_open_already_hear_nothing(way: Way) -> None:
    _another(way, None)
    way.to_review()
    way.tell(facts.OpeningStageSet("o1", OpeningStage.EXPIRED), actor="central")
    way.central.register("box-7", "p7")
    _place(way, "p7", LAT, LON)
    before = len(way.letters())
    assert renew_around(way.central.store, T0) == 0
    assert (_around(way, "box-2"), len(way.letters())) == ([], before)


@ON_A_FILE
@pytest.mark.parametrize("is_late", [False, True])
def test_a_point_that_is_on_the_map_needs_no_place_told(way: Way, *, is_late: bool) -> None:
    way.central.register("box-2", "p2")  # on the map before it is invited, or only after
    way.central.register("box-7", "p7")
    _place(way, "p7", LAT, LON)
    if not is_late:
        _place(way, "p2", LAT + 9, LON)
    _another(way, None)
    assert _around(way, "box-2") == ([] if is_late else [["p7"]])
    _place(way, "p2", LAT + 9, LON)
    assert renew_around(way.central.store, T0 + 1) == int(is_late)
    assert _around(way, "box-2") == [["p7"]]


def test_a_box_that_takes_the_point_over_hears_of_the_points_around_again(way: Way) -> None:
    way.central.register("box-7", "p7")
    _place(way, "p7", LAT, LON)
    way.to_review()
    way.tell(SyncSnapshotAsked("asked"))
    sent = way.letters()
    ended = next(n for n, one in enumerate(sent) if isinstance(one, SnapshotEnd))
    (after,) = [one for one in sent[ended:] if isinstance(one, OpeningAround)]
    assert [near.point for near in after.points] == ["p7"]


@ON_A_FILE
def test_a_snapshot_tells_nothing_around_what_is_over(way: Way) -> None:
    way.to_review()
    way.tell(facts.OpeningWithdrawn("o1"), SyncSnapshotAsked("asked"))
    sent = way.letters()
    ended = next(n for n, one in enumerate(sent) if isinstance(one, SnapshotEnd))
    assert not any(isinstance(one, OpeningAround) for one in sent[ended:])
