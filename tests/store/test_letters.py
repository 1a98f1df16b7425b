"""Letters: how far they were obeyed; and mail.db, which may be missing, broken or another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.store.db import MAIL_VERSION, open_writer
from kiosk.store.letters import Applied, InboxRow, MailReader
from kiosk.sync.mailbox import Letter, Mailbox, Mark, schema
from tests.store.conftest import T0, Ledger

E, F = "e" * 16, "f" * 16


def letter(seq: int) -> Letter:
    return Letter(seq, f"id-{seq}", "codes.set", b"{}", None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mail.db"


@pytest.fixture
def reader(path: Path) -> Iterator[MailReader]:
    made = MailReader(path)
    yield made
    made.close()


@pytest.fixture
def mailbox(path: Path) -> Iterator[Mailbox]:
    made = Mailbox(path)
    yield made
    made.close()


# -- how far they were obeyed ----------------------------------------------------------------------


def test_of_a_new_epoch_nothing_was_obeyed(ledger: Ledger) -> None:
    assert ledger.file.letters.applied(E) == Applied(E, 0, 0, 0)
    assert ledger.file.letters.seen() == 0


def test_how_far_we_are_is_kept_per_epoch(ledger: Ledger) -> None:
    with ledger.file.unit():
        ledger.file.letters.keep(Applied(E, 7, 20, 1))
        ledger.file.letters.keep(Applied(F, 2))
        ledger.file.letters.keep(Applied(E, 8))
    assert ledger.file.letters.applied(E) == Applied(E, 8, 0, 0)
    assert ledger.file.letters.applied(F).seq == 2


def test_the_last_letter_seen_is_the_newest_epochs(ledger: Ledger) -> None:
    with ledger.file.unit():
        ledger.file.letters.keep(Applied(F, 9))
        ledger.file.letters.keep(Applied(E, 2))
        ledger.file.letters.keep(Applied(F, 10))
    assert ledger.file.letters.seen() == 2


def test_a_letter_obeyed_is_remembered_by_its_id(ledger: Ledger) -> None:
    assert not ledger.file.letters.is_done("id-1")
    with ledger.file.unit():
        ledger.file.letters.note_done("id-1", T0)
        ledger.file.letters.note_done("id-1", T0 + 1)
    assert ledger.file.letters.is_done("id-1")


# -- the reader of mail.db -------------------------------------------------------------------------


def assert_no_mail(reader: MailReader) -> None:
    assert reader.next_after(E, 0) is None
    assert (reader.epoch(), reader.acked(), reader.link()) == (None, 0, {})


def test_a_missing_file_is_no_mail_and_is_not_made(reader: MailReader, path: Path) -> None:
    assert_no_mail(reader)
    assert reader.version() == -1
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"not a database" * 100], ids=["empty", "rubbish"])
def test_a_broken_file_is_no_mail(reader: MailReader, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert_no_mail(reader)


def test_a_folder_in_its_place_is_no_mail(reader: MailReader, path: Path) -> None:
    path.mkdir()
    assert_no_mail(reader)
    assert reader.version() == -1


def test_letters_are_read_one_by_one(reader: MailReader, mailbox: Mailbox) -> None:
    mailbox.receive(Mark(E, 2), [letter(1), letter(2)])
    first = reader.next_after(E, 0)
    assert first == InboxRow(E, 1, "id-1", "codes.set", b"{}", None)
    assert (second := reader.next_after(E, 1)) is not None
    assert second.seq == 2
    assert reader.next_after(E, 2) is None
    assert reader.next_after(F, 0) is None
    assert reader.next_after(None, 0) is None


def test_the_marks_of_both_streams_are_read(reader: MailReader, mailbox: Mailbox) -> None:
    mailbox.receive(Mark(E, 1), [letter(1)])
    mailbox.save_up(Mark(F, 41))
    mailbox.note({"welcomed": "1"})
    assert (reader.epoch(), reader.acked(), reader.link()) == (E, 41, {"welcomed": "1"})


def test_the_version_changes_with_every_write_of_sync(reader: MailReader, path: Path) -> None:
    mailbox = Mailbox(path)
    before = reader.version()
    assert reader.version() == before
    mailbox.note({"welcomed": "1"})
    assert reader.version() != before
    mailbox.close()


def test_a_replaced_file_is_opened_anew(reader: MailReader, path: Path, tmp_path: Path) -> None:
    old, new = Mailbox(path), Mailbox(tmp_path / "new.db")
    old.receive(Mark(E, 1), [letter(1)])
    new.receive(Mark(F, 5), [letter(5)])
    assert reader.epoch() == E
    before = reader.version()
    old.close()
    new.close()
    (tmp_path / "new.db").replace(path)
    assert reader.version() not in {before, -1}
    assert reader.epoch() == F
    assert reader.next_after(E, 0) is None


def test_a_file_that_goes_away_is_no_mail_until_it_comes_again(
    reader: MailReader, path: Path
) -> None:
    Mailbox(path).close()
    assert reader.version() >= 0
    path.unlink()
    assert reader.version() == -1
    mailbox = Mailbox(path)
    mailbox.receive(Mark(E, 1), [letter(1)])
    assert reader.epoch() == E
    mailbox.close()


def _of_version(path: Path, number: int) -> None:
    writer = open_writer(path, schema)
    writer.db.execute(f"PRAGMA user_version = {number:d}")
    writer.close()


def test_a_file_of_a_newer_version_is_no_mail_and_is_told_once(
    reader: MailReader, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox = Mailbox(path)
    mailbox.receive(Mark(E, 1), [letter(1)])
    assert reader.epoch() == E
    mailbox.close()
    _of_version(path, MAIL_VERSION + 1)  # its owner is renewed while we read
    for _ in range(3):
        assert_no_mail(reader)
        assert reader.version() == -1
    assert [r.getMessage() for r in caplog.records] == [
        (
            "a newer version wrote mail.db (its schema is 3, this program knows 2);"
            " what it says waits until this program is as new"
        )
    ]
    path.unlink()
    Mailbox(path).close()
    assert reader.version() >= 0
    _of_version(path, MAIL_VERSION + 1)
    assert_no_mail(reader)
    assert len(caplog.records) == 2
