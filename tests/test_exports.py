"""Files go to a stick if there is one, else into a folder; the days of a file are told."""

from datetime import UTC, date, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk import build, exports
from kiosk.config import load
from kiosk.core import tallies
from kiosk.core.day_counts import day_of
from kiosk.core.facts import people, visits
from kiosk.core.figures import Figure
from kiosk.moments import boot_id, moment
from kiosk.store.db import CannotOpen
from kiosk.store.tallies import Ahead, Tallies
from kiosk.store.tally_sets import Mark
from kiosk.workflows.inquiries import Counting


def test_without_a_stick_a_file_lies_in_the_folder(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/mmcblk0p2 / ext4 rw 0 0\n", encoding="utf-8")
    said = exports.save(tmp_path / "exports", "a.csv", b"1", mounts)
    assert said == str(tmp_path / "exports" / "a.csv")
    assert Path(said).read_bytes() == b"1"
    assert exports.save(tmp_path / "exports", "a.csv", b"2", mounts) == said
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["a.csv"]


def test_a_stick_is_found_in_the_systems_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, mounts = tmp_path / "my stick", tmp_path / "mounts"
    stick.mkdir()
    monkeypatch.setattr(exports, "STICKS", (f"{tmp_path}/",))
    line = f"/dev/sda1 {stick}".replace("my stick", "my\\040stick")
    mounts.write_text(f"{line} vfat rw 0 0\n\nbroken\n", encoding="utf-8")
    assert exports.sticks(mounts) == (stick,)
    said = exports.save(tmp_path / "exports", "a.csv", b"1", mounts)
    assert said == str(stick / "a.csv")


def test_a_list_that_cannot_be_read_names_no_stick(tmp_path: Path) -> None:
    assert exports.sticks(tmp_path / "none") == ()


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "exports" / "a.csv").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        exports.save(tmp_path / "exports", "a.csv", b"1", tmp_path / "none")
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["a.csv"]


def test_days_are_told_beside_a_running_counter(settings: Path) -> None:
    app = build.counter_of(settings, headless=True)
    try:
        counter = app.desk.counter
        with counter.unit():
            counter.record(people.ShiftOpened("anna"), actor="anna")
        today = exports.today_of(settings)
        assert exports.days_of(settings, today, today).counts[today.isoformat()].keys() == {
            "shift_ms/anna"
        }, "so far"
        assert exports.totals([{"issued": 3}, {"issued": 4}])[Figure.ISSUED].value == 7
    finally:
        app.close()


def test_days_are_counted_once_while_the_counter_counts_them(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = build.counter_of(settings, headless=True)
    try:
        counter, ahead = app.desk.counter, Tallies._ahead
        with counter.unit():
            counter.record(visits.IssueRefused("wrong_code"), actor="anna")
            counter.store.tallies.count(ZoneInfo(load(settings).point.zone))  # type: ignore[union-attr]
        with counter.unit():
            counter.record(visits.IssueRefused("wrong_code"), actor="anna")
        today = exports.today_of(settings)
        before = exports.days_of(settings, today, today)

        def overtaken(tallies: Tallies, mark: Mark, zone: tzinfo, most: int) -> Ahead:
            found = ahead(tallies, mark, zone, most)
            with monkeypatch.context() as own, counter.unit():
                own.setattr(Tallies, "_ahead", ahead)
                counter.store.tallies.count(zone)
            return found

        monkeypatch.setattr(Tallies, "_ahead", overtaken)
        assert exports.days_of(settings, today, today) == before
        assert before.counts
        assert before.anew is None
    finally:
        app.close()


def test_days_counted_by_older_rules_are_told_as_such(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = build.counter_of(settings, headless=True)
    try:
        counter = app.desk.counter
        with counter.unit():
            counter.record(visits.IssueRefused("wrong_code"), actor="anna")
            counter.store.tallies.count(ZoneInfo(load(settings).point.zone))  # type: ignore[union-attr]
        head, today = counter.store.journal.head().seq, exports.today_of(settings)
        monkeypatch.setattr(tallies, "RULES", tallies.RULES + 1)
        found = exports.days_of(settings, today, today)
        assert found.anew == Counting(0, head)
        assert found.counts
    finally:
        app.close()


def test_where_no_counter_worked_there_are_no_days(settings: Path) -> None:
    with pytest.raises(CannotOpen):
        exports.days_of(settings, date(2026, 9, 28), date(2026, 9, 28))


def test_today_is_the_points_own(settings: Path) -> None:
    at = moment(boot_id()).at
    days = {date.fromisoformat(day_of(at + hours * 3_600_000, UTC)) for hours in (-14, 14)}
    assert min(days) <= exports.today_of(settings) <= max(days)


def test_a_full_stick_is_passed_over_for_the_next_and_then_for_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    for name in ("full", "good"):
        (tmp_path / name).mkdir()
    (tmp_path / "full" / "a.csv").mkdir()  # as a stick on which nothing can be put
    monkeypatch.setattr(exports, "STICKS", (f"{tmp_path}/",))
    both = "".join(f"/dev/{n} {tmp_path / n} vfat rw 0 0\n" for n in ("full", "good"))
    mounts.write_text(both, encoding="utf-8")
    assert exports.save(tmp_path / "exports", "a.csv", b"1", mounts) == str(
        tmp_path / "good" / "a.csv"
    )
    mounts.write_text(f"/dev/full {tmp_path / 'full'} vfat rw 0 0\n", encoding="utf-8")
    assert exports.save(tmp_path / "exports", "a.csv", b"1", mounts) == str(
        tmp_path / "exports" / "a.csv"
    )
