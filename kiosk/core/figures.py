"""The figures of the point: what each is made of; docs/analytics.md defines every one in words.

Figures are made of the counts of days (`core.tallies`), so those of a week are those of its days
added up, shares and times included.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from kiosk.core.day_counts import Counts

FEWEST = 5  # cases: a share or a time of fewer says nothing


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    MS = "ms"
    SHARE = "share"
    PER_HOUR = "per_hour"


class Figure(StrEnum):
    """Every figure there is, by the name it has in exports."""

    ISSUED = "issued"
    SESSIONS = "sessions"
    ISSUE_P50 = "issue_p50_ms"
    ISSUE_P95 = "issue_p95_ms"
    SEARCH_P50 = "search_p50_ms"
    SEARCH_P95 = "search_p95_ms"
    VISITS_AT_ONCE = "visits_at_once"
    DELIVERIES = "deliveries"
    RECEIVED = "received"
    ACCEPT_SPEED = "accept_per_hour"
    ACCEPT_DELAY = "accept_delay_p50_ms"
    MISSING = "missing"
    SURPLUS = "surplus"
    DAMAGED = "damaged"
    DIFFERENCES = "difference_share"
    PARCELS_REFUSED = "parcels_refused"
    REFUSALS = "refusal_share"
    DEFECTS = "defects"
    NOT_FOUND = "not_found"
    NOT_FOUND_SHARE = "not_found_share"
    UNCLAIMED = "unclaimed"
    UNCLAIMED_SHARE = "unclaimed_share"
    RETURNS = "returns"
    DROPOFFS = "dropoffs"
    SHIPPED = "shipped"
    GIVEN_BACK = "given_back"
    TURNED_AWAY = "turned_away"
    WRONG_CODES = "wrong_codes"
    OFFLINE = "offline_ms"
    OCCUPANCY = "occupancy_share"
    SHIFT = "shift_ms"
    PER_SHIFT_HOUR = "issued_per_shift_hour"


class Value(Struct, frozen=True):
    """A figure of a period.

    Args:
        value: None where too few cases say nothing.
        cases: it is made of.
    """

    figure: Figure
    value: float | None
    cases: int = 0


UNITS: Mapping[Figure, Unit] = {
    **dict.fromkeys(Figure, Unit.COUNT),
    **dict.fromkeys(
        (
            Figure.ISSUE_P50,
            Figure.ISSUE_P95,
            Figure.SEARCH_P50,
            Figure.SEARCH_P95,
            Figure.ACCEPT_DELAY,
            Figure.OFFLINE,
            Figure.SHIFT,
        ),
        Unit.MS,
    ),
    **dict.fromkeys(
        (
            Figure.DIFFERENCES,
            Figure.REFUSALS,
            Figure.NOT_FOUND_SHARE,
            Figure.UNCLAIMED_SHARE,
            Figure.OCCUPANCY,
        ),
        Unit.SHARE,
    ),
    **dict.fromkeys((Figure.ACCEPT_SPEED, Figure.PER_SHIFT_HOUR), Unit.PER_HOUR),
}
# More of these is better, fewer of those; of the rest nobody can say.
BETTER_MORE = frozenset(
    {Figure.ISSUED, Figure.SESSIONS, Figure.ACCEPT_SPEED, Figure.PER_SHIFT_HOUR}
)
BETTER_LESS = frozenset(
    {
        Figure.ISSUE_P50,
        Figure.ISSUE_P95,
        Figure.SEARCH_P50,
        Figure.SEARCH_P95,
        Figure.ACCEPT_DELAY,
        Figure.MISSING,
        Figure.SURPLUS,
        Figure.DAMAGED,
        Figure.DIFFERENCES,
        Figure.PARCELS_REFUSED,
        Figure.REFUSALS,
        Figure.DEFECTS,
        Figure.NOT_FOUND,
        Figure.NOT_FOUND_SHARE,
        Figure.UNCLAIMED,
        Figure.UNCLAIMED_SHARE,
        Figure.TURNED_AWAY,
        Figure.WRONG_CODES,
        Figure.OFFLINE,
    }
)
# What is counted under a key of the figure's own name.
_PLAIN = {
    Figure.ISSUED: "issued",
    Figure.SESSIONS: "sessions",
    Figure.DELIVERIES: "deliveries",
    Figure.RECEIVED: "received",
    Figure.MISSING: "missing",
    Figure.SURPLUS: "surplus",
    Figure.DAMAGED: "damaged",
    Figure.PARCELS_REFUSED: "parcels_refused",
    Figure.DEFECTS: "items_defect",
    Figure.NOT_FOUND: "not_found",
    Figure.UNCLAIMED: "cancelled:unclaimed",
    Figure.RETURNS: "returns",
    Figure.DROPOFFS: "dropoffs",
    Figure.SHIPPED: "shipped",
    Figure.GIVEN_BACK: "given_back",
    Figure.TURNED_AWAY: "turned_away",
    Figure.WRONG_CODES: "wrong_codes",
    Figure.OFFLINE: "offline_ms",
}
_TIMES = {
    Figure.ISSUE_P50: ("issue_ms", 50),
    Figure.ISSUE_P95: ("issue_ms", 95),
    Figure.SEARCH_P50: ("search_ms", 50),
    Figure.SEARCH_P95: ("search_ms", 95),
    Figure.ACCEPT_DELAY: ("accept_delay_ms", 50),
}
# Of how many cases so many are such.
_SHARES: Mapping[Figure, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Figure.DIFFERENCES: (("missing", "surplus", "damaged"), ("expected",)),
    Figure.REFUSALS: (
        ("items_refused", "items_defect"),
        ("items_refused", "items_defect", "items_taken"),
    ),
    Figure.NOT_FOUND_SHARE: (("not_found",), ("not_found", "picked")),
    Figure.UNCLAIMED_SHARE: (("cancelled:unclaimed",), ("issued", "cancelled:unclaimed")),
    Figure.OCCUPANCY: (("units",), ("room",)),
}
_RATES = {
    Figure.ACCEPT_SPEED: ("received_on", "receiving_ms"),
    Figure.PER_SHIFT_HOUR: ("issued", "shift_ms"),
}
OF_PEOPLE = (
    Figure.ISSUED,
    Figure.SESSIONS,
    Figure.ISSUE_P50,
    Figure.ISSUE_P95,
    Figure.RECEIVED,
    Figure.ACCEPT_SPEED,
    Figure.SHIFT,
    Figure.PER_SHIFT_HOUR,
)
_HOUR_MS = 3_600_000


def figures(counts: Counts) -> dict[Figure, Value]:
    """Return every figure of a period.

    Args:
        counts: of its days, added up.
    """
    whole = {key: n for key, n in counts.items() if "/" not in key}
    shift_ms = sum(n for key, n in counts.items() if key.startswith("shift_ms/"))
    return _values(whole | {"shift_ms": shift_ms}, tuple(Figure))


def of_people(counts: Counts) -> dict[str, dict[Figure, Value]]:
    """Return the figures of each person of a period, by the person's id."""
    apart: dict[str, Counts] = {}
    for key, n in counts.items():
        name, slash, rest = key.partition("/")
        who, colon, at = rest.partition(":")
        if slash:
            apart.setdefault(who, {})[f"{name}{colon}{at}"] = n
    return {who: _values(apart[who], OF_PEOPLE) for who in sorted(apart)}


def hours_of(counts: Counts) -> tuple[int, ...]:
    """Return how many parcels were issued in each hour of the day, 0 to 23."""
    return tuple(counts.get(f"issued@{hour:02d}", 0) for hour in range(24))


def money_of(counts: Counts) -> dict[tuple[str, str], int]:
    """Return what was paid less what was paid back, minor units, by (method, currency)."""
    paid: dict[tuple[str, str], int] = {}
    for key, n in counts.items():
        name, colon, currency = key.partition(":")
        if colon and name.startswith("paid_"):
            paid[name.removeprefix("paid_"), currency] = n
    return dict(sorted(paid.items()))


def _values(counts: Counts, wanted: Iterable[Figure]) -> dict[Figure, Value]:
    return {figure: _value(figure, counts) for figure in wanted}


def _value(figure: Figure, counts: Counts) -> Value:
    if figure in _PLAIN:
        n = counts.get(_PLAIN[figure], 0)
        return Value(figure, n, n)
    if figure in _TIMES:
        key, percent = _TIMES[figure]
        return _time(figure, _steps(counts, key), percent)
    if figure in _SHARES:
        some, all_ = (sum(counts.get(key, 0) for key in keys) for keys in _SHARES[figure])
        return Value(figure, some / all_ if all_ >= FEWEST else None, all_)
    if figure in _RATES:
        made, ms = (counts.get(key, 0) for key in _RATES[figure])
        enough = made >= FEWEST and ms > 0
        return Value(figure, made * _HOUR_MS / ms if enough else None, made)
    if figure is Figure.SHIFT:
        return Value(figure, counts.get("shift_ms", 0), 1)
    most = max(_steps(counts, "visits_open"), default=0)
    return Value(Figure.VISITS_AT_ONCE, most, most)


def _steps(counts: Counts, name: str) -> dict[int, int]:
    begin = f"{name}:"
    return {int(k[len(begin) :]): n for k, n in counts.items() if k.startswith(begin) and n > 0}


def _time(figure: Figure, steps: Mapping[int, int], percent: int) -> Value:
    """Return the step that so many percent of the cases stay within (nearest rank)."""
    cases = sum(steps.values())
    if cases < FEWEST:
        return Value(figure, None, cases)
    rank, seen = -(-cases * percent // 100), 0
    for at in sorted(steps):
        seen += steps[at]
        if seen >= rank:
            return Value(figure, at, cases)
    raise AssertionError("a rank past the last case")
