"""A day's numbers: its figures, bounded, as the closing tells them to the central."""

import msgspec

from kiosk.core.day_counts import Counts
from kiosk.core.facts.day import MOST_SUMS, Sum, Totals
from kiosk.core.figures import Figure, figures, money_of
from kiosk.core.paywords import PayMethod

MOST_COUNT, MOST_MS = 10**6, 10**12
_COUNTED = tuple(name for name in Totals.__struct_fields__ if name != "paid")


def totals_of(counts: Counts) -> Totals:
    """Return a day's numbers from its counts; what is out of all bounds is cut to them."""
    told = figures(counts)
    values = {name: _bounded(name, told[Figure(name)].value) for name in _COUNTED}
    paid = tuple(
        Sum(PayMethod(method), currency, minor)
        for (method, currency), minor in money_of(counts).items()
    )
    return msgspec.convert(values | {"paid": paid[:MOST_SUMS]}, Totals)


def _bounded(name: str, value: float | None) -> int | None:
    if value is None:
        return None
    most = MOST_MS if name.endswith("_ms") else MOST_COUNT
    return min(max(0, round(value)), most)


def figures_of(totals: Totals) -> dict[Figure, float | None]:
    """Return a day's numbers by figure, as papers and screens write them."""
    return {Figure(name): getattr(totals, name) for name in _COUNTED}
