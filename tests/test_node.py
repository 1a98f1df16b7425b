"""The shelf node, put together: from a settings file to a life at a real broker."""

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from kiosk import errands, node
from kiosk.cli import MISFIT, main
from kiosk.config import Config, ConfigFaults, load
from kiosk.config_tables import ShelfTable
from kiosk.gear import Gear
from kiosk.hw.cellmap import Led
from kiosk.hw.lights import Chain
from kiosk.hw.shelf_mail import HealthUp, NodeState, Topics, unpack
from kiosk.hw.shelf_wire import Wire
from kiosk.shelves import link_to
from kiosk.sync.link import Link
from kiosk.trial.brokers import Broker, start_broker
from tests.hw.chains import Strip
from tests.waiting import eventually

TOPICS = Topics("left")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = start_broker("mosquitto", tmp_path / "broker")
    yield made
    made.stop()


@pytest.fixture
def counter(broker: Broker) -> Iterator[Link]:
    """Whoever listens at the other end."""
    link = link_to(ShelfTable(port=broker.port), "counter", TOPICS.for_counter)
    eventually(lambda: link.turn(0.01) or link.is_up)
    yield link
    link.close()


def settings(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_it_is_born_tells_its_health_and_says_goodbye(
    tmp_path: Path, broker: Broker, counter: Link
) -> None:
    config = load(settings(tmp_path, f'[shelf]\nnode = "left"\nport = {broker.port}\n'))
    app, stop = node.ShelfApp(config, Gear()), threading.Event()
    life = threading.Thread(target=app.run, args=(stop,))
    life.start()
    heard: list[tuple[str, bytes]] = []

    def states() -> list[NodeState]:
        heard.extend((p.topic, p.payload) for p in counter.turn(0.02))
        return [unpack(raw, NodeState) for topic, raw in heard if topic == TOPICS.state]

    eventually(states)
    stop.set()
    eventually(lambda: len(states()) == 2)
    life.join()
    born, gone = states()
    assert (born.online, gone.online) == (True, False)
    assert born.conn == gone.conn
    healths = [unpack(raw, HealthUp) for topic, raw in heard if topic == TOPICS.health]
    assert healths[0].devices == {}


def test_a_node_that_vanishes_leaves_its_will(broker: Broker, counter: Link) -> None:
    app = node.ShelfApp(Config(shelf=ShelfTable(node="left", port=broker.port)), Gear())
    wire = app.devices._all[-1].device
    assert isinstance(wire, Wire)
    wire.open()
    wire._link.renew("vanishes")  # type: ignore[attr-defined]
    heard: list[NodeState] = []

    def told() -> bool:
        came = (p for p in counter.turn(0.02) if p.topic == TOPICS.state)
        heard.extend(unpack(packet.payload, NodeState) for packet in came)
        return len(heard) == 2

    eventually(told)
    wire.close()
    assert [state.online for state in heard] == [True, False]
    assert len({state.conn for state in heard}) == 1


def test_find_lights_a_cell_of_a_node_while_the_counter_is_stopped(
    tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        f'[point]\nid = "1"\ndevice = "pk-1"\n[shelf]\nport = {broker.port}\n'
        '[[lights]]\nname = "left"\ndriver = "mqtt"\nnode = "left"\ncells = "left"\n'
        '[cells]\nleft = [ { cells = "B-01..B-08", start = 0 } ]\n'
    )
    path = settings(tmp_path, text)
    monkeypatch.setattr(errands, "_NODE_S", 0.2)
    assert not errands.hold_light(path, "B-03", 0.0)  # nobody is there
    monkeypatch.setattr(errands, "_NODE_S", 10.0)
    strip = Strip()
    gear = Gear(chains={"wall": Chain(strip, 8)}, leds={"B-03": Led("wall", 2, 1)})
    app = node.ShelfApp(Config(shelf=ShelfTable(node="left", port=broker.port)), gear)
    stop = threading.Event()
    life = threading.Thread(target=app.run, args=(stop,))
    life.start()
    assert errands.hold_light(path, "B-03", 0.5)
    eventually(lambda: strip.lit == {})  # and leaves darkness
    stop.set()
    life.join()
    assert any(any(frame) for frame in strip.frames)


def test_the_settings_name_its_devices(tmp_path: Path) -> None:
    example = Path(__file__).parent.parent / "docs" / "examples" / "shelf.toml"
    app = node.shelf_of(settings(tmp_path, example.read_text(encoding="utf-8")))
    lent = app.node._lent
    assert lent.lights is app.devices.lights
    assert sorted(lent.cells) == [f"B-{n:02d}" for n in range(1, 31)]
    assert lent.buttons == {"row": "B-01"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "kiosk.toml shelf: node is missing: which shelf node this is"),
        ('[shelf]\nnode = "L EFT"\n', "kiosk.toml:2 shelf.node: 'L EFT' has signs that may not"),
        ('[shelf]\nnode = "left"\nhost = "pi"\n', "kiosk.toml:3 shelf.host: pi is not this"),
    ],
)
def test_settings_that_name_no_node_are_told_and_exit_78(
    tmp_path: Path, text: str, said: str
) -> None:
    told = CliRunner().invoke(main, ["shelf", "--config", str(settings(tmp_path, text))])
    assert (told.exit_code, told.output[: len(said)]) == (MISFIT, said)


def test_a_node_without_a_name_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigFaults):
        node.shelf_of(settings(tmp_path, ""))


def test_a_board_that_does_not_tell_its_heat_is_no_fault() -> None:
    assert msgspec.json.encode(HealthUp({})) == b'{"devices":{}}'
    assert msgspec.json.encode(HealthUp({}, 48.5)) == b'{"devices":{},"temp_c":48.5}'
