"""In PostgreSQL several processes write at once: each holds boxes before all else, in one order."""

import threading
from collections.abc import Callable, Iterable

import pytest

from kiosk.central.fresh_codes import renew_codes
from kiosk.central.policies import mark_of
from kiosk.central.store_postgres import PostgresStore
from kiosk.core import attachments
from kiosk.core.messages import CustomerLine, DeliveryPart, ManifestLine
from kiosk.core.staffing import StaffName
from tests.central.conftest import DAY_MS, T0, Box, Central, fresh_epoch, fresh_id, life
from tests.postgres import Cluster
from tests.waiting import eventually

MARIA = CustomerLine("c1", "Mariposa Q.", "8675")
LOCK_ONE = "SELECT 1 FROM device WHERE device = 'box-1' FOR NO KEY UPDATE"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def where(cluster: Cluster) -> str:
    """In PostgreSQL."""
    return cluster.fresh()


def while_a_worker_begins(
    central: Central, desk: Callable[[PostgresStore], object], then: str
) -> list[BaseException]:
    """Let the desk do something while a worker has a box and goes on to what lies behind it.

    Args:
        central: whose own connection is the worker.
        desk: what is done meanwhile, over a connection of its own.
        then: the statement the worker goes on with.

    Returns:
        What went wrong at the desk.
    """
    store = PostgresStore(str(central.where), fresh_id, fresh_epoch, leads=False)
    bad: list[BaseException] = []

    def work() -> None:
        try:
            desk(store)
        except BaseException as error:  # noqa: BLE001 a thread's own is not seen else
            bad.append(error)

    thread = threading.Thread(target=work)
    with central.store.unit():
        central.store._conn.execute(LOCK_ONE)
        thread.start()
        eventually(lambda: central.rows(WAITS) == [(1,)])
        central.store._conn.execute(then)
    thread.join(60)
    store.close()
    return bad


def test_other_rules_are_chosen_with_the_boxes_held(central: Central) -> None:
    def choose(store: PostgresStore) -> None:
        one = store.policies.get("p1")
        assert one is not None
        with store.unit():
            letter = store.policies.choose("p1", "wb_like", mark_of(one))
            store.queue("p1", [letter], T0, "anna")

    held = "SELECT 1 FROM point WHERE point = 'p1' FOR NO KEY UPDATE"
    assert while_a_worker_begins(central, choose, held) == []
    assert central.rows("SELECT policy FROM point") == [("wb_like",)]


def test_codes_are_renewed_with_the_boxes_held(central: Central, box: Box) -> None:
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
        central.store.codes_told("p1", "c1", T0 // DAY_MS + 2)
    box.tell(*life("P1")[:3])
    central.take(box.batch(1))
    gone = "DELETE FROM told WHERE customer_ref = 'c1'"
    assert while_a_worker_begins(central, lambda store: renew_codes(store, T0), gone) == []


def test_an_erasure_holds_every_box_it_will_write_to_at_once(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    for device, point in (("box-5", "p1"), ("box-2", "p2"), ("box-3", "p3")):
        central.register(device, point)
    with central.store.unit():
        central.store.share("p1", on=True)
    for point in ("p1", "p2"):
        central.queue(DeliveryPart("D1", 1, (ManifestLine("P1"),), (MARIA,)), point=point)
    held: list[list[str]] = []
    conn = central.store._conn
    hold = conn.hold

    def note(devices: Iterable[str]) -> None:
        held.append(sorted(devices))
        hold(held[-1])

    monkeypatch.setattr(conn, "hold", note)
    with central.store.unit():
        central.store.erase("r1", "c1", T0, T0 + DAY_MS)
    assert held[0] == ["box-1", "box-2", "box-5"], "box-1 was let go and may come back"
    everything = set(held[0])
    assert all(set(later) <= everything for later in held[1:])


def test_a_name_comes_with_the_boxes_held(central: Central) -> None:
    anna = attachments.write(StaffName("Anna K."), b"a" * 16)
    half = "INSERT INTO person_name VALUES ('?', 'p1', 's-1', '', 0)".replace("?", anna.sha256)

    def send(store: PostgresStore) -> None:
        with store.unit():
            store.name_came("box-1", anna.sha256, anna.raw, T0)

    assert while_a_worker_begins(central, send, half) == []
    assert central.rows("SELECT staff FROM person_name WHERE name = ''") == [("s-1",)]


def test_letters_are_forgotten_a_box_at_a_time(central: Central) -> None:
    ended: list[str] = []
    central.register("box-2", "p2")
    for point, device in (("p1", "box-1"), ("p2", "box-2")):
        central.queue(DeliveryPart("D1", 1, (ManifestLine("P1"),), (MARIA,)), point=point)
        central.queue(DeliveryPart("D2", 1, (ManifestLine("P2"),), (MARIA,)), point=point)
        central.rows("UPDATE message SET done_at = 1, state = 'applied' WHERE device = ?", device)
    begin = central.store._conn.unit

    def unit():  # noqa: ANN202
        ended.append("unit")
        return begin()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(central.store._conn, "unit", unit)
        assert central.store.forget_letters(T0 + 31 * DAY_MS) == 2
    assert len(ended) == 3, "whom nobody waits for, then each box"
