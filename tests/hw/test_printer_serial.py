"""A printer on a serial port: what keeps it from opening; the rest is in the contract."""

import time
from pathlib import Path

import pytest

from kiosk.hw.ports import DeviceFault, Fault, PrinterState, PrintOutcome
from kiosk.hw.printer_serial import serial_printer
from kiosk.hw.sim.printer import Condition
from tests.hw.rigs.printers import BLOB, SerialPrinterRig


def test_a_port_that_is_not_there_is_absent(tmp_path: Path) -> None:
    printer = serial_printer(str(tmp_path / "tty"), 9600, time.monotonic, "label_printer")
    with pytest.raises(DeviceFault, match=r"tty cannot be opened") as caught:
        printer.open()
    assert (caught.value.device, caught.value.what) == ("label_printer", Fault.ABSENT)
    assert printer.status() is PrinterState.GONE


def test_half_a_strip_left_in_the_printer_spoils_no_later_paper(tmp_path: Path) -> None:
    rig = SerialPrinterRig(tmp_path)
    sim, printer = rig._printer, rig.device
    printer.open()
    sim.set(Condition(reset_after=12 + 60))  # amid the dots of the strip
    assert printer.print("a", BLOB).outcome is PrintOutcome.UNCERTAIN
    rig.heal()
    assert printer.print("b", BLOB).outcome is PrintOutcome.PRINTED
    assert (len(sim.papers), sim.unknown) == (1, [])
    rig.end()
