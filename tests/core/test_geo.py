"""Places: the map's plane both ways, distances known from elsewhere, coordinates as typed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import geo
from kiosk.core.geo import Spot

MOSCOW = Spot(55.7558, 37.6173)
RIO = Spot(-22.9068, -43.1729)

spots = st.builds(Spot, st.floats(-85.0, 85.0), st.floats(-179.99, 179.99))


@pytest.mark.parametrize(
    "text",
    [
        "55.7558, 37.6173",
        "55.7558,37.6173",
        "55.7558 37.6173",
        "  55.7558;37.6173 ",
        "55,7558; 37,6173",
        "55,7558, 37,6173",
        "55,7558 37,6173",
        "55,7558,37,6173",
        "+55.7558 +37.6173",
        "N55.7558 E37.6173",
        "55.7558N 37.6173E",
        "55.7558° N, 37.6173° E",
        "37.6173E 55.7558N",
        "55.7558 N 37.6173",
        "55,7558 с.ш. 37,6173 в.д.",
        "55,7558 с. ш., 37,6173 в. д.",
        "С55.7558 В37.6173",
        "55,7558 N 37,6173 L",
        "55°45'20.88\"N 37°37'2.28\"E",
        "55°45′20.88″ N, 37°37′2.28″ E",
        "55º45'20,88'' N; 37º37'2,28'' L",
        "55 45 20.88 N 37 37 2.28 E",
        "55 45 20.88, 37 37 2.28",
        "55°45.348' 37°37.038'",
        "55 45.348 37 37.038",
        "geo:55.7558,37.6173",
        "geo:55.7558,37.6173;u=35?z=12",
        "GEO:55.7558,37.6173,120",
    ],
)
def test_a_place_is_read_as_people_type_it(text: str) -> None:
    spot = geo.read(text)
    assert spot is not None
    assert spot.lat == pytest.approx(MOSCOW.lat, abs=1e-6)
    assert spot.lon == pytest.approx(MOSCOW.lon, abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "-22.9068, -43.1729",
        "−22,9068; −43,1729",
        "22.9068S 43.1729W",
        "22,9068 S 43,1729 O",
        "22,9068 ю.ш. 43,1729 з.д.",
        "Ю22.9068 З43.1729",
        "22°54'24.48\"S 43°10'22.44\"O",
    ],
)
def test_the_south_and_the_west_are_read(text: str) -> None:
    spot = geo.read(text)
    assert spot is not None
    assert spot.lat == pytest.approx(RIO.lat, abs=1e-6)
    assert spot.lon == pytest.approx(RIO.lon, abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ";",
        "18",
        "18 5",
        "18, 5",
        "Sadovaya 18",
        "ул. Садовая, 18",
        "55.75",
        "55.75, ",
        "91.0, 37.0",
        "55.0, 181.0",
        "55.7N 37.6N",
        "55.7E 37.6E",
        "-55.7S 37.6E",
        "55°61'N 37°10'E",
        "55°10'60\"N 37°10'E",
        "55.5°10'N 37°10'E",
        "55°-10'N 37°10'E",
        "55'45°N 37°10'E",
        "1 2 3 4.5 5 6 7 8",
        "55.75, 37.61, 12.0",
        "nan, nan",
        "inf inf",
        "1e5, 2.0",
        "geo:95.0,37.0",
        "geo:55.75",
        "geo:,",
        "55.75 37.61" + " " * 200 + "1",
        "\x00\n55..7 37",
        "--55.7 37.1",
        "N E",
        "°'\"",
    ],
)
def test_what_is_no_place_is_not_read(text: str) -> None:
    assert geo.read(text) is None


@given(spots)
def test_what_is_written_is_read_again(spot: Spot) -> None:
    again = geo.read(geo.written(spot))
    assert again is not None
    assert again.lat == pytest.approx(spot.lat, abs=6e-6)
    assert again.lon == pytest.approx(spot.lon, abs=6e-6)


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    spot = geo.read(text)
    assert spot is None or (abs(spot.lat) <= 90 and abs(spot.lon) <= 180)


@given(spots)
def test_the_plane_leads_there_and_back(spot: Spot) -> None:
    again = geo.from_plane(*geo.to_plane(spot))
    assert again.lat == pytest.approx(spot.lat, abs=1e-9)
    assert again.lon == pytest.approx(spot.lon, abs=1e-9)


def test_the_plane_has_its_corners_where_every_map_has_them() -> None:
    assert geo.to_plane(Spot(0, 0)) == (0.5, 0.5)
    assert geo.to_plane(Spot(geo.MOST_LAT, -180)) == pytest.approx((0, 0), abs=1e-9)
    assert geo.to_plane(Spot(-90, 180)) == pytest.approx((1, 1), abs=1e-9)
    # tile 619/320 of zoom 10 is Moscow's, as every server of tiles has it
    x, y = geo.to_plane(MOSCOW)
    assert (int(x * 1024), int(y * 1024)) == (619, 320)


def test_distances_are_those_of_the_globe() -> None:
    # a degree of the mean sphere
    assert geo.distance_m(Spot(0, 0), Spot(1, 0)) == pytest.approx(111_195, abs=1)
    assert geo.distance_m(Spot(60, 0), Spot(60, 1)) == pytest.approx(55_597, abs=5)
    assert geo.distance_m(Spot(0, 179.5), Spot(0, -179.5)) == pytest.approx(111_195, abs=1)
    assert geo.distance_m(Spot(0, 0), Spot(0, 180)) == pytest.approx(math.pi * 6_371_008.8)
    assert geo.distance_m(MOSCOW, MOSCOW) == 0


@given(spots, spots)
def test_a_way_is_as_long_as_the_way_back(a: Spot, b: Spot) -> None:
    assert geo.distance_m(a, b) == pytest.approx(geo.distance_m(b, a))


def test_a_pixel_shows_half_of_what_it_showed_a_zoom_before() -> None:
    assert geo.metres_per_px(0, geo.TILE_PX) == pytest.approx(156_543.03, abs=0.01)
    assert geo.metres_per_px(60, geo.TILE_PX * 2) == pytest.approx(156_543.03 / 4, abs=0.01)


def test_millionths_lead_there_and_back() -> None:
    assert MOSCOW.millionths == (55_755_800, 37_617_300)
    assert geo.of_millionths(*MOSCOW.millionths) == MOSCOW
