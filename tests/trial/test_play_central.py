"""Who is who in a scenario, and how the central's books tell that a thing stands."""

from collections.abc import Iterator

import msgspec
import pytest

from kiosk.core.boxes import Box
from kiosk.core.cells import Cell
from kiosk.core.parcels import Parcel
from kiosk.core.words import BoxClass, BoxState, Flow, ParcelKind, ParcelState, Place, Size, Zone
from kiosk.trial.play_central import Cast, CentralPart, standing
from kiosk.trial.scenario import GRAMMAR
from kiosk.trial.stage import POINT


def test_a_name_has_one_id_and_four_digits_of_its_own() -> None:
    cast = Cast()
    assert cast.known("Maria") is None
    assert (cast.ref("Maria"), cast.ref("Igor"), cast.ref("Maria")) == ("c1", "c2", "c1")
    assert cast.known("Igor") == "c2"
    told = cast.line("Olga")
    assert (told.customer_ref, told.masked_name, told.last_four) == ("c3", "Olga S.", "0003")


def test_what_the_central_says_are_words_of_the_language() -> None:
    part = CentralPart(None, Cast())  # type: ignore[arg-type]
    assert set(part.doings) <= set(GRAMMAR)


class Books:
    """The books of a central, as they are read."""

    def __init__(self, *rows: tuple[str, str, object]) -> None:
        self._rows = rows

    def books(self, point: str) -> Iterator[tuple[str, str, bytes]]:
        assert point == POINT
        return ((kind, id_, msgspec.json.encode(state)) for kind, id_, state in self._rows)


def cell(*, blocked: str = "", full: bool = False) -> Cell:
    return Cell("A-07", "A", Size.S, Zone.MAIN, 1, blocked=blocked, full=full)


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        (
            "parcel",
            Parcel("A-07", ParcelKind.SELLER, ParcelState.GIVEN_BACK, Place.OUT),
            {"given_back"},
        ),
        ("box", Box("A-07", Flow.REVERSE, BoxClass.NORMAL, BoxState.SEALED), {"sealed"}),
        ("cell", cell(), {"free"}),
        ("cell", cell(blocked="broken"), {"blocked"}),
        ("cell", cell(full=True), {"full"}),
        ("cell", cell(blocked="broken", full=True), {"blocked", "full"}),
        ("session", cell(), set[str]()),
    ],
)
def test_how_a_thing_stands_is_said_in_the_words_of_its_book(
    kind: str, state: object, words: set[str]
) -> None:
    books = Books(
        (kind, "A-07", state),
        ("parcel", "A-08", Parcel("A-08", ParcelKind.ORDER, ParcelState.STORED, Place.CELL)),
    )
    assert standing(books, "A-07") == words  # type: ignore[arg-type]
