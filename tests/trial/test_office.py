"""The office of a stage: TLS where Mosquitto is, plain text with the broker that knows no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import admissions
from kiosk.central.wish_forms import Granted
from kiosk.config import load
from kiosk.enrolling import Box, EnrolWish
from kiosk.sync.doorbell import Unheard
from kiosk.trial.office import Office


@pytest.fixture(params=["mosquitto", "amqtt", "auto"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "central").mkdir()
    made = Office(tmp_path / "broker", tmp_path / "central", request.param)
    yield made
    made.broker.stop()


def test_the_settings_fit_the_broker(office: Office, tmp_path: Path) -> None:
    table = office.settle()
    (tmp_path / "box.toml").write_text(table, encoding="utf-8")
    box, central = load(tmp_path / "box.toml"), load(tmp_path / "central" / "kiosk.toml")
    assert box.mqtt.port == office.broker.port
    way = office.broker.service
    if way is None:
        assert (office.broker.kind, central.mqtt.port) == ("amqtt", office.broker.port)
        assert office.enrol("7731", tmp_path / "box.toml") == ""
        return
    assert (central.mqtt.port, central.enrol.broker) == (way.port, f"127.0.0.1:{box.mqtt.port}")
    assert Path(central.mqtt.keyfile or "") == Path(way.keyfile)
    assert (Path(central.authority.broker) / "mosquitto.conf").exists()


@pytest.mark.parametrize("office", ["mosquitto"], indirect=True)
def test_what_keeps_a_box_out_is_told(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    office.settle()
    assert office.enrol("7731", tmp_path / "box.toml") == "the central is not there"


@pytest.mark.parametrize("office", ["amqtt"], indirect=True)
def test_a_demo_shows_the_console_to_this_machine(office: Office, tmp_path: Path) -> None:
    assert office.invite() == ""
    office.shows = True
    office.settle()
    console = load(tmp_path / "central" / "kiosk.toml").console
    assert (console.plain, console.by_link) == (True, True)
    assert console.listen.startswith("127.0.0.1:")


@pytest.mark.parametrize("office", ["mosquitto"], indirect=True)
def test_a_door_that_is_not_open_yet_is_rung_again(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[EnrolWish] = []

    def enrol(_: Box, wish: EnrolWish) -> None:
        rung.append(wish)
        if len(rung) == 1:
            raise Unheard("no_network", "Connection refused")

    made = admissions.EnrolCode("ABCD-EFGH", "f" * 64, Granted(ok=True, lines=()))
    monkeypatch.setattr(admissions, "enrol_code_of", lambda *_: made)
    monkeypatch.setattr(Box, "enrol", enrol)
    assert office.enrol("7731", tmp_path / "box.toml") == ""
    assert len(rung) == 2
    monkeypatch.setattr("kiosk.trial.office._DOOR_S", 0.0)
    rung.clear()
    assert "Connection refused" in office.enrol("7731", tmp_path / "box.toml")
