"""Photos that an older central took in: claimed, and let go, as the tables come to be."""

import logging
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from kiosk.central import earlier_photos
from kiosk.central.evidence import Gone, why_gone
from kiosk.central.schema import STEPS
from kiosk.central.sql import Sql, Value
from kiosk.central.sql_postgres import PostgresSql, table_of
from kiosk.central.sql_sqlite import open_writer
from kiosk.central.store_postgres import PostgresStore
from kiosk.central.store_sqlite import SqliteStore
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.words import Purpose
from tests.central.conftest import T0, Box, Central, fresh_epoch, fresh_id, life
from tests.central.test_erasures import ask
from tests.central.test_evidence import BACK, DONE, PARCEL, TAKEN, VISIT, gone, live, tell
from tests.postgres import Cluster

BEFORE = 15  # the version that knows nothing of whose photos are
DAY_MS = 24 * 3600 * 1000
KEEP = """
INSERT INTO point (point, name, point_key, policy) VALUES (?, 'Lesnaya 12', ?, 'ozon_like');
INSERT INTO device (device, point, blocked) VALUES (?, ?, ?);
INSERT INTO event (device, epoch, seq, id, type, body, hash, flag, taken_at)
 VALUES (?, 'e', ?, ?, 'photo.taken', ?, ?, 'folded', ?);
INSERT INTO book (point, kind, id, state, body) VALUES (?, 'parcel', ?, 'issued', ?);
INSERT INTO erasure (request, customer_ref, basis, asked_at, done_at)
 VALUES ('r1', 'c1', 'central', 1, ?);
INSERT INTO erasure_box (request, device, state, at) VALUES ('r1', ?, ?, ?);
INSERT INTO event (device, epoch, seq, id, type, body, hash, flag, taken_at)
 VALUES (?, 'e', ?, ?, 'parcel.received', ?, ?, ?, 1)
""".strip().split(";\n")


class Older:
    """Books as an older version left them; `upgraded` opens them with ours."""

    def __init__(self, where: Path | str, version: int) -> None:
        self.where = where
        self.conn: Sql = open_writer(where) if isinstance(where, Path) else PostgresSql(where)
        with self.conn.unit():
            for step in STEPS[:version]:
                for statement in step:
                    is_file = isinstance(where, Path)
                    self.conn.execute(statement if is_file else table_of(statement))
            if isinstance(where, Path):
                self.conn.execute(f"PRAGMA user_version = {version:d}")
            else:
                self.conn.execute("CREATE TABLE schema_version (version BIGINT NOT NULL)")
                self.conn.execute("INSERT INTO schema_version (version) VALUES (?)", [version])
        self._seq = 0
        self.put(0, "p1", b"")
        self.put(1, "box-1", "p1", "")

    def put(self, what: int, *values: Value) -> None:
        """Put a row where it belongs (see `KEEP`)."""
        with self.conn.unit():
            self.conn.execute(KEEP[what], values)

    def photo(self, sha256: str, subject: str, more: bytes = b"", *, came: int, box: str) -> None:
        """Put the event of a photo; `more` stands among its facts."""
        self._seq += 1
        body = (
            b'{"id":"i","type":"photo.taken","tv":1,"recorded_at":%d,"mono":1,"boot":"0123456789abc'
            b'def","clock":"ntp","actor":"anna","facts":{"photo":"f","sha256":"%s","subject":"%s",'
            b'"purpose":"damage"%s}}'
        ) % (T0 + self._seq, sha256.encode(), subject.encode(), more)
        self.put(2, box, self._seq, f"id-{self._seq}", body, b"", came)

    def told(self, box: str, parcel: str, flag: str = "folded") -> None:
        """Put the event of a parcel that a box has taken in."""
        self._seq += 1
        body = msgspec.json.encode({"type": "parcel.received", "facts": {"parcel": parcel}})
        self.put(6, box, self._seq, f"id-{self._seq}", body, b"", flag)

    def upgraded(self) -> SqliteStore | PostgresStore:
        """Open them with this version."""
        self.conn.close()
        if isinstance(self.where, Path):
            return SqliteStore(self.where, fresh_id, fresh_epoch)
        return PostgresStore(self.where, fresh_id, fresh_epoch)


@pytest.fixture
def older(where: Path | str, request: pytest.FixtureRequest) -> Older:
    """Books of the version before, in every kind of database in turn."""
    if isinstance(where, Path):
        return Older(where, BEFORE)
    cluster: Cluster = request.getfixturevalue("cluster")
    return Older(cluster.fresh(), BEFORE)


def _evidence(store: SqliteStore | PostgresStore) -> dict[str, tuple[str, str, str]]:
    rows = store._conn.execute("SELECT sha256, point, subject, why FROM evidence").fetchall()
    return {str(sha256)[:1]: (str(p), str(s), str(why)) for sha256, p, s, why in rows}


@pytest.mark.input
@pytest.mark.parametrize(
    "more",
    [rb',"note":"a\u0000b"', b',"note":"\xff"', rb',"note":"\\u0000"', b""],
    ids=["nul", "no text", "its letters", "plain"],
)
def test_what_a_database_refuses_in_an_event_stops_no_upgrade(older: Older, more: bytes) -> None:
    older.photo("a" * 64, "P1", more, came=T0, box="box-1")
    older.photo("b" * 64, "P2", came=T0, box="box-1")
    with closing(older.upgraded()) as store:
        assert _evidence(store) == {"a": ("p1", "P1", ""), "b": ("p1", "P2", "")}


@pytest.mark.input
def test_a_field_that_is_asked_for_is_read_as_far_as_it_can_be(
    older: Older, caplog: pytest.LogCaptureFixture
) -> None:
    older.photo("a" * 64, r"P\u0000", came=T0, box="box-1")
    older.photo(r"\u0000", "P2", came=T0, box="box-1")
    with caplog.at_level(logging.WARNING), closing(older.upgraded()) as store:
        assert _evidence(store) == {"a": ("p1", "P\N{REPLACEMENT CHARACTER}", "")}
    assert "event 2 of box-1 tells of a photo, but not of which" in caplog.text


@pytest.mark.input
def test_of_a_customer_who_was_erased_such_a_photo_goes_too(older: Older) -> None:
    book = rb'{"customer_ref":"c1","state":"issued"}'
    older.put(3, "p1", "P1", book)
    older.put(4, T0 + 10)
    older.put(5, "box-1", "erased", T0 + 10)
    older.photo("a" * 64, "P1", rb',"note":"\u0000"', came=T0, box="box-1")
    older.photo("b" * 64, "P1", came=T0 + 11, box="box-1")  # came back
    with closing(older.upgraded()) as store:
        assert _evidence(store) == {"a": ("p1", "P1", "erased"), "b": ("p1", "P1", "")}
        assert [one.sha256[:1] for one in store.evidence.due(10)] == ["a"]


def _replaced(older: Older, point: str = "p1", blocked: str = "replaced") -> None:
    """Let a box be replaced by another one, which told of an erasure."""
    older.put(1, "box-0", point, blocked)
    older.put(3, "p1", "P1", b'{"customer_ref":"c1"}')
    older.put(3, "p1", "P2", b'{"customer_ref":"c2"}')
    older.put(4, T0 + 2)
    older.put(5, "box-1", "erased", T0 + 2)


@pytest.mark.parametrize("blocked", ["replaced", ""])
def test_what_a_box_that_was_replaced_brought_late_goes_by_when_it_was_taken(
    older: Older, blocked: str
) -> None:
    _replaced(older, blocked=blocked)
    for digest, subject in (("a", "P1"), ("b", "P2"), ("c", "P1")):  # taken at T0 + 1, 2, 3
        older.photo(digest * 64, subject, came=T0 + DAY_MS, box="box-0")
    with closing(older.upgraded()) as store:
        whys = {digest: why for digest, (_, _, why) in _evidence(store).items()}
    assert whys == {"a": "erased" if blocked else "", "b": "", "c": ""}


def test_those_of_a_box_that_moved_on_are_of_the_point_they_were_taken_at(older: Older) -> None:
    older.put(0, "p2", b"")
    _replaced(older, "p2", "")
    older.put(3, "p2", "P7", b'{"customer_ref":"c1"}')
    older.put(3, "p1", "P8", b'{"customer_ref":"c1"}')
    older.put(3, "p2", "P8", b'{"customer_ref":"c1"}')
    older.put(3, "p1", "P3", b"{}")
    shown = (("a", "P1"), ("b", "P2"), ("c", "P7"), ("d", "P8"), ("e", "BOX"), ("f", "P3"))
    for digest, subject in shown:
        older.photo(digest * 64, subject, came=T0, box="box-0")
    for parcel in ("P1", "P2", "P7", "P8"):
        older.told("box-0", parcel)
    older.told("box-0", "P3", "conflict")  # it came astray, and p1 has it from another box
    with closing(older.upgraded()) as store:
        assert _evidence(store) == {
            "a": ("p1", "P1", "erased"),
            "b": ("p1", "P2", ""),
            "c": ("p2", "P7", ""),
            "d": ("p2", "P8", ""),  # both points know it: where it works by now
            "e": ("p2", "BOX", ""),
            "f": ("p2", "P3", ""),
        }
        moved = store._conn.execute("SELECT device, point FROM moved").fetchall()
        assert [tuple(row) for row in moved] == [("box-0", "p1")], "so that they have a term"


def test_what_an_older_central_was_told_is_known(central: Central) -> None:
    live(central, Box())
    before = central.rows("SELECT device, sha256, point, subject, purpose FROM evidence")
    with central.store.unit():
        central.store._conn.execute("DELETE FROM evidence")
        earlier_photos.claim_photos(central.store._conn)
    after = central.rows("SELECT device, sha256, point, subject, purpose FROM evidence")
    assert sorted(after) == sorted(before)
    assert len(after) == len(TAKEN)


def test_whom_an_older_central_erased_loses_the_photos_of_before(central: Central) -> None:
    box, new = Box(), "9" * 64
    live(central, box)
    ask(central)
    tell(central, box, DONE)
    first = box.head + 1
    box.tell(*life("P9"), PhotoTaken("f9", new, "P9", Purpose.ISSUE))  # came back
    central.store.take([box.batch(first)], T0 + 1000)
    central.rows("UPDATE evidence SET gone_at = NULL, why = ''")
    with central.store.unit():
        earlier_photos.drop_erased(central.store._conn)
    assert gone(central) == dict.fromkeys((PARCEL, VISIT, BACK), Gone.ERASED.value)
    assert why_gone(central.store._conn, [new]) == {}
