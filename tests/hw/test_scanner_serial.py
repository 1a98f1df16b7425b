import errno
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.hw.ports import DeviceFault, Fault
from kiosk.hw.scanner_serial import SerialScanner
from tests.hw.scanner_contract import AT, CODE, Maker, ScannerContract, told


class Line:
    """A pty with the scanner's path on one side and the hand on the other."""

    def __init__(self, folder: Path, effect: str = "") -> None:
        self._effect, self._path = effect, folder / "usb-Scanner-if00"
        self._master, slave = os.openpty()
        self._path.symlink_to(os.ttyname(slave))
        os.close(slave)
        self.scanner = SerialScanner("hand", str(self._path), 115200, lambda: AT, by_silence=False)

    def send(self, raw: bytes) -> None:
        while raw:
            raw = raw[os.write(self._master, raw) :]

    def scan(self, text: str) -> None:
        raw, (effect, self._effect) = text.encode(), (self._effect, "")
        wrong = {"no_end": raw, "long": b"7" * 10_000 + b"\r"}
        self.send(wrong.get(effect, raw + b"\r"))

    def unplug(self) -> None:
        if self._master != -1:
            os.close(self._master)
            self._master = -1


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Maker]:
    lines: list[Line] = []

    def made(effect: str = "") -> Line:
        lines.append(Line(tmp_path, effect))
        return lines[-1]

    yield made
    for line in lines:
        line.scanner.close()
        line.unplug()


@pytest.fixture
def line(make: Maker) -> Line:
    made = make()
    made.scanner.open()
    return made


class TestSerialScanner(ScannerContract):
    """The contract over a pty."""


def test_two_codes_in_one_read_are_two_scans(line: Line) -> None:
    line.send(b"A-07\r\nA-08\r\n")
    assert told(line.scanner, 2) == ["A-07", "A-08"]


def test_a_code_in_pieces_is_one_scan(line: Line) -> None:
    line.send(b"4123")
    assert line.scanner.read(1.0) == ()
    line.send(b"4567\r")
    assert told(line.scanner, 1) == ["41234567"]


def test_bytes_that_are_no_text_and_half_a_code_are_told_as_they_came(line: Line) -> None:
    line.send(b"\xff\xfe\x00\r" + CODE[:6].encode() + b"\r")
    assert told(line.scanner, 2) == ["\ufffd\ufffd\x00", CODE[:6]]


def test_a_code_of_512_bytes_is_read_whole(line: Line) -> None:
    line.send(b"7" * 512 + b"\r")
    assert told(line.scanner, 1) == ["7" * 512]


def test_ten_kilobytes_without_an_end_are_silence(line: Line) -> None:
    line.send(b"7" * 10_000)
    for _ in range(60):
        assert line.scanner.read(0.0) == ()
    line.send(b"\r" + CODE.encode() + b"\r")
    assert told(line.scanner, 1) == [CODE]
    assert line.scanner.check()["dropped"] == 1


def test_a_scanner_without_an_end_mark_is_heard_by_its_silence(line: Line) -> None:
    line.scanner.close()
    path = str(line._path)
    quiet = SerialScanner("hand", path, 9600, time.monotonic, by_silence=True)
    assert quiet.open() == {"driver": "serial", "path": path, "rate": 9600}
    line.send(b"A-07")
    assert told(quiet, 1) == ["A-07"]
    line.send(b"A-08")
    assert told(quiet, 1) == ["A-08"]
    quiet.close()


def test_control_signs_of_a_terminal_are_plain_bytes(line: Line) -> None:
    line.send(b"\x03\x04\x11\x13\x1aA-07\r")
    assert told(line.scanner, 1) == ["\x03\x04\x11\x13\x1aA-07"]


def test_a_cable_pulled_while_it_is_read_ends_the_reading(line: Line) -> None:
    hand = threading.Timer(0.02, line.unplug)
    hand.start()
    with pytest.raises(DeviceFault) as caught:
        line.scanner.read(60.0)
    hand.join()
    assert caught.value.what is Fault.LOST


# -- cannot be opened ------------------------------------------------------------------------------


def refused(scanner: SerialScanner) -> tuple[Fault, str, bool]:
    with pytest.raises(DeviceFault) as caught:
        scanner.open()
    assert caught.value.__cause__ is not None
    return caught.value.what, caught.value.detail, caught.value.permanent


def scanner_at(path: str) -> SerialScanner:
    return SerialScanner("second", path, 115200, lambda: AT, by_silence=False)


def test_a_port_that_another_program_holds_is_busy(line: Line) -> None:
    path = str(line._path)
    told_of = refused(scanner_at(path))
    assert told_of == (Fault.BUSY, f"{path} cannot be opened", False)
    line.scanner.close()
    second = scanner_at(path)
    assert second.open()["path"] == path
    second.close()


def test_a_port_without_permission_is_denied_for_good() -> None:
    # a file that not even root may write
    told_of = refused(scanner_at("/proc/sys/kernel/osrelease"))
    assert told_of == (Fault.DENIED, "no permission; add the user to group dialout", True)


def test_what_is_no_serial_port_is_absent() -> None:
    assert refused(scanner_at("/dev/null"))[0] is Fault.ABSENT
    assert refused(scanner_at("/dev/nowhere"))[0] is Fault.ABSENT


def test_the_kernels_word_for_a_port_in_use_is_busy_too() -> None:
    # TIOCEXCL, which does not keep root out
    assert scanner_at("/dev/ttyACM0")._fault(errno.EBUSY).what is Fault.BUSY


def test_a_path_that_speaks_of_permission_is_merely_absent(tmp_path: Path) -> None:
    assert refused(scanner_at(str(tmp_path / "Permission")))[0] is Fault.ABSENT
