"""Finding: codes, typed texts, cards, lamps and the figures of home."""

import pytest

from kiosk.core import messages
from kiosk.core.codes import CodeKind
from kiosk.core.facts.fact import Item
from kiosk.core.refusals import Reason, Refused
from kiosk.hw.ports import Colour, Lamp, Rhythm
from kiosk.workflows.views import CellCard, Figures, Hit, HitKind, ParcelCard
from tests.workflows.conftest import HOUR_MS, T0, Point


@pytest.fixture
def shelf(point: Point) -> Point:
    """A point with a parcel of Пётр's and one of Maria's on the shelf."""
    person = messages.CustomerLine("c5", "Пётр С.", "4321")
    line = messages.ManifestLine(
        "48210031-0931-1",
        order="48210031-0931",
        customer_ref="c5",
        items=(Item("Лампа настольная", barcode="4600000000017"),),
        store_until=T0 + 12 * HOUR_MS,
    )
    point.mail(
        messages.DeliveryAnnounced("D5", "Meridian", T0),
        messages.DeliveryPart("D5", 1, (line,), (person,)),
    )
    point.desk.accept.arrive("D5")
    point.desk.accept.receive("D5", line.parcel)
    point.desk.place.move(line.parcel, "A-02")
    point.stock("c1", "P1", cell="A-01")
    return point


def _ids(hits: object) -> list[tuple[HitKind, str]]:
    assert isinstance(hits, tuple), hits
    return [(hit.kind, hit.id) for hit in hits if isinstance(hit, Hit)]


PETR = (HitKind.CUSTOMER, "c5")
LAMP = (HitKind.PARCEL, "48210031-0931-1")


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("48210031-0931-1", [LAMP]),
        ("48210031-0931", [LAMP]),
        ("0931", [LAMP]),
        ("8210 0310 93", [LAMP]),  # in groups, as it is read out
        ("310931-1", [LAMP]),
        ("питр", [PETR]),
        ("gtnh", [PETR]),
        ("лапма", [LAMP]),
        ("0932", []),
        ("93100", []),
        ("4321", [PETR]),
        ("петр", [PETR]),
        ("Пётр С", [PETR]),
        ("ламп наст", [LAMP]),
        ("a-02", [(HitKind.CELL, "A-02")]),
        ("D5", [(HitKind.DELIVERY, "D5")]),
        ("nothing such", []),
        ("4600000000017", [LAMP]),
        ("04600000000017", [LAMP]),
        ("010460000000001721AbC!x", [LAMP]),
        ("460000000001", []),  # goods are told by all of their number
    ],
)
def test_a_typed_text_finds_what_it_means(
    shelf: Point, text: str, hits: list[tuple[HitKind, str]]
) -> None:
    assert _ids(shelf.desk.find.search(text)) == hits


@pytest.mark.parametrize(("text", "least"), [("", 3), ("пе", 3), ("093", 4), ("0-9 3", 4)])
def test_a_text_too_short_is_not_searched_for(shelf: Point, text: str, least: int) -> None:
    assert shelf.desk.find.search(text) == Refused(Reason.TOO_SHORT, {"least": least})


@pytest.mark.parametrize(
    "text", ['a" OR (', "x" * 10_000, "* NEAR (", "0" * 10_000, "\x00\x01abc", "%%%%", "123\x004"]
)
def test_no_typed_text_is_obeyed(shelf: Point, text: str) -> None:
    assert isinstance(shelf.desk.find.search(text), tuple)


def test_names_and_tails_are_marked_personal(shelf: Point) -> None:
    (hit,) = shelf.desk.find.search("4321")  # type: ignore[misc]
    assert (hit.personal, hit.title, hit.detail, hit.state) == (True, "Пётр С.", "4321", "1")


def test_codes_are_read_with_what_is_known_here(shelf: Point) -> None:
    read = shelf.desk.find.read
    assert read("A-02", "typed").kind is CodeKind.CELL
    assert read("A-99", "typed").kind is CodeKind.UNKNOWN
    assert read("D5", "typed").kind is CodeKind.DELIVERY
    assert read("o-P1", "typed").kind is CodeKind.ORDER
    assert read("P1", "typed").kind is CodeKind.PARCEL
    assert read("123456", "typed", in_issue=True).kind is CodeKind.PICKUP


def test_a_parcel_s_card_tells_its_life(shelf: Point) -> None:
    card = shelf.desk.find.parcel("48210031-0931-1")
    assert isinstance(card, ParcelCard)
    assert card.name == "Пётр С."
    told = [(line.type, line.by, line.cell) for line in reversed(card.history)]
    assert told == [
        ("parcel.expected", "central", ""),
        ("parcel.received", "Anna K.", ""),
        ("parcel.stored", "Anna K.", "A-02"),
    ]
    assert shelf.desk.find.parcel("P9") == Refused(Reason.NOT_KNOWN_HERE)
    some = shelf.desk.find.parcels(("P9", "48210031-0931-1"))
    assert not isinstance(some, Refused)
    assert [parcel.parcel for parcel in some] == ["48210031-0931-1"]


def test_a_cell_s_card_tells_what_lies_in_it(shelf: Point) -> None:
    card = shelf.desk.find.cell("A-02")
    assert isinstance(card, CellCard)
    assert ([p.parcel for p in card.parcels], card.load.units) == (["48210031-0931-1"], 1)
    assert shelf.desk.find.cell("X-1") == Refused(Reason.NO_SUCH_CELL, {"cell": "X-1"})


def test_a_cell_is_lit_for_half_a_minute(shelf: Point) -> None:
    assert shelf.desk.find.light("A-02") is None
    assert shelf.lights.now == {"A-02": Lamp((Colour.AMBER,), Rhythm.TAKE)}
    shelf.clock.pass_ms(29_999)
    shelf.desk.tick(0.0)
    assert shelf.lights.now
    shelf.clock.pass_ms(1)
    shelf.desk.tick(0.0)
    assert shelf.lights.now == {}
    assert shelf.desk.find.light("X-1") == Refused(Reason.NO_SUCH_CELL, {"cell": "X-1"})


def test_home_has_its_figures(shelf: Point) -> None:
    lines = tuple(messages.ManifestLine(f"Q{n}") for n in range(3))
    shelf.mail(
        messages.DeliveryAnnounced("D6", "Meridian", T0),
        messages.DeliveryPart("D6", 1, lines),
        messages.DeliveryAnnounced("D7", "Meridian", T0),
        messages.OrderCancelled("o-P1", ("P1",)),
    )
    shelf.desk.accept.arrive("D6")
    assert shelf.desk.find.figures() == Figures(
        to_accept=3,
        deliveries_waiting=1,
        ready=1,
        free_cells=5,
        expiring=1,
        to_return=1,
        returns_unpacked=1,
    )


def test_the_shelf_map_goes_rack_by_rack_as_one_walks(shelf: Point) -> None:
    racks = [(r.rack, [c.cell for c in r.cells]) for r in shelf.desk.find.racks()]
    assert racks[:2] == [("A", ["A-01", "A-02", "A-03", "A-04"]), ("B", ["B-01", "B-02", "B-03"])]


def test_no_more_rows_are_shown_than_fit_a_person(shelf: Point) -> None:
    lines = tuple(messages.ManifestLine(f"77770{n:04d}") for n in range(80))
    shelf.mail(
        messages.DeliveryAnnounced("D8", "Meridian", T0), messages.DeliveryPart("D8", 1, lines)
    )
    hits = shelf.desk.find.search("7777")
    assert isinstance(hits, tuple)
    assert len(hits) == 50
