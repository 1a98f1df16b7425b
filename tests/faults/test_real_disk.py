"""Disks as the system makes them: mounted read-only, and full. Needs root, as the build machine is.

Where a container may mount nothing, these are skipped and say so; the same rules are tested without
a mount in test_disk.py and tests/test_keeper.py.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import build
from kiosk.core.facts.people import StaffAdded
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Role
from kiosk.store.people import PersonRow
from tests.test_errands import CODE, with_a_parcel

pytestmark = [pytest.mark.disk, pytest.mark.device]
PIN = "284613"


def _mount(*arguments: str) -> None:
    mount = shutil.which("mount")
    if mount is None:
        pytest.skip("there is no mount here")
    done = subprocess.run([mount, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


class Disk:
    """A small disk of its own under the counter's data."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def read_only(self) -> None:
        _mount("-o", "remount,ro", str(self.data))

    def writable(self) -> None:
        _mount("-o", "remount,rw", str(self.data))

    def fill(self) -> None:
        """Leave not one block."""
        with (self.data / "filler").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass


@pytest.fixture
def disk(shelved: Path) -> Iterator[Disk]:
    data = shelved.parent / "data"
    data.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", "size=24m", "tmpfs", str(data))
    yield Disk(data)
    subprocess.run([shutil.which("umount") or "umount", "-l", str(data)], check=True)


@pytest.fixture
def worked(shelved: Path, disk: Disk) -> Path:
    """A counter that has a parcel on its shelf and a clerk with a PIN, stopped."""
    app = with_a_parcel(shelved)
    counter = app.desk.counter
    with counter.unit():
        counter.record(StaffAdded("anna", Role.CLERK), actor="central")
        counter.store.people.keep(PersonRow("anna", "Anna K.", "AK"))
    app.desk.access.set_pin("anna", PIN)
    app.close()
    assert (disk.data / "counter.db").exists()
    return shelved


def people_find_and_nothing_is_written(app: build.CounterApp) -> None:
    assert not isinstance(app.desk.access.sign_in("anna", PIN), Refused)
    (hit,) = app.desk.find.search(CODE)
    assert hit.cell == "A-07"
    assert app.desk.place.move(CODE, "A-01") == Refused(Reason.STORAGE_READ_ONLY)


def test_on_a_disk_that_is_mounted_read_only_people_find(worked: Path, disk: Disk) -> None:
    before = (disk.data / "counter.db").read_bytes()
    disk.read_only()
    app = build.counter_of(worked, headless=True)
    assert app.desk.health.storage() == "read_only"
    people_find_and_nothing_is_written(app)
    app.close()
    assert (disk.data / "counter.db").read_bytes() == before
    disk.writable()
    app = build.counter_of(worked, headless=True)
    assert not isinstance(app.desk.access.sign_in("anna", PIN), Refused)
    assert not isinstance(app.desk.place.move(CODE, "A-01"), Refused)
    app.close()


def test_a_full_disk_without_ballast_starts_a_counter_to_search_in(
    worked: Path, disk: Disk
) -> None:
    (disk.data / "ballast").unlink(missing_ok=True)
    disk.fill()
    app = build.counter_of(worked, headless=True)
    people_find_and_nothing_is_written(app)
    app.close()
    (disk.data / "filler").unlink()
    app = build.counter_of(worked, headless=True)
    assert not isinstance(app.desk.access.sign_in("anna", PIN), Refused)
    assert not isinstance(app.desk.place.move(CODE, "A-01"), Refused)
    app.close()
