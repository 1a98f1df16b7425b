"""A manifest becomes letters: in order, none too large, nothing left out."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.central.faults import ManifestFaults
from kiosk.central.manifests import Manifest, faults_of, file_bytes
from kiosk.core import messages
from kiosk.core.facts.fact import Item
from kiosk.core.messages import (
    MAX_MESSAGE_BYTES,
    CustomerLine,
    DeliveryAnnounced,
    DeliveryPart,
    ManifestLine,
    Message,
)
from tests.central.conftest import T0


def _line(n: int, customer: int | None = None, items: int = 1, title: str = "Lamp") -> ManifestLine:
    ref = None if customer is None else f"c{customer}"
    goods = tuple(Item(title) for _ in range(items))
    return ManifestLine(f"P{n}", box=f"B{n % 3}", customer_ref=ref, items=goods)


def _said(manifest: Manifest) -> list[str]:
    return [one.said() for one in faults_of(manifest)]


_LINES = st.lists(
    st.tuples(
        st.none() | st.integers(0, 40), st.integers(0, 10), st.sampled_from(["L", "ж" * 200])
    ),
    max_size=260,
)


@settings(max_examples=40, deadline=None)
@given(_LINES)
def test_every_parcel_and_its_customer_travel_in_letters_that_fit(
    rows: list[tuple[int | None, int, str]],
) -> None:
    lines = tuple(_line(n, *row) for n, row in enumerate(rows))
    people = tuple(CustomerLine(f"c{n}", "Ж" * 40, "0417") for n in range(41))
    first, *parts = Manifest("D-1", "Meridian", T0, lines, people).letters()
    assert isinstance(first, DeliveryAnnounced)
    assert first.parts == len(parts)
    came: list[ManifestLine] = []
    for number, part in enumerate(parts, start=1):
        assert isinstance(part, DeliveryPart)
        assert part.part == number
        message = Message("0" * 36, "delivery.part", 1, T0, "console", part)
        raw = messages.encode(message)
        assert len(raw) <= MAX_MESSAGE_BYTES
        assert messages.decode(raw).facts == part, "the point can read it"
        wanted = {line.customer_ref for line in part.parcels} - {None}
        assert {person.customer_ref for person in part.customers} == wanted
        came += part.parcels
    assert tuple(came) == lines


def test_a_part_holds_at_most_a_hundred_parcels() -> None:
    manifest = Manifest("D-1", "Meridian", T0, tuple(_line(n) for n in range(250)))
    parts = manifest.letters()[1:]
    assert [len(part.parcels) for part in parts if isinstance(part, DeliveryPart)] == [100, 100, 50]


@pytest.mark.parametrize(("items", "title"), [(10, "ж" * 200), (1, "ж" * 200)])
def test_a_part_of_long_lines_is_split_by_its_bytes(items: int, title: str) -> None:
    lines = tuple(_line(n, n, items, title) for n in range(100))
    lines = tuple(msgspec.structs.replace(line, policy="ж" * 30) for line in lines)
    people = tuple(CustomerLine(f"c{n}", "Ж" * 40, "0417") for n in range(100))
    parts = Manifest("D-1", "Meridian", T0, lines, people).letters()[1:]
    assert len(parts) > 1
    for part in parts:
        message = Message("0" * 36, "delivery.part", 1, T0, "console", part)
        assert len(messages.encode(message)) <= MAX_MESSAGE_BYTES


def test_the_announcement_names_each_box_once() -> None:
    first = Manifest("D-1", "Meridian", T0, tuple(_line(n) for n in range(9))).letters()[0]
    assert isinstance(first, DeliveryAnnounced)
    assert first.boxes == ("B0", "B1", "B2")


def test_faults_of_the_whole_are_all_told() -> None:
    heavy = _line(3, items=40, title="ж" * 200)
    heavy = msgspec.structs.replace(
        heavy, items=tuple(msgspec.structs.replace(i, detail="ж" * 200) for i in heavy.items)
    )
    person = CustomerLine("c1", "Maria S.", "0417")
    lines = (_line(1, 1), _line(1), heavy)
    codes = {"c9": "123456"}
    faults = faults_of(Manifest("D-1", "Meridian", T0, lines, (person, person), codes))
    assert [one.said() for one in faults] == [
        "parcel P3 has too many items",
        "parcel P1 stands there twice",
        "customer c1 stands there twice",
        "there is a code for c9, who is no customer here",
    ]
    assert _said(Manifest("D-1", "Meridian", T0, ())) == ["there is no parcel in it"]
    boxes = tuple(ManifestLine(f"P{n}", box=f"B{n}") for n in range(501))
    assert _said(Manifest("D-1", "Meridian", T0, boxes)) == ["more than 500 boxes"]


@pytest.mark.input
def test_a_file_that_is_away_or_too_large_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(ManifestFaults, match=r"nothing\.csv: No such file"):
        file_bytes(tmp_path / "nothing.csv", 10)
    with pytest.raises(ManifestFaults, match="Is a directory"):
        file_bytes(tmp_path, 10)
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * 11)
    with pytest.raises(ManifestFaults, match="larger than"):
        file_bytes(large, 10)
    assert file_bytes(large, 11) == b"x" * 11


def test_what_would_not_fit_into_an_event_is_a_fault_with_its_name() -> None:
    item = Item("\u0429" * 200)
    large = ManifestLine("P1", items=(item,) * 40)
    assert _said(Manifest("D1", "Meridian", 7, (large,))) == ["parcel P1 has too many items"]
    boxed = tuple(ManifestLine(f"P{n}", box=f"{'B' * 40}{n:03d}") for n in range(400))
    assert _said(Manifest("D1", "Meridian", 7, boxed)) == [
        "the codes of its boxes are too long for one event"
    ]
    assert faults_of(Manifest("D1", "Meridian", 7, boxed[:300])) == []
