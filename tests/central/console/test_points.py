"""Points in a list, on a map, and each by itself."""

import pytest

from kiosk.central.store import Packet
from kiosk.central.users import Role
from kiosk.sync.protocol import REVOKED, DeviceWord, Health
from tests.central.conftest import Box, life
from tests.central.console.stand import Stand


def _alive(stand: Stand) -> None:
    box = Box()
    box.tell(*life("P1")[:3])
    health = Health(unsent=2, devices={"printer": DeviceWord("failed", "no_paper")}, temp_c=51.2)
    stand.central.take(box.hello(), box.batch(1), Packet("box-1", "up/health", health))


def test_the_list_says_how_every_box_is(stand: Stand) -> None:
    visitor = stand.signed_in(Role.VIEWER)
    assert "never heard of" in visitor.get("/").text
    _alive(stand)
    stand.central.register("box-2", "p2")
    page = visitor.get("/").text
    assert "needs a look" in page
    assert "printer: no_paper" in page
    only = visitor.get("/?only=new").text
    assert "box-2" in only
    assert "box-1" not in only
    assert visitor.get("/?only=<b>").text.count("box-") == page.count("box-")


def test_a_point_shows_its_boxes_and_books(stand: Stand) -> None:
    _alive(stand)
    page = stand.signed_in(Role.VIEWER).get("/points/p1").text
    for words in ("box-1", "51 °C", "printer: no_paper", "put away"):
        assert words in page
    assert '<form method="post" action="/devices' not in page  # a viewer looks


def test_a_point_is_put_on_the_map(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    assert '<svg viewBox="0 0 960' not in visitor.get("/").text
    visitor.post("/points/p1/place", "/points/p1", lat="55.78", lon="37,59")
    page = visitor.get("/").text
    assert '<svg viewBox="0 0 960' in page
    assert 'aria-label="Lesnaya 12, p1: never heard of"' in page
    assert stand.deeds()[-1] == (stand.deeds()[-1][0], "point.place", "p1", "done")


@pytest.mark.input
@pytest.mark.parametrize(
    ("lat", "lon"), [("", ""), ("91", "0"), ("0", "181"), ("nan", "0"), ("inf", "0"), ("x", "0")]
)
def test_a_place_that_is_none_is_refused(stand: Stand, lat: str, lon: str) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.post("/points/p1/place", "/points/p1", lat=lat, lon=lon)
    assert stand.central.rows("SELECT * FROM point_place") == []


@pytest.mark.input
@pytest.mark.parametrize("point", ["nowhere", "a" * 100, "%00", "..%2f..", "%3Cb%3E"])
def test_a_point_nobody_knows_is_told(stand: Stand, point: str) -> None:
    visitor = stand.signed_in()
    assert visitor.get(f"/points/{point}").status_code == 404
    visitor.post(f"/points/{point}/place", "/", lat="1", lon="1")
    assert stand.central.rows("SELECT * FROM point_place") == []


def test_a_box_is_turned_away_and_let_in_again(stand: Stand) -> None:
    visitor = stand.signed_in()
    gone = visitor.post("/devices/box-1/block", "/points/p1", back="p1")
    assert gone.headers["location"] == "/points/p1"
    assert stand.central.rows("SELECT blocked FROM device") == [(REVOKED,)]
    assert "its certificate was taken back" in visitor.get("/").text
    visitor.post("/devices/box-1/trust", "/points/p1", back="p1")
    assert stand.central.rows("SELECT blocked FROM device") == [("",)]


def test_a_box_is_sent_everything_anew(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.post("/devices/box-1/resync", "/points/p1", back="p1")
    assert stand.central.rows("SELECT device FROM snapshot_due") == [("box-1",)]


@pytest.mark.input
@pytest.mark.parametrize("device", ["box-9", "UPPER", "central-1", "a" * 60, "%00"])
def test_a_box_nobody_knows_is_told(stand: Stand, device: str) -> None:
    visitor = stand.signed_in()
    answer = visitor.post(f"/devices/{device}/resync", "/", back="//evil.example")
    went = answer.headers.get("location", "")
    assert answer.status_code == 404 or went == "/points/%2F%2Fevil.example"
    assert stand.central.rows("SELECT device FROM snapshot_due") == []


def test_an_id_with_strange_letters_has_its_page(stand: Stand) -> None:
    stand.central.register("box-2", "msk/7:1+%a")
    visitor = stand.signed_in()
    assert 'href="/points/msk%2F7%3A1%2B%25a"' in visitor.get("/").text
    assert "box-2" in visitor.get("/points/msk%2F7%3A1%2B%25a").text
    visitor.post("/points/msk%2F7%3A1%2B%25a/place", "/", lat="1", lon="2")
    assert stand.central.rows("SELECT point FROM point_place") == [("msk/7:1+%a",)]
