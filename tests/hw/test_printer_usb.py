"""A printer on USB: found by what it is; the rest is in the contract."""

import errno
import os
import time
from pathlib import Path

import pytest

from kiosk.hw.ports import DeviceFault, Fault
from kiosk.hw.printer_usb import Usb, UsbMatch, node_of, usb_printer
from tests.hw.rigs.printers import plugged

EPSON = UsbMatch(0x04B8, 0x0E15)


@pytest.fixture
def usb(tmp_path: Path) -> Usb:
    plugged(tmp_path / "sys", "lp3", 0x04B8, 0x0E15, "J7AB")
    plugged(tmp_path / "sys", "lp1", 0x0416, 0x5011)
    return Usb(tmp_path / "sys", tmp_path / "dev")


def fault_of(match: UsbMatch, usb: Usb) -> tuple[Fault, str, bool]:
    with pytest.raises(DeviceFault) as caught:
        usb_printer(match, time.monotonic, "label_printer", usb).open()
    assert caught.value.device == "label_printer"
    return caught.value.what, caught.value.detail, caught.value.permanent


def test_the_node_is_found_whatever_its_number(usb: Usb) -> None:
    assert node_of("printer", EPSON, usb) == usb.dev / "usb" / "lp3"
    assert node_of("printer", UsbMatch(0x0416, 0x5011), usb).name == "lp1"
    assert node_of("printer", UsbMatch(0x04B8, 0x0E15, "J7AB"), usb).name == "lp3"


def test_two_alike_are_told_apart_by_their_serial_number(usb: Usb) -> None:
    plugged(usb.sysfs, "lp4", 0x04B8, 0x0E15, "J7CD")
    said = "04b8:0e15 fits lp3 and lp4; add serial to match"
    assert fault_of(EPSON, usb) == (Fault.MISCONFIGURED, said, True)
    assert node_of("printer", UsbMatch(0x04B8, 0x0E15, "J7CD"), usb).name == "lp4"


def test_what_is_missing_is_said_with_its_cure(usb: Usb) -> None:
    other = UsbMatch(0x1504, 0x0006)
    assert fault_of(other, usb) == (Fault.ABSENT, "no printer 1504:0006 is plugged in", False)
    plugged(usb.sysfs, "", 0x1504, 0x0006)
    said = "1504:0006 is plugged in, but has no printer node; do: modprobe usblp"
    assert fault_of(other, usb) == (Fault.ABSENT, said, False)


@pytest.mark.parametrize(
    ("number", "fault", "said", "permanent"),
    [
        (errno.EACCES, Fault.DENIED, "add the user to group lp", True),
        (errno.EBUSY, Fault.BUSY, "another program holds", False),
        (errno.ENODEV, Fault.ABSENT, "the printer does not answer", False),
    ],
)
def test_a_node_that_cannot_be_opened_is_said_so(
    usb: Usb,
    number: int,
    fault: Fault,
    said: str,
    permanent: bool,  # noqa: FBT001
) -> None:
    def refuse(path: str, mode: int) -> int:
        assert mode & os.O_NONBLOCK
        raise OSError(number, path)

    what, detail, final = fault_of(EPSON, Usb(usb.sysfs, usb.dev, refuse))
    assert (what, final) == (fault, permanent)
    assert said in detail
