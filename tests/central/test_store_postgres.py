"""The central's books in PostgreSQL: several writers, a server that goes away, and versions."""

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psycopg
import pytest

from kiosk.central import sql_postgres, store_postgres
from kiosk.central.schema import VERSION
from kiosk.central.store import CannotOpenStore, NewerStore, StoreBusy, StoreTrouble
from kiosk.central.store_postgres import PostgresStore, open_questions
from kiosk.core import messages
from kiosk.core.messages import DeliveryCancelled, SiblingEvents
from tests.central.conftest import T0, Box, Central, fresh_epoch, fresh_id, life
from tests.postgres import Cluster
from tests.waiting import eventually


@pytest.fixture
def where(cluster: Cluster) -> str:
    """In PostgreSQL."""
    return cluster.fresh()


@pytest.fixture
def cluster_apart(cluster: Cluster) -> Iterator[Cluster]:
    """A server that may die, and keeps what it promised."""
    apart = Cluster(cluster.programs, ())
    yield apart
    apart.remove()


def _worker(central: Central) -> PostgresStore:
    return PostgresStore(str(central.where), fresh_id, fresh_epoch, leads=False)


def test_one_central_sends_from_a_database(central: Central) -> None:
    with pytest.raises(StoreBusy, match="another central"):
        PostgresStore(str(central.where), fresh_id, fresh_epoch)
    _worker(central).close()
    central.store.close()
    central.store.close()


def test_a_database_of_a_newer_version_is_refused_in_words(central: Central) -> None:
    central.rows("INSERT INTO schema_version (version) VALUES (99)")
    with pytest.raises(NewerStore, match=f"its schema is 99, this program knows {VERSION}"):
        _worker(central)


def test_the_tables_are_made_once_whoever_comes_first(cluster: Cluster) -> None:
    url, opened, lock = cluster.fresh(), [], threading.Lock()

    def come() -> None:
        store = PostgresStore(url, fresh_id, fresh_epoch, leads=False)
        with lock:
            opened.append(store)

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(opened) == 4
    rows = opened[0]._conn.execute("SELECT version FROM schema_version").fetchall()
    assert rows == [(number,) for number in range(1, VERSION + 1)]
    for store in opened:
        store.close()


def test_a_step_may_take_longer_than_a_statement_of_every_day(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = sql_postgres._SETTINGS.replace("60s", "50ms")
    monkeypatch.setattr(sql_postgres, "_SETTINGS", brief)
    monkeypatch.setattr(store_postgres, "STEPS", (("SELECT pg_sleep(0.2)",),))
    monkeypatch.setattr(store_postgres, "VERSION", 1)
    store = PostgresStore(cluster.fresh(), fresh_id, fresh_epoch)
    row = store._conn.execute("SELECT current_setting('statement_timeout')").fetchone()
    assert row == ("50ms",), "for the steps alone"
    store.close()


def test_books_without_tables_or_server_cannot_be_read(cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(CannotOpenStore):
        open_questions(f"postgresql:///none?host={tmp_path}")
    empty = open_questions(cluster.fresh())
    with pytest.raises(psycopg.errors.UndefinedTable):
        empty.counts("p1")
    empty.close()


def test_two_workers_keep_each_event_once(central: Central) -> None:
    boxes = [Box(f"box-{n}", f"{n:016x}") for n in range(2, 8)]
    for box in boxes:
        central.register(box.device, f"p-{box.device}")
        box.tell(*(fact for n in range(20) for fact in life(f"P{n}-{box.device}")))
    central.take(*(box.hello() for box in boxes))

    def work(store: PostgresStore, mine: list[Box]) -> None:
        for first in range(1, boxes[0].head, 6):
            store.take([box.batch(first, first + 5) for box in mine], T0)

    stores = [_worker(central) for _ in range(2)]
    threads = [
        threading.Thread(target=work, args=(stores[0], boxes)),
        threading.Thread(target=work, args=(stores[1], boxes[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for box in boxes:
        kept = central.store.questions.event_ids(box.device)
        assert kept == list(enumerate(box.ids, start=1))
        counts = central.store.questions.counts(f"p-{box.device}")
        assert (counts.upto, counts.issued, counts.conflicts, counts.lost) == (box.head, 20, 0, 0)
    for store in stores:
        store.close()


def test_an_event_that_comes_by_two_boxes_at_once_is_kept_once(central: Central) -> None:
    one, two = Box("box-1"), Box("box-2", "e1" * 8)
    central.register("box-2", "p2")
    one.tell(*life("P1"))
    for body, id_ in zip(one.bodies, one.ids, strict=True):
        two.write(body, id_)
    central.take(one.hello(), two.hello())
    worker, begun = _worker(central), threading.Event()

    def follow() -> None:
        begun.set()
        worker.take([two.batch(1)], T0)

    thread = threading.Thread(target=follow)
    with central.store.unit():
        central.store._intake.take([one.batch(1)], T0)
        thread.start()
        begun.wait(60)
        _until_it_waits(central)
    thread.join(60)
    assert central.rows("SELECT count(*) FROM event") == [(6,)]
    assert central.store.questions.counts("p2").duplicates == 6
    worker.close()


def _until_it_waits(central: Central) -> None:
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    eventually(lambda: central.rows(waits) == [(1,)])


def test_letters_numbered_by_two_at_once_have_a_number_each(central: Central) -> None:
    stores = [_worker(central) for _ in range(2)]

    def number(store: PostgresStore) -> None:
        for n in range(30):
            with store.unit():
                store.queue("p1", [DeliveryCancelled(f"D-{n}")], T0, "console")

    threads = [threading.Thread(target=number, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [letter.seq for letter in central.store.questions.sent("p1")] == list(range(1, 61))
    for store in stores:
        store.close()


def test_two_workers_relay_what_boxes_of_one_point_do_once(central: Central) -> None:
    boxes = [Box("box-1"), Box("box-2", fresh_epoch())]
    central.share()
    central.register("box-2")
    for box in boxes:
        box.tell(*(fact for n in range(10) for fact in life(f"P{n}-{box.device}")))
    central.take(*(box.hello() for box in boxes))
    stores = [_worker(central) for _ in boxes]

    def work(store: PostgresStore, box: Box) -> None:
        for first in range(1, box.head, 6):
            store.take([box.batch(first, first + 5)], T0)

    _at_once(work, zip(stores, boxes, strict=True))
    for box, other in (boxes, boxes[::-1]):
        _, raws = central.store.above(other.device, 0, 1000, 10**9)
        letters = [messages.decode(raw).facts for raw in raws]
        told = [
            bytes(raw) for one in letters if isinstance(one, SiblingEvents) for raw in one.events
        ]
        assert told == box.bodies
    assert central.store.questions.counts("p1").issued == 20
    for store in stores:
        store.close()


def test_workers_that_begin_at_once_refold_once(central: Central, box: Box) -> None:
    box.tell(*(fact for n in range(50) for fact in life(f"P{n}")), *life("P0")[5:])
    central.take(box.batch(1))
    with central.store.unit():
        for sql in (
            "UPDATE event SET flag = 'unhandled'",
            "DELETE FROM book",
            "DELETE FROM conflict",
            "DELETE FROM claim",
        ):
            central.rows(sql)
    stores = [_worker(central) for _ in range(3)]
    _at_once(lambda store, packet: store.take([packet], T0), [(s, box.hello()) for s in stores])
    counts = central.store.questions.counts("p1")
    assert (counts.issued, counts.conflicts, counts.unhandled) == (50, 1, 0)
    for store in stores:
        store.close()


def _at_once(work: Callable[..., object], given: Iterable[tuple[object, ...]]) -> None:
    threads = [threading.Thread(target=work, args=args) for args in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@pytest.mark.cut
def test_while_the_server_is_away_nothing_is_taken_and_then_all(cluster_apart: Cluster) -> None:
    central, box = Central(cluster_apart.fresh()), Box()
    central.take(box.hello())
    box.tell(*life("P1"))
    cluster_apart.stop()
    for _ in range(2):
        with pytest.raises(StoreTrouble):
            central.take(box.batch(1))
    with pytest.raises(StoreTrouble):
        central.store.above("box-1", 0, 1, 1)
    cluster_apart.start()
    assert central.ack(box.batch(1)).upto == 6
    assert central.store.questions.counts("p1").events == 6
    central.store.close()
