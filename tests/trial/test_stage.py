"""The stage: a whole point on this machine, from its start to the last process that ends."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.central.manifests import Manifest
from kiosk.central.wish_forms import CancelWish, DeliveryWish
from kiosk.config import ConfigFaults
from kiosk.core.facts.fact import CellSpec, Item
from kiosk.core.messages import CustomerLine, ManifestLine
from kiosk.core.words import ClockQuality, ParcelState, Size, Zone
from kiosk.hw.ports import DeviceState
from kiosk.trial.stage import DEVICE, POINT, TEAM, Setting, Stage, TakenOver, Unmet
from kiosk.trial.stage_clock import StageClock
from tests.trial.leftovers import leftovers

CELLS = tuple(CellSpec(f"A-0{n}", "A", Size.S, Zone.MAIN, n) for n in range(1, 5))
PARCEL, CUSTOMER = "48210001-0001-1", "c1"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A point with its team, before its first delivery."""
    made = Stage(Setting(tmp_path_factory.mktemp("stage"), CELLS, "en", broker="mosquitto"))
    try:
        made.open_point()
        yield made
    finally:
        made.close()


def ready(stage: Stage) -> set[str]:
    devices = stage.app.desk.health.devices()
    return {device.kind for device in devices if device.state is DeviceState.READY}


def minute_of(clock: StageClock) -> int:
    return clock.wall() // 60_000 % (24 * 60)


def state_of(stage: Stage) -> ParcelState | None:
    """Where the parcel is."""
    parcel = stage.app.file.parcels.get(PARCEL)
    return parcel.state if parcel else None


# the stages that end at once come first: two at a time are slow


def test_a_stage_that_is_taken_down_leaves_no_process_thread_or_port(tmp_path: Path) -> None:
    with leftovers() as left:
        made = Stage(Setting(tmp_path, CELLS, broker="mosquitto"))
        made.until(lambda: "camera" in ready(made), "the camera is open")
        made.app.loop.later(int, lambda _: None)  # the screen's worker is there, too
        made.close()
        made.close()
    assert left == []
    assert made.central.poll() is not None


def test_a_stage_that_cannot_begin_takes_down_what_ran_already(tmp_path: Path) -> None:
    with leftovers() as left, pytest.raises(ConfigFaults, match="the screen is too small"):
        Stage(replace(Setting(tmp_path, CELLS, broker="mosquitto"), size=(64, 48)))
    assert left == []


def test_one_delivery_and_one_customer_are_played_by_hand_scan_and_camera(stage: Stage) -> None:
    assert stage.screen == "lock"
    stage.sign_in(TEAM[0])
    line = ManifestLine(PARCEL, order="o1", customer_ref=CUSTOMER, items=(Item("Lamp", 990),))
    known = (CustomerLine(CUSTOMER, "Mary S.", "1234"),)
    stage.wish(DeliveryWish(POINT, Manifest("D-1", "Meridian", stage.clock.wall(), (line,), known)))
    stage.until(lambda: stage.app.file.codes.windows(CUSTOMER), "the codes arrive")
    stage.tap("rail.accept")
    stage.scan("D-1")
    stage.until(lambda: stage.screen == "accept", "the delivery opens")
    stage.tap("accept.arrive")
    stage.scan(PARCEL)
    stage.until(lambda: stage.lit() == {"A-01"}, "its cell blinks")
    stage.scan("CELL:A-01")
    stage.until(lambda: state_of(stage) is ParcelState.STORED, "it is put away")
    stage.tap("accept.close")
    stage.tap("rail.issue")
    stage.show(stage.code_of(CUSTOMER))
    stage.until(lambda: stage.screen == "customer", "the camera reads the phone")
    stage.until(lambda: stage.lit() == {"A-01"}, "its cell shines")
    stage.scan(PARCEL)
    stage.until(lambda: state_of(stage) is ParcelState.PICKED, "it is picked")
    stage.tap("issue.confirm")
    stage.show_counter()
    stage.until(lambda: stage.printer.papers, "the receipt is printed")
    stage.until(stage.is_settled, "the central has everything")
    ours = [(row.seq, row.id) for row in stage.app.file.journal.since(0, 1000)]
    books = stage.books()
    assert (books.event_ids(DEVICE), books.counts(POINT).parcels) == (ours, {"issued": 1})
    books.close()


def test_every_scan_is_kept_with_its_moments_and_every_lamp_with_its_own(stage: Stage) -> None:
    assert len(stage.scans) >= 4
    assert all(seen <= shown for seen, shown in stage.scans)
    assert {frozenset[int](), frozenset({0})} == {lit for _, lit in stage.latches}


def test_a_picture_of_the_screen_is_saved_where_it_is_wanted(stage: Stage, tmp_path: Path) -> None:
    stage.picture(tmp_path / "new" / "home.png")
    assert (tmp_path / "new" / "home.png").read_bytes().startswith(b"\x89PNG")


def test_what_does_not_happen_in_time_is_told_with_the_screen_in_front(stage: Stage) -> None:
    with pytest.raises(Unmet) as told:
        stage.until(lambda: False, "the moon rises", 0.0)
    assert str(told.value) == f"the moon rises: not within 0 s (on {stage.screen})"


def test_a_wish_that_the_central_does_not_grant_is_unmet(stage: Stage) -> None:
    with pytest.raises(Unmet, match="nowhere"):
        stage.wish(CancelWish("nowhere", "o1", (PARCEL,)))


def test_nobody_has_a_code_who_is_not_known(stage: Stage) -> None:
    with pytest.raises(Unmet, match="the central knows no customer c2"):
        stage.code_of("c2")


def test_a_person_who_touches_the_screen_takes_over(stage: Stage) -> None:
    stage.app.loop.hands += 1
    with pytest.raises(TakenOver):
        stage.until(lambda: False, "something")
    stage.scripted = False
    stage.rest(0.0)
    stage.app.loop.hands, stage.scripted = 0, True


def test_after_a_pulled_plug_the_counter_has_all_it_had_and_goes_on(stage: Stage) -> None:
    before, scans, carrier = stage.app.file.journal.since(0, 1000), stage.scans, stage.sync
    stage.pull_plug()
    kept = stage.app.file.journal.since(0, 1000)
    # what the mail brought in that very moment may stand above it
    assert (kept[: len(before)], stage.scans) == (before, scans)
    assert (carrier.returncode, stage.sync.poll()) == (-signal.SIGKILL, None)
    stage.block("A-04")
    assert "cell.blocked" in {row.type for row in stage.app.file.journal.since(kept[-1].seq, 1000)}


def test_the_stages_day_begins_at_nine_and_is_skipped_forward_only() -> None:
    clock = StageClock()
    told = [minute_of(clock)]
    for minute in (12 * 60 + 40, 10 * 60):
        clock.go_to(minute)
        told.append(minute_of(clock))
    clock.skip(60_000)
    told.append(minute_of(clock))
    assert told == [9 * 60, 12 * 60 + 40, 12 * 60 + 40, 12 * 60 + 41]


def test_the_stages_moments_skip_the_wall_and_not_the_stopwatch() -> None:
    clock = StageClock()
    before = clock.stamp()
    clock.skip(3_600_000)
    after = clock.stamp()
    assert after.at - before.at >= 3_600_000
    assert after.mono - before.mono < 3_600_000
    assert (after.boot, after.clock) == (before.boot, ClockQuality.NTP)
