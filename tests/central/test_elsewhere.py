"""What waits at other points, told from a file: all of it or nothing, with codes for whoever."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.central.elsewhere import Elsewheres, ElsewhereWish, read
from kiosk.central.faults import ManifestFaults
from kiosk.core.messages import CodesSet, ElsewhereLine, ElsewhereSet, OtherPoint
from tests.central.conftest import Central
from tests.central.test_wishes import Spool

POINT = {"point": "7802", "address": "Gdansk, Dluga 12", "lat": 54.348291, "lon": 18.654023}
PARCEL = {"parcel": "48210031-0931-1", "point": "7802", "is_ready": True}
CUSTOMER = {"customer_ref": "c1", "language": "ru", "parcels": [PARCEL]}
NOBODY = {"customer_ref": "c2"}
ALL = {"points": [POINT, POINT | {"point": "7803"}], "customers": [CUSTOMER, NOBODY]}


@pytest.fixture
def spool(central: Central, secret: Callable[[], bytes], tmp_path: Path) -> Spool:
    """The spool of the central."""
    return Spool(central, secret, tmp_path / "wishes")


def told(**more: object) -> Elsewheres:
    return msgspec.convert(ALL | more, Elsewheres)


def write(folder: Path, said: object) -> Path:
    path = folder / "elsewhere.json"
    path.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    return path


def test_each_customer_is_a_letter_with_the_points_it_names(spool: Spool, tmp_path: Path) -> None:
    granted = spool.ask(ElsewhereWish("p1", read(write(tmp_path, ALL))))
    assert granted.lines == ("2 customers: the point is told what waits elsewhere",)
    first, second, codes = spool.letters()
    assert isinstance(first, ElsewhereSet)
    assert first.points == (OtherPoint("7802", "Gdansk, Dluga 12", 54_348_291, 18_654_023),)
    assert first.parcels == (ElsewhereLine("48210031-0931-1", "7802", is_ready=True),)
    assert type(first.parcels[0]) is ElsewhereLine
    assert (first.language, first.as_of > 0) == ("ru", True)
    assert isinstance(second, ElsewhereSet)
    assert (second.customer_ref, second.parcels, second.points) == ("c2", (), ())
    assert isinstance(codes, CodesSet)
    assert codes.customer_ref == "c1"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("{", "elsewhere.json"),
        ({}, "customers"),
        (ALL | {"customers": []}, "customers"),
        (ALL | {"customers": [CUSTOMER, CUSTOMER]}, "customer c1 stands there twice"),
        (ALL | {"points": []}, "customer c1: a parcel stands there twice"),
        (ALL | {"points": [POINT, POINT]}, "customer c1"),
        (ALL | {"points": [POINT | {"lat": 91}]}, "lat"),
        (ALL | {"points": [POINT | {"address": ""}]}, "address"),
        (ALL | {"points": [POINT | {"phone": "1"}]}, "phone"),
        (ALL | {"customers": [CUSTOMER | {"name": "Maria"}]}, "name"),
        (ALL | {"customers": [CUSTOMER | {"parcels": [PARCEL | {"until": -1}]}]}, "until"),
        (ALL | {"customers": [CUSTOMER | {"parcels": [PARCEL, PARCEL]}]}, "twice"),
    ],
)
def test_a_bad_file_is_refused_in_words(said: object, fault: str, tmp_path: Path) -> None:
    with pytest.raises(ManifestFaults) as caught:
        read(write(tmp_path, said))
    assert fault in "\n".join(caught.value.lines)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(raw=st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.json"
    path.write_bytes(raw)
    with pytest.raises(ManifestFaults):
        read(path)


@pytest.mark.parametrize(
    "wish",
    [
        ElsewhereWish("p9", told()),
        ElsewhereWish("p1", told(points=())),
        ElsewhereWish("p1", told(points=(POINT, POINT | {"point": "p1"}))),
    ],
)
def test_a_wish_that_cannot_be_granted_sends_nothing(wish: ElsewhereWish, spool: Spool) -> None:
    assert not spool.ask(wish).ok
    assert spool.letters() == []
