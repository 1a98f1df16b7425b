"""A printer that is a file: it may be missing, full, or pulled out halfway."""

import os
import threading
from pathlib import Path

import pytest

from kiosk.hw.ports import DeviceFault, Fault, PrintDone, PrinterState, PrintOutcome
from kiosk.hw.printer_file import FilePrinter
from tests.hw.held import held, no_more_than
from tests.waiting import eventually

JOB = b"\x1b@" + b"paper " * 40_000 + b"\x1dV\x01"


def printer(path: Path) -> FilePrinter:
    return FilePrinter(path, lambda: 7.0)


def test_jobs_are_appended_whole_and_in_order(tmp_path: Path) -> None:
    device = printer(tmp_path / "papers")
    done = [device.print("a", JOB), device.print("b", b"second")]
    assert (tmp_path / "papers").read_bytes() == JOB + b"second"
    assert done == [PrintDone(job, PrintOutcome.PRINTED, 7.0, unproved=True) for job in "ab"]


def test_a_file_is_ready_and_says_which(tmp_path: Path) -> None:
    device = printer(tmp_path / "papers")
    facts = {"driver": "file", "path": str(tmp_path / "papers")}
    assert (device.open(), device.check(), device.status()) == (facts, facts, PrinterState.READY)


def test_a_folder_that_is_not_there_is_absent(tmp_path: Path) -> None:
    device = printer(tmp_path / "stick" / "papers")
    assert device.status() is PrinterState.GONE
    for ask in (device.open, device.check):
        with pytest.raises(DeviceFault) as caught:
            ask()
        assert (caught.value.what, caught.value.permanent) == (Fault.ABSENT, False)
    assert device.print("a", JOB) == PrintDone("a", PrintOutcome.NOT_STARTED, 7.0)


def test_a_folder_that_comes_back_is_printed_to(tmp_path: Path) -> None:
    device = printer(tmp_path / "stick" / "papers")
    device.print("a", JOB)
    (tmp_path / "stick").mkdir()
    assert device.open()["driver"] == "file"
    assert device.print("a", JOB).outcome is PrintOutcome.PRINTED
    assert (tmp_path / "stick" / "papers").read_bytes() == JOB


@pytest.mark.parametrize("device", [Path("/dev/full"), Path("/")])
def test_what_takes_no_byte_has_not_started(device: Path) -> None:
    assert printer(device).print("a", JOB) == PrintDone("a", PrintOutcome.NOT_STARTED, 7.0)


def test_a_cable_pulled_halfway_cuts_the_job_short(tmp_path: Path) -> None:
    node = tmp_path / "lp0"
    os.mkfifo(node)

    def take_some() -> None:
        with node.open("rb", buffering=0) as far_side:
            far_side.read(1000)

    far_side = threading.Thread(target=take_some)
    far_side.start()
    done = printer(node).print("a", JOB)
    far_side.join()
    assert done == PrintDone("a", PrintOutcome.CUT_SHORT, 7.0)


def test_a_device_node_gets_every_byte(tmp_path: Path) -> None:
    node = tmp_path / "lp0"
    os.mkfifo(node)
    came: list[bytes] = []
    far_side = threading.Thread(target=lambda: came.append(node.read_bytes()))
    far_side.start()
    done = printer(node).print("a", JOB)
    far_side.join()
    assert (came, done.outcome) == ([JOB], PrintOutcome.PRINTED)


def test_opening_again_and_again_leaves_nothing_behind(tmp_path: Path) -> None:
    device = printer(tmp_path / "papers")

    before = held()
    for number in range(100):
        device.open()
        device.print(str(number), b"x")
        device.close()
        device.close()
    eventually(lambda: no_more_than(before))
