"""A letter that forgets a customer still tells of everybody else."""

import msgspec
import pytest

from kiosk.central.letters_without import without
from kiosk.core import messages
from kiosk.core.facts.fact import Item
from kiosk.core.letter import Letter
from kiosk.core.messages import (
    CodeLine,
    CodesSet,
    CustomerLine,
    DeliveryPart,
    ElsewhereLine,
    ElsewhereSet,
    ManifestLine,
    Message,
    ReturnExpected,
    SnapshotPart,
)

MARIA, IGOR = CustomerLine("c1", "Mariposa Q.", "8675"), CustomerLine("c2", "Igor P.", "1111")
ROWS = tuple(msgspec.Raw(msgspec.json.encode(one)) for one in (MARIA, IGOR))


def told(letter: Letter, ref: str = "c1") -> Letter:
    word = messages.type_of(letter)
    raw = messages.encode(Message("0" * 36, word, 1, 1, "console", letter))
    return messages.decode(without(raw, ref)).facts


@pytest.mark.parametrize(
    "letter",
    [
        DeliveryPart("D1", 1, (ManifestLine("P1", customer_ref="c1"),), (MARIA, IGOR)),
        CodesSet("c1", (CodeLine("ab" * 16, 1, 2),)),
        ElsewhereSet("c1", 1, (ElsewhereLine("P1", "7732"),)),
        ReturnExpected("R1", "ii5275210303", "c1", (Item("Mug"),), MARIA, reason="Mariposa's"),
        SnapshotPart("s1", 1, "customer", ROWS),
    ],
)
def test_nothing_of_the_customer_is_left(letter: Letter) -> None:
    left = msgspec.json.encode(told(letter))
    for needle in (b"Mariposa", b"8675", b"7732", b"abababab"):
        assert needle not in left
    assert told(letter, "c9") == letter, "of another one all of it stays"


def test_the_parcels_and_the_others_stay() -> None:
    part = told(DeliveryPart("D1", 1, (ManifestLine("P1", customer_ref="c1"),), (MARIA, IGOR)))
    assert isinstance(part, DeliveryPart)
    assert (len(part.parcels), part.customers) == (1, (IGOR,))
    rows = told(SnapshotPart("s1", 1, "customer", ROWS))
    assert isinstance(rows, SnapshotPart)
    assert [bytes(row) for row in rows.rows] == [msgspec.json.encode(IGOR)]


def test_a_snapshot_of_other_tables_is_as_it_was() -> None:
    part = SnapshotPart("s1", 1, "parcel", (msgspec.Raw(b'{"customer_ref":"c1"}'),))
    assert told(part) == part
