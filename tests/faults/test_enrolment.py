"""The whole way with the real processes: a code, a certificate, mail, renewal, and out again.

`kiosk central` with its door, Mosquitto as shipped, `kiosk enrol` and `kiosk sync`.
"""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.central.store_sqlite import open_questions
from kiosk.config import load
from kiosk.enrolling import Box
from kiosk.store.letters import MailReader
from kiosk.sync import tls
from kiosk.sync.doorbell import Unheard
from kiosk.trial.office import Office
from tests.network import now_ms
from tests.sync.conftest import Counter
from tests.terminal import kiosk
from tests.waiting import eventually

pytestmark = pytest.mark.cut

DAY_MS = 86_400_000
POINT = f'point = "7731"\nname = "Lesnaya 12"\ndevice = "box-1"\npoint_key = "{"5a" * 32}"\n'


class Town:
    """An office with central and broker, and a box that is nobody yet."""

    def __init__(self, folder: Path) -> None:
        self.box, self.central = folder / "box", folder / "central"
        self.box.mkdir()
        self.central.mkdir()
        self.office = Office(folder / "broker", self.central, "mosquitto")
        self.broker = self.office.broker
        self.office.settle()
        self.door = f"https://{load(self.central_settings).enrol.listen}"
        (folder / "point.toml").write_text(POINT, encoding="utf-8")
        self._running: list[subprocess.Popen[bytes]] = []
        self.log = folder / "log"
        self.start("central", self.central_settings)
        self.ask("setup-point", folder / "point.toml")

    @property
    def central_settings(self) -> Path:
        return self.central / "kiosk.toml"

    @property
    def settings(self) -> Path:
        return self.box / "kiosk.toml"

    def start(self, verb: str, settings: Path) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "kiosk", "--log", "debug", verb, "--config", str(settings)]
        with self.log.open("ab") as log:
            child = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))
        self._running.append(child)
        return child

    def ask(self, *words: str | Path) -> dict[str, object]:
        """Ask the running central for something, until it runs."""
        told = kiosk("central", "--config", self.central_settings, *words, "--json")
        assert told.exit_code == 0, told.output
        found: dict[str, object] = json.loads(told.output)
        return found

    def code(self) -> tuple[str, str]:
        """Return a fresh code and the authority's fingerprint."""
        told = self.ask("enrol-code", "7731")
        return str(told["code"]), str(told["fingerprint"])

    def enrol(self, code: str, mark: str) -> tuple[int, dict[str, object]]:
        """Enrol at the terminal, as a technician does."""
        where = ("--server", self.door, "--fingerprint", mark)
        told = kiosk("enrol", "--config", self.settings, "--code", code, *where, "--json")
        return told.exit_code, json.loads(told.output)

    def link(self) -> dict[str, str]:
        """Return what the carrier notes of its link."""
        mail = MailReader(self.box / "data" / "mail.db")
        try:
            return mail.link()
        finally:
            mail.close()

    def taken(self) -> int:
        """Return how many events of the box the central has."""
        books = open_questions(self.central / "central.db")
        try:
            return len(books.event_ids("box-1"))
        finally:
            books.close()

    def close(self) -> None:
        for child in self._running:
            child.terminate()
        for child in self._running:
            child.wait(60)
        self.broker.stop()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    yield made
    made.close()


@pytest.fixture
def counter(town: Town) -> Iterator[Counter]:
    """The box's counter, with a file of its own."""
    (town.box / "data").mkdir()
    made = Counter(town.box / "data" / "counter.db")
    yield made
    made.file.abandon()


@pytest.mark.slow
def test_from_a_code_to_mail_to_a_new_certificate_to_out(town: Town, counter: Counter) -> None:
    code, mark = town.code()
    assert town.enrol(code, mark) == (
        0,
        {"ok": True, "device": "box-1", "point": "7731", "is_new": True}
        | {"until": _until(town.box)},
    )
    _check_the_files(town, code)

    counter.happen(5)
    carrier = town.start("sync", town.settings)
    eventually(lambda: town.taken() == 5)
    assert town.link()["welcomed"] == "1"

    _clock_is_wrong(town)
    carrier.send_signal(signal.SIGKILL)
    carrier.wait()
    counter.happen(5)
    town.start("sync", town.settings)
    eventually(lambda: town.taken() == 10)

    assert town.ask("revoke", "box-1")["ok"]
    eventually(lambda: town.link().get("reason") == "revoked")
    eventually(lambda: town.link().get("fault") == "certificate_revoked")
    counter.happen(5)
    again = town.start("sync", town.settings)
    eventually(lambda: town.link().get("fault") == "certificate_revoked")
    assert town.taken() == 10
    assert again.poll() is None  # refused, not broken: the counter works on

    assert town.enrol(*town.code())[0] == 0
    eventually(lambda: town.taken() == 15, 90)  # nothing was lost meanwhile
    _check_the_log(town)


def _until(box: Path) -> str:
    held = Box(box / "kiosk.toml").identity.held()
    assert held is not None
    return f"{datetime.fromtimestamp(held.ends_at / 1000, UTC):%Y-%m-%d}"


def _check_the_files(town: Town, code: str) -> None:
    identity = town.box / "identity"
    assert stat.S_IMODE(identity.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in identity.iterdir()}
    secret = {"device.key": 0o600, "point_key": 0o600}
    assert modes == secret | {"device.crt": 0o644, "ca.crt": 0o644, "device.ends": 0o644}
    config = load(town.settings)
    assert config.point is not None
    assert (config.point.id, config.point.device) == ("7731", "box-1")
    assert (config.mqtt.host, config.mqtt.port) == ("127.0.0.1", town.broker.port)
    assert tls.fits(Path(config.mqtt.certfile or ""), Path(config.mqtt.keyfile or ""))
    assert (identity / "point_key").read_text(encoding="ascii") == "5a" * 32
    assert code not in town.settings.read_text(encoding="utf-8")
    for path in town.central.rglob("*"):  # not even the central keeps the code
        if path.is_file():
            assert code.replace("-", "").encode() not in path.read_bytes()
            assert code.encode() not in path.read_bytes()


def _clock_is_wrong(town: Town) -> None:
    """A box whose clock is two months ahead asks too early, is told so, and works on."""
    before = Box(town.settings).identity.held()
    told = kiosk("enrol", "--config", town.settings, "--renew")
    assert "a new one is due from" in told.output
    late = Box(town.settings, lambda: now_ms() + 61 * DAY_MS)
    with pytest.raises(Unheard, match="clock"):
        late.renew()
    assert Box(town.settings).identity.held() == before


def _check_the_log(town: Town) -> None:
    """No key, code or shared secret reaches what the processes say, even at level debug."""
    said = town.log.read_text(encoding="utf-8")
    assert "kiosk.central" in said
    assert "5a5a5a" not in said
    assert "PRIVATE KEY" not in said
    keys = [path for path in town.central.rglob("*.key") if path.name != "codes.key"]
    for path in (*keys, town.box / "identity" / "device.key"):
        for line in path.read_text(encoding="ascii").splitlines():
            assert line.startswith("-----") or line not in said


def test_a_code_counts_once_and_a_wrong_fingerprint_hears_no_code(town: Town) -> None:
    code, mark = town.code()
    assert town.enrol(code, "0" * 64)[1]["reason"] == "not_trusted"
    assert not town.settings.exists()
    assert town.enrol(code, mark)[0] == 0
    (town.box / "identity" / "device.key").unlink()
    assert town.enrol(code, mark)[1]["reason"] == "code_refused"


def test_a_box_that_was_cut_between_answer_and_key_asks_again(town: Town) -> None:
    """The plug is pulled when settings and certificate are there and the key is not."""
    code, mark = town.code()
    assert town.enrol(code, mark)[0] == 0
    identity = town.box / "identity"
    (identity / "device.key").rename(identity / "device.key.new")
    assert tls.fits(identity / "device.crt", identity / "device.key.new")
    Box(town.settings)
    assert tls.fits(identity / "device.crt", identity / "device.key")
    # and earlier still: nothing but the waiting key is there
    (identity / "device.key").rename(identity / "device.key.new")
    (identity / "device.crt").unlink()
    town.settings.unlink()
    assert town.enrol(code, mark)[0] == 0  # the same code and key: the same certificate


def test_a_central_that_is_told_to_stop_closes_its_door(town: Town) -> None:
    code, mark = town.code()
    central = town._running[0]
    central.send_signal(signal.SIGTERM)
    assert central.wait(60) == 0
    assert town.enrol(code, mark)[1]["reason"] == "no_network"
    town.start("central", town.central_settings)
    eventually(lambda: town.enrol(code, mark)[0] == 0)


def test_the_journal_of_another_box_is_not_taken_over(town: Town) -> None:
    counter = town.box / "data" / "counter.db"
    counter.parent.mkdir()
    counter.touch()
    town.settings.write_text('[point]\nid = "7731"\ndevice = "box-9"\n', encoding="utf-8")
    status, told = town.enrol(*town.code())
    assert (status, told["reason"]) == (1, "bad_identity")
    assert "the journal of box-9" in str(told["said"])
    assert 'device = "box-9"' in town.settings.read_text(encoding="utf-8")
    assert not (town.box / "identity" / "device.crt").exists()
