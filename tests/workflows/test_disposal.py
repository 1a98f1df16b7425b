"""What nobody wants back: listed after its days, photographed, disposed of by who may."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.evidence import Skipped
from kiosk.core.facts.evidence import PhotoSkipped, PhotoTaken
from kiosk.core.facts.shipping import ParcelDisposed
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    BoxClass,
    ClockQuality,
    Flow,
    ParcelState,
    Place,
    Purpose,
    UnpackReason,
)
from kiosk.hw.ports import PhotoTaken as Shot
from kiosk.hw.ports import PictureCut, Rhythm
from tests.workflows.conftest import DAY_MS, Point
from tests.workflows.test_photos import Studio, jpeg

Rules = Callable[..., messages.PolicySet]
DAYS = 14
BOX = "BOX:1"


@pytest.fixture
def old(point: Point, policy_letter: Rules) -> Point:
    """Igor, a manager; P1 and P2 went back 14 days ago, P3 yesterday, P4 is a customer's."""
    point.mail(policy_letter(dispose_days=DAYS, photos_dispose=0))
    for number, cell in enumerate(("B-01", "A-02", "A-03", "A-04"), start=1):
        point.stock(f"c{number}", f"P{number}", cell=cell)
    point.mail(*(messages.OrderCancelled(f"o-P{n}", (f"P{n}",)) for n in (1, 2)))
    point.clock.pass_ms((DAYS - 1) * DAY_MS)
    point.mail(messages.OrderCancelled("o-P3", ("P3",)))
    point.clock.pass_ms(DAY_MS)
    point.sign_in("igor")
    return point


def due(point: Point) -> list[str]:
    found = point.desk.disposal.due()
    assert not isinstance(found, Refused)
    return [parcel.parcel for parcel in found]


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused)
    return answer.reason


def test_what_is_old_enough_is_listed_as_one_walks_and_lit(old: Point) -> None:
    assert due(old) == ["P2", "P1"]
    old.desk.disposal.light()
    assert {cell: lamp.rhythm for cell, lamp in old.lights.now.items()} == {
        "A-02": Rhythm.TAKE,
        "B-01": Rhythm.TAKE,
    }
    old.desk.disposal.dark()
    assert not old.lights.now


def test_a_parcel_is_disposed_of_once_and_its_lamp_goes_dark(old: Point) -> None:
    assert isinstance(old.desk.disposal.take("P1"), Parcel)
    assert not old.events("parcel.disposed"), "nothing is done by a scan"
    gone = old.desk.disposal.dispose("P1")
    assert isinstance(gone, Parcel)
    assert (gone.state, gone.place, gone.cell) == (ParcelState.DISPOSED, Place.OUT, None)
    assert "B-01" not in old.lights.now
    again = old.desk.disposal.dispose("P1")
    assert not isinstance(again, Refused)
    (told,) = old.events("parcel.disposed")
    assert (told.facts, told.actor) == (ParcelDisposed("P1"), "igor")
    assert due(old) == ["P2"]


@pytest.mark.parametrize(
    ("parcel", "why"),
    [
        ("P3", Reason.DISPOSED_LATER),
        ("P4", Reason.WRONG_STATE),
        ("P9", Reason.NOT_KNOWN_HERE),
    ],
)
def test_what_may_be_wanted_yet_is_refused(old: Point, parcel: str, why: Reason) -> None:
    assert reason(old.desk.disposal.take(parcel)) is why
    assert reason(old.desk.disposal.dispose(parcel)) is why
    assert not old.events("parcel.disposed")


def test_what_lies_in_a_box_or_in_a_hand_stays(old: Point) -> None:
    old.desk.ship.begin(BOX, Flow.REVERSE, BoxClass.NORMAL)
    old.desk.ship.pack(BOX, "P1")
    assert due(old) == ["P2"]
    assert reason(old.desk.disposal.dispose("P1")) is Reason.ALREADY_PACKED
    old.desk.ship.unpack(BOX, "P1", UnpackReason.UNDO)
    assert due(old) == ["P1", "P2"], "its days go on from when it went back"


def test_by_rules_of_zero_days_nothing_is_ever_disposed_of(
    old: Point, policy_letter: Rules
) -> None:
    old.mail(policy_letter(3, dispose_days=0))
    assert due(old) == []
    assert reason(old.desk.disposal.dispose("P1")) is Reason.NEVER_DISPOSED


def test_by_a_clock_nobody_believes_nothing_is_old_enough(old: Point) -> None:
    old.clock.doubt(ClockQuality.UNSURE)
    assert due(old) == []
    assert reason(old.desk.disposal.dispose("P1")) is Reason.CLOCK_UNSURE


@pytest.mark.parametrize("who", ["anna", "leila", "oleg"])
def test_only_who_may_override_sees_or_does_it(old: Point, who: str) -> None:
    old.sign_in(who)
    for answer in (
        old.desk.disposal.due(),
        old.desk.disposal.take("P1"),
        old.desk.disposal.dispose("P1"),
    ):
        assert reason(answer) is Reason.NOT_ALLOWED
    assert not old.events("parcel.disposed")


def test_without_the_photos_the_network_asks_for_it_stays(old: Point, policy_letter: Rules) -> None:
    old.mail(policy_letter(3, dispose_days=DAYS, photos_dispose=1))
    studio = Studio(old)
    assert reason(old.desk.disposal.dispose("P1")) is Reason.PHOTOS_MISSING
    old.desk.photos.take("P1", Purpose.DISPOSAL)
    studio.hear(Shot(studio.asked[-1], b"large", None, 1.0))
    studio.hear(PictureCut(studio.asked[-1], jpeg(800), ""))
    assert isinstance(old.desk.disposal.dispose("P1"), Parcel)
    (photo,) = old.events("photo.")
    assert isinstance(photo.facts, PhotoTaken)
    assert (photo.facts.subject, photo.facts.purpose) == ("P1", Purpose.DISPOSAL)


def test_without_a_camera_it_goes_and_the_reason_is_told(old: Point, policy_letter: Rules) -> None:
    old.mail(policy_letter(3, dispose_days=DAYS, photos_dispose=1))
    old.desk.disposal.dispose("P1", Skipped.NO_CAMERA)
    (photo,) = old.events("photo.")
    assert photo.facts == PhotoSkipped("P1", Purpose.DISPOSAL, "no_camera")
    assert len(old.events("parcel.disposed")) == 1


def test_a_disk_that_takes_no_writes_disposes_of_nothing(old: Point) -> None:
    old.read_only()
    assert reason(old.desk.disposal.dispose("P1")) is Reason.STORAGE_READ_ONLY
    assert due(old) == ["P2", "P1"]
