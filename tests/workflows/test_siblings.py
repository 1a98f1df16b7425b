"""Settings of the central and echoes of other counters: bounded, whole or not at all."""

from collections.abc import Iterator

import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import replace

from kiosk.core import events
from kiosk.core import opening_letters as letters
from kiosk.core.events import CENTRAL, SYSTEM, Event
from kiosk.core.facts import people, stockroom, visits
from kiosk.core.facts.fact import CellSpec, Fact
from kiosk.core.facts.opening import OpeningStageSet, OpeningSubmitted
from kiosk.core.messages import SIBLINGS, ConfigSet, SiblingEvents, StaffUpsert
from kiosk.core.opening_letters import OpeningInvited
from kiosk.core.opening_words import OpeningStage, PlaceFacts
from kiosk.core.words import ClockQuality, ParcelState, Role, Size, Zone
from tests.workflows.conftest import CELLS, T0, Point

SIBLING = "01900000-0000-7000-8fff-%012d"


@pytest.fixture
def shared(point: Point) -> Iterator[Point]:
    """A counter that shares its point, with a parcel on the shelf."""
    point.mail(ConfigSet(1, {SIBLINGS: True}))
    point.stock("c1", "P1")
    yield point
    assert point.store.journal.audit().differing == ()


def told(n: int, fact: Fact, *, actor: str = "igor", via: str | None = None) -> Event:
    type_ = events.type_of(fact)
    boot, clock = "a" * 16, ClockQuality.NTP
    return Event(SIBLING % n, type_, 1, T0 + n, 7, boot, clock, actor, fact, via=via)


def relay(*told_: Event) -> SiblingEvents:
    return SiblingEvents("box-2", tuple(Raw(events.encode(event)) for event in told_))


def issued(n: int = 1) -> tuple[Event, Event]:
    return (
        told(n, visits.ParcelPicked("P1", "s-9", "A-01")),
        told(n + 1, visits.ParcelIssued("P1", "s-9", "code")),
    )


def test_an_echo_keeps_who_and_when_and_names_the_original(shared: Point) -> None:
    shared.mail(relay(*issued()))
    assert shared.outcomes()[-1] == ("applied", "")
    *_, echo, done = shared.events()
    assert (echo.type, echo.actor, echo.via) == ("parcel.issued", "igor", SIBLING % 2)
    assert (echo.recorded_at, echo.boot) == (T0 + 2, shared.clock.stamp.boot)
    assert echo.cause == done.facts.message  # type: ignore[attr-defined]
    parcel = shared.store.parcels.get("P1")
    assert parcel
    assert parcel.state is ParcelState.ISSUED


def test_shelves_drawn_at_the_other_counter_count_here_and_no_file_undoes_them(
    shared: Point,
) -> None:
    larger, new = replace(CELLS[1], size=Size.L), CellSpec("K-01", "K", Size.S, Zone.MAIN, 50, 1)
    shared.mail(relay(told(1, stockroom.CellmapChanged((larger, new), ("A-04",)))))
    cells = {cell.cell: cell for cell in shared.store.cells.all()}
    assert (cells["A-02"].size, cells["K-01"].shelf, "A-04" in cells) == (Size.L, 1, False)
    shared.counter.ensure_cell_map(CELLS)
    shared.mail(relay(told(2, stockroom.CellmapChanged(CELLS), actor=SYSTEM)))
    assert {cell.cell: cell for cell in shared.store.cells.all()} == cells


def test_a_term_that_ran_out_at_the_other_counter_has_run_out_here(point: Point) -> None:
    point.mail(ConfigSet(1, {SIBLINGS: True}), OpeningInvited("o1"))
    with point.counter.unit():  # while the central thought it still a draft
        point.counter.record(OpeningSubmitted("o1", 1, 2, "x", PlaceFacts(), 1), actor="olga")
    point.mail(letters.OpeningStageSet("o1", OpeningStage.EXPIRED, 1))
    assert point.outcomes()[-1] == ("rejected", "stale")
    ended = OpeningStageSet("o1", OpeningStage.EXPIRED, version=1)
    point.mail(relay(told(1, ended, actor=CENTRAL)))
    assert point.outcomes()[-1] == ("applied", "")
    (known,) = point.store.openings.all()
    assert known.state is OpeningStage.EXPIRED
    other = OpeningStageSet("o1", OpeningStage.LOCATION_REVIEW, version=3)
    point.mail(relay(told(2, other, actor=CENTRAL)))
    assert point.outcomes()[-1] == ("rejected", "bad_data")
    assert point.store.journal.audit().differing == ()


def test_a_relay_that_comes_again_changes_nothing(shared: Point) -> None:
    shared.mail(relay(*issued()))
    before = shared.store.parcels.get("P1")
    shared.mail(relay(*issued()))
    assert shared.store.parcels.get("P1") == before


def test_a_point_that_is_not_shared_hears_of_nobody(point: Point) -> None:
    point.stock("c1", "P1")
    point.mail(relay(*issued()))
    assert point.outcomes()[-1] == ("rejected", "siblings_off")
    assert point.store.parcels.get("P1").state is ParcelState.STORED  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "bad",
    [
        Raw(b"{}"),
        Raw(b"[" * 20_000),
        Raw(b"null"),
        Raw(events.encode(told(5, stockroom.CellBlocked("A-02", "x"), via=SIBLING % 4))),
        Raw(events.encode(told(5, stockroom.CellBlocked("A-02", "x"), actor=CENTRAL))),
        Raw(events.encode(told(5, people.StaffBlocked("a" * 64)))[:-20]),
    ],
)
def test_one_bad_event_refuses_the_whole_letter(shared: Point, bad: Raw) -> None:
    good = [Raw(events.encode(event)) for event in issued()]
    before = shared.store.journal.head().seq
    shared.mail(SiblingEvents("box-2", (*good, bad)))
    assert shared.outcomes()[-1] == ("rejected", "bad_data")
    assert shared.store.journal.head().seq == before + 1, "nothing but the answer"


def test_an_event_that_would_grow_too_large_is_refused(shared: Point) -> None:
    items = [{"title": "x" * 200, "detail": "y" * 190} for _ in range(40)]
    raw = msgspec.json.decode(events.encode(told(1, stockroom.ParcelExpected("H1", "D1"))))
    raw["facts"]["items"] = items
    shared.mail(SiblingEvents("box-2", (Raw(msgspec.json.encode(raw)),)))
    assert shared.outcomes()[-1] == ("rejected", "bad_data")


def test_what_a_newer_sibling_tells_is_passed_over(shared: Point) -> None:
    tea = events.encode(told(3, people.ShiftOpened("igor"))).replace(b"shift.opened", b"tea.served")
    shared.mail(SiblingEvents("box-2", (Raw(tea), *relay(*issued()).events)))
    assert shared.outcomes()[-1] == ("applied", "unknown_type")
    assert shared.store.parcels.get("P1").state is ParcelState.ISSUED  # type: ignore[union-attr]


def test_what_cannot_be_followed_is_kept_and_changes_no_row(shared: Point) -> None:
    before = shared.store.parcels.get("P1")
    stray = told(1, visits.ParcelPutBack("P1", "B-01"))
    shared.mail(relay(stray))
    assert shared.outcomes()[-1] == ("applied", "")
    assert shared.store.parcels.get("P1") == before
    assert shared.events("parcel.put_back")[-1].via == stray.id


@pytest.mark.parametrize("settings", [{"lock_s": True}, {SIBLINGS: True, "pin": True}, {"": True}])
def test_a_setting_that_is_not_the_central_s_is_refused(
    point: Point, settings: dict[str, bool]
) -> None:
    point.mail(ConfigSet(5, settings))
    assert point.outcomes()[-1] == ("rejected", "bad_key")
    assert not point.store.snapshots.setting(SIBLINGS)
    assert point.events("config.applied") == []


def test_the_newer_settings_stand(point: Point) -> None:
    point.mail(ConfigSet(5, {SIBLINGS: True}), ConfigSet(4, {SIBLINGS: False}))
    assert point.outcomes()[-2:] == [("applied", ""), ("rejected", "stale")]
    assert point.store.snapshots.setting(SIBLINGS)
    point.mail(replace(ConfigSet(6, {SIBLINGS: False})))
    assert not point.store.snapshots.setting(SIBLINGS)


def test_who_joined_at_the_other_counter_is_shown_by_name_once_it_is_told(shared: Point) -> None:
    shared.mail(relay(told(1, people.StaffAdded("s-7", Role.CLERK), actor="olga")))
    assert _names(shared)["s-7"] == "s-7"
    shared.mail(StaffUpsert("s-7", "Maria L.", Role.CLERK), seen=shared.store.journal.head().seq)
    assert shared.outcomes()[-1] == ("applied", "")
    assert _names(shared)["s-7"] == "Maria L."


def _names(point: Point) -> dict[str, str]:
    return {staff.staff: row.name for staff, row in point.store.people.everybody()}
