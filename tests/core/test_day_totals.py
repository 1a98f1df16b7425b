"""A day's numbers, as its closing tells them."""

from kiosk.core import day_totals
from kiosk.core.facts.day import Sum
from kiosk.core.figures import Figure
from kiosk.core.paywords import PayMethod


def test_a_days_numbers_are_its_figures() -> None:
    counts = {"issued": 5, "sessions": 5, "offline_ms": 90_000, "paid_cash:RUB": -70}
    counts |= {"issue_ms:41500": 5, "paid_card:EUR": 40}
    totals = day_totals.totals_of(counts)
    assert (totals.issued, totals.offline_ms, totals.issue_p50_ms) == (5, 90_000, 41_500)
    assert totals.search_p50_ms is None
    assert totals.paid == (Sum(PayMethod.CARD, "EUR", 40), Sum(PayMethod.CASH, "RUB", -70))
    told = day_totals.figures_of(totals)
    assert (told[Figure.ISSUED], told[Figure.SEARCH_P50]) == (5, None)


def test_numbers_out_of_all_bounds_still_travel() -> None:
    totals = day_totals.totals_of({"issued": 10**9, "received": -3})
    assert (totals.issued, totals.received) == (10**6, 0)
