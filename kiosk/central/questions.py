"""Asking the network's books: counts, rows, conflicts, who is there; reads only."""

from collections.abc import Iterator

from msgspec import Struct

from kiosk.central.closed_days import ClosedDays
from kiosk.central.erasures import Asked, all_of
from kiosk.central.network import SILENT_MS, Network, network_of
from kiosk.central.network_days import NetworkFigures, Span, figures
from kiosk.central.openings import Application, OpeningBook
from kiosk.central.people import Known, People
from kiosk.central.pickup_codes import code_of, day_of
from kiosk.central.profiles import profile
from kiosk.central.replaying import Aside, asides
from kiosk.central.rollout_book import RolloutBook
from kiosk.central.sql import Sql
from kiosk.central.standings import Presence, Standing
from kiosk.central.users import User, Users
from kiosk.core.anchors import Anchor
from kiosk.core.days import Day
from kiosk.sync.protocol import BadPacket, Health, read


class Counts(Struct, frozen=True):
    """The central's count of a point, for people and for the day's proof.

    Args:
        events: kept, each id once.
        duplicates: items that came again and were not kept again.
        quarantined: items and packets that could not be taken.
        unhandled: events of a type this version does not know.
        conflicts: events that the books could not follow.
        upto: the journal's number up to which all is kept; the highest of the point's boxes.
        lost: numbers up to there that are neither kept nor in quarantine; 0, or something is wrong.
        issued: parcels handed over and not taken back.
        parcels: by state. messages: by state. types: events by type.
        alarms: what people should look at, by word.
    """

    events: int
    duplicates: int
    quarantined: int
    unhandled: int
    conflicts: int
    upto: int
    lost: int
    issued: int
    parcels: dict[str, int]
    messages: dict[str, int]
    types: dict[str, int]
    alarms: dict[str, int]


class Sent(Struct, frozen=True):
    """A letter and what became of it."""

    device: str
    seq: int
    id: str
    type: str
    state: str
    reason: str


class Conflict(Struct, frozen=True):
    """An event that the books could not follow; it is kept all the same."""

    event: str
    kind: str
    id: str
    reason: str


class Claim(Struct, frozen=True):
    """What people must decide or look at; both facts stand among the events.

    Args:
        claim: its word; empty where there are tasks alone.
        kind, id: what it is about.
        event: the fact that came second.
        tasks: `check_parcel:P1`, `count_cell:A-01`.
    """

    claim: str
    kind: str
    id: str
    event: str
    tasks: tuple[str, ...]


class Quarantined(Struct, frozen=True):
    """Something that could not be taken, and the numbers it stands for."""

    device: str
    seq: int
    to_seq: int
    reason: str
    sha256: str
    raw: bytes
    times: int


class Questions:
    """Reads the store's tables.

    Args:
        conn: the store's own, or one of a reader beside it.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def close(self) -> None:
        """Let a reader's connection go."""
        self._conn.close()

    def erasures(self) -> list[Asked]:
        """Return who was asked to be forgotten, the newest first, and how it stands at each box."""
        with self._conn.snapshot():
            return all_of(self._conn)

    def people(self, point: str) -> tuple[Known, ...]:
        """Return who works at a point."""
        with self._conn.snapshot():
            return People(self._conn).of(point)

    def days(self, point: str) -> tuple[Day, ...]:
        """Return the closed days of a point, the latest first."""
        with self._conn.snapshot():
            return ClosedDays(self._conn).of(point)

    def figures(self, span: Span) -> NetworkFigures:
        """Return what the closed days of all points come to."""
        with self._conn.snapshot():
            return figures(self._conn, span)

    def counts(self, point: str) -> Counts:
        """Return what the books hold of a point, all of one moment."""
        with self._conn.snapshot():
            return self.counted(point)

    def counted(self, point: str) -> Counts:
        """Return the same, inside somebody's snapshot."""
        counted = self._words(
            "SELECT what, sum(n) FROM counted JOIN device USING (device) WHERE point = ?"
            " GROUP BY what",
            point,
        )
        flags = self._words(
            "SELECT flag, count(*) FROM event JOIN device USING (device) WHERE point = ?"
            " GROUP BY flag",
            point,
        )
        parcels = self._words(
            "SELECT state, count(*) FROM book WHERE point = ? AND kind = 'parcel' GROUP BY state",
            point,
        )
        return Counts(
            events=sum(flags.values()),
            duplicates=counted.pop("duplicates", 0),
            quarantined=self._one(
                "SELECT count(*) FROM quarantine JOIN device USING (device) WHERE point = ?", point
            ),
            unhandled=flags.get("unhandled", 0),
            conflicts=self._one("SELECT count(*) FROM conflict WHERE point = ?", point),
            upto=self._one(
                "SELECT coalesce(max(upto), 0) FROM up_stream JOIN device USING (device)"
                " WHERE point = ?",
                point,
            ),
            lost=self._lost(point),
            issued=parcels.get("issued", 0),
            parcels=parcels,
            messages=self._words(
                "SELECT state, count(*) FROM message JOIN device USING (device) WHERE point = ?"
                " GROUP BY state",
                point,
            ),
            types=self._words(
                "SELECT type, count(*) FROM event JOIN device USING (device) WHERE point = ?"
                " GROUP BY type",
                point,
            ),
            alarms=counted,
        )

    def _lost(self, point: str) -> int:
        """Return how many numbers a point's boxes were acknowledged that are not here."""
        acknowledged = self._one(
            "SELECT coalesce(sum(upto - offered_from + 1), 0) FROM up_stream"
            " JOIN device USING (device) WHERE point = ?",
            point,
        )
        kept = self._one(
            "SELECT count(DISTINCT event.device || ':' || seq) FROM event"
            " JOIN up_stream USING (device) JOIN device USING (device)"
            " WHERE point = ? AND seq BETWEEN offered_from AND upto",
            point,
        )
        passed = self._one(
            "SELECT coalesce(sum(CASE WHEN to_seq < upto THEN to_seq ELSE upto END"
            " - CASE WHEN seq > offered_from THEN seq ELSE offered_from END + 1), 0)"
            " FROM (SELECT DISTINCT device, seq, to_seq FROM quarantine WHERE seq > 0"
            "       AND NOT EXISTS (SELECT 1 FROM event WHERE event.device = quarantine.device"
            "                       AND event.seq = quarantine.seq)) AS aside"
            " JOIN up_stream USING (device) JOIN device USING (device)"
            " WHERE point = ? AND seq <= upto AND to_seq >= offered_from",
            point,
        )
        return max(0, acknowledged - kept - passed)

    def _one(self, sql: str, point: str) -> int:
        return int(self._conn.execute(sql, [point]).fetchone()[0])

    def _words(self, sql: str, point: str) -> dict[str, int]:
        return {str(word): int(n) for word, n in self._conn.execute(sql, [point]).fetchall()}

    def network(self, at: int) -> Network:
        """Return how the whole network is.

        Args:
            at: now, ms UTC.
        """
        return network_of(self._conn, at)

    # -- rows ------------------------------------------------------------------------------------

    def books(self, point: str) -> Iterator[tuple[str, str, bytes]]:
        """Yield (kind, id, state as JSON) of every row of a point's books, by kind and id.

        The bytes are those of the counter's own rows.
        """
        rows = self._conn.execute(
            "SELECT kind, id, body FROM book WHERE point = ? ORDER BY kind, id", [point]
        ).fetchall()
        for kind, id_, body in rows:
            yield str(kind), str(id_), bytes(body)

    def event_ids(self, device: str) -> list[tuple[int, str]]:
        """Return (number, id) of every event kept of a device, in order."""
        rows = self._conn.execute(
            "SELECT seq, id FROM event WHERE device = ? ORDER BY seq, n", [device]
        ).fetchall()
        return [(int(seq), str(id_)) for seq, id_ in rows]

    def sent(self, point: str) -> list[Sent]:
        """Return the letters of a point with what became of each."""
        rows = self._conn.execute(
            "SELECT device, seq, id, type, state, reason FROM message JOIN device USING (device)"
            " WHERE point = ? ORDER BY device, seq",
            [point],
        ).fetchall()
        return [Sent(*row) for row in rows]

    def conflicts(self, point: str) -> list[Conflict]:
        """Return the events of a point that the books could not follow."""
        rows = self._conn.execute(
            "SELECT event, kind, id, reason FROM conflict WHERE point = ? ORDER BY n", [point]
        ).fetchall()
        return [Conflict(*row) for row in rows]

    def claims(self, point: str) -> list[Claim]:
        """Return what people of the network and of a point must decide or look at."""
        rows = self._conn.execute(
            "SELECT claim, kind, id, event, tasks FROM claim WHERE point = ? ORDER BY n", [point]
        ).fetchall()
        return [
            Claim(claim, kind, id_, event, tuple(str(tasks).split()))
            for claim, kind, id_, event, tasks in rows
        ]

    def quarantined(self, device: str) -> list[Quarantined]:
        """Return what could not be taken of a device."""
        rows = self._conn.execute(
            "SELECT device, seq, to_seq, reason, sha256, raw, times FROM quarantine"
            " WHERE device = ? ORDER BY n",
            [device],
        ).fetchall()
        return [Quarantined(*row) for row in rows]

    def turned_away(self) -> int:
        """Return how many packets came from devices that nobody registered."""
        row = self._conn.execute("SELECT coalesce(sum(n), 0) FROM counted WHERE device = '?'")
        return int(row.fetchone()[0])

    def presence(self, device: str, at: int) -> Presence | None:
        """Return whether a box is there, None if it was never heard of.

        Args:
            device: the box.
            at: now, ms UTC.
        """
        row = self._conn.execute(
            "SELECT online, heard_at, unsent FROM presence WHERE device = ?", [device]
        ).fetchone()
        if row is None:
            return None
        is_there = bool(row[0]) and at - int(row[1]) <= SILENT_MS
        return Presence(is_there, int(row[1]), int(row[2]))

    def boxes(self, at: int) -> list[Standing]:
        """Return how every counter is, by point; shelf nodes are known to theirs alone.

        Args:
            at: now, ms UTC.
        """
        rows = self._conn.execute(
            "SELECT point, name, device, blocked, oldest_at, health FROM device"
            " JOIN point USING (point) LEFT JOIN presence USING (device)"
            " WHERE role = 'counter' ORDER BY point, device"
        ).fetchall()
        return [
            Standing(
                point, name, device, blocked, self.presence(device, at), oldest_at, _health(told)
            )
            for point, name, device, blocked, oldest_at, told in rows
        ]

    def anchor(self, device: str, at: int) -> Anchor | None:
        """Return the head of a box's journal as it is kept here, None before its first row.

        Args:
            device: the box.
            at: now, ms UTC.
        """
        row = self._conn.execute(
            "SELECT epoch, seq, hash FROM event WHERE device = ?"
            " AND epoch = (SELECT epoch FROM up_stream WHERE device = ?) ORDER BY seq DESC LIMIT 1",
            [device, device],
        ).fetchone()
        if row is None:
            return None
        return Anchor(device, str(row[0]), int(row[1]), bytes(row[2]).hex(), at)

    def rollouts(self) -> RolloutBook:
        """Return what may be asked of releases and roll-outs."""
        return RolloutBook(self._conn)

    def asides(self, most: int, n: int = 0) -> list[Aside]:
        """Return what is in quarantine (see `replaying.asides`)."""
        with self._conn.snapshot():
            return asides(self._conn, most, n)

    def openings(self) -> list[Application]:
        """Return every opening of a point, the one that changed last first."""
        with self._conn.snapshot():
            return OpeningBook(self._conn).all()

    def users(self) -> list[User]:
        """Return who may use the console, by name."""
        return Users(self._conn).all()

    def pickup_code(self, point: str, customer_ref: str, at: int) -> str | None:
        """Return the code a customer's phone shows at this moment, None if there is none.

        Args:
            point: whose policy says what kind of code it is.
            customer_ref: the customer.
            at: now, ms UTC.
        """
        row = self._conn.execute(
            "SELECT code_secret, policy FROM customer JOIN point ON point = ?"
            " WHERE customer_ref = ?",
            [point, customer_ref],
        ).fetchone()
        policy = profile(row[1]) if row else None
        return code_of(bytes(row[0]), day_of(at), policy.pickup_code) if policy else None


def _health(told: bytes | None) -> Health | None:
    """Return what a box said of itself; words of another version are none."""
    try:
        return None if told is None else read(bytes(told), Health)
    except BadPacket:
        return None
