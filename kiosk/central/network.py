"""The whole network in a handful of numbers, for those who watch it."""

from msgspec import Struct

from kiosk.central.sql import Sql

SILENT_MS = 150_000  # a killed broker sends no wills (PROTOCOL.md 12)


class Network(Struct, frozen=True):
    """How the network is at a moment.

    Args:
        devices, devices_online: boxes that work for a point, and that are there.
        stream_lag_events: what they said they have not sent yet, all together.
        oldest_unacked_seconds: age of the oldest of it.
        quarantine_total: what could not be taken, repeats too.
        quarantine_open: what of it nobody has decided about; its bytes are kept until then.
        parked_total: events that a box passed over because it could not send them.
        conflicts_open: events that the books could not follow.
        messages_open: letters without an outcome.
        duplicates_total: events that came again.
    """

    devices: int
    devices_online: int
    stream_lag_events: int
    oldest_unacked_seconds: float
    quarantine_total: int
    quarantine_open: int
    parked_total: int
    conflicts_open: int
    messages_open: int
    duplicates_total: int


def network_of(conn: Sql, at: int) -> Network:
    """Return how the network is.

    Args:
        conn: the books.
        at: now, ms UTC.
    """
    with conn.snapshot():
        online, lag, oldest = conn.execute(
            "SELECT coalesce(sum(CASE WHEN online = 1 AND heard_at >= ? THEN 1 ELSE 0 END), 0),"
            " coalesce(sum(unsent), 0), min(CASE WHEN unsent > 0 THEN oldest_at END)"
            " FROM presence JOIN device USING (device)",
            [at - SILENT_MS],
        ).fetchone()
        return Network(
            devices=_one(
                conn,
                "SELECT count(*) FROM device WHERE role = 'counter' AND blocked <> 'replaced'",
            ),
            devices_online=int(online),
            stream_lag_events=int(lag),
            oldest_unacked_seconds=max(0, at - int(oldest)) / 1000 if oldest is not None else 0.0,
            quarantine_total=_one(conn, "SELECT coalesce(sum(times), 0) FROM quarantine"),
            quarantine_open=_one(
                conn,
                "SELECT count(*) FROM quarantine"
                " WHERE n NOT IN (SELECT n FROM decided WHERE kind = 'quarantine')",
            ),
            parked_total=_one(
                conn, "SELECT count(*) FROM quarantine WHERE reason = 'skipped: unsendable'"
            ),
            conflicts_open=_one(
                conn,
                "SELECT count(*) FROM conflict"
                " WHERE n NOT IN (SELECT n FROM decided WHERE kind = 'conflict')",
            ),
            messages_open=_one(
                conn, "SELECT count(*) FROM message WHERE state IN ('queued', 'received')"
            ),
            duplicates_total=_one(
                conn, "SELECT coalesce(sum(n), 0) FROM counted WHERE what = 'duplicates'"
            ),
        )


def _one(conn: Sql, sql: str) -> int:
    return int(conn.execute(sql).fetchone()[0])
