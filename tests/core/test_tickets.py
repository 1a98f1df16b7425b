"""Tickets: whom the door may serve, who waits, who has gone, and what the slip says."""

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.core.papers import Wording
from kiosk.core.policy import parse
from kiosk.core.receipts import Text, TextSize
from kiosk.core.sessions import Session
from kiosk.core.tickets import LEFT_AFTER_MS, Ticket, has_left, has_room, slip, visit_of, waits
from kiosk.core.words import How, SessionKind, SessionState
from tests.workflows.conftest import POLICY, T0

TICKET = Ticket("20260928", 12, "c1", "s1", T0)
VISIT = Session(
    "s1", SessionKind.CUSTOMER, SessionState.OPEN, "c1", "code", How.CODE, "amber", T0, "system",
    parked=True,
)  # fmt: skip


@pytest.mark.parametrize(("most", "live", "room"), [(4, 2, True), (4, 3, False), (1, 0, False)])
def test_the_last_visit_is_kept_for_the_desk(most: int, live: int, *, room: bool) -> None:
    rules = parse(msgspec.json.encode(POLICY | {"sessions_max": most}))
    assert has_room([VISIT] * live, rules) is room


def test_a_sellers_visit_is_nobody_elses() -> None:
    seller = replace(VISIT, kind=SessionKind.SELLER)
    assert visit_of("c1", [seller]) is None
    assert visit_of("c1", [seller, VISIT]) == VISIT
    assert visit_of("c2", [VISIT]) is None


@pytest.mark.parametrize(
    ("visit", "is_waiting"),
    [
        (None, True),
        (VISIT, True),
        (replace(VISIT, parked=False), False),
        (replace(VISIT, active_ms=5), False),  # was served, and waits again
    ],
)
def test_who_was_never_turned_to_waits(visit: Session | None, *, is_waiting: bool) -> None:
    assert waits(visit) is is_waiting
    assert has_left(TICKET, visit, T0 + LEFT_AFTER_MS + 1) is is_waiting
    assert not has_left(TICKET, visit, T0 + LEFT_AFTER_MS)


def test_the_slip_says_a_number_and_nothing_of_the_customer() -> None:
    wording = Wording("77\x1b31", str, lambda n, c: f"{n} {c}", str)
    doc = slip(TICKET, wording)
    texts = [element for element in doc.elements if isinstance(element, Text)]
    assert [t.left for t in texts if t.size is TextSize.HUGE] == ["12"]
    words = " ".join(text.left + text.right for text in texts)
    assert "Point 7731" in words
    assert "c1" not in words
    assert doc.kind == "ticket"
