"""The network's books in tables, whatever database holds them (see `central.store.Store`)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from kiosk.central.about import About
from kiosk.central.beside import Beside, Ended
from kiosk.central.certificates import Certificates
from kiosk.central.evidence import Evidence
from kiosk.central.intake import Intake
from kiosk.central.moves import Moves
from kiosk.central.names import Names
from kiosk.central.openings import OpeningBook
from kiosk.central.outgoing import REPLACED, Outgoing
from kiosk.central.people import People
from kiosk.central.photo_book import PhotoBook
from kiosk.central.policies import PolicyBook
from kiosk.central.questions import Questions
from kiosk.central.refold import refold
from kiosk.central.replaying import Replaying
from kiosk.central.retention import Retention
from kiosk.central.rollouts import Rollouts
from kiosk.central.settling import Settling
from kiosk.central.siblings import Siblings
from kiosk.central.sql import Sql, plain
from kiosk.central.store import Packet, Point, Taken
from kiosk.central.twins import Twins
from kiosk.central.users import Users
from kiosk.core.letter import Letter


class SqlStore(ABC):
    """What is the same in every database; opening, upkeep and closing are its children's.

    `questions` reads it; they are to be asked by this thread alone. `has_moved`: some point came
    to another place, and those around may not know.

    Args:
        conn: the database; its tables are made before the first question.
        new_id: makes UUIDv7s.
        nonce: makes 16 hex digits.
    """

    questions: Questions

    def __init__(self, conn: Sql, new_id: Callable[[], str], nonce: Callable[[], str]) -> None:
        self._conn, self._is_refolded = conn, False
        self.has_moved = True  # an earlier life may have ended before it told so
        self._outgoing = Outgoing(conn, new_id, nonce)
        self._siblings, self._beside = Siblings(conn, self._outgoing), Beside(conn)
        self._intake = Intake(conn, self._outgoing, self._siblings, new_id)
        self.certificates = Certificates(conn)
        self._names, self.people = Names(conn), People(conn)
        self.photos = PhotoBook(conn)
        self.users = Users(conn)
        self.about = About(conn)
        self.openings = OpeningBook(conn)
        self.policies, self.settling = PolicyBook(conn), Settling(conn)
        self.rollouts = Rollouts(conn, self._outgoing)
        self.evidence = Evidence(conn)
        self._forgetting = self._intake.erasures.forgetting
        self.retention = Retention(conn, self._forgetting)
        self.replaying = Replaying(conn, self._intake.take_again)

    def unit(self) -> AbstractContextManager[None]:
        """One transaction: all of it, or nothing.

        Raises:
            StoreTrouble: the database's own trouble; everything was rolled back.
        """
        return self._conn.unit()

    def take(self, packets: Sequence[Packet], at: int) -> Taken:
        """Keep a group of packets for good and say what to answer."""
        if not self._is_refolded:  # once a start, before anything comes on top
            with self.unit():
                refold(self._conn, at)
            self._is_refolded = True
        with self.unit():
            return self._intake.take(packets, at)

    @abstractmethod
    def tidy(self) -> None:
        """Do the upkeep that can wait for a quiet moment; what it cannot do now, it does later."""

    @abstractmethod
    def close(self) -> None:
        """Let everything go; twice is fine."""

    # -- letters ---------------------------------------------------------------------------------

    def queue(self, point: str, letters: Sequence[Letter], at: int, by: str) -> int:
        """Queue letters for every counter of a point; return how many; within a unit."""
        devices = self._conn.execute(
            "SELECT device FROM device WHERE point = ? AND role = 'counter' AND blocked <> ?"
            " ORDER BY device",
            [point, REPLACED],
        ).fetchall()
        for (device,) in devices:
            self._outgoing.queue(device, letters, at, by)
        self._beside.note(point, letters, at)
        return len(letters) * len(devices)

    def above(self, device: str, seq: int, most: int, most_bytes: int) -> tuple[int, list[bytes]]:
        """Return the first number and the letters after `seq`, at least one if there is any."""
        return self._outgoing.above(device, seq, most, most_bytes)

    def waiting(self) -> tuple[str, ...]:
        """Return the devices for which letters are queued, whoever queued them."""
        rows = self._conn.execute("SELECT DISTINCT device FROM message WHERE state = 'queued'")
        return tuple(row[0] for row in rows.fetchall())

    def message_id(self, device: str, seq: int) -> str:
        """Return the id of a letter by its number."""
        return self._outgoing.message_id(device, seq)

    def forget_letters(self, at: int) -> int:
        """Drop letters that were answered long ago; return how many.

        For an erasure, boxes that were let go are waited for no longer.
        """
        with self.unit():
            self._intake.erasures.let_go(at)
        dropped = 0
        for device in self._outgoing.with_old(at):
            with self.unit():  # a box each: more would be held in an order of their own
                dropped += self._outgoing.forget(device, at)
        return dropped

    def is_erasing(self, customer_ref: str) -> bool:
        """Whether the network was asked to forget a customer, and it is not done."""
        row = self._conn.execute(
            "SELECT 1 FROM erasure WHERE customer_ref = ? AND basis = 'central'"
            " AND done_at IS NULL AND withdrawn_at IS NULL LIMIT 1",
            [customer_ref],
        ).fetchone()
        return row is not None

    def erase(self, request: str, customer_ref: str, at: int, due_at: int) -> int:
        """Ask every box that knows a customer to forget them; within a unit."""
        return self._intake.erasures.ask(request, customer_ref, at, due_at)

    def withdraw_erasure(self, request: str, why: str, by: str, at: int) -> int:
        """Take an erasure back where it is not done; within a unit."""
        return self._intake.erasures.withdraw(request, why, by, at)

    # -- registry --------------------------------------------------------------------------------

    def register(self, point: Point, device: str, *, shared: bool | None = None) -> bool:
        """Register a point with a box; return whether its being shared changed; within a unit."""
        others = self._conn.execute(
            "SELECT device FROM device WHERE point = ?", [point.point]
        ).fetchall()
        # boxes are held before their points, everywhere
        self._conn.hold([device, *(str(row[0]) for row in others)])
        self._conn.execute(
            "INSERT INTO point (point, name, point_key, policy) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (point) DO UPDATE SET name = excluded.name,"
            " point_key = excluded.point_key, policy = excluded.policy,"
            " changes = point.changes + 1",
            [point.point, point.name, point.point_key, point.policy],
        )
        Moves(self._conn).note(device, point.point)
        self._conn.execute(
            "INSERT INTO device (device, point) VALUES (?, ?)"
            " ON CONFLICT (device) DO UPDATE SET point = excluded.point,"
            " blocked = CASE WHEN device.blocked = ? THEN '' ELSE device.blocked END",
            [device, point.point, REPLACED],
        )
        self._outgoing.begin(device)
        is_new = shared is not None and self._siblings.share(point.point, on=shared)
        self._siblings.replace_others(point.point, device)
        return is_new

    def block(self, device: str, reason: str) -> None:
        """Turn a device away from now on; an empty reason lets it in again; within a unit."""
        self._conn.execute("UPDATE device SET blocked = ? WHERE device = ?", [reason, device])
        if not reason:
            self.trust(device)

    def trust(self, device: str) -> None:
        """Believe the board and boot that greet next to be the box's; within a unit."""
        Twins(self._conn).trust(device)

    def name_came(self, device: str, sha256: str, raw: bytes, at: int) -> None:
        """See `Store`."""
        self._conn.hold([device])  # before the halves: events about them hold it first, too
        named = self._names.came(sha256, raw)
        if named is not None:
            self._siblings.introduce(named, device, at)

    def share(self, point: str, *, on: bool) -> bool:
        """Let several boxes work for a point; return whether that is new; within a unit."""
        return self._siblings.share(point, on=on)

    def knows(self, device: str) -> bool:
        """Return whether a box is registered."""
        row = self._conn.execute("SELECT 1 FROM device WHERE device = ?", [device]).fetchone()
        return row is not None

    def resync(self, device: str) -> None:
        """Send a box the whole of its point anew; within a unit."""
        self._intake.snapshots.want(device, "console", 0)

    def point(self, point: str) -> Point | None:
        """Return a registered point."""
        return next((one for one in self.points() if one.point == point), None)

    def points(self) -> tuple[Point, ...]:
        """Return every registered point."""
        rows = self._conn.execute(
            "SELECT point, name, point_key, policy FROM point ORDER BY point"
        ).fetchall()
        return tuple(Point(row[0], row[1], bytes(row[2]), row[3]) for row in rows)

    def place(self, point: str, lat_e6: int, lon_e6: int) -> None:
        """Note where a point lies, in millionths of a degree; within a unit."""
        self._conn.execute(
            "INSERT INTO point_place (point, lat_e6, lon_e6) VALUES (?, ?, ?)"
            " ON CONFLICT (point) DO UPDATE SET lat_e6 = excluded.lat_e6,"
            " lon_e6 = excluded.lon_e6",
            [point, lat_e6, lon_e6],
        )
        self.has_moved = True

    def decide(self, kind: str, n: int, user: str, words: str, at: int) -> bool | None:
        """Note what somebody said; return whether nobody had, None of nothing; within a unit."""
        known = self._conn.execute(
            "SELECT 1 FROM conflict WHERE ? = 'conflict' AND n = ?"
            " UNION ALL SELECT 1 FROM claim WHERE ? = 'claim' AND n = ?",
            [kind, n, kind, n],
        ).fetchone()
        if known is None:
            return None
        done = self._conn.execute(
            "INSERT INTO decided (kind, n, user_name, at, words) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (kind, n) DO NOTHING",
            [kind, n, user, at, plain(words)],
        )
        return done.rowcount == 1

    # -- pickup codes ----------------------------------------------------------------------------

    def code_secret(self, customer_ref: str, fresh: bytes) -> bytes:
        """Return the secret of a customer's codes; `fresh` for a new one; within a unit.

        Who is not known, or is no longer, has an empty one where `fresh` is empty.
        """
        if fresh:
            self._conn.execute(
                "INSERT INTO customer (customer_ref, code_secret) VALUES (?, ?)"
                " ON CONFLICT (customer_ref) DO NOTHING",
                [customer_ref, fresh],
            )
        row = self._conn.execute(
            "SELECT code_secret FROM customer WHERE customer_ref = ?", [customer_ref]
        ).fetchone()
        return bytes(row[0]) if row else b""

    def hold(self, point: str) -> None:
        """Hold a point and its boxes for what follows, before any row of them; within a unit."""
        boxes = self._conn.execute("SELECT device FROM device WHERE point = ?", [point]).fetchall()
        self._conn.hold(str(row[0]) for row in boxes)

    def elsewhere_over(self, point: str, at: int, before: int) -> Sequence[Ended]:
        """Return what a point was told of other points and is over (see `Beside.over`)."""
        return self._beside.over(point, at, before)

    def end_elsewhere(self, point: str, ended: Sequence[Ended]) -> None:
        """Forget what is over at other points; within a unit."""
        self._beside.end(point, ended)

    def codes_told(self, point: str, customer_ref: str, until_day: int) -> None:
        """Note up to which day a point has a customer's codes; within a unit."""
        self._conn.execute(
            "INSERT INTO told (point, customer_ref, until_day) VALUES (?, ?, ?)"
            " ON CONFLICT (point, customer_ref) DO UPDATE SET until_day = excluded.until_day",
            [point, customer_ref, until_day],
        )

    def codes_wanted(self, point: str, day: int) -> tuple[str, ...]:
        """Return who comes to a point, or is sent on there, with codes for less than `day`."""
        rows = self._conn.execute(
            "SELECT customer_ref FROM told WHERE point = ? AND until_day < ? AND customer_ref IN"
            " (SELECT json_extract(CAST(body AS TEXT), '$.customer_ref') FROM book"
            "  WHERE point = told.point AND (kind = 'parcel' AND state IN"
            "  ('expected', 'received', 'stored', 'picked', 'quarantined', 'not_found')"
            "  OR kind = 'return' AND state IN ('expected', 'open'))"
            "  UNION ALL SELECT id FROM beside WHERE point = told.point AND kind = 'elsewhere'"
            "  AND json_extract(CAST(body AS TEXT), '$.parcels') IS NOT NULL)"  # none: left out
            " ORDER BY customer_ref",
            [point, day],
        ).fetchall()
        return tuple(str(row[0]) for row in rows)

    # -- wishes ----------------------------------------------------------------------------------

    def granted(self, wish: str) -> bytes | None:
        """Return the answer to a wish that was granted before."""
        row = self._conn.execute("SELECT answer FROM granted WHERE wish = ?", [wish]).fetchone()
        return bytes(row[0]) if row else None

    def note_granted(self, wish: str, answer: bytes, at: int) -> None:
        """Keep the answer to a wish, so that none is granted twice; within a unit."""
        self._conn.execute(
            "INSERT INTO granted (wish, answer, at) VALUES (?, ?, ?)", [wish, answer, at]
        )
