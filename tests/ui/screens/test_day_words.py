"""The day in words: every kind and reason has its own, in every language."""

from datetime import UTC, date

import pytest

from kiosk.core.daywords import CarryReason, DrawerReason, LooseKind
from kiosk.core.facts.day import Drawer, Sum, Totals
from kiosk.core.paywords import PayMethod
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import day_words as words


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_everything_is_said_and_nothing_twice(language: str) -> None:
    say = Phrases(language, UTC)
    kinds = [words.loose_words(kind, 2, say) for kind in LooseKind]
    carried = [words.reason_words(reason, say) for reason in CarryReason]
    differs = [words.differs_words(reason, say) for reason in DrawerReason]
    for told in (kinds, carried, differs):
        assert len(told) == len(set(told))
        assert all(told)
    assert say.missing == set()
    assert set(words.ICONS) == set(LooseKind)


def test_a_drawer_tells_by_how_much_it_differs() -> None:
    say = Phrases("en", UTC)
    assert words.drawer_words(Drawer("RUB", 5_000, 5_000), say) == "50\u00a0\u20bd"
    less = Drawer("RUB", 4_000, 5_000, DrawerReason.CHANGE)
    assert words.drawer_words(less, say) == "40\u00a0\u20bd (\u221210\u00a0\u20bd)"
    more = Drawer("RUB", 6_000, 5_000, DrawerReason.CHANGE)
    assert words.drawer_words(more, say).endswith("(+10\u00a0\u20bd)")


def test_sums_and_dates_are_written_as_people_do() -> None:
    say = Phrases("en", UTC)
    totals = Totals(paid=(Sum(PayMethod.CASH, "RUB", 500),))
    assert words.sums_words(totals, say) == "5\u00a0\u20bd in cash"
    assert words.date_words(date(2026, 11, 26), say).startswith("Thursday")
