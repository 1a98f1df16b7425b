"""What a hand scanner keeps beyond test_contract.py: the simulator as well as the driver."""

import threading
from typing import Protocol

import pytest

from kiosk.hw.ports import Scan, Scanner, Symbology
from tests.waiting import eventually

CODE = "41234567*8301"
AT = 7.5


class Bench(Protocol):
    """A scanner and the hand that holds it."""

    scanner: Scanner

    def scan(self, text: str) -> None: ...


class Maker(Protocol):
    """Sets up a bench whose first reading has an effect, a word of SimScanner's."""

    def __call__(self, effect: str = "") -> Bench: ...


def told(scanner: Scanner, most: int) -> list[str]:
    """Return the next texts, and what came with them."""
    found: list[Scan] = []

    def came() -> bool:
        found.extend(scanner.read(0.05))
        return len(found) >= most

    eventually(came)
    return [scan.text for scan in found + list(scanner.read(0.01))]


class ScannerContract:
    """A driver's tests derive from it, with a fixture `make`."""

    sample = "]C1 aЖ\x1d" + CODE  # what it can say: signs, case, GS

    @pytest.fixture
    def bench(self, make: Maker) -> Bench:
        made = make()
        made.scanner.open()
        return made

    def test_a_code_comes_as_it_was_read(self, bench: Bench) -> None:
        bench.scan(self.sample)
        scans: list[Scan] = []
        eventually(lambda: scans.extend(bench.scanner.read(0.05)) or scans)
        assert scans == [Scan(self.sample, Symbology.UNKNOWN, "hand", AT)]

    def test_codes_come_once_and_in_order(self, bench: Bench) -> None:
        for number in range(5):
            bench.scan(f"A-{number:02d}")
        assert told(bench.scanner, 5) == [f"A-{number:02d}" for number in range(5)]

    def test_a_reader_waits_as_long_as_it_was_told_and_is_woken(self, bench: Bench) -> None:
        scans: list[Scan] = []
        reader = threading.Thread(
            target=lambda: scans.extend(bench.scanner.read(60.0)), daemon=True
        )
        hand = threading.Timer(0.3, bench.scan, (CODE,))
        reader.start()
        hand.start()
        eventually(lambda: scans)
        hand.join()
        reader.join()
        assert [scan.text for scan in scans] == [CODE]

    def test_what_is_too_long_is_counted_and_the_next_code_is_whole(self, make: Maker) -> None:
        bench = make("long")
        bench.scanner.open()
        bench.scan(CODE)
        bench.scan("A-07")
        assert told(bench.scanner, 1) == ["A-07"]
        assert bench.scanner.check()["dropped"] == 1

    def test_half_a_code_before_the_cable_was_pulled_spoils_none_after(self, make: Maker) -> None:
        bench = make("no_end")
        bench.scanner.open()
        bench.scan("4123")
        bench.scanner.read(1.0)
        bench.scanner.close()
        bench.scanner.open()
        bench.scan(CODE)
        assert told(bench.scanner, 1) == [CODE]

    def test_what_it_read_before_it_was_closed_does_not_come_after(self, bench: Bench) -> None:
        bench.scan("41111111*1111")
        bench.scanner.close()
        bench.scanner.open()
        bench.scan(CODE)
        assert told(bench.scanner, 1) == [CODE]
