"""Stills at each change of custody: taken by the way, told or skipped, waited for by nobody."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.dropoffs import Declared
from kiosk.core.facts.evidence import PhotoSkipped, PhotoTaken
from kiosk.core.refusals import Refused
from kiosk.core.words import BoxClass, Flow, ParcelKind, Purpose
from kiosk.hw.ports import DeviceState, PictureCut
from kiosk.hw.ports import PhotoTaken as Shot
from kiosk.workflows.brought import Taken
from kiosk.workflows.photos import MOST_WAITING
from kiosk.workflows.views import CustomerCard, Issued, SellerCard, ShipmentCard
from tests.sync.photo_world import jpeg, name_of
from tests.workflows.conftest import T0, Point
from tests.workflows.test_give_back import CODE, letter
from tests.workflows.test_photos import Studio

EVERYWHERE = (
    "photo_at_seal",
    "photo_at_arrival",
    "photo_at_accept",
    "photo_at_issue",
    "photo_at_hand_over",
    "photo_at_give_back",
    "photo_at_drop_off",
)


@pytest.fixture
def studio(point: Point, policy_letter: Callable[..., messages.PolicySet]) -> Studio:
    """A camera, and a network that wants a still of everything; P1 of c1 lies in A-01."""
    point.stock("c1", "P1")
    point.mail(policy_letter(3, photos_damage=2, **dict.fromkeys(EVERYWHERE, True)))
    return Studio(point)


def owed(studio: Studio, *subjects: str) -> None:
    """Owe stills as an activity does: in its unit; then ask for them."""
    stills = studio.point.desk.stills
    with studio.point.counter.unit():
        for subject in subjects:
            stills.owe(subject, Purpose.SEAL)
    stills.take()


def answered(studio: Studio, raw: bytes) -> None:
    """Let the camera and the cutter answer for the photo under way."""
    studio.hear(Shot(studio.asked[-1], b"large", None, 1.0))
    studio.hear(PictureCut(studio.asked[-1], raw, ""))


def skips(studio: Studio) -> list[object]:
    return [event.facts for event in studio.point.events("photo.skipped")]


def waits(studio: Studio) -> list[str]:
    return [row.subject for row in studio.point.store.photos.owed()]


def opened(studio: Studio) -> str:
    """Open the visit of c1 with its parcel taken."""
    card = studio.point.desk.issue.open(studio.point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session is not None
    studio.point.desk.issue.pick(card.session.session, "P1")
    return card.session.session


# -- where -----------------------------------------------------------------------------------------


def test_an_issue_waits_for_no_still_and_one_shows_it(studio: Studio) -> None:
    session = opened(studio)
    assert isinstance(studio.point.desk.issue.complete(session), Issued)
    assert len(studio.asked) == 1
    answered(studio, jpeg(800))
    (told,) = studio.point.events("photo.")
    assert told.facts == PhotoTaken(studio.asked[0], name_of(jpeg(800)), session, Purpose.ISSUE)
    assert told.actor == "anna"
    assert waits(studio) == []


def test_an_issue_without_a_camera_is_no_slower_and_the_skip_stands_in_its_unit(
    studio: Studio,
) -> None:
    studio.camera(DeviceState.ABSENT)
    session = opened(studio)
    ran: list[str] = []
    studio.point.store.db.conn.set_trace_callback(ran.append)
    studio.point.desk.issue.complete(session)
    types = [event.type for event in studio.point.events()]
    assert types[-3:] == ["parcel.issued", "session.completed", "photo.skipped"]
    assert skips(studio) == [PhotoSkipped(session, Purpose.ISSUE, "no_camera")]
    assert ran.count("COMMIT") == 1


def test_a_refused_issue_is_not_photographed(studio: Studio) -> None:
    card = studio.point.desk.issue.open(studio.point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session is not None
    studio.point.desk.issue.complete(card.session.session)
    assert (studio.asked, skips(studio), waits(studio)) == ([], [], [])


def test_a_senders_parcel_is_photographed_once_and_the_still_stands_in_its_unit(
    studio: Studio,
) -> None:
    dropoffs, declared = studio.point.desk.dropoffs, Declared(is_packed=True, is_allowed=True)
    ran: list[str] = []
    studio.point.store.db.conn.set_trace_callback(ran.append)
    assert isinstance(dropoffs.accept("48219001-0001-1", declared), Taken)
    assert isinstance(dropoffs.accept("48219001-0001-1", declared), Taken)  # its cell again
    assert (len(studio.asked), ran.count("COMMIT")) == (1, 1)
    answered(studio, jpeg(800))
    (told,) = studio.point.events("photo.")
    assert isinstance(told.facts, PhotoTaken)
    assert (told.facts.subject, told.facts.purpose) == ("48219001-0001-1", Purpose.DROP_OFF)


def test_a_senders_parcel_that_is_refused_is_not_photographed(studio: Studio) -> None:
    dropoffs = studio.point.desk.dropoffs
    assert isinstance(dropoffs.accept("48219001-0001-1", Declared()), Refused)
    assert (studio.asked, skips(studio), waits(studio)) == ([], [], [])


def test_a_delivery_and_each_parcel_of_it_are_photographed_once(studio: Studio) -> None:
    point = studio.point
    point.mail(
        messages.DeliveryAnnounced("D9", "Meridian", T0),
        messages.DeliveryPart("D9", 1, (messages.ManifestLine("P8"), messages.ManifestLine("P9"))),
    )
    point.desk.accept.arrive("D9")
    for parcel in ("P8", "P9", "P9", "P7"):  # scanned twice, and one that no list names
        point.desk.accept.receive("D9", parcel)
    assert waits(studio) == ["D9", "P8", "P9", "P7"]
    for seed in range(4):
        answered(studio, jpeg(800, seed))
    told = [event.facts for event in point.events("photo.taken")]
    assert [(fact.subject, fact.purpose) for fact in told] == [  # type: ignore[attr-defined]
        ("D9", Purpose.ARRIVAL),
        ("P8", Purpose.ACCEPT),
        ("P9", Purpose.ACCEPT),
        ("P7", Purpose.ACCEPT),
    ]


def test_what_comes_damaged_has_its_own_photos(studio: Studio) -> None:
    point = studio.point
    point.mail(
        messages.DeliveryAnnounced("D9", "Meridian", T0),
        messages.DeliveryPart("D9", 1, (messages.ManifestLine("P9"),)),
    )
    point.desk.accept.arrive("D9")
    answered(studio, jpeg(800))
    for seed in (1, 2):
        studio.shoot(jpeg(800, seed), "P9")
    point.desk.accept.damaged("D9", "P9")
    assert waits(studio) == []


def test_what_a_driver_takes_is_photographed(studio: Studio) -> None:
    point, ship = studio.point, studio.point.desk.ship
    point.mail(messages.OrderCancelled("o-P1", ("P1",)))
    ship.begin("BOX:1", Flow.REVERSE, BoxClass.NORMAL)
    ship.pack("BOX:1", "P1")
    ship.seal("BOX:1", "S-101")
    card = ship.start(Flow.REVERSE)
    assert isinstance(card, ShipmentCard)
    ship.load(card.shipment.shipment, "BOX:1")
    ship.hand_over(card.shipment.shipment, "Oleg")
    assert waits(studio) == ["BOX:1", card.shipment.shipment]
    assert len(studio.asked) == 1, "one after the other"


def test_what_a_seller_takes_is_photographed(studio: Studio) -> None:
    point, giving = studio.point, studio.point.desk.give_back
    line = messages.ManifestLine("S1", kind=ParcelKind.SELLER, seller_ref="s1")
    point.mail(
        letter(point, CODE, T0),
        messages.DeliveryAnnounced("D8", "Meridian", T0),
        messages.DeliveryPart("D8", 1, (line,)),
    )
    point.desk.accept.arrive("D8")
    point.desk.accept.receive("D8", "S1")
    point.desk.place.move("S1", "A-02")
    card = giving.open(CODE)
    assert isinstance(card, SellerCard)
    giving.pick(card.session.session, "S1")
    giving.complete(card.session.session)
    assert waits(studio)[-1] == card.session.session


def test_by_rules_that_want_none_no_still_is_taken(point: Point) -> None:
    studio = Studio(point)
    owed(studio, "b1")
    assert (studio.asked, skips(studio), waits(studio)) == ([], [], [])


# -- what becomes of them --------------------------------------------------------------------------


def test_stills_and_photos_follow_each_other(studio: Studio) -> None:
    owed(studio, "b1", "b2")
    studio.point.desk.photos.take("P1", Purpose.DAMAGE)
    assert len(studio.asked) == 1
    assert studio.shots().is_coming
    for seed in range(3):
        answered(studio, jpeg(800, seed))
    told = [event.facts for event in studio.point.events("photo.taken")]
    assert [fact.subject for fact in told] == ["b1", "b2", "P1"]  # type: ignore[attr-defined]
    assert not studio.shots().is_coming


@pytest.mark.parametrize(
    "answers",
    [
        lambda ask: [Shot(ask, None, "timeout", 1.0)],
        lambda ask: [Shot(ask, b"large", None, 1.0), PictureCut(ask, None, "is not a picture")],
    ],
    ids=["no still", "no picture"],
)
def test_a_still_that_does_not_come_is_told_and_the_next_one_is_taken(
    studio: Studio, answers: Callable[[str], list[Shot | PictureCut]]
) -> None:
    owed(studio, "b1")
    studio.point.desk.photos.take("P1", Purpose.DAMAGE)
    studio.point.counter.signed_in = None
    for answer in answers(studio.asked[-1]):
        studio.hear(answer)
    assert skips(studio) == [PhotoSkipped("b1", Purpose.SEAL, "no_picture")]
    assert studio.point.events("photo.skipped")[0].actor == "anna"
    assert studio.shots().trouble == "", "nobody waits for a still"
    assert len(studio.asked) == 2
    assert waits(studio) == []


def test_without_a_camera_the_reason_is_told_at_once(studio: Studio) -> None:
    studio.camera(DeviceState.ABSENT)
    owed(studio, "b1")
    assert skips(studio) == [PhotoSkipped("b1", Purpose.SEAL, "no_camera")]
    assert (studio.asked, waits(studio)) == ([], [])


def test_a_room_full_of_waiting_photos_takes_no_still(studio: Studio) -> None:
    studio.shoot(jpeg(5000))
    owed(studio, "b1")
    assert skips(studio) == [PhotoSkipped("b1", Purpose.SEAL, "no_room")]


def test_a_camera_that_never_answers_holds_so_many_and_no_more(studio: Studio) -> None:
    for n in range(MOST_WAITING + 3):
        owed(studio, f"b{n}")
    assert len(studio.asked) == 1
    assert [fact.reason for fact in skips(studio)] == ["no_picture"] * 2  # type: ignore[attr-defined]


@pytest.mark.disk
def test_a_still_the_disk_does_not_take_stops_nothing(studio: Studio) -> None:
    owed(studio, "b1", "b2")
    studio.point.read_only()
    answered(studio, jpeg(800))
    assert len(studio.asked) == 2


# -- the plug --------------------------------------------------------------------------------------


def test_stills_that_were_pending_when_the_plug_was_pulled_are_told_as_skipped(
    studio: Studio,
) -> None:
    owed(studio, "b1", "b2")
    answered(studio, jpeg(800))
    studio.restart()
    assert skips(studio) == [PhotoSkipped("b2", Purpose.SEAL, "cut_off")]
    assert studio.point.events("photo.skipped")[0].actor == "anna"
    studio.restart()
    assert len(skips(studio)) == 1, "once"
    assert waits(studio) == []


def test_a_still_owed_is_in_the_file_before_the_camera_is_asked(studio: Studio) -> None:
    """The plug is pulled between the commit and the camera."""
    with studio.point.counter.unit():
        studio.point.desk.stills.owe("b1", Purpose.SEAL)
    studio.restart()
    assert studio.asked == []
    assert skips(studio) == [PhotoSkipped("b1", Purpose.SEAL, "cut_off")]


def test_a_still_of_what_did_not_happen_is_not_owed(studio: Studio) -> None:
    def breaks() -> None:
        with studio.point.counter.unit():
            studio.point.desk.stills.owe("b1", Purpose.SEAL)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    studio.point.desk.stills.take()
    assert (studio.asked, waits(studio)) == ([], [])


def test_an_answer_that_comes_after_the_start_is_no_photo(studio: Studio) -> None:
    owed(studio, "b1")
    request = studio.asked[-1]
    studio.restart()
    studio.hear(Shot(request, b"large", None, 1.0))
    assert studio.cuts == []
