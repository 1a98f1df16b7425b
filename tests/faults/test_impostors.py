"""Mosquitto as shipped, over TLS: nobody is another, reads another or throws another off."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.sync.link import Link, Received
from kiosk.sync.protocol import CENTRAL_TOPICS
from tests.network import Network, key_pem, meet, new_key, now_ms

pytestmark = pytest.mark.cut

_LISTEN = "0A"  # in /proc/net/tcp


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    made = Network(tmp_path)
    made.admit("box-1")
    made.admit("box-2")
    yield made
    made.close()


def up(*links: Link) -> None:
    meet(lambda: all(link.is_up for link in links), *links)


def heard(link: Link, count: int, *others: Link) -> list[tuple[str, bytes]]:
    """Return the next packets that reach a link."""
    came: list[Received] = []

    def has_come() -> bool:
        came.extend(link.turn(0.02))
        return len(came) >= count

    meet(has_come, *others)
    return [(packet.topic, packet.payload) for packet in came]


def refused(link: Link) -> str:
    """Return the word for why a link does not come up."""
    meet(lambda: bool(link.fault), link)
    assert not link.is_up
    return link.fault


@pytest.mark.parametrize("version", [5, 4])
def test_a_box_writes_its_own_topics_and_nobody_elses(network: Network, version: int) -> None:
    central, box = network.central("pvz/v1/#"), network.box("box-1", version=version)
    up(central, box)
    tried = ("box-2/up/hello", "box-2/up/events", "box-2/state", "box-1/down/messages", "box-2")
    for rest in tried:
        box.publish(f"pvz/v1/d/{rest}", b"forged")
    box.publish("pvz/v1/d/box-1/up/hello", b"mine")
    assert heard(central, 1, box) == [("pvz/v1/d/box-1/up/hello", b"mine")]


@pytest.mark.parametrize("version", [5, 4])
@pytest.mark.parametrize("wide", ["pvz/v1/d/box-2/down/#", "pvz/v1/d/+/down/#", "#"])
def test_a_box_reads_its_own_letters_and_nobody_elses(
    network: Network, wide: str, version: int
) -> None:
    # the broker may grant the filter; what it lets through is what counts (PROTOCOL.md 3)
    central = network.central("pvz/v1/d/+/state")
    curious = network.box("box-1", "pvz/v1/d/box-1/down/#", wide, version=version)
    meet(lambda: central.is_up and bool(curious.is_up or curious.fault), central, curious)
    if curious.fault:  # a whole refusal is as good
        return
    central.publish("pvz/v1/d/box-2/down/messages", b"private")
    central.publish("pvz/v1/d/box-2/state", b"private", retain=True)
    central.publish("pvz/v1/d/box-1/down/messages", b"yours")
    came = heard(curious, 1, central)
    assert set(came) == {("pvz/v1/d/box-1/down/messages", b"yours")}


def test_a_client_id_is_the_certificates_whatever_is_asked(network: Network) -> None:
    victim, thief = network.box("box-1"), network.box("box-2", client_id="box-1")
    up(victim)
    up(thief, victim)
    meet(lambda: thief.connections == 1, thief, victim)
    central = network.central("pvz/v1/#")
    up(central, victim, thief)
    thief.publish("pvz/v1/d/box-1/up/hello", b"forged")
    victim.publish("pvz/v1/d/box-1/up/hello", b"still here")
    assert heard(central, 1, victim, thief) == [("pvz/v1/d/box-1/up/hello", b"still here")]
    assert (victim.connections, victim.is_up) == (1, True)


def test_a_revoked_box_is_refused_and_a_live_one_falls_at_the_kick(network: Network) -> None:
    serial = network.admit("box-3")
    box, other = network.box("box-3"), network.box("box-1")
    up(box, other)
    network.revoke(serial)
    late = network.box("box-3")  # it is another connection with the same certificate
    assert refused(late) == "certificate_revoked"
    assert box.is_up  # a live link outlives the list: hence the kick
    kick = network.central("pvz/v1/d/box-3/down/welcome", client_id="box-3")
    meet(lambda: not box.is_up and bool(box.fault), kick, box, other)
    kick.close()
    meet(lambda: box.fault == "certificate_revoked", box, other)
    assert (other.connections, other.is_up) == (1, True)


def test_several_workers_of_the_central_stand_side_by_side(network: Network) -> None:
    one = network.central(*CENTRAL_TOPICS)
    two = network.central(*CENTRAL_TOPICS, client_id="central-2")
    up(one, two)
    meet(lambda: one.is_up and two.is_up, one, two)
    assert (one.connections, two.connections) == (1, 1)


def test_a_box_is_no_worker_and_a_worker_is_no_box(network: Network) -> None:
    service = network.broker.service
    assert service is not None
    assert refused(network.box("box-1", port=service.port)) == "certificate_refused"
    ours = {"certfile": service.certfile, "keyfile": service.keyfile}
    assert refused(network.box("box-1", **ours)) == "certificate_refused"


def test_the_brokers_own_certificate_lets_nobody_in(network: Network) -> None:
    files = {
        "certfile": str(network.keys / "server.pem"),
        "keyfile": str(network.keys / "server.key"),
    }
    assert refused(network.box("box-1", **files)) == "certificate_refused"


def test_without_a_certificate_nobody_comes_in(network: Network) -> None:
    link = network.box("box-1", certfile=None, keyfile=None)
    assert refused(link) == "certificate_missing"


def test_a_certificate_of_another_authority_is_refused(network: Network, tmp_path: Path) -> None:
    other = Network(tmp_path / "other")
    other.admit("box-1")
    theirs = {
        k: str(other.folder / f"box-1.{e}") for k, e in (("certfile", "pem"), ("keyfile", "key"))
    }
    assert refused(network.box("box-1", **theirs)) == "certificate_refused"
    trusting = network.box("box-1", cafile=str(other.keys / "ca.pem"))
    assert refused(trusting) == "broker_unknown"


def test_a_certificate_past_its_end_is_refused(network: Network) -> None:
    network.admit("box-1", at=now_ms() - 120 * 86_400_000)
    assert refused(network.box("box-1")) == "certificate_expired"


def test_a_box_is_no_broker(network: Network) -> None:
    """A stolen box's certificate must not let it play the broker for the others."""
    service, there = network.broker.service, network.folder / "broker"
    for kind in ("pem", "key"):
        (there / f"server.{kind}").write_bytes((network.folder / f"box-2.{kind}").read_bytes())
    network.broker.kill()
    network.broker.start()
    assert service is not None
    assert refused(network.box("box-1")) == "broker_unknown"


def test_another_name_than_the_certificates_is_refused(network: Network) -> None:
    assert refused(network.box("box-1", host="localhost")) == "broker_name"


@pytest.mark.parametrize(("days", "word"), [(-400, "broker_expired"), (3, "clock")])
def test_a_broker_out_of_its_time_is_told(tmp_path: Path, days: int, word: str) -> None:
    """A box whose clock is wrong, or a broker nobody looked after."""
    network = Network(tmp_path, now_ms() + days * 86_400_000)
    network.admit("box-1", now_ms())
    assert refused(network.box("box-1")) == word
    network.close()


def test_tls_below_one_point_two_is_refused(network: Network) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.load_verify_locations(network.keys / "ca.pem")
    old.load_cert_chain(network.folder / "box-1.pem", network.folder / "box-1.key")
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="deprecated"):
        old.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="deprecated"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", network.broker.port), 5) as plain,
        pytest.raises(ssl.SSLError) as told,
    ):
        old.wrap_socket(plain, server_hostname="127.0.0.1")
    assert told.value.reason == "TLSV1_ALERT_PROTOCOL_VERSION"


def test_no_listener_speaks_plain_text(network: Network) -> None:
    service = network.broker.service
    assert service is not None
    for port in (network.broker.port, service.port):
        link = network.box("box-1", port=port, cafile=None, certfile=None, keyfile=None)
        refused(link)
        assert link.connections == 0


def test_there_is_no_listener_but_the_two(network: Network) -> None:
    """A line of a listener above all listeners opens port 1883 to everybody (seen on 2.0.11)."""
    broker = network.broker
    assert broker.service is not None
    assert broker._child is not None
    assert _listened_at(broker._child.pid) == {broker.port, broker.service.port}


def _listened_at(pid: int) -> set[int]:
    """Return the ports a process listens at, as the kernel tells them."""
    sockets = {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()}
    ports = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            local, state, inode = line.split()[1], line.split()[3], line.split()[9]
            if state == _LISTEN and f"socket:[{inode}]" in sockets:
                ports.add(int(local.rpartition(":")[2], 16))
    return ports


def test_a_list_past_its_end_refuses_every_box(network: Network) -> None:
    """Mosquitto's trap that the daily renewal is for (PROTOCOL.md 2)."""
    past = now_ms() - 40 * 86_400_000
    network.authority.publish(network.authority.revocations((), past))
    assert refused(network.box("box-1")) == "certificate_expired"
    network.revoke()
    link = network.box("box-1")
    meet(lambda: link.is_up, link)


def test_a_key_that_is_not_the_certificates_is_told(network: Network) -> None:
    (network.folder / "box-1.key").write_bytes(key_pem(new_key()))
    assert refused(network.box("box-1")) == "key_mismatch"
    (network.folder / "box-1.key").unlink()
    assert refused(network.box("box-1")) == "no_certificate"
