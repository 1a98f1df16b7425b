"""A scanner that plays keyboard, over key events; the port's contract is in two other files."""

import errno
import time
from collections.abc import Callable

import pytest

from kiosk.hw.ports import DeviceFault, Fault
from kiosk.hw.scanner_evdev import EvdevScanner, InputNode, Match, Suffix
from tests.hw.keyboards import (
    ALT,
    CTRL,
    ENTER,
    META,
    SYN,
    Box,
    Raw,
    held,
    pressed,
    scanner_node,
    typing,
)
from tests.hw.scanner_contract import AT, CODE, Maker, ScannerContract, told
from tests.waiting import eventually

SCANNER = (0x0C2E, 0x0B61)
MEDIA = InputNode(
    "/dev/input/event21", "Scanner 20 Consumer", *SCANNER, "usb-1.20/input1", frozenset({113, 142})
)
MOUSE = InputNode(
    "/dev/input/event22", "Scanner 20 Mouse", *SCANNER, "usb-1.20/input2", frozenset({0x110, 0x111})
)


class Bench:
    """A box, one scanner in it, and the driver."""

    def __init__(
        self,
        effect: str = "",
        *,
        match: Match = SCANNER,
        suffix: Suffix = "enter",
        now: Callable[[], float] = lambda: AT,
        name: str = "hand",
    ) -> None:
        self._effect, self.now = effect, now
        self.box, self.node = Box(now), scanner_node(20)
        self.box.plug(self.node)
        self.scanner = self.driver(name, match, suffix)

    def driver(self, name: str, match: Match = SCANNER, suffix: Suffix = "enter") -> EvdevScanner:
        return EvdevScanner(name, match, suffix, self.box.inputs, self.now)

    def type(self, *events: Raw, at: float | None = None) -> None:
        self.box.type(self.node, events, at)

    def scan(self, text: str) -> None:
        effect, self._effect = self._effect, ""
        text = "7" * 10_000 if effect == "long" else text
        self.type(*typing(text), *([] if effect == "no_end" else pressed(ENTER)))

    def texts(self) -> list[str]:
        return [scan.text for scan in self.scanner.read(0.0)]


@pytest.fixture
def make() -> Maker:
    return Bench


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.scanner.open()
    return made


class TestEvdevScanner(ScannerContract):
    """The contract over recorded events."""

    sample = "]C1 aZ~\x1d" + CODE  # a keyboard has no Cyrillic


def failing(scanner: EvdevScanner) -> tuple[Fault, str, bool]:
    with pytest.raises(DeviceFault) as caught:
        scanner.open()
    return caught.value.what, caught.value.detail, caught.value.permanent


# -- codes -----------------------------------------------------------------------------------------


def test_a_code_is_stamped_with_the_time_of_its_last_key(bench: Bench) -> None:
    bench.type(*typing("A-07"), at=41.0)
    bench.type(*pressed(ENTER), at=41.05)
    (scan,) = bench.scanner.read(0.0)
    assert (scan.text, scan.at, scan.source) == ("A-07", 41.05, "hand")


def test_chords_inside_a_code_reach_nobody_and_are_counted(bench: Bench) -> None:
    destroy = held(CTRL, *held(ALT, *pressed(111)))  # Ctrl+Alt+Delete
    run = held(META, *pressed(19))
    bench.type(*typing("A-"), *destroy, *run, *typing("07\r"))
    assert bench.texts() == ["A-07"]
    assert bench.box.system == []
    assert bench.scanner.check()["refused_keys"] == 2


def test_what_is_typed_while_nobody_holds_the_scanner_goes_to_the_system() -> None:
    bench = Bench()
    bench.type(*typing("A"))
    assert bench.box.system == typing("A")  # so that the test above can fail
    bench.scanner.open()
    bench.scan("B")
    assert (bench.texts(), bench.box.system) == (["B"], typing("A"))


def test_half_a_code_is_dropped_after_a_gap(bench: Bench) -> None:
    bench.type(*typing("4123"), at=50.0)
    bench.type(*typing("A-07\r"), at=50.101)
    assert bench.texts() == ["A-07"]
    assert bench.scanner.check()["dropped"] == 1


def test_a_slow_scanner_is_no_gap(bench: Bench) -> None:
    for place, sign in enumerate("A-07\r"):
        bench.type(*typing(sign), at=50.0 + place * 0.099)
    assert bench.texts() == ["A-07"]
    assert bench.scanner.check()["dropped"] == 0


def test_half_a_code_of_a_buffer_that_ran_over_is_never_a_code(bench: Bench) -> None:
    bench.type(*typing("4123"), (1, CTRL, 1), (0, 3, 0), *typing("4567"), SYN, *pressed(ENTER))
    bench.scan("A-07")
    assert bench.texts() == ["A-07"]
    assert bench.scanner.check() == {
        "driver": "evdev",
        "scanner": "Scanner 20",
        "dropped": 1,
        "refused_keys": 0,
    }


def test_512_characters_are_a_code_and_one_more_is_none(bench: Bench) -> None:
    bench.scan("7" * 512)
    bench.scan("7" * 513)
    bench.scan("A-07")
    assert bench.texts() == ["7" * 512, "A-07"]


def test_a_tab_ends_a_code_where_the_settings_say_so() -> None:
    tab, enter = Bench(suffix="tab"), Bench()
    for bench in (tab, enter):
        bench.scanner.open()
        bench.type(*typing("A\rB\tC\r"))
    assert tab.texts() == ["A\rB"]
    assert enter.texts() == ["A", "B\tC"]


def test_silence_ends_the_code_of_a_scanner_without_a_suffix() -> None:
    bench = Bench(suffix="none", now=time.monotonic)
    bench.scanner.open()
    for code in ("A-07", "A-08"):
        bench.type(*typing(code))
        assert told(bench.scanner, 1) == [code]
    first = time.monotonic()
    bench.type(*typing("A-09"), at=first)
    bench.type(*typing("A-10"), at=first + 0.08)
    assert told(bench.scanner, 2) == ["A-09", "A-10"]


# -- which device it is ----------------------------------------------------------------------------


def test_two_scanners_at_once_each_have_their_name() -> None:
    bench = Bench(match=scanner_node(20).links[0])
    other = scanner_node(30)
    bench.box.plug(other)
    desk = bench.driver("desk", other.path)
    bench.scanner.open()
    desk.open()
    half, rest = typing("A-07\r")[:9], typing("A-07\r")[9:]
    bench.type(*half)
    bench.box.type(other, typing("B-08\r"))
    bench.type(*rest)
    told = [(s.source, s.text) for s in (*bench.scanner.read(0.0), *desk.read(0.0))]
    assert told == [("hand", "A-07"), ("desk", "B-08")]


def test_every_part_of_the_scanner_is_held_but_for_a_pointer() -> None:
    bench = Bench()
    bench.box.plug(MEDIA, MOUSE)
    bench.scanner.open()
    bench.box.type(MEDIA, pressed(142))  # sleep
    bench.box.type(MOUSE, pressed(0x110))
    bench.scan("A-07")
    eventually(lambda: "A-07" in bench.texts())
    assert bench.box.system == pressed(0x110)
    assert bench.scanner.check()["refused_keys"] == 1


def test_a_scanner_that_fits_two_devices_is_told_with_both_and_what_to_write() -> None:
    bench = Bench()
    bench.box.plug(scanner_node(30))
    told_of = (
        'match 0c2e:0b61 fits 2 devices: "Scanner 20" (/dev/input/by-id/usb-20-event-kbd) and '
        '"Scanner 30" (/dev/input/by-id/usb-30-event-kbd); '
        'write path = "/dev/input/by-id/usb-20-event-kbd" or the other\'s instead of match'
    )
    assert failing(bench.scanner) == (Fault.MISCONFIGURED, told_of, True)
    one = bench.driver("hand", "/dev/input/by-id/usb-30-event-kbd")
    assert one.open()["scanner"] == "Scanner 30"


def test_a_device_that_types_nothing_is_told_as_such() -> None:
    bench = Bench()
    bench.box.pull(bench.node)
    bench.box.plug(MOUSE)
    what, detail, _ = failing(bench.scanner)
    assert what is Fault.MISCONFIGURED
    assert detail.startswith("match 0c2e:0b61 is no keyboard; set the scanner to USB keyboard")


def test_a_scanner_without_a_place_is_a_device_of_its_own() -> None:
    bench = Bench()
    bench.box.pull(bench.node)
    alike = [
        InputNode(f"/dev/input/event{n}", "Radio", *SCANNER, keys=bench.node.keys) for n in (5, 6)
    ]
    bench.box.plug(alike[0])
    assert bench.scanner.open()["scanner"] == "Radio"
    bench.box.plug(alike[1])
    assert '"Radio" (/dev/input/event6)' in failing(bench.scanner)[1]


# -- cannot be opened ------------------------------------------------------------------------------


def test_a_scanner_that_is_not_there_is_absent() -> None:
    bench = Bench(match=(1, 2))
    assert failing(bench.scanner) == (Fault.ABSENT, "match 0001:0002 is not connected", False)
    path = bench.driver("desk", "/dev/input/by-id/none")
    assert failing(path) == (Fault.ABSENT, "/dev/input/by-id/none is not connected", False)


def test_without_the_group_the_command_is_told() -> None:
    bench = Bench()
    bench.box.refuse[bench.node.path] = errno.EACCES
    what, detail, permanent = failing(bench.scanner)
    assert (what, permanent) == (Fault.DENIED, True)
    assert "sudo usermod -aG input" in detail
    assert bench.node.path in detail


def test_a_scanner_that_another_program_holds_is_busy_and_left_to_it() -> None:
    bench = Bench()
    desk = bench.driver("desk")
    desk.open()
    what, detail, permanent = failing(bench.scanner)
    assert (what, permanent) == (Fault.BUSY, False)
    assert detail.startswith('"Scanner 20" (/dev/input/by-id/usb-20-event-kbd) is held by another')
    bench.scan("A-07")
    assert [scan.source for scan in desk.read(0.0)] == ["desk"]
    assert len(bench.box.open_nodes) == 1


def test_without_its_library_the_command_is_told() -> None:
    bench = Bench()
    bench.box.has_library = False
    what, detail, permanent = failing(bench.scanner)
    assert (what, permanent) == (Fault.MISSING_LIBRARY, True)
    assert detail.endswith("sudo apt install python3-evdev")


def test_a_scanner_that_is_pulled_while_it_is_opened_is_absent() -> None:
    bench = Bench()
    bench.box.refuse[bench.node.path] = errno.ENODEV
    assert failing(bench.scanner)[0] is Fault.ABSENT


def test_a_part_that_cannot_be_opened_leaves_no_other_part_held() -> None:
    bench = Bench()
    bench.box.plug(MEDIA)
    bench.box.refuse[MEDIA.path] = errno.EACCES
    assert failing(bench.scanner)[0] is Fault.DENIED
    assert bench.box.open_nodes == []


def test_a_cable_that_is_pulled_loses_the_scanner(bench: Bench) -> None:
    bench.type(*typing("41"))
    bench.box.pull(bench.node)
    with pytest.raises(DeviceFault) as caught:
        bench.scanner.read(5.0)
    assert (caught.value.what, caught.value.detail) == (Fault.LOST, "the scanner was unplugged")
    bench.scanner.close()
    bench.box.plug(bench.node)
    bench.scanner.open()
    bench.scan("A-07")
    assert bench.texts() == ["A-07"]
