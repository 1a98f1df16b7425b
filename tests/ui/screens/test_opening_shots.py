"""The pictures of the fit-out: taken by the camera, sent when all are there, looked at again."""

from kiosk.core.facts import opening as facts
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import OpeningStage, PlaceFacts, ShotState, ShotVerdict
from kiosk.core.openings import Opening
from tests.ui.screens.conftest import Room

S = OpeningStage
SHOTS = (
    *("facade", "sign", "entrance", "counter", "fitting_room"),
    *("shelves", "store", "camera_view", "floor_plan", "lease", "registration"),
)


def tell(room: Room, *told: Fact, by: str | None = None) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(*told, actor=by)


def to_fit_out(room: Room) -> None:
    tell(room, facts.OpeningInvited("o1"), by="central")
    tell(room, facts.OpeningSubmitted("o1", 1, 1, "Sadovaya 18", PlaceFacts()))
    for stage in (S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, S.FIT_OUT):
        tell(room, facts.OpeningStageSet("o1", stage), by="central")


def now(room: Room) -> Opening:
    opening = room.show.desk.opening.current()
    assert isinstance(opening, Opening)
    return opening


def test_a_picture_is_taken_looked_at_and_counts(room: Room) -> None:
    to_fit_out(room)
    room.open(room.show.office.doors.opening())
    room.tap("opening.shots")
    room.tap("shots.send")
    assert "Pictures missing: 11" in room.said
    room.tap("shot.facade.take")
    room.tap("shot.snap")
    room.tap("shot.use")
    row = now(room).shot("facade")
    assert row is not None
    assert row.state is ShotState.TAKEN
    room.tap("shot.facade.look")
    assert room.screen == "viewer"


def test_rework_asks_for_one_picture_with_the_words_beside_it(room: Room) -> None:
    to_fit_out(room)
    tell(room, *(facts.ShotTaken("o1", shot, "ab" * 32) for shot in SHOTS))
    room.open(room.show.office.doors.opening_shots())
    room.tap("shots.send")
    assert now(room).state is S.FIT_OUT_REVIEW
    assert "shots.send" not in {row["id"] for row in room.loop.screen.tree()}
    again = (ShotVerdict("sign", "It is not lit"),)
    tell(room, facts.OpeningStageSet("o1", S.REWORK, shots=again), by="central")
    room.open(room.show.office.doors.opening_shots())
    assert "It is not lit" in room.words()
    assert "Take it again" in room.words()
    room.tap("shots.send")
    assert "Pictures missing: 1" in room.said


def test_a_paper_is_photographed_before_the_fit_out_and_wanted_again_with_words(room: Room) -> None:
    tell(room, facts.OpeningInvited("o1"), by="central")
    tell(room, facts.OpeningSubmitted("o1", 1, 1, "Sadovaya 18", PlaceFacts()))
    for stage in (S.LOCATION_REVIEW, S.LOCATION_APPROVED):
        tell(room, facts.OpeningStageSet("o1", stage), by="central")
    room.open(room.show.office.doors.opening())
    room.tap("opening.shots")
    tell(room, *(facts.ShotTaken("o1", shot, "ab" * 32) for shot in SHOTS[:-1]))
    for stage in (S.CONTRACT, S.FIT_OUT):
        tell(room, facts.OpeningStageSet("o1", stage), by="central")
    room.open(room.show.office.doors.opening_shots())
    room.tap("shots.send")
    assert "Pictures missing: 1" in room.said, "the company's registration"
    tell(room, facts.ShotTaken("o1", "registration", "ab" * 32))
    room.tap("shots.send")
    again = (ShotVerdict("lease", "The second page is missing"),)
    tell(room, facts.OpeningStageSet("o1", S.REWORK, shots=again), by="central")
    row = now(room).shot("lease")
    assert row is not None
    assert (row.state, row.before) == (ShotState.REWORK, "ab" * 32)
    assert row.text == "The second page is missing"
