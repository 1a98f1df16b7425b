"""The central's books in one SQLite file: one process writes it, through one connection."""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.central.beside import Beside
from kiosk.central.intake import Intake
from kiosk.central.outgoing import REPLACED, Outgoing
from kiosk.central.questions import Questions
from kiosk.central.refold import refold
from kiosk.central.schema_sqlite import STEPS, VERSION
from kiosk.central.siblings import Siblings
from kiosk.central.store import (
    CannotOpenStore,
    NewerStore,
    Packet,
    Point,
    StoreBusy,
    StoreTrouble,
    Taken,
)
from kiosk.central.twins import Twins
from kiosk.core.messages import Letter

_OWN_TROUBLE = (
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_NOMEM",
)
_TIDY_ROWS = 1000  # fewer changed rows than this are not worth waiting for the disk


class SqliteStore:
    """The reference central's store (see `central.store.Store`).

    Args:
        path: of the file; made if it is not there.
        new_id: makes UUIDv7s.
        nonce: makes 16 hex digits.

    Raises:
        StoreBusy: another process has it open for writing.
        NewerStore: a newer version of this program wrote it.
        CannotOpenStore: it is damaged, or the disk does not take it.
    """

    def __init__(self, path: Path, new_id: Callable[[], str], nonce: Callable[[], str]) -> None:
        self._lock, self._refolded = _take_lock(path), False
        try:
            self._conn = _connect(path)
            self._outgoing = Outgoing(self._conn, new_id, nonce)
            self._siblings = Siblings(self._conn, self._outgoing)
            self._intake = Intake(self._conn, self._outgoing, self._siblings, new_id)
            self._make_tables(path)
        except (sqlite3.Error, StoreTrouble) as error:
            os.close(self._lock)
            raise CannotOpenStore(f"{path} cannot be opened: {error}") from error
        except BaseException:
            os.close(self._lock)
            raise
        self.questions = Questions(self._conn)
        self._tidied = self._conn.total_changes

    def _make_tables(self, path: Path) -> None:
        has = int(self._conn.execute("PRAGMA user_version").fetchone()[0])
        if has > VERSION:
            raise NewerStore(
                f"{path.name} was written by a newer version (its schema is {has}, this program "
                f"knows {VERSION}); start that version, or restore a backup"
            )
        if has < VERSION:
            with self.unit():
                for step in STEPS[has:]:
                    for statement in step:
                        self._conn.execute(statement)
                self._conn.execute("PRAGMA user_version = 2")

    @contextmanager
    def unit(self) -> Iterator[None]:
        """One transaction: all of it, or nothing.

        Raises:
            StoreTrouble: the disk's trouble; everything was rolled back.
        """
        if self._conn.in_transaction:
            raise RuntimeError("a unit inside a unit")
        try:
            self._conn.execute("BEGIN IMMEDIATE")
            yield
            self._conn.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            if str(getattr(error, "sqlite_errorname", "")).startswith(_OWN_TROUBLE):
                raise StoreTrouble(str(error)) from error
            raise
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._conn.in_transaction:  # SQLITE_FULL may have rolled back by itself
            self._conn.execute("ROLLBACK")

    def close(self) -> None:
        """Checkpoint, close and let the lock go; twice is fine."""
        if self._lock < 0:
            return
        # A busy checkpoint answers (1, n, m) without an exception; the next start repeats it.
        self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self.abandon()

    def abandon(self) -> None:
        """Close without a checkpoint, as a killed process would leave the file."""
        if self._lock < 0:
            return
        self._conn.close()
        os.close(self._lock)
        self._lock = -1

    def take(self, packets: Sequence[Packet], at: int) -> Taken:
        """Keep a group of packets for good and say what to answer."""
        with self.unit():
            if not self._refolded:  # once a start, before anything comes on top
                refold(self._conn, at)
            taken = self._intake.take(packets, at)
        self._refolded = True
        return taken

    def tidy(self) -> None:
        """Move the log into the file, if much was written since the last time."""
        written = self._conn.total_changes
        if written - self._tidied < _TIDY_ROWS:
            return
        # PASSIVE waits for nobody. What a full disk or a reader in the middle of something keeps
        # in the log is as safe there, and moves the next time.
        with suppress(sqlite3.OperationalError):
            self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._tidied = written

    # -- letters ---------------------------------------------------------------------------------

    def queue(self, point: str, letters: Sequence[Letter], at: int, by: str) -> int:
        """Queue letters for every device of a point; return how many; within a unit."""
        devices = self._conn.execute(
            "SELECT device FROM device WHERE point = ? AND blocked <> ? ORDER BY device",
            [point, REPLACED],
        ).fetchall()
        for (device,) in devices:
            self._outgoing.queue(device, letters, at, by)
        Beside(self._conn).note(point, letters)
        return len(letters) * len(devices)

    def above(self, device: str, seq: int, most: int, most_bytes: int) -> tuple[int, list[bytes]]:
        """Return the first number and the letters after `seq`, at least one if there is any."""
        return self._outgoing.above(device, seq, most, most_bytes)

    def message_id(self, device: str, seq: int) -> str:
        """Return the id of a letter by its number."""
        return self._outgoing.message_id(device, seq)

    # -- registry --------------------------------------------------------------------------------

    def register(self, point: Point, device: str, *, shared: bool | None = None) -> bool:
        """Register a point with a box; return whether its being shared changed; within a unit."""
        self._conn.execute(
            "INSERT INTO point (point, name, point_key, policy) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (point) DO UPDATE SET name = excluded.name,"
            " point_key = excluded.point_key, policy = excluded.policy",
            [point.point, point.name, point.point_key, point.policy],
        )
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
            Twins(self._conn).trust(device)

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

    # -- pickup codes ----------------------------------------------------------------------------

    def code_secret(self, customer_ref: str, fresh: bytes) -> bytes:
        """Return the secret of a customer's codes; `fresh` for a new one; within a unit."""
        self._conn.execute(
            "INSERT INTO customer (customer_ref, code_secret) VALUES (?, ?)"
            " ON CONFLICT (customer_ref) DO NOTHING",
            [customer_ref, fresh],
        )
        row = self._conn.execute(
            "SELECT code_secret FROM customer WHERE customer_ref = ?", [customer_ref]
        ).fetchone()
        return bytes(row[0])

    def codes_told(self, point: str, customer_ref: str, until_day: int) -> None:
        """Note up to which day a point has a customer's codes; within a unit."""
        self._conn.execute(
            "INSERT INTO told (point, customer_ref, until_day) VALUES (?, ?, ?)"
            " ON CONFLICT (point, customer_ref) DO UPDATE SET until_day = excluded.until_day",
            [point, customer_ref, until_day],
        )

    def codes_wanted(self, point: str, day: int) -> tuple[str, ...]:
        """Return customers with parcels at a point whose codes it has for less than `day`."""
        rows = self._conn.execute(
            "SELECT customer_ref FROM told WHERE point = ? AND until_day < ? AND customer_ref IN"
            " (SELECT json_extract(CAST(body AS TEXT), '$.customer_ref') FROM book"
            "  WHERE point = told.point AND kind = 'parcel' AND state IN"
            "  ('expected', 'received', 'stored', 'picked', 'quarantined', 'not_found'))"
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


def open_questions(path: Path) -> Questions:
    """Open the books for reading, beside a running central or a stopped one.

    Raises:
        sqlite3.OperationalError: they are not there yet, or cannot be read now.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    # Whoever asks may ask from several threads, one at a time.
    conn = sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=5.0, check_same_thread=False
    )
    return Questions(conn)


def _take_lock(path: Path) -> int:
    try:
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotOpenStore(f"{path}.lock cannot be made: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise StoreBusy(
            f"{path.name} is open in another central, which must be stopped first"
        ) from error
    return lock


def _connect(path: Path) -> sqlite3.Connection:
    # Made by the composition root, then used by the consumer's thread alone.
    conn = sqlite3.connect(path, isolation_level=None, timeout=5.0, check_same_thread=False)
    conn.execute("PRAGMA journal_mode=WAL").fetchone()
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("PRAGMA foreign_keys=ON")
    conn.execute("PRAGMA secure_delete=ON").fetchone()
    conn.execute("PRAGMA trusted_schema=OFF")
    conn.execute("PRAGMA busy_timeout=5000").fetchone()
    # The log is moved into the file in quiet moments (`tidy`), not while mail waits for an answer;
    # where none comes, SQLite does it by itself once the log has this many pages, 32 MB.
    conn.execute("PRAGMA wal_autocheckpoint=8192").fetchone()
    kept = (
        conn.execute("PRAGMA journal_mode").fetchone()[0],
        conn.execute("PRAGMA synchronous").fetchone()[0],
        conn.execute("PRAGMA foreign_keys").fetchone()[0],
    )
    if kept != ("wal", 2, 1):  # synchronous FULL reads back as 2
        raise RuntimeError(f"SQLite did not take the settings: {kept}")
    return conn
