"""A customer at the wrong point: refused with the address, and a slip printed once."""

import pytest
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.messages import ElsewhereLine, ElsewhereSet, OtherPoint
from kiosk.core.receipts import Doc, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.workflows.elsewhere import Elsewhere
from kiosk.workflows.papers import Papers
from kiosk.workflows.views import CustomerCard
from tests.workflows.conftest import T0, Point

THERE = OtherPoint("7802", "Gdansk, Dluga 12", 54_348_291, 18_654_023)
LINE = ElsewhereLine("48210031-0931-1", "7802", is_ready=True, order="48210031-0931")
TOLD = ElsewhereSet("c7", T0, (LINE,), (THERE,))
FACTS = {"address": "Gdansk, Dluga 12", "point": "7802", "customer": "c7"}
SENT = Refused(Reason.OTHER_POINT, FACTS)


@pytest.fixture
def told(point: Point) -> Point:
    """A point that knows what waits for c7 elsewhere, and c7's code."""
    codes = messages.CodesSet("c7", (point.window(point.code_of("c7")),))
    point.mail(TOLD, codes)
    assert point.outcomes()[-2:] == [("applied", ""), ("applied", "")]
    return point


def slips(point: Point) -> list[Doc]:
    return [doc for doc in point.take_papers() if doc.kind == "slip"]


def come(point: Point, customer: str = "c7") -> Refused:
    """Let a customer show the code, and the screen hand out what the refusal promises."""
    no = point.desk.issue.open(point.shown(customer))
    assert isinstance(no, Refused)
    point.desk.elsewhere.hand_out(no)
    return no


def test_the_code_of_somebody_who_has_nothing_here_tells_the_address(told: Point) -> None:
    assert come(told) == SENT
    (slip,) = slips(told)
    assert "Gdansk, Dluga 12" in [part.left for part in slip.elements if isinstance(part, Text)]
    assert told.events("issue.refused")[-1].facts.reason == "other_point"  # type: ignore[attr-defined]
    assert told.desk.issue.live() == ()


def test_a_second_scan_prints_no_second_slip_but_the_next_visitor_does(told: Point) -> None:
    for _ in range(3):
        come(told)
    assert len(slips(told)) == 1
    told.clock.pass_ms(61_000)
    come(told)
    assert len(slips(told)) == 1


def test_a_wrong_code_tells_nobody_where_anything_is(told: Point) -> None:
    answer = come(told, "c8")
    assert answer.reason is Reason.CODE_WRONG
    assert slips(told) == []


@pytest.mark.parametrize("number", ["48210031-0931-1", "48210031-0931"])
def test_a_number_finds_the_point(told: Point, number: str) -> None:
    assert told.desk.elsewhere.find(number) == SENT
    assert told.events("issue.refused")[-1].facts.reason == "other_point"  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", ["", "48210031", "0931", "c7", "7802", "x" * 300])
def test_what_is_no_number_of_it_finds_nothing(told: Point, number: str) -> None:
    assert told.desk.elsewhere.find(number) is None
    assert slips(told) == []


def test_who_has_something_here_is_served_here_and_sees_the_rest(told: Point) -> None:
    told.stock("c7", "P1")
    card = told.desk.issue.open(told.shown("c7"))
    assert isinstance(card, CustomerCard)
    assert card.others is not None
    assert [(one.point.point, one.ready) for one in card.others.points] == [("7802", 1)]
    assert slips(told) == []


def test_after_the_last_parcel_here_the_code_leads_to_the_other_point(told: Point) -> None:
    told.stock("c7", "P1")
    session = told.desk.issue.open(told.shown("c7")).session.session  # type: ignore[union-attr]
    told.desk.issue.pick(session, "P1")
    told.desk.issue.complete(session)
    assert told.desk.issue.open(told.shown("c7")) == SENT


def test_what_came_here_meanwhile_is_not_there(told: Point) -> None:
    told.stock("c7", LINE.parcel)
    card = told.desk.issue.open(told.shown("c7"))
    assert isinstance(card, CustomerCard)
    assert card.others is not None
    assert card.others.points == ()
    assert told.desk.elsewhere.find(LINE.parcel) is None


def test_a_card_of_somebody_the_network_told_nothing_of_says_so(point: Point) -> None:
    point.stock("c1", "P1")
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.others is None


def test_an_older_word_is_refused_and_a_broken_one_too(told: Point) -> None:
    told.mail(replace(TOLD, as_of=T0 - 1, parcels=(), points=()))
    assert told.outcomes()[-1] == ("rejected", "stale")
    told.mail(replace(TOLD, as_of=T0 + 1, points=()))
    assert told.outcomes()[-1] == ("rejected", "bad_value")
    assert told.desk.elsewhere.find(LINE.parcel) == SENT


def test_the_slip_speaks_the_customers_language_where_the_point_can(told: Point) -> None:
    loud = replace(told.wording, words=lambda text: f"!{text}")
    others = Elsewhere(told.counter, Papers(told.counter), told.wording, {"pt": loud})
    others.print_slip("c7", "7802")
    told.mail(replace(TOLD, language="pt"))
    others.print_slip("c7", "7802")
    told.mail(replace(TOLD, language="tlh"))
    others.print_slip("c7", "7802")
    heads = [doc.elements[0].left for doc in slips(told)]  # type: ignore[union-attr]
    plain = "Your parcels are at another point"
    assert heads == [plain, f"!{plain}", plain]


@pytest.mark.parametrize(("who", "where"), [("c9", "7802"), ("c7", "9999")])
def test_no_way_is_printed_to_nowhere(told: Point, who: str, where: str) -> None:
    assert told.desk.elsewhere.print_slip(who, where) == Refused(Reason.NOT_KNOWN_HERE)
    assert slips(told) == []


def test_it_comes_back_with_the_point_after_a_restart(told: Point) -> None:
    told.restart()
    assert told.desk.issue.open(told.shown("c7")) == SENT
