"""Labels and cards: what they say, how large, and that they name nobody."""

from kiosk.core import deck, labels
from kiosk.core.codes import CodeKind, read
from kiosk.core.papers import Wording
from kiosk.core.receipts import Code128, Cut, Doc, Label, Qr, Text

EN = Wording("7731", str, lambda n, c: f"{n / 100:.2f} {c}", lambda at: f"at {at}")
BOX = ("normal", "Sorting centre", 18, "0048213", EN)


def label_of(doc: Doc) -> Label:
    label, cut = doc.elements
    assert isinstance(label, Label)
    assert cut == Cut()
    for part in label.parts:
        assert 0 <= part.x <= part.x + part.width <= label.width
        assert 0 <= part.y <= part.y + part.height <= label.height
    return label


def codes_of(doc: Doc) -> list[str]:
    return [p.what.text for p in label_of(doc).parts if isinstance(p.what, Qr | Code128)]


def words_of(doc: Doc) -> list[str]:
    return [p.what.left for p in label_of(doc).parts if isinstance(p.what, Text)]


def test_sheets_have_the_sizes_of_the_design() -> None:
    docs = [
        labels.cell_label("A-07"),
        labels.parcel_sticker("48210931-0001-1", "A-07"),
        labels.box_label("BOX:7731-01", *BOX),
        labels.command_card("ok", EN),
        labels.badge("0123456789ABCDEFGHJK", "AK", EN),
    ]
    sizes = [(label_of(doc).width, label_of(doc).height) for doc in docs]
    assert sizes == [(800, 400), (464, 320), (576, 480), (680, 432), (680, 432)]
    assert [doc.kind for doc in docs] == ["label", "label", "label", "card", "card"]


def test_numbers_are_as_high_as_the_design_says() -> None:
    heights = [
        next(
            p.height / label_of(doc).height for p in label_of(doc).parts if isinstance(p.what, Text)
        )
        for doc in (labels.cell_label("A-07"), labels.parcel_sticker("P1", "A-07"))
    ]
    assert heights == [0.6, 0.35]


def test_every_code_means_what_it_should() -> None:
    docs = {
        CodeKind.CELL: labels.cell_label("A-07"),
        CodeKind.PARCEL: labels.parcel_sticker("48210931-0001-1", "A-07"),
        CodeKind.BOX: labels.box_label("BOX:7731-2611-01", *BOX),
        CodeKind.COMMAND: labels.command_card("refuse:damaged", EN),
        CodeKind.BADGE: labels.badge("0123456789ABCDEFGHJK", "AK", EN),
    }
    for kind, doc in docs.items():
        (code,) = codes_of(doc)
        assert read(code, "qr", lambda _: None).kind is kind


def test_a_sticker_tells_only_the_end_of_its_code() -> None:
    assert words_of(labels.parcel_sticker("48210931-0001-1", "A-07")) == ["A-07", "…0001-1"]


def test_a_box_tells_class_destination_count_and_seal() -> None:
    assert words_of(labels.box_label("BOX:7731-01", *BOX)) == [
        *("Sorting centre", "normal", "Parcels: 18"),
        *("BOX:7731-01", "Seal 0048213", "Point 7731"),
    ]


def test_a_long_box_code_gets_a_longer_label() -> None:
    assert label_of(labels.box_label("BOX:A" * 24, *BOX)).width == 800


def test_the_deck_is_a_card_for_every_name_in_it() -> None:
    printed = labels.card_deck(EN)
    assert [code for doc in printed for code in codes_of(doc)] == [
        f"CMD:{card}" for card in deck.cards(EN)
    ]
    assert [words_of(doc)[0] for doc in printed] == list(deck.cards(EN).values())
    assert {doc.kind for doc in printed} == {"card"}


def test_a_slip_shows_letters_money_codes_and_both_edges() -> None:
    doc = labels.test_slip(5, EN)
    texts = [(e.left, e.right) for e in doc.elements if isinstance(e, Text)]
    assert texts[:2] == [("Test slip", ""), ("Point 7731", "at 5")]
    assert "1234.50 RUB" in [right for _, right in texts]
    assert {type(e) for e in doc.elements} >= {Qr, Code128}
    assert doc.kind == "slip"
