"""The papers of returns and drop-offs: what was taken, and nobody's name."""

import pytest

from kiosk.core.facts.fact import Item
from kiosk.core.papers import Wording
from kiosk.core.papers_returns import Served, dropoff_receipt, return_declined, return_receipt
from kiosk.core.parcels import Parcel
from kiosk.core.receipts import Cut, Doc, Qr, Text
from kiosk.core.returns import Return
from kiosk.core.words import (
    Condition,
    ParcelKind,
    ParcelState,
    Place,
    RejectReason,
    ReturnState,
    Size,
)
from kiosk.trial.sentences import all_spoken

SERVED = Served(5, "AK")
SHOES = Parcel(
    "P:00000000000000AF",
    ParcelKind.RETURN,
    ParcelState.TO_RETURN,
    Place.COUNTER,
    customer_ref="c1",
    items=(Item("Vento \x1bp", 345_000),),
)
BOOKS = Parcel(
    "48219001-0001-1",
    ParcelKind.DROP_OFF,
    ParcelState.RECEIVED,
    Place.COUNTER,
    size=Size.L,
    weight_g=4_200,
)


class Said:
    """Words that remember what was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __call__(self, sentence: str) -> str:
        self.asked.add(sentence)
        return sentence


def wording(words: Said) -> Wording:
    return Wording("7731", words, lambda n, c: f"{n / 100:.2f} {c}", lambda at: f"at {at}")


def texts(doc: Doc) -> list[str]:
    return [e.left for e in doc.elements if isinstance(e, Text)]


def accepted(**more: object) -> Return:
    return Return("R1", ReturnState.ACCEPTED, "ii5275210303", "c1", **more)  # type: ignore[arg-type]


def test_a_customers_paper_tells_what_was_taken_back() -> None:
    doc = return_receipt(accepted(), SHOES, SERVED, wording(Said()))
    assert texts(doc) == [
        "Return taken",
        "Point 7731",
        "Served by AK",
        "Request …0303",
        "Vento p",
        "Parcel …00AF",
        "Keep this paper until the refund.",
        "The refund is decided by the network.",
    ]
    assert (doc.kind, doc.elements[-1]) == ("receipt", Cut())
    assert "c1" not in repr(doc)


def test_whoever_is_turned_away_reads_why_and_gets_the_papers_number() -> None:
    known = Return("R1", ReturnState.OPEN, "ii5275210303", "c1", items=(Item("Vento \x1bp"),))
    doc = return_declined(known, RejectReason.USED, Served(5, "AK", receipt="01"), wording(Said()))
    assert texts(doc)[:8] == [
        "Return declined",
        "Point 7731",
        "Served by AK",
        "Request …0303",
        "Vento p",
        "Why: It was used",
        "The goods stay with you, nothing is paid back for them.",
        "If you do not agree, show this paper to the network.",
    ]
    assert any(isinstance(e, Qr) for e in doc.elements)
    assert doc.kind == "receipt"
    assert "c1" not in repr(doc)


@pytest.mark.parametrize("reason", RejectReason)
def test_every_reason_has_its_words(reason: RejectReason) -> None:
    said = texts(return_declined(Return("R1"), reason, SERVED, wording(Said())))
    (line,) = [text for text in said if text.startswith("Why: ")]
    assert len(line) > len("Why: ")
    assert "Request …" not in "".join(said), "goods without a code have no request"


def test_a_fault_and_a_doubt_stand_on_it() -> None:
    known = accepted(condition=Condition.FAULTY, provisional=True)
    told = texts(return_receipt(known, SHOES, Served(5, "AK", sure=False), wording(Said())))
    assert "With a fault" in told
    assert "Nobody had announced this return: the network will decide on it." in told
    assert "The clock of this point was not sure of the time." in told


def test_goods_without_a_code_have_no_request() -> None:
    known = Return("01", ReturnState.ACCEPTED)
    told = texts(return_receipt(known, SHOES, SERVED, wording(Said())))
    assert not [line for line in told if line.startswith("Request")]


@pytest.mark.parametrize("provisional", [False, True])
def test_a_senders_paper_has_the_whole_number(provisional: bool) -> None:  # noqa: FBT001
    parcel = Parcel(**{n: getattr(BOOKS, n) for n in BOOKS.__struct_fields__}
                    | {"provisional": provisional})  # fmt: skip
    told = texts(dropoff_receipt(parcel, SERVED, wording(Said())))
    assert told[3:6] == ["48219001-0001-1", "Size: L", "Weight: 4.2 kg"]
    doubt = "Nobody had announced this parcel: the network will look for it."
    assert (doubt in told) is provisional


def test_every_word_of_them_is_in_the_catalogues() -> None:
    words = Said()
    known = accepted(condition=Condition.FAULTY)
    return_receipt(known, SHOES, Served(5, "AK", sure=False), wording(words))
    dropoff_receipt(BOOKS, SERVED, wording(words))
    assert {(asked,) for asked in words.asked} <= set(all_spoken())
