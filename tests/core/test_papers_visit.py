"""A visit's paper: what was taken, what was not and why, bags, and a code that opens it again."""

from msgspec.structs import replace

from kiosk.core.facts.deciding import Bag
from kiosk.core.facts.fact import Item
from kiosk.core.papers import Settled, Wording, receipt
from kiosk.core.papers_number import receipt_code
from kiosk.core.papers_returns import Served
from kiosk.core.papers_visit import Visited, declined, refuse_word, with_visit
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Check
from kiosk.core.receipts import Cut, Doc, Qr, Text
from kiosk.core.words import Decision, ParcelKind, ParcelState, Place

WORDING = Wording("7731", str, lambda n, c: f"{n / 100:.2f} {c}", str)
SERVED = Served(1_780_000_000_000, "AK")
MUG = Item("Mug\x1b[2J", 30_000, decision=Decision.REFUSE, why="size")
LEFT = Parcel(
    "P:8000000000000036",
    ParcelKind.REFUSAL,
    ParcelState.TO_RETURN,
    Place.COUNTER,
    items=(MUG, Item("Cup", decision=Decision.DEFECT)),
)


def words(doc: Doc) -> list[tuple[str, str]]:
    return [(e.left, e.right) for e in doc.elements if isinstance(e, Text)]


def paper(visited: Visited) -> Doc:
    parcel = Parcel(
        "P1", ParcelKind.ORDER, ParcelState.ISSUED, Place.OUT, items=(Item("Lamp", 275_000),)
    )
    return with_visit(receipt([parcel], SERVED.at, "AK", WORDING), visited, WORDING)


def test_a_paper_says_what_was_not_taken_and_why() -> None:
    told = words(paper(Visited((LEFT,), reasons=lambda key: f"because of {key}")))
    at = told.index(("Not taken, goes back", ""))
    assert told[at + 1 :] == [
        ("Parcel …0036", ""),
        ("Mug[2J", "300.00 RUB"),
        ("- because of size", ""),
        ("Cup", ""),
        ("- With a defect", ""),
    ]


def test_bags_are_told_before_the_sum_and_are_in_it() -> None:
    parcel = replace(LEFT, items=(Item("Mug", 30_000),))
    settled = Settled(bags=(Bag("M", 2, 500), Bag("L", 1)))
    told = words(receipt([parcel], SERVED.at, "AK", WORDING, settled=settled))
    at = told.index(("Bag M: 2", "10.00 RUB"))
    assert told[at + 1 : at + 3] == [("Bag L: 1", ""), ("Total", "310.00 RUB")]
    assert ("Bag M: 2", "10.00 ") in words(declined(Visited(bags=settled.bags), SERVED, WORDING))


def test_a_paper_has_a_code_that_opens_it_again_and_ends_with_a_cut() -> None:
    doc = paper(Visited(receipt="01900000-0000-7000-8000-0123456789ab"))
    assert isinstance(doc.elements[-1], Cut)
    (code,) = [e.text for e in doc.elements if isinstance(e, Qr)]
    assert code == receipt_code("01900000-0000-7000-8000-0123456789ab")
    assert words(doc)[-1] == ("Receipt 0123456789AB", "")


def test_a_visit_without_more_to_say_has_the_paper_it_always_had() -> None:
    assert paper(Visited()) == with_visit(paper(Visited()), Visited(), WORDING)


def test_who_takes_nothing_has_a_paper_too() -> None:
    unlisted = replace(LEFT, items=(), decided=Decision.REFUSE, why="looks")
    told = words(declined(Visited((unlisted,)), replace(SERVED, sure=False), WORDING))
    assert told[0] == ("Nothing was taken", "")
    assert ("- looks", "") in told
    assert any("not sure of the time" in left for left, _ in told)
    assert not any("not sure" in left for left, _ in words(declined(Visited(), SERVED, WORDING)))


def test_a_reason_is_said_in_the_networks_words_before_ours() -> None:
    known = (Check("size", {"pt": "Não serve", "en": "It does not fit"}), Check("late"))
    assert refuse_word("size", known, str, "pt") == "Não serve"
    assert refuse_word("size", known, str, "ru") == "It does not fit"
    assert refuse_word("looks", known, str) == "It looks different"
    assert refuse_word("late", known, str) == "late"
