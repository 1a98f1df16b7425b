"""mail.db: letters and marks are kept together, and what was obeyed is emptied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.store.db import Busy, open_reader, snapshot
from kiosk.sync.mailbox import Letter, Mailbox, Mark

E, F = "e" * 16, "f" * 16


def letters(first: int, last: int) -> list[Letter]:
    return [Letter(n, f"id-{n}", "codes.set", b"{%d}" % n, None) for n in range(first, last + 1)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mail.db"


@pytest.fixture
def mailbox(path: Path) -> Iterator[Mailbox]:
    made = Mailbox(path)
    yield made
    made.close()


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    reader = open_reader(path)
    found = [tuple(row) for row in reader.execute(sql).fetchall()]
    reader.close()
    return found


def test_a_new_mailbox_is_nowhere(mailbox: Mailbox) -> None:
    assert (mailbox.mark("up"), mailbox.mark("down"), mailbox.waiting()) == (None, None, 0)


def test_letters_and_their_mark_are_kept_together(mailbox: Mailbox, path: Path) -> None:
    mailbox.receive(Mark(E, 3), letters(1, 3))
    assert mailbox.mark("down") == Mark(E, 3)
    told = rows(path, "SELECT epoch, seq, id, raw FROM inbox ORDER BY seq")
    assert told == [(E, n, f"id-{n}", b"{%d}" % n) for n in (1, 2, 3)]


def test_a_failure_among_letters_keeps_neither_letters_nor_mark(mailbox: Mailbox) -> None:
    mailbox.receive(Mark(E, 1), letters(1, 1))

    def broken() -> Iterator[Letter]:
        yield from letters(2, 3)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mailbox.receive(Mark(E, 4), broken())
    assert (mailbox.mark("down"), mailbox.waiting()) == (Mark(E, 1), 1)


def test_a_letter_that_comes_again_lies_here_once(mailbox: Mailbox) -> None:
    mailbox.receive(Mark(E, 2), letters(1, 2))
    mailbox.receive(Mark(E, 3), letters(1, 3))
    assert mailbox.waiting() == 3


def test_numbers_of_two_epochs_do_not_meet(mailbox: Mailbox) -> None:
    mailbox.receive(Mark(E, 2), letters(1, 2))
    mailbox.receive(Mark(F, 1), letters(1, 1))
    assert (mailbox.waiting(), mailbox.mark("down")) == (3, Mark(F, 1))


def test_the_way_up_is_kept_with_what_was_parked(mailbox: Mailbox, path: Path) -> None:
    mailbox.save_up(Mark(E, 9), [(7, "id-7")])
    mailbox.save_up(Mark(E, 5), [(7, "id-7"), (8, "id-8")])
    assert mailbox.mark("up") == Mark(E, 5)
    parked = rows(path, "SELECT epoch, seq, id, reason FROM parked ORDER BY seq")
    assert parked == [(E, 7, "id-7", "unsendable"), (E, 8, "id-8", "unsendable")]


def test_what_was_obeyed_is_emptied_and_the_rest_is_not(mailbox: Mailbox, path: Path) -> None:
    mailbox.receive(Mark(F, 2), letters(1, 2))
    mailbox.receive(Mark(E, 3), letters(1, 3))
    mailbox.blank_applied(E, 2)
    mailbox.blank_applied(E, 2)
    assert mailbox.waiting() == 3
    assert rows(path, f"SELECT seq FROM inbox WHERE epoch = '{E}' AND raw = x''") == [(1,), (2,)]  # noqa: S608


def test_what_was_emptied_stands_in_no_file_once_all_is_obeyed(
    mailbox: Mailbox, path: Path
) -> None:
    raw = b'{"masked_name":"Mariposa Q."}' * 200
    mailbox.receive(Mark(E, 1), [Letter(1, "id-1", "delivery.part", raw, None)])
    files = [path, Path(f"{path}-wal")]
    assert any(b"Mariposa" in one.read_bytes() for one in files)
    reader = open_reader(path)
    with snapshot(reader):
        reader.execute("SELECT count(*) FROM inbox").fetchone()
        mailbox.blank_applied(E, 1)
        assert any(b"Mariposa" in one.read_bytes() for one in files), "somebody was reading"
    mailbox.blank_applied(E, 1)
    assert not any(b"Mariposa" in one.read_bytes() for one in files)
    reader.close()


def test_nothing_to_empty_writes_nothing(mailbox: Mailbox, path: Path) -> None:
    reader = open_reader(path)
    before = reader.execute("PRAGMA data_version").fetchone()
    mailbox.blank_applied(E, 99)
    assert reader.execute("PRAGMA data_version").fetchone() == before
    reader.close()


def test_notes_about_the_link_are_kept_by_key(mailbox: Mailbox, path: Path) -> None:
    mailbox.note({"connected": "1", "fault": ""})
    mailbox.note({"connected": "0"})
    noted = rows(path, "SELECT key, value FROM link ORDER BY key")
    assert noted == [("connected", "0"), ("fault", "")]


def test_a_second_carrier_is_refused(mailbox: Mailbox, path: Path) -> None:
    assert mailbox.waiting() == 0
    with pytest.raises(Busy):
        Mailbox(path)


def test_an_opened_mailbox_goes_on_where_it_was(mailbox: Mailbox, path: Path) -> None:
    mailbox.receive(Mark(E, 2), letters(1, 2))
    mailbox.close()
    again = Mailbox(path)
    assert (again.mark("down"), again.waiting()) == (Mark(E, 2), 2)
    again.close()
