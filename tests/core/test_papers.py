"""The receipt: what it says, and that it names nobody."""

from kiosk.core.facts.fact import Item
from kiosk.core.papers import Wording, receipt
from kiosk.core.parcels import Parcel
from kiosk.core.receipts import Cut, Rule, Text
from kiosk.core.words import ParcelKind, ParcelState, Place
from kiosk.trial.sentences import all_spoken


class Said:
    """Words that remember what was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __call__(self, sentence: str) -> str:
        self.asked.add(sentence)
        return sentence


def _wording(words: Said) -> Wording:
    return Wording("7731", words, lambda n, c: f"{n / 100:.2f} {c}", lambda at: f"at {at}")


def _parcel(code: str, *items: Item) -> Parcel:
    issued = ParcelState.ISSUED
    return Parcel(
        code, ParcelKind.ORDER, issued, Place.OUT, customer_ref="c1", order="o1", items=items
    )


LAMP = Item("Lamp \x1bp\x00", 275_000)
MUG = Item("Mug", 48_000)


def test_a_receipt_tells_what_when_where_and_how_to_return() -> None:
    doc = receipt([_parcel("4821-0931-1", LAMP, MUG)], 5, "AK", _wording(Said()))
    texts = [(e.left, e.right) for e in doc.elements if isinstance(e, Text)]
    assert texts == [
        ("Parcels handed over", ""),
        ("Point 7731", "at 5"),
        ("Served by AK", ""),
        ("Parcel …931-1", ""),
        ("Lamp p", "2750.00 RUB"),
        ("Mug", "480.00 RUB"),
        ("Total", "3230.00 RUB"),
        ("How to return", ""),
        ("Bring the goods with their tags and this paper to any point of the network.", ""),
    ]
    assert doc.kind == "receipt"
    assert doc.elements[-1] == Cut()
    assert Rule() in doc.elements


def test_a_receipt_names_nobody_and_no_code() -> None:
    doc = receipt([_parcel("4821-0931-1", LAMP)], 5, "AK", _wording(Said()))
    printed = repr(doc)
    for secret in ("c1'", "4821-0931-1", "o1"):
        assert secret not in printed


def test_a_receipt_says_when_the_clock_was_not_sure() -> None:
    words = Said()
    receipt([_parcel("P1", MUG)], 5, "AK", _wording(words), sure=False)
    assert {(asked,) for asked in words.asked} <= set(all_spoken())
    assert len(words.asked) == 8


def test_goods_without_a_price_have_no_total() -> None:
    doc = receipt([_parcel("P1", Item("Gift"))], 5, "AK", _wording(Said()))
    assert "Total" not in [e.left for e in doc.elements if isinstance(e, Text)]
