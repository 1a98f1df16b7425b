from random import Random

import pytest

from kiosk.core.words import Size
from kiosk.trial.goods import FIRST_NAMES, GOODS, item_of, masked_name
from kiosk.trial.item_pictures import SUBJECTS

LANGUAGES = ("ru", "pt", "en")


def test_every_good_has_words_in_every_language_and_a_drawing_of_its_own() -> None:
    for good in GOODS:
        assert set(good.titles) == set(good.details) == set(LANGUAGES)
        assert all([*good.titles.values(), *good.details.values()])
    drawn = [good.subject for good in GOODS]
    assert sorted(drawn) == sorted(set(drawn))
    assert set(drawn) <= set(SUBJECTS)


def test_some_goods_are_small_some_medium_and_some_large() -> None:
    assert {good.size for good in GOODS} >= {Size.S, Size.M, Size.L}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_a_first_name_and_one_letter(language: str) -> None:
    random = Random(1)
    for _ in range(50):
        first, initial = masked_name(language, random).split(" ")
        assert first in FIRST_NAMES[language]
        assert len(initial) == 2
        assert initial[0].isupper()
        assert initial[1] == "."


def test_the_same_chance_gives_the_same_name() -> None:
    assert masked_name("ru", Random(5)) == masked_name("ru", Random(5))


def test_an_item_carries_the_goods_words_price_and_picture() -> None:
    good = GOODS[0]
    item = item_of(good, "pt", "ab" * 32, "4600000000001")
    assert (item.title, item.detail) == (good.titles["pt"], good.details["pt"])
    assert (item.price_minor, item.photo, item.barcode) == (499_000, "ab" * 32, "4600000000001")
    assert item_of(good, "en", None, "").photo is None
