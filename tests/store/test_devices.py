"""What the devices said last: one row a device."""

from msgspec.structs import replace

from kiosk.store.devices import DeviceRow
from tests.store.conftest import T0, Ledger

PRINTER = DeviceRow("printer", "escpos", "ok", "", "", {"mm": 80, "cut": True, "v": "1.2"}, T0)


def test_the_last_word_of_each_device_is_kept_by_name(ledger: Ledger) -> None:
    with ledger.file.unit():
        ledger.file.devices.keep(PRINTER)
        ledger.file.devices.keep(replace(PRINTER, device="camera", facts={"fps": 29.5}))
        ledger.file.devices.keep(replace(PRINTER, state="fault", what="paper", detail="out"))
    camera, printer = ledger.file.devices.all()
    assert (camera.device, camera.facts) == ("camera", {"fps": 29.5})
    assert printer == replace(PRINTER, state="fault", what="paper", detail="out")


def test_a_start_forgets_what_was_said_before(ledger: Ledger) -> None:
    with ledger.file.unit():
        ledger.file.devices.keep(PRINTER)
    with ledger.file.unit():
        ledger.file.devices.forget()
    assert ledger.file.devices.all() == ()


def test_a_new_counter_knows_no_device(ledger: Ledger) -> None:
    assert ledger.file.devices.all() == ()
