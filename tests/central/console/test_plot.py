"""Points on a map."""

from itertools import pairwise

import pytest

from kiosk.central.console.boxes import Place, Row
from kiosk.central.console.plot import HEIGHT, WIDTH, plotted
from kiosk.central.standings import Standing


def row(name: str, lat: float | None = None, lon: float = 0.0) -> Row:
    place = None if lat is None else Place(lat, lon)
    return Row(Standing(name, name, name, "", None, None, None), "new", "", place)


def test_north_is_up_and_east_is_right() -> None:
    south, north, east = row("s", 55.7, 37.6), row("n", 55.8, 37.6), row("e", 55.75, 37.9)
    marks = {mark.row.box.name: mark for mark in plotted([south, north, east]).marks}
    assert marks["n"].y < marks["e"].y < marks["s"].y
    assert marks["n"].x == marks["s"].x < marks["e"].x


@pytest.mark.parametrize(
    "places",
    [
        [(0.0, 0.0)],
        [(90.0, 180.0), (-90.0, -180.0)],
        [(90.0, 0.0)],
        [(55.7, 37.6)] * 30,
        [(-33.9, 151.2), (64.1, -21.9), (55.7, 37.6)],
    ],
)
def test_wherever_they_lie_all_is_on_the_map(places: list[tuple[float, float]]) -> None:
    plot = plotted([row(f"p{n}", lat, lon) for n, (lat, lon) in enumerate(places)])
    assert len(plot.marks) == len(places)
    for mark in plot.marks:
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.y <= HEIGHT
    assert 1 <= len(plot.meridians) + len(plot.parallels) <= 16


def test_no_name_lies_over_another() -> None:
    plot = plotted([row(f"p{n}", 55.7, 37.6) for n in range(5)])
    labels = sorted(mark.label_y for mark in plot.marks if mark.label_y is not None)
    assert len(labels) == 5
    assert all(after - before >= 15 for before, after in pairwise(labels))


def test_two_thousand_points_on_one_spot_keep_as_many_names_as_there_is_room() -> None:
    plot = plotted([row(f"p{n}", 55.7, 37.6) for n in range(2000)])
    labels = [mark.label_y for mark in plot.marks if mark.label_y is not None]
    assert len(plot.marks) == 2000
    assert 10 < len(labels) < 40
    assert max(labels) < HEIGHT


def test_who_has_no_place_is_told_apart() -> None:
    plot = plotted([row("a"), row("b", 1.0, 1.0)])
    assert [one.box.name for one in plot.missing] == ["a"]
    assert plotted([]).marks == ()


def test_a_grid_line_is_named() -> None:
    plot = plotted([row("a", -10.0, -20.0), row("b", 10.0, 20.0)])
    assert {"0° E"} <= {line.degree for line in plot.meridians}
    assert {"10° S", "10° N"} <= {line.degree for line in plot.parallels}
