import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from kiosk import postal
from kiosk.central.wish_forms import PointWish
from kiosk.config import load
from kiosk.config_tables import Config, PointTable, SyncTable
from kiosk.core.events import Stamp
from kiosk.core.words import ClockQuality
from kiosk.places import Place, place_of
from kiosk.store.counter_file import CounterFile
from kiosk.sync import tls
from kiosk.sync.keyring import ring
from kiosk.workflows.counter import Keys
from tests.network import Network, key_pem, new_key


def test_carrier_and_central_are_put_together_and_stop_when_told(settings: Path) -> None:
    stop = threading.Event()
    stop.set()
    place = place_of(load(settings), settings.parent)
    place.data.mkdir()
    CounterFile(place.data / "counter.db", "kiosk-7731", epoch="a" * 16, at=0).close()
    postal.sync_of(settings).run(stop)
    postal.CentralApp(load(settings), settings.parent).run(stop)
    assert (settings.parent / "data" / "mail.db").exists()
    assert (settings.parent / "central.db").exists()


def test_a_carrier_mends_what_a_pulled_plug_left_of_its_identity(settings: Path) -> None:
    network = Network(settings.parent / "network")
    network.admit("kiosk-7731")
    files = ring(settings.parent / "identity")
    (network.folder / "kiosk-7731.pem").rename(files.cert)
    (network.folder / "kiosk-7731.key").rename(files.new_key)
    files.key.write_bytes(key_pem(new_key()))
    mqtt = '[mqtt]\nhost = "mail.example"\ncafile = "identity/ca.crt"\n'
    mqtt += 'certfile = "identity/device.crt"\nkeyfile = "identity/device.key"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + mqtt, encoding="utf-8")
    place = place_of(load(settings), settings.parent)
    place.data.mkdir()
    CounterFile(place.data / "counter.db", "kiosk-7731", epoch="a" * 16, at=0).close()
    postal.sync_of(settings).close()
    assert tls.fits(files.cert, files.key)


@pytest.mark.parametrize(
    ("photos", "clock", "hour", "calm"),
    [
        ("now", ClockQuality.NTP, 12, True),
        ("night", ClockQuality.NTP, 12, False),
        ("night", ClockQuality.NTP, 18, False),  # 21 o'clock at the point
        ("night", ClockQuality.RTC, 19, True),
        ("night", ClockQuality.NTP, 2, True),
        ("night", ClockQuality.NTP, 3, False),
        ("night", ClockQuality.UNSURE, 12, True),
    ],
)
def test_photos_that_can_wait_go_at_night_if_the_settings_say_so(
    photos: Literal["now", "night"],
    clock: ClockQuality,
    hour: int,
    calm: bool,  # noqa: FBT001
) -> None:
    at = int(datetime(2026, 11, 25, hour, tzinfo=UTC).timestamp() * 1000)
    point = PointTable("7731", "pk-7731", zone="Europe/Moscow")
    config = Config(point, sync=SyncTable(photos))
    place = Place(config, Path(), lambda: Stamp(at, 0, "b" * 16, clock), Keys(b"", b""))
    assert postal._is_calm(place) is calm


def test_a_wish_to_a_central_that_is_not_running_waits(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postal, "_GRANT_S", 0.1)
    wish = PointWish("7731", "Point", "kiosk-7731", "11" * 32)
    assert postal.wish_of(settings, wish) is None
    assert len(list((settings.parent / "wishes").glob("*.wish"))) == 1


def test_the_mail_loads_no_screen_and_no_device() -> None:
    # sqlite-utils itself asks for numpy
    heavy = "{'pygame', 'PIL', 'escpos', 'gpiozero', 'zxingcpp', 'babel', 'serial', "
    heavy += "'cryptography', 'starlette', 'uvicorn', 'asyncio'}"
    code = f"import sys, kiosk.cli, kiosk.postal; print(*sorted({heavy} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert told.stdout.decode().split() == []
