"""Where the counts of days are kept: a set for each number of the rules that they were counted by.

There is one set as a rule. After a change of the rules the journal is counted into a second one,
and until that has reached the journal's end the older set is what people are told.
"""

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core.day_counts import Counts
from kiosk.core.tallies import Running
from kiosk.store.rows import body_of

_counts = msgspec.json.Decoder(Counts).decode
_running = msgspec.json.Decoder(Running).decode


class Mark(Struct, frozen=True):
    """How far the journal is counted.

    Args:
        rules: by which, core.tallies.RULES of that time.
        seq: the last row that is, 0 for none.
        hash: of the chain there; another one means another journal.
        zone: by which days were told apart.
        running: what is under way there.
        whole: the journal was once counted to its end by these rules.
    """

    rules: int
    seq: int = 0
    hash: bytes = b""
    zone: str = ""
    running: Running = Running()
    whole: bool = False


def begin(db: Database) -> None:
    """Make the tables; counting begins with the journal's first row."""
    db.execute("CREATE TABLE day_tally (day TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    db.execute(
        "CREATE TABLE tally_mark (only_one INTEGER PRIMARY KEY CHECK (only_one = 1),"
        " seq INTEGER NOT NULL, hash BLOB NOT NULL, zone TEXT NOT NULL, running BLOB NOT NULL)"
        " STRICT"
    )
    db.execute(
        "CREATE INDEX journal_link ON journal(seq) WHERE type IN ('link.lost', 'link.restored')"
    )


def part(db: Database) -> None:
    """Keep what other counters of the point did apart; counted anew where there ever were any."""
    db.execute("ALTER TABLE day_tally RENAME TO whole_tally")
    db.execute(
        "CREATE TABLE day_tally (day TEXT NOT NULL, ours INTEGER NOT NULL, body BLOB NOT NULL,"
        " PRIMARY KEY (day, ours)) STRICT, WITHOUT ROWID"
    )
    db.execute("INSERT INTO day_tally SELECT day, 1, body FROM whole_tally")
    db.execute("DROP TABLE whole_tally")
    db.execute(
        "DELETE FROM tally_mark WHERE EXISTS (SELECT 1 FROM setting WHERE name = 'point.siblings')"
    )


def number(db: Database) -> None:
    """Keep by which rules the days were counted; what is there is of the first ones."""
    db.execute("ALTER TABLE day_tally RENAME TO plain_tally")
    db.execute(
        "CREATE TABLE day_tally (rules INTEGER NOT NULL, day TEXT NOT NULL, ours INTEGER NOT NULL,"
        " body BLOB NOT NULL, PRIMARY KEY (rules, day, ours)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "INSERT INTO day_tally SELECT 1, day, ours, body FROM plain_tally"
        " WHERE EXISTS (SELECT 1 FROM tally_mark)"  # without it they are counted anew anyway
    )
    db.execute("DROP TABLE plain_tally")
    db.execute("ALTER TABLE tally_mark RENAME TO plain_mark")
    db.execute(
        "CREATE TABLE tally_mark (rules INTEGER PRIMARY KEY, whole INTEGER NOT NULL,"
        " seq INTEGER NOT NULL, hash BLOB NOT NULL, zone TEXT NOT NULL, running BLOB NOT NULL)"
        " STRICT"
    )
    db.execute("INSERT INTO tally_mark SELECT 1, 1, seq, hash, zone, running FROM plain_mark")
    db.execute("DROP TABLE plain_mark")


class TallySets:
    """Keeps the counts of days, a set for each number of the rules.

    Args:
        db: an open connection.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def mark(self, rules: int) -> Mark | None:
        """Return how far a set has come; None where there is none, or none that can be read."""
        sql = "SELECT rules, whole, seq, hash, zone, running FROM tally_mark WHERE rules = ?"
        row = self._db.execute(sql, [rules]).fetchone()
        return _mark(row) if row else None

    def others(self, rules: int) -> tuple[Mark, ...]:
        """Return how far the sets of all other rules have come, the newest rules first."""
        sql = (
            "SELECT rules, whole, seq, hash, zone, running FROM tally_mark WHERE rules != ?"
            " ORDER BY rules DESC"
        )
        found = (_mark(row) for row in self._db.execute(sql, [rules]).fetchall())
        return tuple(mark for mark in found if mark)

    def keep_mark(self, mark: Mark) -> None:
        """Keep how far a set has come."""
        sql = (
            "INSERT INTO tally_mark (rules, whole, seq, hash, zone, running)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (rules) DO UPDATE SET whole = excluded.whole,"
            " seq = excluded.seq, hash = excluded.hash, zone = excluded.zone,"
            " running = excluded.running"
        )
        row = [mark.rules, mark.whole, mark.seq, mark.hash, mark.zone, body_of(mark.running)]
        self._db.execute(sql, row)

    def day(self, rules: int, day: str, *, ours: bool) -> Counts:
        """Return the counts of a day, yyyy-mm-dd, of this counter or of others of its point."""
        sql = "SELECT body FROM day_tally WHERE rules = ? AND day = ? AND ours = ?"
        row = self._db.execute(sql, [rules, day, ours]).fetchone()
        return _counts(row[0]) if row else {}

    def since(self, rules: int, first: str) -> dict[tuple[str, bool], Counts]:
        """Return the counts from a day on, by day and whether this counter did it."""
        sql = "SELECT day, ours, body FROM day_tally WHERE rules = ? AND day >= ?"
        rows = self._db.execute(sql, [rules, first]).fetchall()
        return {(str(day), bool(ours)): _counts(body) for day, ours, body in rows}

    def keep(self, rules: int, day: str, counts: Counts, *, ours: bool) -> None:
        """Keep the counts of a day."""
        sql = (
            "INSERT INTO day_tally (rules, day, ours, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (rules, day, ours) DO UPDATE SET body = excluded.body"
        )
        self._db.execute(sql, [rules, day, ours, body_of(counts)])

    def clear(self, rules: int) -> None:
        """Take a set away."""
        self._db.execute("DELETE FROM tally_mark WHERE rules = ?", [rules])
        self._db.execute("DELETE FROM day_tally WHERE rules = ?", [rules])

    def leave_only(self, rules: int) -> None:
        """Take all other sets away."""
        sql = "SELECT rules FROM tally_mark WHERE rules != ?"
        for (other,) in self._db.execute(sql, [rules]).fetchall():
            self.clear(int(other))


def _mark(row: tuple[int, int, int, bytes, str, bytes]) -> Mark | None:
    rules, whole, seq, hash_, zone, running = row
    try:
        under_way = _running(running)
    except msgspec.MsgspecError:  # another version wrote it: its days cannot be gone on from
        return None
    return Mark(int(rules), int(seq), bytes(hash_), str(zone), under_way, bool(whole))
