"""The day at the counter: opened, handed over, closed; nothing left in silence, nothing blocked."""

from datetime import UTC

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.days import Cash, Day
from kiosk.core.daywords import CarryReason, DayState, DrawerReason, LooseKind
from kiosk.core.events import SYSTEM, Event, encode, type_of
from kiosk.core.facts import paying, visits
from kiosk.core.facts.day import DayClosed, DayOpened, Drawer, Loose, Sum, Totals
from kiosk.core.facts.fact import Fact
from kiosk.core.messages import SIBLINGS, SiblingEvents
from kiosk.core.paywords import PayMethod
from kiosk.core.receipts import Doc, Qr, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality, How, Right, SessionKind, StocktakeScope
from kiosk.workflows import days as module
from kiosk.workflows.days import Counted, HandedOver
from kiosk.workflows.views import CustomerCard, Issued
from tests.workflows.conftest import DAY_MS, HOUR_MS, Point

D = "2026-05-28"  # of T0, UTC; it is 20:26
L, C = LooseKind, CarryReason
PIN = "284617"
# in a test nobody carries mail, nor prints, nor closes deliveries
NO_MAIL = {L.MAIL: C.FAULT, L.PAPERS: C.TOMORROW, L.DELIVERIES: C.TOMORROW}


def opened(point: Point, counted: Counted | None = None) -> Day:
    day = point.desk.days.open_day(counted)
    assert isinstance(day, Day)
    return day


def closed(point: Point, counted: Counted | None = None, **more: C) -> Day:
    carried = NO_MAIL | {L(kind): reason for kind, reason in more.items()}
    day = point.desk.days.close_day(carried, counted)
    assert isinstance(day, Day), day
    return day


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def pay(point: Point, parcel: str, due_minor: int) -> None:
    """Let a customer pay a parcel in cash and take it."""
    customer = f"c{parcel[1:]}"
    point.stock(customer, parcel, due_minor=due_minor)
    card = point.desk.issue.open(point.shown(customer))
    assert isinstance(card, CustomerCard)
    assert card.session
    visit = card.session.session
    point.desk.issue.pick(visit, parcel)
    point.desk.till.take_cash(visit, due_minor)
    assert isinstance(point.desk.issue.complete(visit), Issued)
    point.take_papers()


def sibling(point: Point, n: int, fact: Fact) -> Event:
    """The nth thing that another counter of the point tells."""
    return Event(
        id=f"01900000-0000-7000-8999-{n:012d}",
        type=type_of(fact),
        tv=1,
        recorded_at=point.clock.stamp.at,
        mono=n,
        boot="00000000000000bb",
        clock=ClockQuality.NTP,
        actor="igor",
        facts=fact,
    )


def vouch(point: Point, staff: str) -> None:
    attempt = point.desk.access.begin_sign_in(staff)
    assert not isinstance(attempt, Refused)
    told = point.desk.access.vouch(attempt, attempt.verify(PIN), Right.FIND)
    assert not isinstance(told, Refused)


def choose_pins(point: Point, *people: str) -> None:
    for staff in people:
        assert not isinstance(point.desk.access.set_pin(staff, PIN), Refused)
    point.sign_in("anna")


def words(doc: Doc) -> dict[str, str]:
    return {e.left: e.right for e in doc.elements if isinstance(e, Text)}


# -- opening ---------------------------------------------------------------------------------------


def test_a_point_that_opens_no_days_is_reminded_of_nothing(point: Point) -> None:
    standing = point.desk.days.standing()
    assert (standing.today, standing.day, standing.reminds) == (D, None, False)
    assert not point.desk.days.reminds()


def test_whoever_comes_first_opens_the_day(point: Point) -> None:
    day = opened(point)
    assert (day.day, day.state, day.opened_by) == (D, DayState.OPEN, "anna")
    assert point.desk.days.standing().is_open
    assert reason(point.desk.days.open_day()) is Reason.DAY_IS_OPEN


def test_work_before_the_opening_goes_on_and_the_screen_reminds(point: Point) -> None:
    opened(point)
    closed(point)
    point.clock.pass_ms(DAY_MS)
    assert point.desk.days.reminds()
    pay(point, "P1", 500)
    opened(point)
    assert not point.desk.days.reminds()


def test_the_money_may_be_counted_first(point: Point) -> None:
    point.stock("c1", "P1")
    assert point.desk.days.cash() == Cash("RUB", 0, 0, 0, counted=False)
    day = opened(point, Counted(2_000))
    assert day.opening == Drawer("RUB", 2_000, 2_000), "nobody counted it before"
    assert point.desk.days.cash() == Cash("RUB", 2_000, 0, 0, counted=True)
    closed(point, Counted(2_000))
    point.clock.pass_ms(DAY_MS)
    assert reason(point.desk.days.open_day(Counted(500))) is Reason.DRAWER_DIFFERS
    day = opened(point, Counted(500, DrawerReason.UNRECORDED))
    assert day.opening == Drawer("RUB", 500, 2_000, DrawerReason.UNRECORDED)


def test_a_point_that_takes_no_money_counts_none(point: Point, policy_letter) -> None:  # noqa: ANN001
    assert point.desk.days.cash() is None, "nobody knows in what it is paid"
    point.stock("c1", "P1")
    point.mail(policy_letter(pay_here=False))
    assert point.desk.days.cash() is None
    assert opened(point, Counted(5)).opening is None


def test_a_day_that_was_closed_is_not_opened_anew(point: Point) -> None:
    opened(point)
    closed(point)
    assert reason(point.desk.days.open_day()) is Reason.DAY_CLOSED
    point.clock.doubt(ClockQuality.UNSURE)
    assert reason(point.desk.days.open_day()) is Reason.CLOCK_UNSURE


@pytest.mark.parametrize("staff", ["oleg", ""])
def test_who_serves_nobody_opens_no_day(staff: str, point: Point) -> None:
    point.counter.signed_in = staff or None
    for answer in (point.desk.days.open_day(), point.desk.days.close_day({})):
        assert reason(answer) in {Reason.NOT_ALLOWED, Reason.NOT_SIGNED_IN}
    assert point.events("day.") == []


# -- the drawer and the hand-over ------------------------------------------------------------------


def test_what_is_paid_in_cash_should_lie_in_the_drawer(point: Point) -> None:
    point.stock("c9", "P9", cell="B-01")
    opened(point, Counted(2_000))
    pay(point, "P1", 500)
    assert point.desk.days.cash() == Cash("RUB", 2_000, 500, 0, counted=True)
    point.desk.issue.undo(point.desk.issue.last().session.session)  # type: ignore[union-attr]
    point.desk.till.give_back(point.store.sessions.live()[0].session)
    cash = point.desk.days.cash()
    assert isinstance(cash, Cash)
    assert cash.expected_minor == 2_000


def test_the_counter_goes_to_who_typed_the_pin(point: Point) -> None:
    choose_pins(point, "igor")
    opened(point)
    pay(point, "P1", 500)
    assert reason(point.desk.days.hand_over("igor")) is Reason.WITNESS_NEEDED
    vouch(point, "igor")
    over = point.desk.days.hand_over("igor", Counted(500))
    assert isinstance(over, HandedOver)
    assert (over.to and over.to.staff, over.visits, over.put_back) == ("igor", 0, 0)
    assert point.counter.signed_in == "igor"
    fact = point.events("day.handed_over")[0]
    assert (fact.actor, fact.witness, fact.facts.to) == ("anna", "igor", "igor")  # type: ignore[attr-defined]
    day = point.desk.days.standing().day
    assert day is not None
    assert day.handed[0].drawer == Drawer("RUB", 500, 500)
    assert point.desk.days.cash() == Cash("RUB", 500, 0, 0, counted=True)


def test_a_pin_lets_nobody_in_a_second_time(point: Point) -> None:
    choose_pins(point, "igor")
    opened(point)
    vouch(point, "igor")
    point.desk.days.hand_over("igor")
    point.sign_in("anna")
    assert point.desk.access.relieve("igor") is None
    assert reason(point.desk.days.hand_over("igor")) is Reason.WITNESS_NEEDED
    assert point.counter.signed_in == "anna"


def test_a_badge_says_who_goes_on_and_lets_nobody_in(point: Point) -> None:
    choose_pins(point, "igor")
    badge = "BADGE:" + "0" * 20
    attempt = point.desk.access.begin_sign_in("igor")
    point.sign_in("igor")
    point.desk.access.bind_badge(attempt, True, badge)  # type: ignore[arg-type]  # noqa: FBT003
    point.sign_in("anna")
    opened(point)
    point.desk.access.vouch_by_badge(badge, Right.FIND)
    over = point.desk.days.hand_over("igor")
    assert isinstance(over, HandedOver)
    assert over.to is None
    assert point.counter.signed_in == "anna"


def test_who_goes_on_hears_of_what_is_open(point: Point) -> None:
    choose_pins(point, "igor")
    opened(point)
    point.stock("c1", "P1")
    assert isinstance(point.desk.issue.open(point.shown("c1")), CustomerCard)
    vouch(point, "igor")
    over = point.desk.days.hand_over("igor")
    assert isinstance(over, HandedOver)
    assert over.visits == 1
    assert point.events("day.handed_over")[0].facts.visits == 1  # type: ignore[attr-defined]


def test_a_difference_is_handed_over_with_its_reason(point: Point) -> None:
    choose_pins(point, "igor")
    point.stock("c9", "P9", cell="B-01")
    opened(point, Counted(100))
    pay(point, "P1", 500)
    vouch(point, "igor")
    assert reason(point.desk.days.hand_over("igor", Counted(500))) is Reason.DRAWER_DIFFERS
    over = point.desk.days.hand_over("igor", Counted(500, DrawerReason.CHANGE))
    assert isinstance(over, HandedOver)


def test_nobody_hands_over_to_themselves_or_a_day_that_is_not_open(point: Point) -> None:
    assert reason(point.desk.days.hand_over("igor")) is Reason.DAY_NOT_OPEN
    opened(point)
    assert reason(point.desk.days.hand_over("anna")) is Reason.SAME_PERSON


# -- closing ---------------------------------------------------------------------------------------


def test_a_closing_tells_all_that_is_open(point: Point) -> None:
    opened(point)
    pay(point, "P3", 500)
    point.stock("c1", "P1")
    point.stock("c2", "P2", cell="A-02")
    point.mail(messages.DeliveryAnnounced("D-9", "Meridian", point.clock.stamp.at))
    point.desk.accept.arrive("D-9")
    for customer in ("c1", "c2"):
        assert isinstance(point.desk.issue.open(point.shown(customer)), CustomerCard)
    point.sign_in("igor")
    point.desk.count.start(StocktakeScope.ALL)
    point.sign_in("anna")
    found = point.desk.days.unfinished(is_counted=False)
    assert isinstance(found, dict)
    assert found[L.MAIL] > 0
    assert found[L.VISITS] + found.get(L.PARKED, 0) == 2
    assert (found[L.CASH], found[L.STOCKTAKE]) == (1, 1)
    assert found[L.DELIVERIES] >= 1
    assert reason(point.desk.days.close_day(NO_MAIL)) is Reason.LOOSE_ENDS
    assert point.events("day.closed") == []
    day = closed(point, **{kind.value: C.NO_TIME for kind in found})
    told = {one.kind: one for one in day.loose}
    assert told[L.CASH] == Loose(L.CASH, 1, C.NO_TIME)
    assert list(told) == [kind for kind in L if kind in told], "always in one order"


def test_a_drawer_that_was_counted_is_not_told_as_uncounted(point: Point) -> None:
    point.stock("c9", "P9", cell="B-01")
    opened(point, Counted(0))
    pay(point, "P1", 500)
    assert reason(point.desk.days.close_day(NO_MAIL)) is Reason.LOOSE_ENDS
    assert reason(point.desk.days.close_day(NO_MAIL, Counted(400))) is Reason.DRAWER_DIFFERS
    day = closed(point, Counted(500))
    assert day.closing == Drawer("RUB", 500, 500)


def test_a_reason_is_of_the_difference_that_was_seen(point: Point) -> None:
    point.stock("c9", "P9", cell="B-01")
    opened(point, Counted(2_000))
    told = Counted(1_900, DrawerReason.CHANGE, 2_000)
    pay(point, "P1", 500)
    assert reason(point.desk.days.close_day(NO_MAIL, told)) is Reason.DRAWER_DIFFERS
    assert reason(point.desk.days.hand_over("igor", told)) is Reason.DRAWER_DIFFERS
    assert closed(point, Counted(2_400, DrawerReason.CHANGE, 2_500)).closing is not None


def test_the_days_numbers_travel_in_its_closing(point: Point) -> None:
    opened(point)
    pay(point, "P1", 500)
    head = point.store.journal.head()
    day = closed(point, Counted(500))
    assert (day.totals.issued, day.totals.sessions) == (1, 1)
    assert day.totals.paid[0].minor == 500
    assert (day.seq, day.head) == (head.seq, head.hash.hex())


def test_a_closing_owes_its_strip(point: Point) -> None:
    opened(point)
    pay(point, "P1", 500)
    closed(point, Counted(500))
    (strip,) = point.take_papers()
    told = words(strip)
    assert told["Issued"] == "1"
    assert told["Day opened"].endswith("AK")
    assert any(isinstance(e, Qr) for e in strip.elements)
    assert point.desk.days.print_last() is None
    (copy,) = point.take_papers()
    assert words(copy) == words(strip) | {"Copy": ""}


def test_a_strip_speaks_the_language_of_who_closes(point: Point) -> None:
    point.speaks = {"pt": replace(point.wording, words=lambda text: f"pt {text}")}
    point.restart()
    point.desk.access.set_language("pt")
    closed(point)
    assert "pt Issued" in words(point.take_papers()[0])


def test_a_day_is_closed_once(point: Point) -> None:
    opened(point)
    closed(point)
    no = point.desk.days.close_day(NO_MAIL)
    assert reason(no) is Reason.DAY_CLOSED
    assert isinstance(no, Refused)
    assert no.facts["by"] == "anna"
    assert len(point.events("day.closed")) == 1


def test_a_day_that_nobody_opened_is_closed_all_the_same(point: Point) -> None:
    assert closed(point).opened_at == 0


def test_a_trainee_closes_with_a_witness(point: Point) -> None:
    choose_pins(point, "igor")
    point.sign_in("leila")
    assert reason(point.desk.days.close_day(NO_MAIL)) is Reason.WITNESS_NEEDED
    point.vouch("igor", PIN)
    day = point.desk.days.close_day(NO_MAIL, None, "igor")
    assert isinstance(day, Day)
    assert (day.closed_by, day.witness) == ("leila", "igor")


def test_after_midnight_it_is_still_the_day_that_was_opened(point: Point) -> None:
    opened(point)
    point.clock.pass_ms(5 * HOUR_MS + HOUR_MS // 2)  # 01:56
    assert point.desk.days.standing().today == D
    day = closed(point)
    assert day.day == D
    point.clock.pass_ms(3 * HOUR_MS)
    assert point.desk.days.standing().today == "2026-05-29"


def test_the_network_says_when_a_day_ends(point: Point, policy_letter) -> None:  # noqa: ANN001
    point.mail(policy_letter(day_ends_h=0))
    point.clock.pass_ms(4 * HOUR_MS)
    assert point.desk.days.standing().today == "2026-05-29"


def test_a_closing_is_taken_back(point: Point) -> None:
    opened(point)
    closed(point)
    assert point.desk.days.undo_s() == 60
    point.clock.pass_ms(60_000)
    assert isinstance(point.desk.days.reopen(), Day)
    assert point.desk.days.standing().is_open
    closed(point)
    point.clock.pass_ms(61_000)
    assert point.desk.days.undo_s() == 0
    assert reason(point.desk.days.reopen()) is Reason.UNDO_TOO_LATE
    point.sign_in("igor")
    assert isinstance(point.desk.days.reopen(), Day), "who has power may, later too"


def test_a_closing_taken_back_leaves_the_drawer_as_it_was(point: Point) -> None:
    point.stock("c1", "P1")
    opened(point, Counted(2_000))
    closed(point, cash=C.NO_TIME)
    assert point.desk.days.cash() == Cash("RUB", 0, 0, 0, counted=False)
    assert isinstance(point.desk.days.reopen(), Day)
    assert point.desk.days.cash() == Cash("RUB", 2_000, 0, 0, counted=True)


def test_a_journal_that_is_counted_still_closes_no_day(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BEHIND", 2)
    opened(point)
    assert reason(point.desk.days.close_day(NO_MAIL)) is Reason.NOT_COUNTED
    point.clock.pass_ms(DAY_MS)
    point.desk.days.tick()
    assert point.events("day.closed") == []


# -- the clock -------------------------------------------------------------------------------------


def test_a_day_nobody_closed_is_closed_by_the_clock_and_told(point: Point) -> None:
    opened(point)
    pay(point, "P1", 500)
    point.desk.days.tick()
    point.clock.pass_ms(7 * HOUR_MS)  # 03:26
    point.desk.days.tick()
    assert point.events("day.closed") == []
    point.clock.pass_ms(HOUR_MS)
    point.counter.signed_in = None
    point.desk.days.tick()
    point.desk.days.tick()
    (event,) = point.events("day.closed")
    assert event.actor == SYSTEM
    fact = event.facts
    assert isinstance(fact, DayClosed)
    assert (fact.day, fact.untended, fact.totals.issued) == (D, True, 1)
    assert {one.reason for one in fact.loose} == {C.UNTENDED}
    standing = point.desk.days.standing()
    assert standing.untended is not None
    assert standing.untended.day == D
    assert standing.reminds
    point.sign_in("anna")
    opened(point)
    assert point.desk.days.standing().untended is None


def test_what_was_said_of_a_day_ends_with_it(point: Point) -> None:
    opened(point)
    point.desk.days.carried[L.VISITS] = C.TOMORROW
    point.desk.days.tick()
    assert point.desk.days.carried, "the day is not over"
    point.clock.pass_ms(DAY_MS)
    point.desk.days.tick()
    assert point.desk.days.carried == {}


def test_a_clock_that_is_not_sure_closes_nothing(point: Point) -> None:
    opened(point)
    point.clock.pass_ms(3 * DAY_MS)
    point.clock.doubt(ClockQuality.UNSURE)
    point.desk.days.tick()
    assert point.events("day.closed") == []
    point.clock.doubt(ClockQuality.NTP)
    point.desk.days.tick()
    assert len(point.events("day.closed")) == 1


def test_a_restart_in_the_night_forgets_no_day(point: Point) -> None:
    opened(point)
    point.clock.pass_ms(DAY_MS)
    point.restart()
    point.desk.days.tick()
    assert point.events("day.closed")[0].facts.untended  # type: ignore[attr-defined]


# -- past days, and a sibling ----------------------------------------------------------------------


def test_days_that_are_over_are_for_who_may_see_figures(point: Point) -> None:
    closed(point)
    assert reason(point.desk.days.past()) is Reason.NOT_ALLOWED
    assert reason(point.desk.days.print(D)) is Reason.NOT_ALLOWED
    point.sign_in("olga")
    point.clock.pass_ms(DAY_MS)
    opened(point)
    found = point.desk.days.past()
    assert not isinstance(found, Refused)
    assert [one.day for one in found] == [D]
    point.take_papers()
    assert point.desk.days.print(D) is None
    assert "Copy" in words(point.take_papers()[0])
    for none in ("2026-05-29", "2020-01-01", "nothing"):
        assert reason(point.desk.days.print(none)) is Reason.NOT_KNOWN_HERE


def test_counters_that_share_a_point_have_days_of_their_own(point: Point) -> None:
    opened(point)  # while it was alone
    point.mail(messages.ConfigSet(1, {SIBLINGS: True}))
    assert point.desk.days.standing().is_open
    fact = DayClosed("2026-05-28:box-2", Totals(), 1, "ab" * 32, (), Drawer("RUB", 900, 900))
    point.mail(SiblingEvents("box-2", (msgspec.Raw(encode(sibling(point, 1, fact))),)))
    assert point.store.days.get("2026-05-28:box-2") is not None
    assert point.desk.days.standing().is_open
    assert closed(point).day == D
    point.clock.pass_ms(DAY_MS)
    assert opened(point).day == "2026-05-29:box-1"
    assert point.events("day.opened")[-1].facts == DayOpened("2026-05-29:box-1")


def test_a_closing_at_a_shared_point_tells_what_this_counter_did_alone(point: Point) -> None:
    """The central adds the days of all boxes up: each parcel is in one of them."""
    point.mail(messages.ConfigSet(1, {SIBLINGS: True}))
    opened(point)
    pay(point, "P1", 500)
    told = tuple(map(msgspec.Raw, sold_elsewhere(point)))
    before = point.desk.days.so_far()
    assert isinstance(before, Totals)
    point.mail(SiblingEvents("box-2", told))
    day = "2026-05-28"
    assert point.store.tallies.days(day, day, UTC, point.clock.stamp.at)[day]["issued"] == 2
    assert point.desk.days.so_far() == before
    totals = closed(point, Counted(500)).totals
    assert (totals.issued, totals.sessions) == (1, 1)
    assert totals.paid == (Sum(PayMethod.CASH, "RUB", 500),)


def sold_elsewhere(point: Point) -> list[bytes]:
    """What box-2 told: a customer paid 700 there in cash and took a parcel."""
    point.stock("c2", "P2")
    facts = (
        visits.SessionOpened("01900000-0000-7000-8000-0000000000aa", SessionKind.CUSTOMER,
                             "c2", "code", How.CODE, "blue"),
        visits.ParcelPicked("P2", "01900000-0000-7000-8000-0000000000aa", "A-01"),
        paying.PaymentRecorded("p9", "01900000-0000-7000-8000-0000000000aa", 700, "RUB",
                               PayMethod.CASH),
        visits.ParcelIssued("P2", "01900000-0000-7000-8000-0000000000aa", "code", 1),
        visits.SessionCompleted("01900000-0000-7000-8000-0000000000aa", 1, active_ms=9_000),
    )  # fmt: skip
    return [encode(sibling(point, n, fact)) for n, fact in enumerate(facts, start=2)]


def test_a_second_box_neither_closes_nor_hides_the_day_that_is_open(point: Point) -> None:
    opened(point)
    point.mail(messages.ConfigSet(1, {SIBLINGS: True}))
    point.desk.days.tick()
    assert point.events("day.closed") == [], "it is today's, by whatever name"
    closed(point)
    point.clock.pass_ms(DAY_MS)
    assert opened(point).day == "2026-05-29:box-1"
    point.mail(messages.ConfigSet(2, {SIBLINGS: False}))
    assert point.desk.days.standing().is_open
    point.clock.pass_ms(DAY_MS)
    point.desk.days.tick()
    assert point.events("day.closed")[-1].facts.day == "2026-05-29:box-1"  # type: ignore[attr-defined]
