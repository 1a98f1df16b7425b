"""The doctor at the devices: simulated ones, opened for a moment, or as a counter last saw them."""

import logging
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

import pytest
from gpiozero import Device
from msgspec.structs import replace

from kiosk.gear import Gear
from kiosk.hw.cellmap import Led
from kiosk.hw.frames import FolderSource, PatternSource
from kiosk.hw.lights import Chain
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.ports import DeviceFault, DeviceHealth, DeviceState, Facts, Fault, Scan, Symbology
from kiosk.hw.printer_network import network_printer
from kiosk.hw.shelf_far import FarNames, FarShelf
from kiosk.hw.shelf_mail import NodeState, Out, Topics, pack
from kiosk.hw.shelf_wire import Wire
from kiosk.hw.sim import faults, scene
from kiosk.hw.sim.buttons import SimButtons
from kiosk.hw.sim.buzzer import SimBuzzer
from kiosk.hw.sim.lights import SimHc595
from kiosk.hw.sim.printer import Condition, SimPrinter
from kiosk.hw.sim.scanner import SimScanner
from kiosk.hw.sim.shelf import SimBus
from kiosk.shelves import FarNode
from kiosk.store.devices import DeviceRow
from kiosk.trial.doctor_devices import (
    Bench,
    Patience,
    as_last_seen,
    finding_of,
    names_of,
    only,
    opened,
    told,
    unlit,
)
from kiosk.trial.findings import Finding, Verdict

QUICK = Patience(open_s=3.0, node_s=0.1, look_s=0.3, step_s=0.01)
CELLS = ("A-01", "A-02", "A-03")
CLOCK = time.monotonic
EMPTY = Bench(Gear(), {}, 20.0, "kiosk", QUICK)


class Denied:
    """A scanner that the system keeps from us."""

    name = "desk"

    def open(self) -> Facts:
        raise DeviceFault(self.name, Fault.DENIED, "no permission", permanent=True)

    def check(self) -> Facts:
        return {}

    def close(self) -> None:
        """It never was open."""

    def read(self, timeout_s: float) -> tuple[Scan, ...]:
        raise DeviceFault(self.name, Fault.LOST, f"nothing in {timeout_s} s")


class Buggy(Denied):
    """A scanner whose driver has a bug."""

    name = "buggy"

    def open(self) -> Facts:
        raise ZeroDivisionError


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[SimPrinter]:
    made = SimPrinter(tmp_path / "papers", 576, lambda _: None)
    yield made
    made.close()


@pytest.fixture
def board() -> Iterator[SimHc595]:
    before = Device.pin_factory
    yield SimHc595(8, CLOCK, float)
    Device.pin_factory = before


def lit_by(board: SimHc595) -> Gear:
    chain = Chain(Hc595Chain("wall", 8, board.bus, None, None), 8)
    leds = {cell: Led("wall", place, 1) for place, cell in enumerate(CELLS)}
    return Gear(chains={"wall": chain}, leds=leds)


def found(gear: Gear, wanted: str = "", **drivers: str) -> dict[str, Finding]:
    bench = replace(EMPTY, gear=gear, drivers=drivers, wanted=wanted)
    return {finding.name: finding for finding in opened(bench, lambda _: None, walk=False)}


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("dev-")}


def test_devices_that_work_are_fine_and_closed_again(board: SimHc595, printer: SimPrinter) -> None:
    before = threads()
    gear = replace(
        lit_by(board),
        scanners=(SimScanner("hand", CLOCK),),
        printer=network_printer("127.0.0.1", printer.port, CLOCK),
        buttons=(SimButtons(("row",), CLOCK),),
        buzzer=SimBuzzer(),
    )
    said = found(gear)
    assert {finding.verdict for finding in said.values()} == {Verdict.OK}, said
    assert set(said) == {"scanner hand", "lights wall", "printer", "buttons", "buzzer"}
    assert "state ready, proves yes" in said["printer"].detail
    assert board.lit() == frozenset()
    assert threads() <= before


def test_a_device_that_fails_says_so_with_what_to_do() -> None:
    before = threads()
    gone = SimScanner("hand", CLOCK)
    gone.plugged = False
    said = found(Gear(scanners=(gone, Denied())), hand="serial", desk="serial")
    absent, denied = said["scanner hand"], said["scanner desk"]
    assert (absent.verdict, absent.detail) == (
        Verdict.FAIL,
        "serial: absent: no scanner is connected",
    )
    assert "plug it in" in absent.todo
    assert denied.todo == "sudo usermod -aG dialout kiosk, then log in anew or restart"
    assert threads() <= before


def test_a_drivers_bug_is_a_line_and_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    said = found(Gear(scanners=(Buggy(),)))["scanner buggy"]
    assert (said.verdict, said.detail) == (Verdict.FAIL, "protocol: ZeroDivisionError")
    assert caplog.records == []
    assert logging.getLogger("kiosk.hw").level == logging.NOTSET


@pytest.mark.parametrize(
    ("condition", "verdict", "words"),
    [
        (Condition(low=True), Verdict.WARN, "paper_low"),
        (Condition(paper=False), Verdict.FAIL, "paper_out"),
        (Condition(cover=True), Verdict.FAIL, "cover_open"),
        (Condition(cutter=True), Verdict.FAIL, "cutter"),
        (Condition(offline=True), Verdict.FAIL, "offline"),
        (Condition(nonsense=True), Verdict.WARN, "does not tell how it is"),
    ],
)
def test_a_printer_says_how_it_is(
    printer: SimPrinter, condition: Condition, verdict: Verdict, words: str
) -> None:
    printer.set(condition)
    said = found(Gear(printer=network_printer("127.0.0.1", printer.port, CLOCK)))["printer"]
    assert (said.verdict, words in said.detail, bool(said.todo)) == (verdict, True, True), said


def test_a_camera_is_told_with_its_frames_a_second() -> None:
    gear = Gear(source=partial(PatternSource, (640, 360), 20.0, CLOCK, time.sleep))
    said = found(gear)["camera"]
    assert " fps" in said.detail
    bench = replace(EMPTY, gear=gear, fps=1e6)
    (slow,) = opened(bench, lambda _: None, walk=False)
    assert (slow.verdict, "fps of 1e+06" in slow.detail) == (Verdict.WARN, True)


def through_the_camera(folder: Path) -> Finding:
    """Look at the pictures of a folder; how quick the machine is does not count."""
    source = partial(FolderSource, folder, scene.SIZE, 10.0, CLOCK, time.sleep)
    patient = replace(QUICK, open_s=10.0, look_s=1.5)
    bench = replace(EMPTY, gear=Gear(source=source), fps=0.0, patience=patient)
    (said,) = opened(bench, lambda _: None, walk=False)
    return said


@pytest.mark.parametrize(("blur", "verdict"), [(0.8, Verdict.OK), (3.0, Verdict.WARN)])
def test_a_camera_that_sees_nothing_sharp_is_worth_a_word(
    tmp_path: Path, blur: float, verdict: Verdict
) -> None:
    label = scene.label("48210001-0395-1", Symbology.CODE128)
    scene.photograph(label, scene.Conditions(blur_px=blur), Random(1)).save(tmp_path / "a.png")
    said = through_the_camera(tmp_path)
    assert (said.verdict, "the picture is blurred" in said.detail) == (
        verdict,
        verdict is Verdict.WARN,
    ), said
    assert " px" in said.detail
    assert ("clean the lens" in said.todo) is (verdict is Verdict.WARN)


def test_an_empty_counter_says_nothing_of_the_lens(tmp_path: Path) -> None:
    scene.photograph(None, scene.Conditions(), Random(1)).save(tmp_path / "a.png")
    said = through_the_camera(tmp_path)
    assert (said.verdict, "px" in said.detail) == (Verdict.OK, False), said


def test_a_node_that_is_away_fails_and_one_that_answers_works() -> None:
    bus, topics = SimBus(), Topics("left")
    wire = Wire("shelf left", bus.end(*topics.for_counter), CLOCK)
    node = FarNode(FarShelf(FarNames("left", "shelf", {}), wire, "run", CLOCK), "left", 8)
    away = found(Gear(nodes=(node,)))["shelf left"]
    assert (away.verdict, "start kiosk shelf on the node" in away.todo) == (Verdict.FAIL, True)
    birth = Out(topics.state, pack(NodeState(online=True, conn="c")), retain=True)
    patient = Patience(open_s=10.0, node_s=10.0)  # it takes a while to say that it is there
    bench = replace(EMPTY, gear=Gear(nodes=(node,)), patience=patient)
    late = threading.Timer(0.3, bus.carry, [birth])
    late.start()
    (there,) = opened(bench, lambda _: None, walk=False)
    late.join()
    assert there.verdict is Verdict.OK


def test_the_walk_lights_every_lamp_and_tells_its_cell(board: SimHc595) -> None:
    said: list[str] = []
    bench = replace(EMPTY, gear=lit_by(board), patience=replace(QUICK, step_s=0.05))
    *_, walk = opened(bench, said.append, walk=True)
    assert (walk.verdict, walk.name) == (Verdict.OK, "walk")
    assert said == [f"walk: cell {cell}" for cell in CELLS]
    shone = [lit for _, lit in board.latches if lit]
    assert set().union(*shone) <= {0, 1, 2}
    assert all(len(lit) == 1 for lit in shone)
    assert shone
    assert board.lit() == frozenset()


@pytest.mark.usefixtures("board")
def test_a_walk_without_lamps_or_in_the_dark_fails() -> None:
    (walk,) = opened(EMPTY, lambda _: None, walk=True)
    assert (walk.verdict, "no lamps" in walk.detail) == (Verdict.FAIL, True)
    dead = SimHc595(8, CLOCK, float, [faults.Fault(1, "open", "raise", calls=0)])
    lights, walk = opened(replace(EMPTY, gear=lit_by(dead)), lambda _: None, walk=True)
    assert (lights.verdict, walk.verdict) == (Verdict.FAIL, Verdict.FAIL)
    assert walk.detail == "wall stayed dark"


def test_one_device_alone_is_opened(board: SimHc595) -> None:
    gear = replace(lit_by(board), scanners=(SimScanner("hand", CLOCK), SimScanner("desk", CLOCK)))
    assert set(found(gear, "desk")) == {"scanner desk"}
    assert set(found(gear, "scanner")) == {"scanner hand", "scanner desk"}
    assert set(found(gear, "lights")) == {"lights wall"}
    assert names_of(only(gear, "wall")) == (("wall", "lights"),)
    assert names_of(only(gear, "")) == names_of(gear)


def test_buttons_are_read_with_the_chain_they_hang_on(board: SimHc595) -> None:
    chain = Chain(Hc595Chain("wall", 8, board.bus, None, None), 8, listens=True)
    gear = Gear(chains={"wall": chain}, buttons=(SimButtons(("row",), CLOCK),))
    assert set(only(gear, "buttons").chains) == {"wall"}
    assert set(found(gear, "buttons")) == {"buttons"}


def row(device: str, state: str, what: str = "", **facts: str) -> DeviceRow:
    return DeviceRow(device, "scanner", state, what, "", dict(facts), 1)


def test_a_running_counters_words_are_told() -> None:
    names = ("fine", "gone", "new", "odd", "opening")
    scanners = tuple(SimScanner(name, CLOCK) for name in names)
    bench = replace(EMPTY, gear=Gear(scanners=scanners))
    rows = [
        row("fine", "ready", driver="sim"),
        row("gone", "absent", "absent"),
        row("odd", "a word of a later version"),
        row("opening", "opening"),
        row("of older settings", "failed"),
    ]
    said = {finding.name: finding for finding in as_last_seen(bench, rows)}
    verdicts = {name.removeprefix("scanner "): one.verdict for name, one in said.items()}
    assert verdicts == {
        "fine": Verdict.OK,
        "gone": Verdict.FAIL,
        "new": Verdict.FAIL,
        "odd": Verdict.FAIL,
        "opening": Verdict.WARN,
    }
    assert said["scanner new"].todo == "restart the counter"
    (alone,) = as_last_seen(replace(bench, wanted="gone"), rows)
    assert alone.name == "scanner gone"


@pytest.mark.parametrize("what", list(Fault))
@pytest.mark.parametrize("driver", ["", "hc595", "gpio", "usb", "network"])
def test_every_fault_has_something_to_do(what: Fault, driver: str) -> None:
    health = DeviceHealth("wall", "lights", DeviceState.FAILED, what.value, "", 0.0)
    said = finding_of(health, replace(EMPTY, drivers={"wall": driver}))
    assert (said.verdict, len(said.todo) > 10) == (Verdict.FAIL, True)
    if what is not Fault.DENIED:
        assert "docs/hardware.md" not in said.todo or what is Fault.MISSING_LIBRARY


def test_a_loss_with_which_a_device_works_is_a_word() -> None:
    losses = {
        "black": Verdict.WARN,
        "blurred": Verdict.WARN,
        "a decoder rests": Verdict.WARN,
        "failed": Verdict.FAIL,
    }
    for what, verdict in losses.items():
        health = DeviceHealth("camera", "camera", DeviceState.DEGRADED, what, "", 0.0)
        assert finding_of(health, EMPTY).verdict is verdict


def test_facts_are_told_in_words() -> None:
    assert told({"driver": "sim", "proves": True, "leds": 8, "degraded": "x"}) == (
        "driver sim, proves yes, leds 8"
    )
    assert told({"proves": False, "on": 1, "off": 0}) == "proves no, on 1, off 0"


def test_cells_without_a_lamp_are_named(board: SimHc595) -> None:
    gear = replace(lit_by(board), dark=frozenset({"A-03"}))
    assert list(unlit(CELLS, Gear())) == []
    (said,) = unlit(CELLS, gear)
    assert (said.verdict, said.detail) == (
        Verdict.OK,
        "2 of 3 cells have a lamp, 1 said to be dark",
    )
    (said,) = unlit((*CELLS, *(f"B-{n:02d}" for n in range(10))), gear)
    assert said.verdict is Verdict.WARN
    assert "10 of 13 cells have no lamp" in said.detail
    assert said.detail.endswith("B-07 and 2 more")
