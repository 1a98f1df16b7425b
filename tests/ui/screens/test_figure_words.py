"""Figures are called and written as people do; a change says whether it is for the better."""

from datetime import UTC, date

import pytest

from kiosk.core.figures import Figure, Value
from kiosk.core.periods import Span, around
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import figure_words as words

EN = Phrases("en", UTC)


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_every_figure_has_a_name_in_every_language(language: str) -> None:
    phrases = Phrases(language, UTC)
    assert all(words.name_of(figure, phrases) for figure in Figure)
    assert phrases.missing == set()


@pytest.mark.parametrize(
    ("figure", "now", "was", "said"),
    [
        (Figure.ISSUED, 108, 100, "+8\u00a0% · better"),
        (Figure.ISSUED, 3, 1, "+2 · better"),
        (Figure.ISSUE_P50, 41_000, 47_000, "\u22120:06 · better"),
        (Figure.REFUSALS, 0.072, 0.068, "+0.4 pp · worse"),
        (Figure.RETURNS, 93, 104, "\u221211\u00a0%"),
        (Figure.ISSUED, 5, 5, ""),
        (Figure.ISSUE_P50, 41_000, None, ""),
    ],
)
def test_a_change_is_told_with_its_sign(
    figure: Figure, now: float, was: float | None, said: str
) -> None:
    assert words.change(Value(figure, now), Value(figure, was), EN)[1] == said


def test_a_figure_of_too_few_is_a_dash() -> None:
    assert words.written(Value(Figure.REFUSALS, None), EN) == "\u2013"
    assert words.written(Value(Figure.REFUSALS, 0.0724), EN) == "7.2\u00a0%"


def test_periods_and_days_have_names() -> None:
    day = date(2026, 11, 17)
    assert words.days_of(around(Span.DAY, day), EN) == "Tuesday, 17 November"
    assert words.days_of(around(Span.WEEK, day), EN) == "16\u201322 November"
    assert words.days_of(around(Span.WEEK, date(2026, 12, 1)), EN) == (
        "30 November \u2013 6 December"
    )
    assert words.days_of(around(Span.MONTH, day), EN, with_year=True) == "1\u201330 November 2026"
    assert words.days_of(around(Span.YEAR, day), EN) == "2026"
    assert words.weekdays(Phrases("ru", UTC))[0] == "Пн"
    assert len(words.months(EN)) == 12
