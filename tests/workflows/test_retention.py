"""Once a day, what is past the network's term goes; what is open or younger stays."""

from collections.abc import Callable

import pytest

from kiosk.core.claims import ClaimVerdict
from kiosk.core.facts.fact import Item
from kiosk.core.facts.opening import OpeningWithdrawn
from kiosk.core.facts.paying import PaymentFailed, PaymentRecorded, PaymentRefunding
from kiosk.core.facts.privacy import RetentionDone
from kiosk.core.messages import ElsewhereSet, PolicySet, ReturnCancelled, ReturnExpected
from kiosk.core.opening_letters import OpeningInvited
from kiosk.core.paywords import ClaimJudgement, PayFault, PayMethod
from kiosk.core.refusals import Refused
from kiosk.core.words import ClockQuality
from kiosk.store.customers import Customer
from kiosk.store.db import StorageFull
from tests.workflows.conftest import DAY_MS, Point


def issued(point: Point, customer: str, parcel: str) -> None:
    point.stock(customer, parcel)
    card = point.desk.issue.open(point.shown(customer))
    assert not isinstance(card, Refused)
    assert card.session
    visit = card.session.session
    assert not isinstance(point.desk.issue.pick(visit, parcel), Refused)
    assert not isinstance(point.desk.issue.complete(visit), Refused)
    point.take_papers()


def told(point: Point) -> list[object]:
    return [event.facts for event in point.events("retention.done")]


def test_whose_term_is_over_is_forgotten_once_and_counted(point: Point) -> None:
    issued(point, "c1", "P1")
    point.stock("c2", "P2")
    point.desk.retention.tick()
    assert point.store.customers.get("c1")
    point.clock.pass_ms(31 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.customers.get("c1") is None
    assert point.store.codes.windows("c1") == ()
    assert point.store.customers.get("c2"), "theirs still lies on the shelf"
    (done,) = told(point)
    assert isinstance(done, RetentionDone)
    assert done.customers == 1
    assert done.papers > 0
    point.desk.retention.tick()
    assert len(told(point)) == 1


def test_a_clock_that_is_unsure_forgets_nobody(point: Point) -> None:
    issued(point, "c1", "P1")
    point.clock.pass_ms(31 * DAY_MS)
    point.clock.doubt(ClockQuality.UNSURE)
    point.desk.retention.tick()
    assert point.store.customers.get("c1")
    point.clock.doubt(ClockQuality.NTP)
    point.desk.retention.tick()
    assert point.store.customers.get("c1"), "it looks again in a minute"
    point.clock.pass_ms(60_000)
    point.desk.retention.tick()
    assert point.store.customers.get("c1") is None


def test_acts_stay(point: Point) -> None:
    issued(point, "c1", "P1")
    acts = point.store.db.execute("SELECT count(*) FROM print_job WHERE kind = 'act'").fetchone()
    point.clock.pass_ms(31 * DAY_MS)
    point.desk.retention.tick()
    left = point.store.db.execute("SELECT kind, count(*) FROM print_job GROUP BY kind").fetchall()
    assert left == [("act", *acts)]


def test_a_full_disk_is_tried_again_the_same_day(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(point, "c1", "P1")
    point.clock.pass_ms(31 * DAY_MS)

    def full() -> None:
        raise StorageFull("no room")

    with monkeypatch.context() as disk:
        disk.setattr(point.store, "unit", full)
        point.desk.retention.tick()
    point.desk.retention.tick()
    assert point.store.customers.get("c1"), "it looks again in a minute"
    point.clock.pass_ms(60_000)
    point.desk.retention.tick()
    assert point.store.customers.get("c1") is None


def test_the_log_is_emptied_as_soon_as_nobody_reads_it(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(point, "c1", "P1")
    point.clock.pass_ms(31 * DAY_MS)
    done: list[bool] = []

    def scrub() -> bool:
        done.append(len(done) == 1)  # somebody reads the first time
        return done[-1]

    monkeypatch.setattr(point.store._writer, "scrub", scrub)
    point.desk.retention.tick()
    point.desk.retention.tick()
    assert done == [False], "not before five seconds are over"
    for _ in range(2):
        point.clock.pass_ms(5_000)
        point.desk.retention.tick()
    assert done == [False, True]


def test_of_whom_only_codes_were_told_goes_after_their_window(point: Point) -> None:
    with point.counter.unit():
        point.store.customers.keep(Customer("c8", "Nobody C.", "0001"))
        point.store.codes.replace("c8", [point.window(point.code_of("c8"))])
    point.desk.retention.tick()
    assert point.store.customers.get("c8")
    point.clock.pass_ms(62 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.customers.get("c8") is None
    assert point.store.codes.windows("c8") == ()


def test_of_whom_only_a_name_is_known_goes_a_term_after_that_was_seen(point: Point) -> None:
    with point.counter.unit():
        point.store.customers.keep(Customer("c8", "Nobody C.", "0001"))
    point.clock.pass_ms(62 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.customers.get("c8"), "a letter may be half way through"
    point.clock.pass_ms(30 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.customers.get("c8"), "not before the term is over"
    point.clock.pass_ms(DAY_MS)
    point.desk.retention.tick()
    assert point.store.customers.get("c8") is None


def test_a_parcel_that_comes_begins_the_term_of_a_mere_name_anew(point: Point) -> None:
    with point.counter.unit():
        point.store.customers.keep(Customer("c1", "Nobody C.", "0001"))
    point.desk.retention.tick()
    since = point.store.db.execute("SELECT customer_ref FROM only_named").fetchall()
    assert since == [("c1",)]
    point.stock("c1", "P1")
    point.clock.pass_ms(62 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.customers.get("c1"), "theirs lies on the shelf"
    assert point.store.db.execute("SELECT count(*) FROM only_named").fetchone() == (0,)


def test_an_open_claim_keeps_a_customer_past_the_term(point: Point) -> None:
    issued(point, "c1", "P1")
    (session,) = (event.facts.session for event in point.events("session.opened"))  # type: ignore[attr-defined]
    with point.counter.unit():
        for fact in (
            PaymentRecorded("pay1", session, 500, "RUB", PayMethod.CARD),
            PaymentRefunding("pay1", session),
            PaymentFailed("pay1", session, PayMethod.CARD, PayFault.REFUND_REFUSED),
        ):
            point.counter.record(fact, actor="anna")
    point.clock.pass_ms(62 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.customers.get("c1"), "the money is still theirs"
    point.mail(ClaimVerdict("pay1", ClaimJudgement.REPAID))
    point.clock.pass_ms(62 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.customers.get("c1") is None


def test_what_waited_elsewhere_goes_by_its_own_date(point: Point) -> None:
    point.stock("c1", "P1")
    point.mail(ElsewhereSet("c1", point.clock().at))
    assert point.store.elsewhere.of_customer("c1")
    point.clock.pass_ms(62 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.elsewhere.of_customer("c1") is None
    assert point.store.customers.get("c1"), "their parcel is here"


def test_more_than_a_slice_of_whom_only_codes_were_told_goes_too(point: Point) -> None:
    with point.counter.unit():
        for n in range(250):
            point.store.customers.keep(Customer(f"m{n}", "Nobody C.", "0001"))
            point.store.codes.replace(f"m{n}", [point.window(point.code_of(f"m{n}"))])
    point.clock.pass_ms(62 * DAY_MS)
    for _ in range(3):
        point.desk.retention.tick()
    assert [n for n in range(250) if point.store.customers.get(f"m{n}")] == []


def test_what_was_typed_for_an_opening_that_is_over_goes(point: Point) -> None:
    point.mail(OpeningInvited("o1"))
    with point.counter.unit():
        point.store.openings.keep_draft("o1", "applicant", {"phone": "+7900"})
        assert point.store.erasures.forget_told(0) == 0
        point.counter.record(OpeningWithdrawn("o1"), actor="anna")
        assert point.store.erasures.forget_told(0) == 1
    assert point.store.openings.draft("o1", "applicant") == {}


def test_what_a_customer_said_goes_when_the_return_is_long_over(point: Point) -> None:
    point.mail(ReturnExpected("R1", "ii5275210303", "c1", (Item("Mug"),), reason="chipped"))
    assert point.store.returns.words("R1") == "chipped"
    point.clock.pass_ms(62 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.returns.words("R1") == "chipped", "they may still bring it"
    point.mail(ReturnCancelled("R1"))
    point.clock.pass_ms(62 * DAY_MS)
    point.desk.retention.tick()
    assert point.store.returns.words("R1") == ""


@pytest.mark.parametrize("has_rules", [False, True])
def test_a_registration_goes_with_its_opening_without_rules_too(
    bare: Point, policy_letter: Callable[..., PolicySet], *, has_rules: bool
) -> None:
    if has_rules:
        bare.mail(policy_letter())
    retention, typed = bare.desk.retention, Typed()
    retention._typed = typed
    bare.clock.doubt(ClockQuality.UNSURE)
    retention.tick()
    assert (typed.asked, typed.is_there) == ((), True), "nobody knows how old it is"
    bare.mail(OpeningInvited("o1"))
    with bare.counter.unit():
        bare.counter.record(OpeningWithdrawn("o1"), actor="anna")
    bare.clock.pass_ms(60_000)
    retention.tick()
    assert not typed.is_there, "nobody waits for it, whatever the day is"


def test_a_registration_without_an_opening_goes_by_its_own_term(bare: Point) -> None:
    retention, typed = bare.desk.retention, Typed()
    retention._typed = typed
    bare.clock.doubt(ClockQuality.RTC)
    retention.tick()
    assert typed.asked == (), "the board's own clock was set by nobody when it was typed"
    bare.clock.doubt(ClockQuality.NTP)
    bare.clock.pass_ms(60_000)
    retention.tick()
    assert typed.asked == (bare.clock().at, 7 * DAY_MS)


class Typed:
    """A registration from before the box had a point."""

    def __init__(self) -> None:
        self.is_there, self.asked = True, tuple[int, ...]()

    def form(self) -> dict[str, str]:
        return {"name": "Maria"} if self.is_there else {}

    def forget(self) -> None:
        self.is_there = False

    def drop_code(self) -> None:
        pass

    def expire(self, at: int, term_ms: int) -> bool:
        self.asked = (at, term_ms)
        return False
