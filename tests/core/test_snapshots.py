"""Rows of a snapshot: what the books may hold passes, and nothing else does."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import snapshots
from kiosk.core.books import KINDS, Subject
from kiosk.core.events import Event
from kiosk.core.facts import stockroom, visits
from kiosk.core.parcels import Parcel
from kiosk.core.snapshots import ENDED, BadRow, PersonLine, digest, part_digest, read, rebase
from kiosk.core.words import ParcelKind, ParcelState, Place

STORED = Parcel("P1", ParcelKind.ORDER, ParcelState.STORED, Place.CELL, "A-01")
P = Subject("parcel", "P1")


def test_a_row_of_the_books_passes_as_it_is() -> None:
    assert read("parcel", msgspec.json.encode(STORED)) == STORED
    assert read("person", b'{"staff":"anna","name":"Anna"}') == PersonLine("anna", "Anna")
    assert snapshots.id_of("parcel", STORED) == "P1"


@pytest.mark.parametrize("table", ["journal", "", "parcel; DROP TABLE parcel"])
def test_there_are_no_other_tables(table: str) -> None:
    with pytest.raises(BadRow):
        read(table, b"{}")


def test_what_has_ended_is_named_as_the_books_name_it() -> None:
    assert set(ENDED) <= set(KINDS)
    assert not snapshots.has_ended("parcel", STORED)
    assert snapshots.has_ended("parcel", msgspec.structs.replace(STORED, state=ParcelState.ISSUED))


def test_a_digest_knows_every_byte_and_every_place() -> None:
    rows = [b"1", b"2"]
    told = {
        part_digest("parcel", rows),
        part_digest("parcel", rows[::-1]),
        part_digest("parcel", [b"12"]),
        part_digest("cell", rows),
    }
    assert len(told) == 4
    assert digest(sorted(told)) != digest(sorted(told)[::-1])


def test_our_own_acts_go_on_top(told: Callable[..., Event]) -> None:
    moved = told(stockroom.ParcelMoved("P1", "A-01", "B-01"))
    picked = told(visits.ParcelPicked("P1", "s1", "B-01"))
    after = rebase({P: STORED}.get, [moved, picked])[P]
    assert isinstance(after, Parcel)
    assert after.state is ParcelState.PICKED


def test_an_act_that_cannot_have_happened_there_changes_nothing(
    told: Callable[..., Event],
) -> None:
    assert rebase(lambda _: None, [told(visits.ParcelPutBack("P1", "A-01"))]) == {}


ROWS = st.dictionaries(
    st.sampled_from([field.name for field in msgspec.structs.fields(Parcel)]),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=300),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    ),
)


@given(
    table=st.sampled_from([*KINDS, *snapshots.BESIDE, "x"]), row=ROWS, wild=st.binary(max_size=80)
)
def test_no_row_crosses_as_anything_but_a_bad_one(
    table: str, row: dict[str, object], wild: bytes
) -> None:
    full = msgspec.to_builtins(STORED) | row
    for body in (msgspec.json.encode(full), msgspec.json.encode(row), wild):
        try:
            found = read(table, body)
        except BadRow:
            continue
        if table in KINDS:
            assert type(found) is KINDS[table]
            assert len(snapshots.id_of(table, found)) <= 64
