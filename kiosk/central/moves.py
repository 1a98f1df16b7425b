"""For which point a box worked before: what is read late of it belongs to that one."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from kiosk.central.sql import Sql, json_list

Table: TypeAlias = Literal["event", "quarantine"]


class Moves:
    """The table `moved`: up to which of our rows a box worked for a point it left.

    Args:
        conn: inside a transaction whenever something is written.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def note(self, device: str, point: str) -> None:
        """Note that a box is about to work for a point, if it worked for another one.

        Args:
            device: held, so that nothing of it comes in meanwhile.
            point: the one it comes to.
        """
        self._conn.execute(
            "INSERT INTO moved (device, point, event, aside) SELECT device, point,"
            " (SELECT coalesce(max(event.n), 0) FROM event),"
            " (SELECT coalesce(max(quarantine.n), 0) FROM quarantine)"
            " FROM device WHERE device = ? AND point <> ?",
            [device, point],
        )

    def point_at(self, device: str, table: Table, n: int) -> str:
        """Return the point that a box worked for when one of our rows came in.

        Args:
            device: a registered one.
            table: where the row lies.
            n: its number there.
        """
        row = self._conn.execute(
            "SELECT coalesce((SELECT moved.point FROM moved WHERE moved.device = device.device"
            "  AND CASE ? WHEN 'event' THEN moved.event ELSE moved.aside END >= ?"
            "  ORDER BY moved.n LIMIT 1), device.point) FROM device WHERE device = ?",
            [table, n, device],
        ).fetchone()
        return str(row[0])

    def successors(self, devices: Iterable[str]) -> list[str]:
        """Return the boxes that work by now for the points that boxes left."""
        rows = self._conn.execute(
            "SELECT device.device FROM device WHERE point IN (SELECT moved.point FROM moved"
            "  WHERE moved.device IN (SELECT value FROM json_each(?))) ORDER BY device.device",
            [json_list(sorted(set(devices)))],
        ).fetchall()
        return [str(row[0]) for row in rows]

    def points_of(self, devices: Iterable[str]) -> set[str]:
        """Return the points that boxes left, as far as anything tells: this, or their photos."""
        wanted = json_list(sorted(set(devices)))
        rows = self._conn.execute(
            "SELECT point FROM moved WHERE device IN (SELECT value FROM json_each(?))"
            " UNION SELECT point FROM evidence WHERE device IN (SELECT value FROM json_each(?))"
            " AND point <> ''",
            [wanted, wanted],
        ).fetchall()
        return {str(row[0]) for row in rows}
