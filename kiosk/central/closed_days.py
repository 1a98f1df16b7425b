"""Days that are over at the points, as the books fold them."""

from collections.abc import Iterator
from itertools import takewhile

import msgspec

from kiosk.central.sql import Sql
from kiosk.core.days import Day
from kiosk.core.daywords import DayState

MOST = 400  # days of a point that are looked at, the open ones among them
_DATE = len("2026-11-24")
_day: "msgspec.json.Decoder[Day]" = msgspec.json.Decoder(Day)


class ClosedDays:
    """Tells how the days of a point ended.

    Args:
        conn: of the store, or of a reader of it.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def of(self, point: str) -> tuple[Day, ...]:
        """Return the closed days of every box of a point, the latest first."""
        return tuple(self._closed(point))

    def last(self, point: str) -> tuple[Day, ...]:
        """Return the last day that was closed: of each box that told its own, by box."""
        closed = self._closed(point)
        first = next(closed, None)
        if first is None:
            return ()
        same = takewhile(lambda day: day.day[:_DATE] == first.day[:_DATE], closed)
        return tuple(sorted((first, *same), key=lambda day: day.day))

    def _closed(self, point: str) -> Iterator[Day]:
        rows = self._conn.execute(
            "SELECT body FROM book WHERE point = ? AND kind = 'day' ORDER BY id DESC LIMIT ?",
            [point, MOST],
        ).fetchall()
        days = (_day.decode(body) for (body,) in rows)
        return (day for day in days if day.state is DayState.CLOSED)
