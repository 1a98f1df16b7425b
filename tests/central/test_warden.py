"""A revoked box is out, and the list that keeps it out never grows old unseen."""

import logging
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from kiosk.central.certificates import Certificate
from kiosk.central.warden import BrokerPlace, Warden
from tests.central.conftest import T0, Central
from tests.network import Network

DAY_MS = 86_400_000


class Guard:
    """A warden with a clock and hands that note what they did."""

    def __init__(self, central: Central, folder: Path) -> None:
        self.central, self.now = central, 0.0
        self.network = Network(folder, T0)
        self.authority, self.folder = self.network.authority, folder / "broker"
        self.asked: list[str] = []
        self.kicked: list[str] = []
        self.warden = self.fresh()

    def fresh(self, pid: Path | None = None) -> Warden:
        place = BrokerPlace(self.network.keys, self.folder, pid)
        return Warden(
            self.central.store,
            (self.authority, place),
            self.asked.append,
            self.kicked.append,
            lambda: self.now,
        )

    def turn(self, at: int, seconds: float = 1.0) -> bool:
        self.now += seconds
        return self.warden.turn(at)

    def give(self, serial: str, device: str = "box-1") -> None:
        with self.central.store.unit():
            given = Certificate(serial, device, "pem", T0 + 90 * DAY_MS)
            self.central.store.certificates.keep(given, "", T0)

    def revoke(self, device: str = "box-1", at: int = T0) -> None:
        with self.central.store.unit():
            self.central.store.certificates.revoke(device, "revoked", at)
            self.central.store.certificates.throw_out(device, at)

    def listed(self) -> tuple[set[str], datetime | None]:
        """Return what the broker's list holds, and its end."""
        read = x509.load_pem_x509_crl((self.folder / "crl.pem").read_bytes())
        return {f"{one.serial_number:x}" for one in read}, read.next_update_utc


@pytest.fixture
def guard(central: Central, tmp_path: Path) -> Guard:
    return Guard(central, tmp_path / "network")


@pytest.fixture
def hung_up() -> Iterator[list[int]]:
    """What this process is told by SIGHUP."""
    told: list[int] = []
    old = signal.signal(signal.SIGHUP, lambda number, _: told.append(number))
    yield told
    signal.signal(signal.SIGHUP, old)


def test_the_first_look_writes_the_list_and_brings_it_to_the_broker(guard: Guard) -> None:
    guard.turn(T0 + DAY_MS)
    assert guard.listed() == (set(), datetime.fromtimestamp((T0 + 31 * DAY_MS) // 1000, UTC))


def test_a_revoked_certificate_is_listed_within_a_second(guard: Guard) -> None:
    guard.give("ab")
    guard.turn(T0)
    guard.revoke()
    guard.turn(T0, 0.5)
    assert guard.listed()[0] == set()  # it looks once a second
    guard.turn(T0, 0.5)
    assert guard.listed()[0] == {"ab"}


def test_the_list_is_renewed_every_day_and_only_then(guard: Guard) -> None:
    guard.turn(T0)
    first = (guard.folder / "crl.pem").read_bytes()
    guard.turn(T0 + DAY_MS - 1)
    assert (guard.folder / "crl.pem").read_bytes() == first
    guard.turn(T0 + DAY_MS)
    assert guard.listed()[1] == datetime.fromtimestamp((T0 + 31 * DAY_MS) // 1000, UTC)


def test_a_live_box_hears_why_before_it_is_kicked(guard: Guard) -> None:
    guard.revoke()
    guard.turn(T0)
    assert (guard.asked, guard.kicked) == (["box-1"], [])
    guard.turn(T0, 4.0)
    assert guard.kicked == []
    guard.turn(T0, 1.0)
    guard.turn(T0, 60.0)
    assert (guard.asked, guard.kicked) == (["box-1"], ["box-1"])


def test_a_box_that_is_enrolled_anew_is_not_kicked(guard: Guard) -> None:
    guard.revoke()
    guard.turn(T0)
    with guard.central.store.unit():
        guard.central.store.certificates.take_back("box-1")
    guard.turn(T0, 10.0)
    assert guard.kicked == []
    guard.revoke()
    guard.turn(T0)
    guard.turn(T0, 10.0)
    assert guard.kicked == ["box-1"]


def test_a_central_that_died_before_the_kick_kicks_at_its_start(guard: Guard) -> None:
    guard.give("ab")
    guard.revoke()
    guard.warden = guard.fresh()
    guard.turn(T0)
    guard.turn(T0, 5.0)
    assert (guard.kicked, guard.listed()[0]) == (["box-1"], {"ab"})
    guard.warden = guard.fresh()
    guard.turn(T0 + 2 * DAY_MS)
    guard.turn(T0 + 2 * DAY_MS, 5.0)
    assert guard.kicked == ["box-1"]  # long done


def test_the_broker_is_told_of_news_only(guard: Guard, hung_up: list[int], tmp_path: Path) -> None:
    (tmp_path / "pid").write_text(str(os.getpid()), encoding="ascii")
    guard.give("ab")
    guard.warden = guard.fresh(tmp_path / "pid")
    guard.turn(T0)
    guard.turn(T0)
    assert len(hung_up) == 1
    guard.revoke()
    guard.turn(T0)
    assert len(hung_up) == 2


def test_a_broker_that_cannot_be_told_is_named(
    guard: Guard, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    guard.warden = guard.fresh(tmp_path / "no.pid")
    guard.turn(T0)
    assert "restart it" in caplog.text


def test_a_full_disk_is_told_with_the_day_it_ends_badly_and_tried_again(
    guard: Guard, caplog: pytest.LogCaptureFixture
) -> None:
    guard.folder.write_text("a file where the folder should be", encoding="ascii")
    guard.turn(T0 + 20 * DAY_MS)
    assert "refuses every box from 2026-" in caplog.text
    guard.folder.unlink()
    with caplog.at_level(logging.INFO):
        guard.turn(T0 + 20 * DAY_MS)
    assert guard.listed()[0] == set()


def test_services_certificates_are_renewed_with_the_list(guard: Guard) -> None:
    assert not guard.turn(T0)
    old = (guard.folder / "server.pem").read_bytes()
    assert guard.turn(T0 + 250 * DAY_MS)
    assert (guard.folder / "server.pem").read_bytes() != old


def test_without_an_authority_a_box_is_thrown_out_all_the_same(central: Central) -> None:
    asked: list[str] = []
    kicked: list[str] = []
    clock = iter([0.0, 10.0])
    warden = Warden(central.store, None, asked.append, kicked.append, lambda: next(clock))
    with central.store.unit():
        central.store.certificates.throw_out("box-1", T0)
    warden.turn(T0)
    warden.turn(T0)
    assert (asked, kicked) == (["box-1"], ["box-1"])
