"""What the devices said last, for the health screen and for `kiosk doctor`."""

import msgspec
from msgspec import Struct
from sqlite_utils import Database


class DeviceRow(Struct, frozen=True):
    """The last state of one device."""

    device: str
    kind: str
    state: str
    what: str
    detail: str
    facts: dict[str, str | int | float | bool]
    noted_at: int


class Devices:
    """Keeps the last state of every device."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, row: DeviceRow) -> None:
        """Keep a device's last state; within a unit."""
        self._db.execute(
            "INSERT INTO device_health (device, kind, state, what, detail, facts, noted_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET"
            " kind = excluded.kind, state = excluded.state, what = excluded.what,"
            " detail = excluded.detail, facts = excluded.facts, noted_at = excluded.noted_at",
            [
                row.device,
                row.kind,
                row.state,
                row.what,
                row.detail,
                msgspec.json.encode(row.facts),
                row.noted_at,
            ],
        )

    def forget(self) -> None:
        """Forget what was said before this start, also of devices there are no more; in a unit."""
        self._db.execute("DELETE FROM device_health")

    def all(self) -> tuple[DeviceRow, ...]:
        """Return the last state of every device, by name."""
        sql = (
            "SELECT device, kind, state, what, detail, facts, noted_at FROM device_health"
            " ORDER BY device"
        )
        found = self._db.execute(sql).fetchall()
        return tuple(
            DeviceRow(d, k, s, w, t, msgspec.json.decode(f), at) for d, k, s, w, t, f, at in found
        )
