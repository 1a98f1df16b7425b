"""Facts and rows as people read them."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.central.console.phrases import Phrases
from kiosk.central.console.telling import event_word, stands, state_word, told

RU = Phrases("ru", ZoneInfo("Europe/Moscow"))


def _texts(type_: str, facts: dict[str, object]) -> list[tuple[str, str]]:
    return [(one.word, one.text) for one in told(type_, facts, RU)]


def test_a_fact_is_told_in_the_readers_language() -> None:
    assert event_word("parcel.stored", RU) == "Посылка размещена"
    assert _texts("parcel.quarantined", {"parcel": "P1", "reason": "damaged"}) == [
        ("посылка", "P1"),
        ("причина", "повреждена"),
    ]
    assert _texts("storage.extended", {"parcel": "P1", "until": 1_790_579_700_000}) == [
        ("посылка", "P1"),
        ("до", "28 сент. 2026, 10:15"),
    ]
    items = [{"title": "Lamp"}, {"title": "Bulb"}]
    assert _texts("parcel.expected", {"due_minor": 490050, "currency": "RUB", "items": items}) == [
        ("к оплате, в копейках или центах", "4\u00a0900,50\u00a0₽"),
        ("вещи", "Lamp, Bulb"),
    ]
    assert _texts("box.opened", {"seal_ok": False, "box": "B1"})[0] == ("пломба цела", "нет")


def test_a_row_is_told_without_what_nothing_is_known_of() -> None:
    row = {"state": "stored", "cell": "A-01", "order": None, "moves": [], "box": ""}
    assert [(one.word, one.text) for one in stands("parcel", row, RU)] == [
        ("состояние", "размещена"),
        ("ячейка", "A-01"),
    ]
    moved = {"changed_at": 1_790_579_700_000, "placed_at": "long ago"}  # a bare number in the books
    assert [one.text for one in stands("parcel", moved, RU)] == ["28 сент. 2026, 10:15", "long ago"]
    assert state_word("to_return", RU) == "возвращается"


@pytest.mark.input
@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"new_field": {"a": [1]}}, '{"a":[1]}'),
        ({"until": "soon"}, "soon"),
        ({"until": 2**53 - 1}, str(2**53 - 1)),
        ({"reason": ["x", 7]}, "x"),
        ({"due_minor": 5, "currency": "QQQQ"}, "0,05\u00a0QQQQ"),
        ({"note": "x" * 500}, "x" * 119 + "…"),
        ({"note": None}, "null"),
        ({"items": [{"title": 7}, 3]}, '[{"title":7},3]'),
    ],
)
def test_what_is_not_known_here_is_told_as_it_was_sent(facts: dict[str, object], text: str) -> None:
    for type_ in ("storage.extended", "a.newer_one"):
        assert told(type_, facts, RU)[0].text == text
    assert event_word("a.newer_one", RU) == "a.newer_one"
