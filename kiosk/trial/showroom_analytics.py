"""The figures' screens, in every state that matters: two weeks of a point, and a point without."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from kiosk.core.day_counts import Counts, added, day_of
from kiosk.core.periods import Span
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.analytics import AnalyticsScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.inquiries import Counting, Inquiry

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
    for view in ("overview", "figures", "reasons", "shelf", "staff"):
        yield f"analytics_{view}", partial(_Shown, office, told, view)
    yield "analytics_year", partial(_Shown, office, told, "overview", Span.YEAR)
    yield "analytics_counting", partial(_Behind, office, Counting(163_000, 438_000))
    yield "analytics_reading", partial(_Behind, office, None)


class _Shown(AnalyticsScreen):
    """Shows days that are made up."""

    def __init__(
        self, office: Office, told: dict[str, Counts], view: str, span: Span = Span.WEEK
    ) -> None:
        super().__init__(office)
        self.view, self.span, self._told_days = view, span, told

    def ask(self) -> None:
        """Show the figures of those days."""
        asked = self.desk.analytics.ask(self.span, self.day)
        if isinstance(asked, Inquiry):
            self.told = asked.told(self.desk.counter.store, self._told_days)
        self.renew()


class _Behind(AnalyticsScreen):
    """Shows a journal that is counted still, or figures that are being read."""

    def __init__(self, office: Office, behind: Counting | None) -> None:
        super().__init__(office)
        self._behind = behind

    def ask(self) -> None:
        """Say how far."""
        self.told = self._behind
        self.renew()


def _told(zone: object, at: int) -> dict[str, Counts]:
    random, days = Random(5), dict[str, Counts]()
    for back in range(14):
        day = day_of(at - back * _DAY_MS, zone)  # type: ignore[arg-type]
        days[day] = _day(random, random.randint(140, 240))
    for back in range(14, 700, 9):  # now and then, so that a year has its months
        day = day_of(at - back * _DAY_MS, zone)  # type: ignore[arg-type]
        days[day] = _day(random, random.randint(900, 1_500))
    return days


def _day(random: Random, issued: int) -> Counts:
    counts: Counts = {"received": issued + 9, "deliveries": 2, "expected": issued + 10}
    counts |= {"returns": random.randint(8, 16), "missing": 1, "surplus": 1}
    counts |= {"picked": issued, "not_found": 1, "shipped": 60, "dropoffs": 30}
    counts |= {"room": 700, "units": random.randint(300, 560), "offline_ms": 240_000}
    counts |= {"cancelled:unclaimed": 4, "cancelled:by_customer": 2, "cancelled:surplus": 1}
    counts |= {"refused_why:size": 11, "refused_why:looks": 5, "refused_why:defect": 2}
    counts |= {"returned_as:whole": 9, "returned_as:faulty": 2, "not_returned:used": 1}
    counts |= {"turned_away": 5, "turned_away_why:unknown_code": 3, "turned_away_why:cell_full": 2}
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
