"""Photos wait for the central, the urgent first; what ended is found by its age."""

import pytest
from msgspec.structs import replace

from kiosk.core.attachments import MIME, PURPOSE
from kiosk.store.photos import PhotoRow, StillRow, Stock
from tests.store.conftest import T0, Ledger

ROW = PhotoRow(
    "ab" * 32, 700, "image/jpeg", urgent=False, subject="P1", purpose="damage", taken_at=T0
)
OTHER = replace(ROW, sha256="cd" * 32, size=300, urgent=True, taken_at=T0 + 5)


@pytest.fixture
def two(ledger: Ledger) -> Ledger:
    """A counter's file with two photos of one parcel."""
    with ledger.file.unit():
        ledger.file.photos.keep(OTHER)
        ledger.file.photos.keep(ROW)
    return ledger


def test_a_photo_is_kept_once_as_it_was_taken(two: Ledger) -> None:
    with two.file.unit():
        two.file.photos.keep(replace(ROW, subject="P2"))
    assert two.file.photos.get(ROW.sha256) == ROW
    assert two.file.photos.get("00" * 32) is None


def test_the_photos_of_a_subject_come_in_the_order_they_were_taken(two: Ledger) -> None:
    assert two.file.photos.of("P1", "damage") == (ROW.sha256, OTHER.sha256)
    assert two.file.photos.of("P1", "return") == ()


def test_the_room_they_take_is_told_with_what_waits(two: Ledger) -> None:
    assert two.file.photos.stock() == Stock(1000, 1000, 2)
    with two.file.unit():
        assert two.file.photos.end(ROW.sha256, T0 + 9, "")
        assert not two.file.photos.end(ROW.sha256, T0 + 10, "late")
    assert two.file.photos.stock() == Stock(1000, 300, 1)
    assert two.file.photos.get(ROW.sha256) == replace(ROW, ended_at=T0 + 9)


def test_only_what_ended_may_go_the_oldest_first(two: Ledger) -> None:
    assert two.file.photos.oldest_ended(None, 9) == ()
    with two.file.unit():
        two.file.photos.end(ROW.sha256, T0 + 9, "")
        two.file.photos.end(OTHER.sha256, T0 + 9, "wrong_hash")
    found = [row.sha256 for row in two.file.photos.oldest_ended(None, 9)]
    assert found == [ROW.sha256, OTHER.sha256]
    assert [row.sha256 for row in two.file.photos.oldest_ended(T0 + 1, 9)] == [ROW.sha256]
    assert len(two.file.photos.oldest_ended(None, 1)) == 1
    with two.file.unit():
        two.file.photos.forget(ROW.sha256)
    assert two.file.photos.get(ROW.sha256) is None


def test_an_attachment_that_ended_takes_no_room_and_is_told_until_its_term(two: Ledger) -> None:
    letter = replace(ROW, sha256="ef" * 32, size=900, mime=MIME, purpose=PURPOSE, taken_at=T0 + 1)
    assert (letter.is_attachment, ROW.is_attachment) == (True, False)
    with two.file.unit():
        two.file.photos.keep(letter)
        assert two.file.photos.end(letter.sha256, T0 + 9, "bad_kind")
    assert two.file.photos.stock() == Stock(1000, 1000, 2)
    told = replace(letter, size=0, ended_at=T0 + 9, refused="bad_kind")
    assert two.file.photos.get(letter.sha256) == told
    assert two.file.photos.oldest_ended(None, 9) == ()
    assert two.file.photos.oldest_ended(T0 + 9, 9) == (), "told from the day it ended"
    assert two.file.photos.oldest_ended(T0 + 10, 9) == (told,)


def test_a_picture_is_wanted_once_and_then_ready_or_unfit(ledger: Ledger) -> None:
    photos = ledger.file.photos
    assert photos.picture("ab" * 32) is None
    with ledger.file.unit():
        photos.want("ab" * 32)
    assert photos.picture("ab" * 32) == "wanted"
    with ledger.file.unit():
        photos.keep_picture("ab" * 32, "ready")
        photos.want("ab" * 32)
    assert photos.picture("ab" * 32) == "ready"


def test_stills_are_owed_in_turn_until_they_are_settled(ledger: Ledger) -> None:
    photos = ledger.file.photos
    rows = [StillRow(f"r{n}", "b1", "seal", "anna") for n in (3, 1, 2)]
    with ledger.file.unit():
        for row in rows:
            photos.owe(row)
    assert photos.owed() == tuple(rows)
    with ledger.file.unit():
        photos.settle("r1")
        photos.settle("nobody")
    assert [row.request for row in photos.owed()] == ["r3", "r2"]
