"""The whole network in numbers."""

from kiosk.central.network import SILENT_MS, Network
from kiosk.central.store import Packet
from kiosk.core.messages import DeliveryCancelled
from kiosk.sync.protocol import Ack, Health, SkipWhy, State
from tests.central.conftest import T0, Box, Central, life


def test_an_empty_network_is_all_zeros(central: Central) -> None:
    assert central.store.questions.network(T0) == Network(1, 0, 0, 0.0, 0, 0, 0, 0, 0, 0)


def test_everything_that_is_watched_is_counted(central: Central, box: Box) -> None:
    central.register("box-2", "p2")
    central.register("box-3", "p3")
    central.take(
        Packet("box-1", "state", State(online=True, conn="0" * 16, boot="0" * 16, app="1"))
    )
    central.take(Packet("box-1", "up/health", Health(unsent=7, oldest_at=T0 - 9000)))
    central.take(Packet("box-2", "up/health", Health(unsent=5, oldest_at=T0 - 2000)))
    box.tell(*life("P1")[:2], *life("P9")[5:])
    central.take(box.batch(1, 2), box.batch(1, 2), box.batch(3))
    box.tell(*life("P2")[:1])
    box.write(b"torn")
    central.take(box.skip(4, 4, SkipWhy.UNSENDABLE), box.batch(5))
    central.queue(DeliveryCancelled("D-1"), DeliveryCancelled("D-2"))
    told = central.store.questions.network(T0 + 1000)
    assert told == Network(
        devices=3,
        devices_online=2,
        stream_lag_events=12,
        oldest_unacked_seconds=10.0,
        quarantine_total=2,
        quarantine_open=2,
        parked_total=1,
        conflicts_open=1,
        messages_open=2,
        duplicates_total=2,
    )
    central.rows(
        "INSERT INTO decided (kind, n, user_name, at, words) VALUES ('quarantine', 1, 'a', 0, 'x')"
    )
    later = central.store.questions.network(T0 + 1000)
    assert (later.quarantine_total, later.quarantine_open) == (2, 1)
    silent = central.store.questions.network(T0 + SILENT_MS + 1)
    assert silent.devices_online == 0


def test_a_box_that_was_replaced_is_missed_by_nobody(central: Central) -> None:
    central.register("box-2")
    assert central.store.questions.network(T0).devices == 1


def test_a_box_that_has_sent_everything_has_nothing_old(central: Central) -> None:
    central.take(Packet("box-1", "up/health", Health(unsent=0, oldest_at=T0 - 9000)))
    assert central.store.questions.network(T0).oldest_unacked_seconds == 0.0


def test_a_letter_is_open_until_its_outcome(central: Central) -> None:
    central.queue(DeliveryCancelled("D-1"))
    assert central.store.questions.network(T0).messages_open == 1
    ((epoch,),) = central.rows("SELECT epoch FROM down_stream")
    central.take(Packet("box-1", "up/ack", Ack(epoch=epoch, upto=1)))
    assert central.store.questions.network(T0).messages_open == 1
    central.rows("UPDATE message SET state = 'applied'")
    assert central.store.questions.network(T0).messages_open == 0
