"""Parcels at other points: which word is kept, who is sent where, and what the slip says."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core.elsewhere import (
    MOST_QR_BYTES,
    Others,
    Waiting,
    believe,
    instead,
    names,
    route,
    slip,
    waiting,
)
from kiosk.core.messages import ElsewhereLine, ElsewhereSet, OtherPoint
from kiosk.core.papers import Wording
from kiosk.core.receipts import Qr, Text
from kiosk.core.refusals import Reason, Refused

T0 = 1_780_000_000_000
NEAR = OtherPoint("7802", "Gdansk, Dluga 12", 54_348_291, 18_654_023, "10-21")
FAR = OtherPoint("7803", "Sopot, Morska 1")
READY = ElsewhereLine("P1", "7802", is_ready=True, order="o-1", until=T0 + 5)
COMING = ElsewhereLine("P2", "7803", order="o-1")
TOLD = ElsewhereSet("c1", T0, (COMING, READY), (FAR, NEAR))
WORDING = Wording("7731", str, lambda n, c: f"{n} {c}", str)


def test_its_numbers_are_those_of_parcels_and_orders() -> None:
    assert names(TOLD) == ("P2", "o-1", "P1")


def test_the_newest_word_is_kept() -> None:
    assert believe(None, TOLD) is None
    assert believe(TOLD, TOLD) is None
    assert believe(replace(TOLD, as_of=T0 + 1), TOLD) == Refused(Reason.STALE)


@pytest.mark.parametrize(
    "told",
    [
        ElsewhereSet("c1", T0, (READY,)),
        ElsewhereSet("c1", T0, (READY,), (FAR,)),
        ElsewhereSet("c1", T0, (READY, READY), (NEAR,)),
        ElsewhereSet("c1", T0, (READY,), (NEAR, NEAR)),
    ],
)
def test_a_word_that_is_not_whole_is_refused(told: ElsewhereSet) -> None:
    assert believe(None, told) == Refused(Reason.BAD_VALUE)


def test_points_with_something_ready_come_first() -> None:
    assert waiting(TOLD) == (Waiting(NEAR, 1, 0, T0 + 5), Waiting(FAR, 0, 1))
    assert waiting(None) == ()
    assert Others(T0, waiting(TOLD)).count == 2
    assert Others(T0, waiting(TOLD)).at("7803") == Waiting(FAR, 0, 1)
    assert Others(T0, waiting(TOLD)).at("9") is None


def test_what_is_here_is_not_there() -> None:
    assert waiting(TOLD, {"P1"}) == (Waiting(FAR, 0, 1),)


@pytest.mark.parametrize("reason", [Reason.CANCELLED, Reason.UNCONFIRMED, Reason.TOO_MANY_SESSIONS])
def test_who_has_something_here_is_not_sent_on(reason: Reason) -> None:
    no = Refused(reason)
    assert instead(no, "c1", waiting(TOLD)) is no


@pytest.mark.parametrize("reason", [Reason.NOTHING_READY, Reason.WRONG_STATE])
def test_who_has_nothing_here_is_sent_on(reason: Reason) -> None:
    answer = instead(Refused(reason), "c1", waiting(TOLD))
    assert answer.reason is Reason.OTHER_POINT
    assert answer.facts == {"address": "Gdansk, Dluga 12", "point": "7802", "customer": "c1"}


def test_nobody_is_sent_where_nothing_is_ready_yet() -> None:
    no = Refused(Reason.NOTHING_READY)
    assert instead(no, "c1", waiting(replace(TOLD, parcels=(COMING,)))) is no


def test_the_route_is_a_place_with_its_address() -> None:
    assert route(NEAR) == "geo:54.348291,18.654023?q=54.348291,18.654023(Gdansk%2C%20Dluga%2012)"
    assert route(FAR) == ""
    south = replace(NEAR, lat=-33_000_000, lon=-500)
    assert route(south).startswith("geo:-33,-0.0005?q=-33,-0.0005(")


@given(
    address=st.text(min_size=1, max_size=200),
    lat=st.integers(-90_000_000, 90_000_000),
    lon=st.integers(-180_000_000, 180_000_000),
)
def test_the_code_fits_the_paper_whatever_the_address(address: str, lat: int, lon: int) -> None:
    way = route(OtherPoint("1", address, lat, lon))
    assert way.isascii()
    assert len(way) <= MOST_QR_BYTES
    assert "�" not in unquote(way).replace(address, "")


def test_the_slip_names_the_place_and_nobody() -> None:
    doc = slip(Waiting(NEAR, 1, 1, T0 + 5), T0, WORDING)
    said = [part.left for part in doc.elements if isinstance(part, Text)]
    assert "Gdansk, Dluga 12" in said
    assert {"Point 7802", "Open: 10-21", "Ready there: 1", f"Kept until {T0 + 5}"} <= set(said)
    assert [part.text for part in doc.elements if isinstance(part, Qr)] == [route(NEAR)]
    assert not any(word in str(doc) for word in ("c1", "P1", "o-1"))


def test_a_point_without_a_place_has_no_code() -> None:
    doc = slip(Waiting(FAR, 0, 1), T0, WORDING)
    assert not [part for part in doc.elements if isinstance(part, Qr)]


def test_an_address_brings_no_orders_to_the_printer() -> None:
    bad = replace(NEAR, address="A\u202e\ue000B", hours="\u200b9")
    assert "\u202e" not in str(slip(Waiting(bad, 1, 0), T0, WORDING))
