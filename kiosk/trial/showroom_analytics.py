"""The figures' screens, in every state that matters: two weeks of a point, and a point without."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from kiosk.core.day_counts import Counts, added, day_of
from kiosk.core.refusals import Refused
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.analytics import AnalyticsScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.analytics import Counting, Report

View = tuple[str, Callable[[], Screen]]
_DAY_MS = 86_400_000
_ISSUED = (12, 25, 55, 80, 60, 50, 48, 82, 120, 150, 118, 70)  # by the hour from nine, of 1,000


def analytics_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens of the figures.

    Args:
        office: the counter.
    """
    desk = office.desk
    yield "analytics_empty", office.doors.analytics
    who = desk.counter.signed_in
    desk.counter.signed_in = "leila"
    yield "menu_no_analytics", office.doors.menu
    yield "analytics_refused", office.doors.analytics
    desk.counter.signed_in = who
    told = _told(desk.analytics.zone, office.wall())
    for view in ("overview", "figures", "staff"):
        yield f"analytics_{view}", partial(_Shown, office, told, view)
    yield "analytics_counting", partial(_Behind, office)


class _Shown(AnalyticsScreen):
    """Shows days that are made up."""

    def __init__(self, office: Office, told: dict[str, Counts], view: str) -> None:
        super().__init__(office)
        self.view, self._told_days = view, told

    def report(self) -> Report | Counting | Refused:
        """Return the figures of those days."""
        return self.desk.analytics.of(self.span, self.day, self._told_days)


class _Behind(AnalyticsScreen):
    """Shows a journal that is counted still."""

    def report(self) -> Report | Counting | Refused:
        """Say how far."""
        return Counting(163_000, 438_000)


def _told(zone: object, at: int) -> dict[str, Counts]:
    random, days = Random(5), dict[str, Counts]()
    for back in range(14):
        day = day_of(at - back * _DAY_MS, zone)  # type: ignore[arg-type]
        days[day] = _day(random, random.randint(140, 240))
    return days


def _day(random: Random, issued: int) -> Counts:
    counts: Counts = {"received": issued + 9, "deliveries": 2, "expected": issued + 10}
    counts |= {"returns": random.randint(8, 16), "missing": 1, "surplus": 1}
    counts |= {"picked": issued, "not_found": 1, "unclaimed": 4, "shipped": 60, "dropoffs": 30}
    counts |= {"items_taken": issued * 2, "items_refused": random.randint(18, 34)}
    counts |= {"received_on": issued, "receiving_ms": issued * 21_000, "visits_open:3": 4}
    for who, part in (("anna", 6), ("igor", 4)):
        n = issued * part // 10
        mine = {f"issued/{who}": n, f"sessions/{who}": n // 2, f"shift_ms/{who}": 32_000_000}
        mine[f"issue_ms/{who}:{random.choice((38_500, 41_000, 44_500))}"] = n // 2
        whole = {key.replace(f"/{who}", ""): v for key, v in mine.items() if "shift" not in key}
        counts = added(counts, mine | whole)
    for hour, share in enumerate(_ISSUED, 9):
        counts[f"issued@{hour:02d}"] = issued * share // 870
    for n in range(issued):
        key = f"search_ms:{random.choice((6_000, 8_000, 9_500, 14_000, 21_000))}"
        counts[key] = counts.get(key, 0) + 1
        if n > issued // 2:
            break
    return counts
