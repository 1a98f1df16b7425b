"""The central's summary: what the day's proof is made of."""

import pytest

from kiosk.central.pickup_codes import code_of, day_of
from kiosk.central.store import Packet
from kiosk.core.anchors import Anchor
from kiosk.core.policy import PickupCodeKind
from kiosk.sync.protocol import DeviceWord, Health
from tests.central.conftest import DAY_MS, T0, Box, Central, fresh_epoch, life


def test_the_summary_counts_each_thing_once(central: Central, box: Box) -> None:
    box.tell(*life("P1"), *life("P2")[:3])
    box.write(b"torn")
    central.take(box.batch(1), box.batch(1))
    counts = central.store.questions.counts("p1")
    assert (counts.events, counts.duplicates, counts.quarantined) == (9, 10, 1)
    assert (counts.upto, counts.lost, counts.conflicts, counts.issued) == (10, 0, 0, 1)
    assert counts.parcels == {"issued": 1, "stored": 1}
    assert counts.types["parcel.stored"] == 2
    assert counts.alarms == {}
    assert central.store.questions.counts("p2").events == 0


def test_what_was_acknowledged_and_is_not_there_is_lost(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    central.rows("DELETE FROM event WHERE seq IN (2, 5)")
    assert central.store.questions.counts("p1").lost == 2


def test_a_number_is_not_excused_twice(central: Central, box: Box) -> None:
    box.write(b"torn")
    central.take(box.batch(1))
    anew = Box(epoch=fresh_epoch())
    anew.tell(*life("P1"))
    central.take(anew.hello(), anew.batch(1))
    central.rows("DELETE FROM event WHERE seq = 4")
    assert central.store.questions.counts("p1").lost == 1


def test_rows_come_by_kind_and_id(central: Central, box: Box) -> None:
    box.tell(*life("P2"), *life("P1"))
    central.take(box.batch(1))
    rows = [(kind, id_) for kind, id_, _ in central.store.questions.books("p1")]
    assert rows == [("parcel", "P1"), ("parcel", "P2"), ("session", "s-P1"), ("session", "s-P2")]


def test_a_box_never_heard_of_has_no_presence(central: Central) -> None:
    assert central.store.questions.presence("box-1", T0) is None


def test_the_customers_phone_shows_the_code_of_the_day(central: Central) -> None:
    secret = b"\x07" * 32
    with central.store.unit():
        central.store.code_secret("c1", secret)
    asked = central.store.questions.pickup_code
    today = asked("p1", "c1", T0)
    assert today == code_of(secret, day_of(T0), PickupCodeKind.LONG)
    assert asked("p1", "c1", T0 + DAY_MS) not in {None, today}
    assert asked("p1", "nobody", T0) is None
    assert asked("nowhere", "c1", T0) is None


def test_how_each_box_is_with_what_is_ill(central: Central) -> None:
    central.share()
    central.register("box-2")
    printer = DeviceWord("degraded", "paper_out")
    said = Health(unsent=3, oldest_at=T0, temp_c=61.0, devices={"printer": printer})
    sound = {"camera": DeviceWord("ready")}
    central.take(
        Packet("box-1", "up/health", Health(unsent=9, devices=sound)),
        Packet("box-1", "up/health", said),
    )
    one, two = central.store.questions.boxes(T0)
    assert (one.device, one.oldest_at, one.health, one.ill) == (
        "box-1",
        T0,
        said,
        {"printer": printer},
    )
    assert (two.device, two.presence, two.health, two.ill) == ("box-2", None, None, {})


@pytest.mark.input
@pytest.mark.parametrize("told", [b"", b"{", b'{"unsent":0,"devices":{"printer":"ok"}}'])
def test_what_another_version_kept_of_a_box_is_no_health(central: Central, told: bytes) -> None:
    central.take(Packet("box-1", "up/health", Health(unsent=1)))
    central.store._conn.execute("UPDATE presence SET health = ?", [told])
    (box,) = central.store.questions.boxes(T0)
    assert (box.health, box.ill) == (None, {})


def test_the_anchor_is_the_last_row_of_the_boxs_present_epoch(central: Central, box: Box) -> None:
    asked = central.store.questions.anchor
    assert asked("box-1", T0) is None
    box.tell(*life("P1"))
    central.take(box.batch(1))
    row = central.rows("SELECT epoch, seq, hash FROM event ORDER BY seq DESC LIMIT 1")[0]
    assert asked("box-1", T0) == Anchor("box-1", row[0], row[1], bytes(row[2]).hex(), T0)
    assert asked("box-2", T0) is None
