"""The line at the door: visits that wait with their cells lit, numbers, and nothing told there."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.events import SYSTEM
from kiosk.core.facts.paying import PaymentRecorded
from kiosk.core.facts.visits import IssueRefused
from kiosk.core.paywords import PayMethod
from kiosk.core.prints import JobState
from kiosk.core.receipts import Doc, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.hw.ports import Colour, Scan, SeenCode, Symbology
from kiosk.workflows.doorline import HELP_MS, DoorLine, Place, Slips
from kiosk.workflows.views import CustomerCard
from tests.workflows.conftest import DAY_MS, HOUR_MS, T0, Point

LEFT_MS = 31 * 60_000
WRONG = "99999999*0000"


def seen(text: str, *also: str) -> Scan:
    more = tuple(SeenCode(one, Symbology.QR) for one in also)
    return Scan(text, Symbology.QR, "door", 1.0, also=more)


@pytest.fixture
def door(point: Point) -> DoorLine:
    """Customers c1 to c6 have a parcel each, c1 in A-01; nobody is signed in."""
    for n in range(1, 7):
        point.stock(f"c{n}", f"P{n}", cell=f"A-0{n}" if n < 5 else f"B-0{n - 4}")
    point.desk.lamps.put(None)
    point.counter.signed_in = None
    return point.desk.doorline


def show(point: Point, customer: str) -> bool:
    """Show a customer's code at the door."""
    answer = point.desk.doorline.scanned(seen(point.code_of(customer)))
    assert isinstance(answer, bool)
    return answer


def printed(point: Point) -> list[str]:
    return [job.kind for job in point.store.prints.in_state(JobState.QUEUED)]


def numbers(door: DoorLine) -> list[int]:
    return [place.number for place in door.line()]


def lit(point: Point) -> set[str]:
    return set(point.lights.now)


# -- a right code ----------------------------------------------------------------------------------


def test_a_code_at_the_door_opens_the_visit_parked_with_its_cells_lit(
    point: Point, door: DoorLine
) -> None:
    assert show(point, "c1")
    (visit,) = point.store.sessions.live()
    assert (visit.customer_ref, visit.parked, visit.active_ms) == ("c1", True, 0)
    assert lit(point) == {"A-01"}
    assert door.line() == (Place(1, visit.session, waits=True),)
    told = [(e.type, e.actor) for e in point.events("session.")]
    assert told == [("session.opened", SYSTEM), ("session.parked", SYSTEM)]


def test_the_visit_somebody_works_on_is_left_alone(point: Point, door: DoorLine) -> None:
    point.sign_in("anna")
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session is not None
    assert show(point, "c2")
    first, second = point.store.sessions.live()
    assert (first.parked, second.parked) == (False, True)
    assert point.events("session.opened")[-1].actor == SYSTEM, "not by whoever is signed in"
    lamps = {cell: lamp.colours for cell, lamp in point.lights.now.items()}
    assert lamps == {"A-01": (Colour.AMBER,), "A-02": (Colour.BLUE,)}
    assert numbers(door) == [1]


def test_the_same_code_again_repeats_the_same_number(point: Point, door: DoorLine) -> None:
    for _ in range(3):
        assert show(point, "c1")
    assert show(point, "c2")
    assert numbers(door) == [1, 2]
    assert len(point.events("session.opened")) == 2


def test_who_is_served_already_gets_no_number(point: Point, door: DoorLine) -> None:
    point.sign_in("anna")
    point.desk.issue.open(point.shown("c1"))
    assert show(point, "c1")
    assert door.line() == ()
    assert len(point.events("session.parked")) == 0


def test_turning_to_a_customer_ends_the_wait_and_the_visit_the_ticket(
    point: Point, door: DoorLine
) -> None:
    show(point, "c1")
    point.sign_in("anna")
    session = door.line()[0].session or ""
    point.desk.issue.resume(session)
    assert [place.waits for place in door.line()] == [False]
    point.clock.pass_ms(1000)
    point.desk.issue.park(session)
    assert [place.waits for place in door.line()] == [False], "was served before"
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    assert door.line() == ()


def test_the_code_at_the_desk_goes_on_with_the_visit_of_the_door(
    point: Point, door: DoorLine
) -> None:
    show(point, "c1")
    point.sign_in("anna")
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session is not None
    assert card.session.session == door.line()[0].session
    assert len(point.events("session.opened")) == 1


def test_a_code_beside_others_in_the_frame_is_found(point: Point, door: DoorLine) -> None:
    assert door.scanned(seen("4006381333931", point.code_of("c1"))) is True


# -- other codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "CMD:ok", "CELL:A-01", "P1", "BADGE:ABCDEFGHJKMNPQRSTVWX", "ii5275210303", "a" * 5000,
     "\x00\x1b[2J", "https://example.org/1*1", "123456", "4006381333931"],
)  # fmt: skip
def test_nothing_but_a_pickup_code_means_anything_at_the_door(
    point: Point, door: DoorLine, text: str
) -> None:
    before = len(point.events())
    assert door.scanned(seen(text)) is False
    assert (len(point.events()), point.lights.now, door.line()) == (before, {}, ())
    assert not door.needs_help(), "somebody tries what is no code of ours"


def test_a_wrong_code_counts_and_asks_for_help_once(point: Point, door: DoorLine) -> None:
    for _ in range(3):
        assert door.scanned(seen(WRONG)) is False
    assert [e.actor for e in point.events("code.rejected")] == [SYSTEM] * 3
    assert [e.facts for e in point.events("issue.refused")] == [IssueRefused("code_wrong")]
    assert door.needs_help()
    point.clock.pass_ms(HELP_MS)
    assert not door.needs_help()
    door.scanned(seen(WRONG))
    door.helped()
    assert not door.needs_help()


def test_who_plays_at_the_door_locks_the_door_and_not_the_desk(
    point: Point, door: DoorLine
) -> None:
    for _ in range(25):
        door.scanned(seen(WRONG))
    assert len(point.events("code.rejected")) == 20
    assert not show(point, "c1")
    point.sign_in("anna")
    assert isinstance(point.desk.issue.open(point.shown("c1")), CustomerCard)
    point.clock.pass_ms(HOUR_MS + 1)
    assert show(point, "c2")


def test_wrong_codes_at_the_desk_count_at_the_door(point: Point, door: DoorLine) -> None:
    point.sign_in("anna")
    for _ in range(20):
        point.desk.issue.open(point.shown("c99"))
    assert not show(point, "c1")
    assert door.needs_help()


def test_nothing_ready_is_answered_as_a_wrong_code(point: Point, door: DoorLine) -> None:
    point.sign_in("anna")
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session is not None
    point.desk.issue.pick(card.session.session, "P1")
    point.desk.issue.complete(card.session.session)
    assert not show(point, "c1")
    assert point.events("issue.refused")[-1].actor == SYSTEM
    assert door.line() == ()


def test_before_the_central_sent_anything_no_code_is_good(bare: Point) -> None:
    assert bare.desk.doorline.scanned(seen("1234567*1234")) is False
    assert bare.desk.doorline.tick() is False


def test_short_codes_come_with_the_last_four(
    point: Point, door: DoorLine, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(pickup_code="last4+6"))
    point.mail(messages.CodesSet("c1", (point.window("123456", "c1"),)))
    assert door.scanned(seen("123456")) is False, "whose?"
    assert door.scanned(seen("0001 123457")) is False
    assert door.scanned(seen("0001 123456")) is True


@pytest.mark.disk
def test_a_disk_that_takes_no_writes_is_a_no(point: Point, door: DoorLine) -> None:
    point.read_only()
    assert door.scanned(seen(point.code_of("c1"))) == Refused(Reason.STORAGE_READ_ONLY)


# -- more than there are lamps ---------------------------------------------------------------------


@pytest.fixture
def crowd(point: Point, door: DoorLine) -> DoorLine:
    """Five showed their codes; the door may open three visits, the fourth is the desk's."""
    for n in range(1, 6):
        point.clock.pass_ms(1000)
        assert show(point, f"c{n}")
    return door


def test_who_finds_all_lamps_taken_waits_in_line_without_one(point: Point, crowd: DoorLine) -> None:
    assert [bool(place.session) for place in crowd.line()] == [True] * 3 + [False] * 2
    assert all(place.waits for place in crowd.line())
    assert lit(point) == {"A-01", "A-02", "A-03"}
    assert show(point, "c5")
    assert numbers(crowd) == [1, 2, 3, 4, 5]


@pytest.mark.usefixtures("crowd")
def test_the_desk_can_still_serve_who_comes_straight_to_it(point: Point) -> None:
    point.sign_in("anna")
    assert isinstance(point.desk.issue.open(point.shown("c6")), CustomerCard)


def test_a_visit_that_ends_lights_the_cells_of_the_next(point: Point, crowd: DoorLine) -> None:
    assert crowd.tick() is False
    point.sign_in("anna")
    session = crowd.line()[0].session or ""
    point.desk.issue.cancel(session)
    assert crowd.tick() is True
    assert numbers(crowd) == [2, 3, 4, 5]
    assert [bool(place.session) for place in crowd.line()] == [True, True, True, False]
    assert lit(point) == {"A-02", "A-03", "A-04"}
    assert crowd.tick() is False


def test_a_ticket_whose_customer_is_served_at_the_desk_needs_no_visit_more(
    point: Point, crowd: DoorLine
) -> None:
    point.sign_in("anna")
    card = point.desk.issue.open(point.shown("c5"))
    assert isinstance(card, CustomerCard)
    assert card.session is not None
    assert crowd.tick() is True
    assert crowd.line()[-1] == Place(5, card.session.session, waits=False)


def test_a_ticket_for_which_nothing_is_left_goes(point: Point, crowd: DoorLine) -> None:
    point.mail(messages.OrderCancelled("o-P4", ("P4",)))
    point.sign_in("anna")
    point.desk.issue.cancel(crowd.line()[0].session or "")
    assert crowd.tick() is True
    assert numbers(crowd) == [2, 3, 5]


# -- who leaves ------------------------------------------------------------------------------------


def test_who_left_is_not_waited_for(point: Point, crowd: DoorLine) -> None:
    point.sign_in("anna")
    second = crowd.line()[1].session or ""
    point.desk.issue.resume(second)
    point.clock.pass_ms(LEFT_MS)
    assert crowd.tick() is True
    assert numbers(crowd) == [2], "somebody works on it"
    assert {e.actor for e in point.events("session.cancelled")} == {SYSTEM}
    assert lit(point) == {"A-02"}
    assert show(point, "c1")
    assert numbers(crowd) == [2, 6], "a number is given once a day"


def test_what_was_taken_from_the_shelf_keeps_a_visit_open(point: Point, door: DoorLine) -> None:
    show(point, "c1")
    point.sign_in("anna")
    point.desk.issue.pick(door.line()[0].session or "", "P1")
    point.clock.pass_ms(LEFT_MS)
    assert door.tick() is False
    assert numbers(door) == [1]


def test_money_keeps_a_visit_open_as_well(point: Point, door: DoorLine) -> None:
    show(point, "c1")
    session = door.line()[0].session or ""
    with point.counter.unit():  # by link, while they stand in line
        paid = PaymentRecorded("p1", session, 500, "RUB", PayMethod.LINK)
        point.counter.record(paid, actor="central")
    point.clock.pass_ms(LEFT_MS)
    assert door.tick() is False
    assert numbers(door) == [1]
    assert point.events("session.cancelled") == []


def test_numbers_begin_anew_with_the_day(point: Point, door: DoorLine) -> None:
    show(point, "c1")
    point.clock.pass_ms(DAY_MS)
    door.tick()
    assert show(point, "c2")
    assert numbers(door) == [1]


@pytest.mark.usefixtures("door")
def test_a_pulled_plug_keeps_the_line(point: Point) -> None:
    show(point, "c1")
    point.restart()
    assert numbers(point.desk.doorline) == [1]
    assert lit(point) == {"A-01"}
    assert show(point, "c2")
    assert numbers(point.desk.doorline) == [1, 2]


# -- slips -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slips", "once", "twice"),
    [(Slips.ALWAYS, 1, 1), (Slips.REQUEST, 0, 1), (Slips.NEVER, 0, 0)],
)
def test_a_slip_is_printed_once_at_most_and_when_it_is_wished(
    point: Point, door: DoorLine, slips: Slips, once: int, twice: int
) -> None:
    assert door.line() == ()
    point.slips = slips
    point.restart()
    show(point, "c1")
    assert printed(point).count("ticket") == once
    show(point, "c1")
    show(point, "c1")
    assert printed(point).count("ticket") == twice


@pytest.mark.usefixtures("door")
def test_a_slip_nobody_could_print_in_time_is_not_printed_later(point: Point) -> None:
    show(point, "c1")
    show(point, "c1")
    point.clock.pass_ms(6 * 60_000)
    point.desk.prints.pump()
    assert point.paper.jobs == []
    assert printed(point) == []


# -- the wrong point -------------------------------------------------------------------------------


def slips(point: Point) -> list[Doc]:
    return [doc for doc in point.take_papers() if doc.kind == "slip"]


def test_a_code_of_another_point_prints_the_way_there_and_names_nobody(
    point: Point, door: DoorLine
) -> None:
    line = messages.ElsewhereLine("48210031-0931-1", "7802", is_ready=True)
    there = messages.OtherPoint("7802", "Gdansk, Dluga 12")
    point.mail(
        messages.ElsewhereSet("c7", T0, (line,), (there,)),
        messages.CodesSet("c7", (point.window(point.code_of("c7")),)),
    )
    assert not show(point, "c7"), "nothing is here: no number, no visit"
    assert not show(point, "c7")
    (slip,) = slips(point)
    words = " ".join(part.left for part in slip.elements if isinstance(part, Text))
    assert "Gdansk, Dluga 12" in words
    assert "c7" not in words
    assert (numbers(door), door.needs_help()) == ([], True), "paper may be out: somebody looks"
    (refused,) = point.events("issue.refused")
    assert refused.facts.reason == "other_point"  # type: ignore[attr-defined]


def test_a_code_with_nothing_anywhere_prints_nothing(point: Point, door: DoorLine) -> None:
    point.mail(messages.CodesSet("c7", (point.window(point.code_of("c7")),)))
    assert not show(point, "c7")
    assert slips(point) == []
    assert door.needs_help()


@pytest.mark.usefixtures("door")
def test_a_door_without_slips_prints_no_way_either(point: Point) -> None:
    line = messages.ElsewhereLine("48210031-0931-1", "7802", is_ready=True)
    there = messages.OtherPoint("7802", "Gdansk, Dluga 12")
    point.mail(
        messages.ElsewhereSet("c7", T0, (line,), (there,)),
        messages.CodesSet("c7", (point.window(point.code_of("c7")),)),
    )
    point.slips = Slips.NEVER
    point.restart()
    assert not show(point, "c7")
    assert slips(point) == []
