"""What became of a device's photos is kept; its bytes are counted by the day."""

from msgspec.structs import replace

from kiosk.central.photo_book import PhotoRow
from tests.central.conftest import T0, Central

ROW = PhotoRow("box-1", "ab" * 32, 700, "image/jpeg", "coming", "", 1, T0)


def test_a_photo_is_kept_as_it_stands_now(central: Central) -> None:
    with central.store.unit():
        central.store.photos.keep(ROW)
        central.store.photos.keep(replace(ROW, state="done", wrong=2))
    assert central.store.photos.get("box-1", "ab" * 32) == replace(ROW, state="done", wrong=2)
    assert central.store.photos.get("box-2", "ab" * 32) is None


def test_the_bytes_of_a_day_are_those_of_that_day(central: Central) -> None:
    with central.store.unit():
        central.store.photos.keep_taken("box-1", 7, 500)
        central.store.photos.keep_taken("box-1", 8, 30)
        central.store.photos.keep_taken("box-1", 8, 60)
    assert central.store.photos.taken("box-1", 8) == 60
    assert central.store.photos.taken("box-1", 7) == 0, "a day that is over is forgotten"
    assert central.store.photos.taken("box-2", 8) == 0
