"""A network of our own: its authority, Mosquitto as shipped, and boxes with certificates."""

import time
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from kiosk.central import authority, broker_files
from kiosk.sync.link import Link, LinkSettings
from kiosk.trial.brokers import Broker, start_secure_broker
from tests.waiting import LONG_S

HOSTS = ("127.0.0.1",)


def now_ms() -> int:
    """Return now, as certificates on a real wire need it."""
    return time.time_ns() // 1_000_000


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a key as a box makes it."""
    return ec.generate_private_key(ec.SECP256R1())


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the file of a key."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def request(key: ec.EllipticCurvePrivateKey, name: str = "box-1") -> str:
    """Return a request for a certificate."""
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(named)
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


class Network:
    """An authority in a scratch folder, and a broker where one is started."""

    def __init__(self, folder: Path, at: int | None = None) -> None:
        self.folder = folder
        self.keys = folder / "authority"
        authority.make(self.keys, HOSTS, at or now_ms(), bytes(range(32)))
        self.authority = authority.Authority(self.keys)
        self._broker: Broker | None = None
        self._links: list[Link] = []

    @property
    def broker(self) -> Broker:
        """The broker; started when it is first asked for."""
        if self._broker is None:
            self._broker = start_secure_broker(self.keys, self.folder / "broker")
        return self._broker

    def admit(self, device: str, at: int | None = None) -> str:
        """Give a box key and certificate; return the serial."""
        key = new_key()
        issued = self.authority.certify(key.public_key(), device, at or now_ms())
        (self.folder / f"{device}.key").write_bytes(key_pem(key))
        (self.folder / f"{device}.pem").write_text(issued.pem, encoding="ascii")
        return issued.serial

    def box(self, device: str, *subscribe: str, client_id: str = "", **more: object) -> Link:
        """Return the link of a box; it has its own topics unless others are given."""
        settings: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self.broker.port,
            "cafile": str(self.keys / "ca.pem"),
            "certfile": str(self.folder / f"{device}.pem"),
            "keyfile": str(self.folder / f"{device}.key"),
        }
        topics = subscribe or (f"pvz/v1/d/{device}/down/#",)
        return self._link(client_id or device, topics, settings | more)

    def central(self, *subscribe: str, client_id: str = "central") -> Link:
        """Return the link of a worker of the central."""
        way = self.broker.service
        assert way is not None
        files = {"cafile": way.cafile, "certfile": way.certfile, "keyfile": way.keyfile}
        return self._link(client_id, subscribe, {"host": "127.0.0.1", "port": way.port, **files})

    def _link(self, name: str, topics: tuple[str, ...], settings: dict[str, object]) -> Link:
        whole = LinkSettings(client_id=name, subscribe=topics, **settings)  # type: ignore[arg-type]
        link = Link(whole, time.monotonic, lambda: 0.01)
        self._links.append(link)
        return link

    def revoke(self, *serials: str) -> None:
        """Take certificates back, and tell the broker; return when it has heard."""
        probe = self.admit("probe")
        taken = [(one, now_ms()) for one in (*serials, probe)]
        listed = self.authority.revocations(taken, now_ms())
        self.authority.publish(listed)
        assert broker_files.publish(self.keys, self.folder / "broker")
        assert broker_files.tell(self.folder / "broker" / "mosquitto.pid")
        while self._comes_in("probe"):
            pass

    def _comes_in(self, device: str) -> bool:
        link = self.box(device)
        meet(lambda: link.is_up or bool(link.fault), link)
        came = link.is_up
        link.close()
        return came

    def close(self) -> None:
        """Take everything down."""
        for link in self._links:
            link.close()
        if self._broker is not None:
            self._broker.stop()


def meet(is_so: Callable[[], bool], *links: Link, within_s: float = LONG_S) -> None:
    """Turn links until something is so."""
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, f"it never came about: {[k.fault for k in links]}"
        for link in links:
            link.turn(0.02)
