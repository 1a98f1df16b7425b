"""The trial of an opening: accepted, stored and issued by the real work, then told."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.dropoffs import Declared
from kiosk.core.events import CENTRAL
from kiosk.core.facts import opening as facts
from kiosk.core.opening_letters import OpeningInvited, OpeningStageSet
from kiosk.core.opening_words import CheckKind, CheckLine, OpeningStage, PlaceFacts
from kiosk.core.openings import Opening
from kiosk.core.refusals import Reason, Refused
from kiosk.core.trials import TRIAL, Trial, TrialFault, Wrong
from kiosk.core.words import BoxClass, Flow, Role, ShipmentState
from kiosk.workflows.views import BoxCard, CustomerCard, Issued, ShipmentCard
from tests.workflows.conftest import T0, Point

S = OpeningStage
NAME = "7QX-K2M-9F4"
WELL = (CheckLine(CheckKind.READER, 1, 1), CheckLine(CheckKind.LINK, 1, 1))
OPEN = Refused(Reason.TRIAL_OPEN)


@pytest.fixture
def owner(point: Point, policy_letter: Callable[..., messages.PolicySet]) -> Point:
    """A point whose equipment was checked; its network wants a trial of two parcels."""
    point.mail(policy_letter(trial_parcels=2), OpeningInvited(NAME))
    point.sign_in("olga")
    place = facts.OpeningSubmitted(NAME, 1, 1, "Sadovaya 18", PlaceFacts())
    stages = (S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, S.FIT_OUT)
    with point.counter.unit():
        point.counter.record(place)
        point.counter.record(*(facts.OpeningStageSet(NAME, s) for s in stages), actor=CENTRAL)
        point.counter.record(facts.OpeningReportSubmitted(NAME, 1))
        point.counter.record(facts.OpeningStageSet(NAME, S.EQUIPMENT_CHECK), actor=CENTRAL)
        point.counter.record(facts.EquipmentChecked(NAME, WELL))
    return point


def announce(point: Point, delivery: str, *parcels: str, due_at: int = T0) -> None:
    lines = tuple(messages.ManifestLine(p, order=f"o-{p}", customer_ref="c1") for p in parcels)
    point.mail(
        messages.DeliveryAnnounced(delivery, TRIAL, due_at),
        messages.DeliveryPart(delivery, 1, lines, (messages.CustomerLine("c1", "Trial", "0001"),)),
        messages.CodesSet("c1", (point.window(point.code_of("c1")),)),
    )


def accept(point: Point, delivery: str, *parcels: str) -> None:
    point.desk.accept.arrive(delivery)
    for parcel in parcels:
        point.desk.accept.receive(delivery, parcel)
        point.desk.place.move(parcel, "A-01")
    closed = point.desk.accept.close(delivery, seen=True)
    assert not isinstance(closed, Refused), closed


def issue(point: Point, *parcels: str) -> str:
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard), card
    assert card.session
    for parcel in parcels:
        point.desk.issue.pick(card.session.session, parcel)
    assert isinstance(point.desk.issue.complete(card.session.session), Issued)
    return card.session.session


def progress(point: Point) -> Trial:
    found = point.desk.opening.trial()
    assert isinstance(found, Trial)
    return found


def launch(point: Point) -> tuple[str, str]:
    now = point.desk.opening.current()
    assert isinstance(now, Opening)
    point.mail(OpeningStageSet(NAME, S.LAUNCHED, now.version))
    return point.outcomes()[-1]


def test_a_trial_goes_through_the_real_work_and_the_point_is_launched(owner: Point) -> None:
    assert owner.desk.opening.complete_trial() == OPEN, "nothing is announced"
    announce(owner, "T1", "P1", "P2")
    assert progress(owner).parcels == 2
    assert owner.desk.opening.complete_trial() == OPEN
    accept(owner, "T1", "P1", "P2")
    assert (progress(owner).accepted, progress(owner).placed) == (2, 2)
    issue(owner, "P1")
    assert owner.desk.opening.complete_trial() == OPEN, "one is still on the shelf"
    assert launch(owner) == ("rejected", "trial_open")
    issue(owner, "P2")
    told = owner.desk.opening.complete_trial()
    assert isinstance(told, Opening)
    assert (told.trial_parcels, told.trial_errors) == (2, 0)
    owner.desk.opening.complete_trial()
    assert len(owner.events("trial.completed")) == 1, "one that went well is told once"
    assert launch(owner) == ("applied", "")
    assert owner.desk.opening.is_launched()


def test_a_trial_with_a_difference_is_made_up_for_by_another_delivery(owner: Point) -> None:
    announce(owner, "T1", "P1", "P2")
    accept(owner, "T1", "P1")
    issue(owner, "P1")
    assert progress(owner).wrong == (Wrong("P2", TrialFault.MISSING),)
    told = owner.desk.opening.complete_trial()
    assert isinstance(told, Opening)
    assert (told.trial_parcels, told.trial_errors) == (2, 1)
    assert launch(owner) == ("rejected", "trial_open")
    announce(owner, "T2", "P3", "P4", due_at=T0 + 1)
    assert (progress(owner).delivery, progress(owner).wrong) == ("T2", ())
    accept(owner, "T2", "P3", "P4")
    issue(owner, "P3", "P4")
    owner.desk.opening.complete_trial()
    assert launch(owner) == ("applied", "")


def test_a_delivery_that_is_none_of_the_trial_is_no_trial(owner: Point) -> None:
    owner.stock("c1", "P1", "P2")
    assert progress(owner) == Trial(2)


def test_a_trial_smaller_than_the_network_wants_is_refused(owner: Point) -> None:
    announce(owner, "T1", "P1")
    accept(owner, "T1", "P1")
    issue(owner, "P1")
    assert owner.desk.opening.complete_trial() == OPEN


def test_a_point_that_is_not_tried_out_has_no_trial_to_finish(point: Point) -> None:
    point.mail(messages.StaffUpsert("olga", "Olga K.", Role.OWNER))
    point.sign_in("olga")
    assert point.desk.opening.complete_trial() == Refused(Reason.NOT_KNOWN_HERE)
    point.mail(OpeningInvited(NAME))
    no = point.desk.opening.complete_trial()
    assert isinstance(no, Refused)
    assert no.reason is Reason.WRONG_STATE


def test_pressed_twice_a_trial_with_errors_is_told_once(owner: Point) -> None:
    announce(owner, "T1", "P1", "P2")
    accept(owner, "T1", "P1")
    issue(owner, "P1")
    for _ in range(2):
        assert isinstance(owner.desk.opening.complete_trial(), Opening)
    assert len(owner.events("trial.completed")) == 1


def test_until_the_launch_nothing_comes_in_but_the_trial(owner: Point) -> None:
    no = Refused(Reason.NOT_LAUNCHED)
    owner.mail(messages.DeliveryAnnounced("D1", "Meridian", T0))
    owner.mail(messages.DeliveryPart("D1", 1, (messages.ManifestLine("P9"),), ()))
    desk = owner.desk
    assert desk.accept.arrive("D1") == no
    assert desk.accept.unannounced() == no
    assert desk.returns.open("R1") == no
    assert desk.dropoffs.accept("1Z0000000000000001", Declared()) == no
    announce(owner, "T1", "P1", "P2")
    assert not isinstance(desk.accept.arrive("T1"), Refused)


@pytest.mark.parametrize("ends", ["withdrawn", "expired"])
def test_an_opening_that_ends_locks_no_parcel_in(owner: Point, ends: str) -> None:
    announce(owner, "T1", "P1", "P2")
    accept(owner, "T1", "P1", "P2")
    announce(owner, "T2", "P3")
    if ends == "withdrawn":
        owner.desk.opening.withdraw()
    else:
        now = owner.desk.opening.current()
        assert isinstance(now, Opening)
        owner.mail(OpeningStageSet(NAME, S.EXPIRED, now.version))
    assert owner.desk.accept.arrive("T2") == Refused(Reason.NOT_LAUNCHED), "nothing new comes"
    visit = issue(owner, "P1", "P2")
    undone = owner.desk.issue.undo(visit)
    assert not isinstance(undone, Refused), "and the last one is put right like any other"


def test_goods_that_are_sealed_leave_a_point_that_was_given_up(owner: Point) -> None:
    """In a box nothing is on the shelf any more, and all of it still has to go."""
    announce(owner, "T1", "P1", "P2")
    accept(owner, "T1", "P1", "P2")
    owner.desk.opening.withdraw()
    for parcel in ("P1", "P2"):
        owner.mail(messages.OrderCancelled(f"o-{parcel}", (parcel,)))
    ship = owner.desk.ship
    ship.begin("BOX:7731-01", Flow.REVERSE, BoxClass.NORMAL)
    for parcel in ("P1", "P2"):
        assert isinstance(ship.pack("BOX:7731-01", parcel), BoxCard)
    assert isinstance(ship.seal("BOX:7731-01", "S-101"), BoxCard)
    begun = ship.start(Flow.REVERSE)
    assert isinstance(begun, ShipmentCard)
    ship.load(begun.shipment.shipment, "BOX:7731-01")
    gone = ship.hand_over(begun.shipment.shipment, "driver")
    assert isinstance(gone, ShipmentCard)
    assert gone.shipment.state is ShipmentState.HANDED_OVER
