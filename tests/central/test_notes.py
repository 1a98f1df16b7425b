"""What is noted beside the books stays bounded."""

from kiosk.central.store import Packet
from kiosk.sync.protocol import Health
from tests.central.conftest import T0, Box, Central, life


def test_the_names_of_strangers_fill_no_table(central: Central) -> None:
    for n in range(50):
        central.take(Packet(f"stranger-{n}", "up/events", None, b"{", "invalid", "ab"))
    assert central.rows("SELECT count(*) FROM counted") == [(1,)]
    assert central.store.questions.turned_away() == 50


def test_the_same_bad_item_again_takes_no_more_room(central: Central, box: Box) -> None:
    box.write(b"torn")
    for _ in range(3):
        central.take(box.batch(1), box.hello())
        central.rows("UPDATE up_stream SET upto = 0, hash = ?", b"")
    (aside,) = central.store.questions.quarantined("box-1")
    assert aside.times == 3


def test_packets_and_events_are_told_apart(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1), Packet("box-1", "state", None, b"{", "invalid", "ab"))
    (aside,) = central.store.questions.quarantined("box-1")
    assert aside.seq == 0


def test_a_box_that_was_born_before_it_was_registered_is_there(central: Central) -> None:
    central.take(Packet("box-1", "up/health", Health(unsent=0)))
    there = central.store.questions.presence("box-1", T0)
    assert there
    assert there.online
