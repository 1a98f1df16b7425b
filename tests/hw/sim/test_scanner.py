import pytest

from kiosk.hw.ports import DeviceFault
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.scanner import SimScanner
from tests.hw.scanner_contract import AT, Maker, ScannerContract, told


class SimBench:
    """The simulator is its own far side."""

    def __init__(self, effect: str) -> None:
        faults = [Fault(1, "scan", effect)] if effect else []
        self.scanner = SimScanner("hand", lambda: AT, faults)
        self.scan = self.scanner.scan


class TestSimScanner(ScannerContract):
    @pytest.fixture
    def make(self) -> Maker:
        return lambda effect="": SimBench(effect)


def test_what_it_reads_while_it_is_unplugged_is_never_told() -> None:
    scanner = SimScanner("hand", lambda: AT)
    scanner.open()
    scanner.plugged = False
    scanner.scan("nobody reads this")
    with pytest.raises(DeviceFault):
        scanner.read(0.0)
    scanner.plugged = True
    scanner.open()
    scanner.scan("A-07")
    assert told(scanner, 1) == ["A-07"]


def test_a_lone_surrogate_becomes_replacement_characters() -> None:
    scanner = SimScanner("hand", lambda: AT)
    scanner.open()
    scanner.scan("\ud800A")
    assert told(scanner, 1) == ["\ufffd\ufffd\ufffdA"]
