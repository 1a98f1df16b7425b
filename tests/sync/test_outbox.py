"""The journal as a source: read in order, patient while its file is away, honest about holes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.store.db import COUNTER_VERSION
from kiosk.store.devices import DeviceRow
from kiosk.store.letters import Applied
from kiosk.sync.outbox import Outbox
from kiosk.sync.protocol import (
    MOST_DEVICES,
    DeviceWord,
    DownMark,
    Health,
    Skip,
    SkipWhy,
    UpMark,
    pack,
    unpack,
)
from tests.sync.conftest import DEVICE, T0, Counter

BIG = 1 << 20
EPOCH = "a" * 16


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    made = Outbox(tmp_path / "counter.db", DEVICE)
    yield made
    made.close()


@pytest.fixture
def full(counter: Counter, outbox: Outbox) -> Outbox:
    """Ten rows, and the file open."""
    counter.happen(10)
    assert outbox.refresh(0.0) != -1
    return outbox


# -- the file --------------------------------------------------------------------------------------


def test_a_missing_file_is_asked_for_again_after_a_pause_that_grows(
    outbox: Outbox, open_counter: Callable[..., Counter]
) -> None:
    assert outbox.refresh(0.0) == -1
    assert outbox.fault == "FileNotFoundError"
    assert (outbox.up_mark(0), outbox.above(0, 10, BIG), outbox.oldest_at(0)) == (None, None, None)
    assert outbox.refresh(1.0) == -1
    open_counter()
    assert outbox.refresh(2.9) == -1
    assert outbox.refresh(3.0) != -1
    assert outbox.fault == ""


def test_asking_within_the_pause_does_not_make_it_longer(
    outbox: Outbox, open_counter: Callable[..., Counter]
) -> None:
    for turn in range(9):
        assert outbox.refresh(turn / 10) == -1
    open_counter()
    assert outbox.refresh(1.0) != -1


@pytest.mark.parametrize("content", [b"", b"no database at all" * 99], ids=["empty", "rubbish"])
def test_a_broken_file_is_away_until_it_is_mended(
    outbox: Outbox, open_counter: Callable[..., Counter], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "counter.db").write_bytes(content)
    assert outbox.refresh(0.0) == -1
    assert outbox.fault
    (tmp_path / "counter.db").unlink()
    open_counter().happen(3)
    assert outbox.refresh(100.0) != -1
    stretch = outbox.above(0, 10, BIG)
    assert stretch is not None
    assert len(stretch.items) == 3


def test_the_version_changes_with_every_write(counter: Counter, full: Outbox) -> None:
    before = full.refresh(0.0)
    assert full.refresh(0.0) == before
    counter.happen()
    assert full.refresh(0.0) != before


def test_a_replaced_file_is_opened_anew(
    full: Outbox, counter: Counter, open_counter: Callable[..., Counter]
) -> None:
    before = full.refresh(0.0)
    other = open_counter("other.db", "b" * 16)
    other.happen(2)
    counter.file.close()
    other.file.close()
    other.path.replace(counter.path)
    assert full.refresh(0.0) not in {before, -1}
    assert full.up_mark(0) == UpMark("b" * 16, 1, 2, 0)


def test_a_file_taken_away_is_let_go(full: Outbox, counter: Counter) -> None:
    counter.file.close()
    counter.path.unlink()
    assert full.refresh(0.0) == -1
    assert full.up_mark(0) is None
    assert full.above(0, 10, BIG) is None


def test_a_file_of_a_newer_version_waits_and_is_told_once(
    full: Outbox, counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    db = counter.file.db
    db.execute(f"PRAGMA user_version = {COUNTER_VERSION + 1:d}")
    for now in (0.0, 100.0, 200.0):
        assert full.refresh(now) == -1
        assert full.fault == "NewerSchema"
        assert (full.above(0, 10, BIG), full.up_mark(0)) == (None, None)
    assert [r.getMessage() for r in caplog.records] == [
        (
            f"a newer version wrote counter.db (its schema is {COUNTER_VERSION + 1}, this program"
            f" knows {COUNTER_VERSION}); what it says waits until this program is as new"
        )
    ]
    db.execute(f"PRAGMA user_version = {COUNTER_VERSION:d}")
    assert full.refresh(300.0) != -1
    assert full.fault == ""


# -- the rows --------------------------------------------------------------------------------------


def test_behind_the_last_row_nothing_is_asked_until_something_was_written(
    full: Outbox, counter: Counter
) -> None:
    assert full.above(0, 100, BIG) is not None
    asked: list[str] = []
    full._db.conn.set_trace_callback(asked.append)  # type: ignore[union-attr]
    for _ in range(3):
        full.refresh(0.0)
        assert full.above(10, 100, BIG) is None
    assert asked == ["PRAGMA data_version"] * 3
    counter.happen()
    full.refresh(0.0)
    stretch = full.above(10, 100, BIG)
    assert stretch is not None
    assert (stretch.first, len(stretch.items)) == (11, 1)


@pytest.mark.parametrize("most", [10, 11])
def test_a_row_written_while_rows_are_read_is_found_with_the_next_look(
    full: Outbox, counter: Counter, most: int
) -> None:
    counter.happen()  # after the look
    stretch = full.above(0, most, BIG)
    assert stretch is not None
    assert len(stretch.items) == most
    full.refresh(0.0)
    counter.happen()
    full.refresh(0.0)
    rest = full.above(most, 100, BIG)
    assert rest is not None
    assert rest.first == most + 1
    assert len(rest.items) == 12 - most


def test_rows_come_in_order_with_the_chain_before_them(full: Outbox, counter: Counter) -> None:
    stretch = full.above(0, 4, BIG)
    assert stretch is not None
    assert (stretch.first, stretch.prev) == (1, counter.root)
    assert list(stretch.items) == [body for _, body in counter.rows[:4]]
    rest = full.above(4, 100, BIG)
    assert rest is not None
    assert (rest.first, len(rest.items)) == (5, 6)
    assert rest.prev == counter.file.journal.since(3, 1)[0].hash.hex()
    assert full.above(10, 100, BIG) is None


def test_a_stretch_ends_before_too_many_bytes_but_has_one_row_at_least(full: Outbox) -> None:
    one = full.above(0, 100, 1)
    assert one is not None
    assert len(one.items) == 1
    two = full.above(0, 100, 2 * len(one.items[0]) + 10)
    assert two is not None
    assert len(two.items) == 2


def test_a_stretch_ends_before_a_hole_and_the_hole_is_skipped(
    full: Outbox, counter: Counter
) -> None:
    chain = counter.file.journal.since(2, 1)[0].hash.hex()
    with counter.file.unit():
        counter.file.db.execute("DELETE FROM journal WHERE seq IN (4, 5)")
    stretch = full.above(0, 100, BIG)
    assert stretch is not None
    assert len(stretch.items) == 3
    hole = full.above(3, 100, BIG)
    assert hole is not None
    assert hole.skip == Skip(5, SkipWhy.HOLE, hash=chain)
    after = full.above(5, 100, BIG)
    assert after is not None
    assert (after.first, len(after.items)) == (6, 5)


def test_pruned_rows_are_skipped_as_pruned(full: Outbox, counter: Counter) -> None:
    with counter.file.unit():
        counter.file.db.execute("DELETE FROM journal WHERE seq <= 6")
    stretch = full.above(0, 100, BIG)
    assert stretch is not None
    assert stretch.skip is not None
    assert (stretch.skip.to, stretch.skip.why) == (6, SkipWhy.PRUNED)
    assert full.up_mark(0) == UpMark(EPOCH, 7, 10, 0)


def test_a_row_is_known_by_id_and_chain(full: Outbox, counter: Counter) -> None:
    row = counter.file.journal.since(6, 1)[0]
    assert full.identity(7) == (row.id, row.hash.hex())
    assert full.identity(99) == ("", counter.chain)


# -- the greeting ----------------------------------------------------------------------------------


def test_an_empty_journal_is_told_as_it_is(counter: Counter, outbox: Outbox) -> None:
    assert counter.rows == []
    outbox.refresh(0.0)
    assert outbox.up_mark(0) == UpMark(EPOCH, 0, 0, 0)
    assert outbox.tail() == ()
    assert outbox.down_mark(None) == DownMark(None, 0, 0)
    assert outbox.oldest_at(0) is None


def test_the_tail_tells_ever_wider_steps_back(full: Outbox, counter: Counter) -> None:
    assert [mark.seq for mark in full.tail()] == [10, 9, 8, 6, 2]
    assert full.tail()[0].id == counter.file.journal.since(9, 1)[0].id


def test_the_oldest_unsent_row_is_known_by_time(full: Outbox) -> None:
    assert full.oldest_at(0) == T0 + 1
    assert full.oldest_at(9) == T0 + 10
    assert full.oldest_at(10) is None


@pytest.mark.parametrize(
    ("received", "told"),
    [
        (None, DownMark("e" * 16, 5, 5)),
        (("e" * 16, 9), DownMark("e" * 16, 9, 5)),
        (("e" * 16, 2), DownMark("e" * 16, 5, 5)),
        (("f" * 16, 2), DownMark("f" * 16, 2, 0)),
    ],
    ids=["a new mail.db", "received more", "obeyed more", "another epoch"],
)
def test_letters_are_wanted_after_the_greater_of_received_and_obeyed(
    full: Outbox, counter: Counter, received: tuple[str, int] | None, told: DownMark
) -> None:
    with counter.file.unit():
        counter.file.letters.keep(Applied("e" * 16, 5))
    assert full.down_mark(received) == told


# -- devices ---------------------------------------------------------------------------------------


def note(counter: Counter, name: str, state: str, what: str = "") -> None:
    with counter.file.unit():
        counter.file.devices.keep(DeviceRow(name, "printer", state, what, "a sentence", {}, 0))


def test_devices_are_told_in_short_words(full: Outbox, counter: Counter) -> None:
    note(counter, "printer", "degraded", "paper_out")
    note(counter, "shelf left", "ready")
    assert full.devices() == {
        "printer": DeviceWord("degraded", "paper_out"),
        "shelf left": DeviceWord("ready"),
    }


@pytest.mark.input
def test_odd_words_travel_all_the_same(full: Outbox, counter: Counter) -> None:
    note(counter, "Drucker <b>\n", "ready\x1b[2J", "Бумага " * 40)
    note(counter, "", "")
    told = Health(unsent=0, devices=full.devices())
    assert len(told.devices) == 2
    assert unpack(pack(told), Health) == told


@pytest.mark.input
def test_of_too_many_devices_the_ill_ones_are_told(full: Outbox, counter: Counter) -> None:
    for n in range(MOST_DEVICES + 10):
        note(counter, f"scanner-{n:03d}", "ready")
    note(counter, "zzz-printer", "failed", "denied")
    told = full.devices()
    assert len(told) == MOST_DEVICES
    assert told["zzz-printer"].is_ill


def test_a_counter_that_stopped_says_nothing_of_its_devices(full: Outbox, counter: Counter) -> None:
    note(counter, "printer", "ready")
    counter.file.close()
    full.refresh(0.0)
    assert full.devices() == {"counter": DeviceWord("absent", "stopped")}
