"""Claims: raised once, with the photos there are; then nobody is told to raise it any more."""

import pytest

from kiosk.core import messages
from kiosk.core.facts.claiming import ClaimAbout, ClaimRaised
from kiosk.core.notice_words import NoticeKind
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BoxClass, CarriageVerdict, Flow, ParcelState, Purpose
from kiosk.store.photos import PhotoRow
from kiosk.workflows.claims import ClaimCard
from tests.workflows.conftest import DAY_MS, HOUR_MS, T0, Point

K = NoticeKind


def photographed(point: Point, subject: str, purpose: Purpose, sign: str = "a") -> str:
    row = PhotoRow(
        sign * 64,
        1,
        "image/jpeg",
        urgent=False,
        subject=subject,
        purpose=purpose.value,
        taken_at=T0,
    )
    with point.store.unit():
        point.store.photos.keep(row)
    return row.sha256


def is_due(point: Point) -> bool:
    point.desk.notices.tick()
    return K.CLAIM_DUE in [told.notice.kind for told in point.desk.notices.told()]


@pytest.fixture
def short(point: Point) -> Point:
    """A delivery closed without one parcel, with another one damaged; Igor may claim."""
    point.mail(messages.DeliveryAnnounced("D-9", "Meridian", T0 + HOUR_MS))
    lines = tuple(messages.ManifestLine(parcel, customer_ref="c1") for parcel in ("P8", "P9"))
    point.mail(messages.DeliveryPart("D-9", 1, lines))
    point.desk.accept.arrive("D-9")
    point.sign_in("igor")
    point.desk.accept.receive("D-9", "P8")
    photographed(point, "P8", Purpose.DAMAGE)
    assert not isinstance(point.desk.accept.damaged("D-9", "P8", "torn"), Refused)
    point.desk.accept.close("D-9", seen=True)
    return point


def test_what_came_wrong_is_claimed_with_its_photos_and_the_notice_ends(short: Point) -> None:
    assert is_due(short)
    card = short.desk.claims.card("D-9")
    assert isinstance(card, ClaimCard)
    assert {p.parcel: p.state for p in card.parcels} == {
        "P9": ParcelState.MISSING,
        "P8": ParcelState.QUARANTINED,
    }
    assert (card.until, card.claimed_at) == (T0 + 7 * DAY_MS, 0)
    claimed = short.desk.claims.claim("D-9")
    assert isinstance(claimed, ClaimCard)
    assert claimed.claimed_at
    (event,) = short.events("claim.")
    fact = event.facts
    assert isinstance(fact, ClaimRaised)
    assert (fact.about, fact.subject) == (ClaimAbout.DELIVERY, "D-9")
    assert fact.evidence == ("a" * 64,)
    assert not is_due(short)
    assert short.desk.claims.claim("D-9") == claimed, "again changes nothing"
    assert len(short.events("claim.")) == 1


def test_a_claim_may_be_late_for_a_term_is_no_lock(short: Point) -> None:
    short.clock.pass_ms(8 * DAY_MS)
    assert not is_due(short)
    assert isinstance(short.desk.claims.claim("D-9"), ClaimCard)
    assert len(short.events("claim.")) == 1


def test_a_claim_outlives_a_restart(short: Point) -> None:
    short.desk.claims.claim("D-9")
    short.restart()
    short.sign_in("igor")
    assert not is_due(short)


def test_nothing_wrong_and_nothing_closed_is_no_claim(point: Point) -> None:
    point.mail(messages.DeliveryAnnounced("D-9", "Meridian", T0 + HOUR_MS))
    point.sign_in("igor")
    no = point.desk.claims.claim("D-9")
    assert isinstance(no, Refused)
    assert no.reason is Reason.WRONG_STATE
    point.desk.accept.arrive("D-9")
    point.desk.accept.close("D-9", seen=True)
    assert point.desk.claims.claim("D-9") == Refused(Reason.NOTHING_HERE)
    assert point.desk.claims.claim("X-1") == Refused(Reason.NOT_KNOWN_HERE)
    assert point.desk.claims.card("X-1") == Refused(Reason.NOT_KNOWN_HERE)
    assert point.events("claim.") == []


def test_a_point_objects_to_what_the_warehouse_says_of_a_shipment(point: Point) -> None:
    point.stock("c1", "P1", cell="A-01")
    point.mail(messages.OrderCancelled("o-P1", ("P1",)))
    point.sign_in("igor")
    ship = point.desk.ship
    ship.begin("BOX:7731-01", Flow.REVERSE, BoxClass.NORMAL)
    ship.pack("BOX:7731-01", "P1")
    ship.seal("BOX:7731-01", "SEAL1")
    draft = ship.start(Flow.REVERSE)
    name = draft.shipment.shipment  # type: ignore[union-attr]
    ship.load(name, "BOX:7731-01")
    ship.hand_over(name, "Petrov")
    sealed = photographed(point, "BOX:7731-01", Purpose.SEAL, "b")
    assert isinstance(point.desk.claims.claim(name), Refused), "nobody disputes it"
    point.mail(messages.ShipmentVerdict(name, CarriageVerdict.DISPUTED, "One parcel is missing"))
    assert is_due(point)
    card = point.desk.claims.card(name)
    assert isinstance(card, ClaimCard)
    assert (card.about, card.comment) == (ClaimAbout.SHIPMENT, "One parcel is missing")
    assert isinstance(point.desk.claims.claim(name), ClaimCard)
    assert not is_due(point)
    (event,) = point.events("claim.")
    assert event.facts.evidence == (sealed,)  # type: ignore[attr-defined]
