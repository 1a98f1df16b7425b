"""The cards: what a screen shows of a customer, in walk order, and what it must not."""

from collections.abc import Callable

from kiosk.core import messages
from kiosk.core.entitled import NAME
from kiosk.workflows.cards import Cards
from kiosk.workflows.views import Hit, HitKind
from tests.workflows.conftest import DAY_MS, T0, Point


def test_parcels_stand_in_walk_order_the_picked_ones_last(point: Point) -> None:
    point.stock("c1", "P1", cell="B-02", store_until=T0 + 2 * DAY_MS)
    point.stock("c1", "P2", cell="A-03", store_until=T0 + DAY_MS)
    point.stock("c1", "P3", cell="A-01")
    card = point.desk.issue.open(point.shown("c1"))
    session = card.session.session  # type: ignore[union-attr]
    card = point.desk.issue.pick(session, "P3")
    assert [p.parcel for p in card.ready] == ["P2", "P1", "P3"]  # type: ignore[union-attr]
    assert card.store_until == T0 + DAY_MS  # type: ignore[union-attr]


def test_each_parcel_stands_on_one_tab(point: Point) -> None:
    point.stock("c1", "P1", "P2", "P3")
    line = messages.ManifestLine("P4", customer_ref="c1")
    point.mail(
        messages.DeliveryAnnounced("D9", "Meridian", T0),
        messages.DeliveryPart("D9", 1, (line,)),
        messages.OrderCancelled("o-P2", ("P2",)),
    )
    card = Cards(point.counter).customer("c1", None)
    assert card
    tabs = [[p.parcel for p in tab] for tab in (card.ready, card.transit, card.finished)]
    assert tabs == [["P1", "P3"], ["P4"], ["P2"]]


def test_a_document_is_asked_for_as_the_network_says(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.stock("c1", "P1", age_limit=18)
    point.stock("c2", "P2", cell="A-02")
    ages = []
    for version, rule in enumerate(("age", "always", "never"), start=2):
        point.mail(policy_letter(version=version, document=rule))
        cards = [Cards(point.counter).customer(c, None) for c in ("c1", "c2")]
        ages.append([card.asked for card in cards if card])
    assert ages == [[(18,), ()], [(NAME, 18), (NAME,)], [(), ()]]


def test_a_chip_counts_what_is_ready_and_what_is_in_hand(point: Point) -> None:
    point.stock("c1", "P1", "P2")
    card = point.desk.issue.open(point.shown("c1"))
    point.desk.issue.pick(card.session.session, "P1")  # type: ignore[union-attr]
    (chip,) = point.desk.issue.live()
    assert (chip.name, chip.ready, chip.picked) == ("Maria c1", 2, 1)


def test_a_stranger_has_no_card_and_no_name(point: Point) -> None:
    cards = Cards(point.counter)
    assert cards.customer("c9", None) is None
    assert cards.name_of("c9") == cards.name_of(None) == ""
    assert cards.hit("c9") == Hit(HitKind.CUSTOMER, "c9", "", state="0", personal=True)


def test_behind_the_lock_nobody_has_a_name(point: Point) -> None:
    point.stock("c1", "P1")
    point.desk.issue.open(point.shown("c1"))
    point.desk.access.sign_out()
    (chip,) = point.desk.issue.live()
    assert (chip.name, chip.ready) == ("", 1)
