"""Who looks after counter.db: backups that are due, a start after damage, a copy taken back."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sqlite_utils.migrations import Migrations

from kiosk import build, keeper
from kiosk.config import load
from kiosk.core.events import decode
from kiosk.core.facts.box import StorageRecovered
from kiosk.core.facts.people import StaffAdded
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Role
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.keeper import Keeper, last_night
from kiosk.places import Place, place_of
from kiosk.store import backups
from kiosk.store.backups import HOUR_MS, Kind
from kiosk.store.db import Busy, CannotOpen, StorageFull, open_loose, open_writer, version
from kiosk.store.people import PersonRow
from kiosk.store.schema import schema
from kiosk.sync.mailbox import Mailbox
from tests.test_errands import CODE, with_a_parcel


class Hours:
    """A keeper beside a counter, at hours the test chooses."""

    def __init__(self, shelved: Path, place: Place) -> None:
        self.app = with_a_parcel(shelved)
        self.at, self.told = place.now(), list[DeviceHealth]()
        self.place = replace(place, now=lambda: self.at)
        self.keeper = Keeper(self.place, self.told.append)

    def later(self, hours: float) -> None:
        self.at = replace(self.at, at=self.at.at + int(hours * HOUR_MS))

    def work(self) -> None:
        counter = self.app.desk.counter
        with counter.unit():
            counter.record(StorageRecovered("backup", 1, 2), actor="system")

    @property
    def kinds(self) -> list[Kind]:
        return [b.card.kind for b in backups.kept(self.place.backups)]


@pytest.fixture
def hours(shelved: Path):  # noqa: ANN201
    made = Hours(shelved, place_of(load(shelved), shelved.parent))
    yield made
    made.app.close()


def test_every_hour_of_work_is_copied_and_an_hour_without_work_is_not(hours: Hours) -> None:
    assert hours.keeper.look() is not None
    assert hours.keeper.look() is None
    hours.later(1)
    assert hours.keeper.look() is None, "nothing happened"
    hours.work()
    assert hours.keeper.look() is not None
    hours.work()
    hours.later(0.5)
    assert hours.keeper.look() is None, "the hour is not over"
    assert hours.kinds[-1] is Kind.NIGHTLY, "the first of a day stands for the night"


def test_a_backup_that_cannot_be_made_is_told_and_tried_again(hours: Hours) -> None:
    hours.place.backups.write_text("in the way")
    assert hours.keeper.look() is None
    assert (hours.told[-1].state, hours.told[-1].what) == (DeviceState.DEGRADED, "no_backup")
    hours.place.backups.unlink()
    assert hours.keeper.look() is not None
    assert hours.told[-1].state is DeviceState.READY


def test_books_that_differ_from_the_journal_are_told_at_night(hours: Hours) -> None:
    db = open_loose(hours.place.data / "counter.db")
    db.execute("DELETE FROM parcel")
    db.close()
    assert hours.keeper.look() is not None
    assert (hours.told[-1].what, hours.told[-1].detail) == ("differs", f"parcel {CODE}")


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-24 10:00", "2026-11-24 03:00"),
        ("2026-11-24 02:59", "2026-11-23 03:00"),
        ("2026-11-24 03:00", "2026-11-24 03:00"),
        ("2026-03-29 12:00", "2026-03-29 03:00"),  # the clocks went forward
    ],
)
def test_a_night_is_three_in_the_morning_where_the_point_is(now: str, night: str) -> None:
    zone = ZoneInfo("Europe/Lisbon")

    def ms(text: str) -> int:
        return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)

    assert last_night(ms(now), zone) == ms(night)


def test_a_counter_whose_file_died_starts_from_the_backup_and_works(shelved: Path) -> None:
    with_a_parcel(shelved).close()
    keeper.back_up(shelved, None)
    file = shelved.parent / "data" / "counter.db"
    file.write_bytes(b"\0" * 8192)
    app = build.counter_of(shelved, headless=True)
    found = app.file.parcels.get(CODE)
    assert found is not None
    assert found.cell == "A-07"
    assert app.desk.recovery.unconfirmed() is not None
    assert app.file.journal.audit().differing == ()
    app.close()


def test_an_older_versions_file_is_copied_before_it_is_changed(shelved: Path) -> None:
    place = place_of(load(shelved), shelved.parent)
    place.data.mkdir()
    old = open_writer(place.data / "counter.db", Migrations("nothing"))
    last = schema.pending(old.db)[-1].name
    schema.apply(old.db, stop_before=last)
    has = version(old.db)
    old.close()
    build.counter_of(shelved, headless=True).close()
    (made,) = backups.kept(place.backups)
    assert (made.card.kind, made.card.schema) == (Kind.BEFORE, has)


def test_a_backup_is_taken_back_with_all_that_came_after_it(shelved: Path) -> None:
    with_a_parcel(shelved).close()
    made = keeper.back_up(shelved, None)
    app = build.counter_of(shelved, headless=True)
    with app.desk.counter.unit():
        app.desk.counter.record(StorageRecovered("backup", 1, 2), actor="system")
    head = app.file.journal.head().seq
    app.close()
    done = keeper.restore(shelved, made.path)
    assert (done.from_seq, done.to_seq) == (made.card.seq, head)
    app = build.counter_of(shelved, headless=True)
    told = decode(app.file.journal.since(head, 1)[0].body)
    assert told.facts == StorageRecovered("restored", made.card.seq, head)
    app.close()


def test_a_counter_or_a_carrier_at_work_is_not_restored(shelved: Path) -> None:
    app = with_a_parcel(shelved)
    made = keeper.back_up(shelved, None)
    with pytest.raises(Busy, match=r"counter\.db"):
        keeper.restore(shelved, made.path)
    app.close()
    carrier = Mailbox(shelved.parent / "data" / "mail.db")
    with pytest.raises(Busy, match=r"mail\.db"):
        keeper.restore(shelved, made.path)
    carrier.close()


def test_another_boxs_backup_is_refused_and_nothing_is_touched(shelved: Path) -> None:
    with_a_parcel(shelved).close()
    made = keeper.back_up(shelved, None)
    card = made.path.with_suffix(".json")
    card.write_text(card.read_text().replace(made.card.device, "box-of-others"))
    before = (shelved.parent / "data" / "counter.db").read_bytes()
    with pytest.raises(CannotOpen, match="box-of-others"):
        keeper.restore(shelved, made.path)
    assert (shelved.parent / "data" / "counter.db").read_bytes() == before


def test_where_no_counter_worked_there_is_nothing_to_copy(shelved: Path) -> None:
    with pytest.raises(CannotOpen, match="no counter has worked"):
        keeper.back_up(shelved, None)
    assert keeper.kept(shelved) == ()


def test_a_disk_that_takes_no_writes_leaves_a_counter_in_which_people_find(shelved: Path) -> None:
    app = with_a_parcel(shelved)
    counter = app.desk.counter
    with counter.unit():
        counter.record(StaffAdded("anna", Role.CLERK), actor="central")
        counter.store.people.keep(PersonRow("anna", "Anna K.", "AK"))
    app.desk.access.set_pin("anna", "284613")
    app.close()
    data = shelved.parent / "data"
    lock = data / "counter.db.lock"
    lock.unlink()
    lock.mkdir()  # as on a disk that is mounted read-only, the lock cannot be taken
    before = (data / "counter.db").read_bytes()
    app = build.counter_of(shelved, headless=True)
    assert app.desk.health.storage() == "read_only"
    assert not isinstance(app.desk.access.sign_in("anna", "284613"), Refused)
    (hit,) = app.desk.find.search(CODE)
    assert hit.cell == "A-07"
    assert app.desk.place.move(CODE, "A-01") == Refused(Reason.STORAGE_READ_ONLY)
    app.desk.tick(0)
    assert app.desk.health.storage() == "read_only", "it stays so"
    app.close()
    assert (data / "counter.db").read_bytes() == before
    assert not list(shelved.parent.rglob("search"))


def test_a_copy_that_a_killed_counter_left_goes_at_the_next_start(
    shelved: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = place_of(load(shelved), shelved.parent)
    place.data.mkdir(parents=True)
    monkeypatch.setattr(keeper.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    left = (place.runtime / "search", tmp_path / "temporary" / "kiosk-search-1234")
    for folder in left:
        folder.mkdir(parents=True)
        (folder / "counter.db").write_bytes(b"names")
    keeper.open_counter(place).close()
    assert [folder for folder in left if folder.exists()] == []


def test_a_start_on_a_full_disk_gives_the_ballast_up(
    shelved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of(load(shelved), shelved.parent)
    place.data.mkdir(parents=True, exist_ok=True)
    mended = keeper.mend

    def full(asked: Place) -> object:
        if place.ballast.exists():
            raise StorageFull("no room")
        return mended(asked)

    place.ballast.write_bytes(b"room")
    monkeypatch.setattr(keeper, "mend", full)
    keeper.open_counter(place).close()
    assert not place.ballast.exists()


def test_a_full_disk_without_ballast_is_told(
    shelved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Place) -> object:
        raise StorageFull("no room")

    monkeypatch.setattr(keeper, "mend", full)
    with pytest.raises(StorageFull):
        keeper.open_counter(place_of(load(shelved), shelved.parent))


def test_on_a_low_disk_no_copy_is_made_and_two_hourly_ones_stay(
    hours: Hours, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        hours.keeper.look()
        hours.later(1)
        hours.work()
    assert len(hours.kinds) == 4
    monkeypatch.setattr(
        keeper.shutil, "disk_usage", lambda _: SimpleNamespace(free=50_000_000, total=10**9)
    )
    assert hours.keeper.look() is None
    assert len(hours.kinds) == 3
    assert hours.kinds.count(Kind.HOURLY) == 2


def test_what_is_past_its_time_goes_though_no_copy_is_due(hours: Hours) -> None:
    hours.keeper.look()
    hours.later(1)
    hours.work()
    hours.keeper.look()
    part = hours.place.backups / "counter-1.part"
    part.touch()
    assert len(hours.kinds) == 2
    hours.later(8 * 24)
    assert hours.keeper.look() is None, "nothing happened"
    assert len(hours.kinds) == 1
    assert part.exists(), "`kiosk backup` may be making it"


def test_damaged_files_go_from_a_low_disk_too(
    hours: Hours, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = hours.place.data / "evidence" / str(hours.at.at - 8 * 24 * HOUR_MS)
    old.mkdir(parents=True)
    monkeypatch.setattr(
        keeper.shutil, "disk_usage", lambda _: SimpleNamespace(free=50_000_000, total=10**9)
    )
    assert hours.keeper.look() is None
    assert not old.exists()
