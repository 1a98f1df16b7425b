"""Buttons on the bus of the lamps: one transfer shows a frame and reads them all."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from kiosk.hw.buttons_hc165 import Hc165Buttons, Hc165Registers
from kiosk.hw.cellmap import Led
from kiosk.hw.lights import Chain, LightEngine
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.outputs import output_pin
from kiosk.hw.ports import Colour, DeviceFault, Facts, Fault, Lamp, Rhythm
from kiosk.hw.presses import POLL_S
from kiosk.hw.sim.lights import SimHc595
from tests.hw.chains import Still, frame

BITS = {"a": 0, "b": 7, "c": 8, "d": 15}


class Wall:
    """Eight lamps and sixteen buttons on one bus, and the two devices that work with them."""

    def __init__(self, cells: int = 8, bits: dict[str, int] = BITS) -> None:
        self.clock = Still()
        self.board = SimHc595(cells, self.clock, self.clock.sleep, buttons=32)
        self.registers = Hc165Registers(bits, self.board.load, self.clock)
        self.chain = Hc595Chain("wall", cells, self.board.bus, buttons=self.registers)
        self.buttons = Hc165Buttons(self.registers, self.clock)
        self.chain.open()

    def frames(self, count: int, *cells: int) -> None:
        """Send frames, as the lamps' thread does fifty times a second."""
        for _ in range(count):
            self.clock.at += POLL_S
            self.chain.write(frame(self.chain.count, *cells))

    def told(self) -> list[tuple[str, bool]]:
        return [(one.button, one.held) for one in self.buttons.read(0.0)]


@pytest.fixture
def make_wall() -> Iterator[Callable[..., Wall]]:
    before = Device.pin_factory
    made: list[Wall] = []

    def make(**how: object) -> Wall:
        made.append(Wall(**how))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for wall in made:
        wall.chain.close()
    Device.pin_factory = before


@pytest.fixture
def wall(make_wall: Callable[..., Wall]) -> Wall:
    made = make_wall()
    made.buttons.open()
    made.frames(2)
    return made


@pytest.mark.parametrize(("button", "bit"), BITS.items())
def test_each_button_is_read_from_its_own_bit(wall: Wall, button: str, bit: int) -> None:
    wall.board.down = {bit}
    wall.frames(2)
    assert wall.told() == [(button, False)]


def test_reading_buttons_does_not_touch_the_lamps(wall: Wall) -> None:
    wall.frames(1, 3)
    before = len(wall.board.latches)
    wall.board.down = {0, 15}
    wall.frames(4, 3)
    assert {lit for _, lit in wall.board.latches[before:]} == {frozenset({3})}
    assert len(wall.board.latches) == before + 4  # one transfer a frame
    assert wall.told() == [("a", False), ("d", False)]


@pytest.mark.parametrize(("cells", "bits"), [(8, {"far": 31}), (32, {"near": 0, "far": 8})])
def test_more_buttons_than_lamps_and_more_lamps_than_buttons_fit(
    make_wall: Callable[..., Wall], cells: int, bits: dict[str, int]
) -> None:
    wall = make_wall(cells=cells, bits=bits)
    wall.buttons.open()
    wall.frames(2, cells - 1)
    wall.board.down = {bits["far"]}
    wall.frames(2, cells - 1)
    assert (wall.told(), wall.board.lit()) == ([("far", False)], {cells - 1})


def test_a_bounce_and_a_spark_are_no_second_press(wall: Wall) -> None:
    for down in ({0}, set(), {0}, {0}, {0}, set(), set()):
        wall.board.down = down
        wall.frames(1)
    assert wall.told() == [("a", False)]
    wall.board.down = {7}
    wall.frames(1)
    wall.board.down = set()
    wall.frames(2)
    assert wall.told() == []


def test_what_is_down_when_it_opens_is_no_press(make_wall: Callable[..., Wall]) -> None:
    wall = make_wall()
    wall.frames(2)
    wall.board.down = {0}
    wall.frames(1)  # one read more, and it would be a press
    wall.buttons.open()
    wall.frames(5)
    assert wall.told() == []


def test_without_lamps_the_buttons_are_absent_and_then_lost(wall: Wall) -> None:
    wall.chain.close()
    wall.clock.at += 2.0
    with pytest.raises(DeviceFault) as lost:
        wall.buttons.read(0.0)
    assert (lost.value.what, lost.value.detail) == (Fault.LOST, "the bus of the lamps is closed")
    wall.buttons.close()
    with pytest.raises(DeviceFault) as absent:
        wall.buttons.open()
    assert (absent.value.what, absent.value.detail) == (
        Fault.ABSENT,
        "the bus of the lamps is not open",
    )
    wall.chain.open()
    wall.buttons.open()
    wall.frames(2)
    wall.board.down = {0}
    wall.frames(2)
    assert wall.told() == [("a", False)]


def test_presses_nobody_fetches_do_not_pile_up(wall: Wall) -> None:
    for _ in range(100):
        wall.board.down = {0}
        wall.frames(2)
        wall.board.down = set()
        wall.frames(2)
    assert len(wall.told()) == 64


def test_the_load_pin_is_low_for_a_moment_before_each_transfer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pi = MockFactory()
    monkeypatch.setattr(Device, "pin_factory", pi)
    sent: list[tuple[bool, int]] = []
    pin = pi.pin(25)

    class Bus:
        """Notes how the pin stands, and how often it was switched, when words are sent."""

        def transfer(self, data: bytes) -> bytes:
            sent.append((bool(pin.state), len(pin.states)))
            return bytes(data)

        def close(self) -> None:
            """It holds nothing."""

    registers = Hc165Registers({"a": 0}, partial(output_pin, 25, active_low=True), float)
    chain = Hc595Chain("wall", 8, Bus, buttons=registers)
    chain.open()
    chain.write(frame(8, 1))
    chain.close()
    opening, shown, last = sent
    assert (opening[0], shown) == (True, (True, opening[1] + 2))  # low, and high again
    assert last[1] >= shown[1]
    assert pin.function == "input"


def test_a_chain_that_listens_is_sent_frames_though_nothing_changes(
    make_wall: Callable[..., Wall],
) -> None:
    wall = make_wall()
    leds = {"A-01": Led("wall", 0, 1)}
    chains = {"wall": Chain(wall.chain, 8, listens=True), "quiet": Chain(_Quiet(), 8)}
    engine = LightEngine(chains, leds, frozenset(), wall.clock)
    engine.open()
    engine.show({"A-01": Lamp((Colour.AMBER,), Rhythm.TAKE)})
    wall.clock.at += POLL_S
    engine.read(0.0)
    wall.buttons.open()
    quiet = chains["quiet"].driver
    sent = len(wall.board.latches), len(quiet.frames)
    for down in (set(), set(), {0}, {0}):
        wall.board.down = down
        wall.clock.at += POLL_S
        engine.read(0.0)
    assert (len(wall.board.latches), len(quiet.frames)) == (sent[0] + 4, sent[1])
    assert wall.told() == [("a", False)]
    assert wall.board.lit() == {0}


class _Quiet:
    """A chain beside it, whose frames are counted."""

    name, count, colour = "quiet", 8, True

    def __init__(self) -> None:
        self.frames: list[bytes] = []

    def open(self) -> Facts:
        return {"driver": "quiet"}

    def check(self) -> Facts:
        return {"driver": "quiet"}

    def close(self) -> None:
        """It holds nothing."""

    def write(self, frame: bytes) -> None:
        self.frames.append(frame)


def test_a_reader_is_woken_by_the_lamps_thread_alone(wall: Wall) -> None:
    told: list[str] = []
    reader = threading.Thread(
        target=lambda: told.extend(one.button for one in wall.buttons.read(60.0)), daemon=True
    )
    reader.start()
    wall.board.down = {8}
    wall.frames(2)
    reader.join(10.0)
    assert told == ["c"]
