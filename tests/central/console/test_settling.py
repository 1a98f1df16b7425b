"""A sum that could not go back: settled from the console once, refused in words."""

import pytest

from kiosk.central.users import Role
from kiosk.core.claims import ClaimVerdict
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.paying import PaymentFailed
from kiosk.core.messages import decode
from kiosk.core.paywords import ClaimJudgement, PayFault, PayMethod
from kiosk.core.words import Outcome
from tests.central.conftest import Box
from tests.central.console.stand import Stand, Visitor


@pytest.fixture
def box(stand: Stand) -> Box:
    """A box whose card terminal did not take a sum back."""
    made = Box()
    made.tell(PaymentFailed("pay1", "s-1", PayMethod.CARD, PayFault.REFUND_REFUSED))
    stand.central.take(made.hello(), made.batch(1))
    return made


def settle(visitor: Visitor, **other: str) -> str:
    told = {"point": "p1", "payment": "pay1", "verdict": "repaid", "comment": "In cash"}
    visitor.post("/claims/settle", "/conflicts", **told | other)
    return visitor.get("/conflicts").text


def letters(stand: Stand) -> list[ClaimVerdict]:
    raws = stand.central.store.above("box-1", 0, 1000, 10**7)[1]
    return [one for one in (decode(raw).facts for raw in raws) if isinstance(one, ClaimVerdict)]


@pytest.mark.usefixtures("box")
def test_a_sum_is_settled_once(stand: Stand) -> None:
    anna = stand.signed_in(Role.OPERATOR, "anna")
    assert "money could not go back" in anna.get("/conflicts").text
    page = settle(anna)
    assert "The point is told." in page
    assert "paid back another way: In cash" in page
    assert "What became of the sum" not in page  # while the word is on its way
    assert letters(stand) == [ClaimVerdict("pay1", ClaimJudgement.REPAID, "In cash")]
    assert "A word about it is on its way" in settle(anna)
    assert len(letters(stand)) == 1
    assert stand.deeds()[-2][1:] == ("claim.settle", "p1 pay1 repaid", "done")


def test_what_the_point_says_no_to_is_told_in_words(stand: Stand, box: Box) -> None:
    anna = stand.signed_in(Role.OPERATOR, "anna")
    settle(anna)
    raw = stand.central.store.above("box-1", 0, 1000, 10**7)[1][-1]
    box.tell(MessageDone(decode(raw).id, Outcome.REJECTED, "stale"))
    stand.central.take(box.batch(box.head))
    page = anna.get("/conflicts").text
    assert "the sum is settled there already" in page
    assert "What became of the sum" in page  # and may be tried again


@pytest.mark.usefixtures("box")
def test_a_viewer_settles_nothing(stand: Stand) -> None:
    visitor = stand.signed_in(Role.VIEWER)
    assert "What became of the sum" not in visitor.get("/conflicts").text
    assert visitor.post("/claims/settle", "/conflicts").status_code == 403


@pytest.mark.input
@pytest.mark.usefixtures("box")
@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"payment": "pay9"}, 303),
        ({"point": "p9"}, 303),
        ({"verdict": "lost"}, 400),
        ({"payment": ""}, 400),
        ({"payment": "a b"}, 400),
        ({"comment": "x\x07"}, 400),
    ],
)
def test_a_strange_form_sends_nothing(stand: Stand, other: dict[str, str], status: int) -> None:
    told = {"point": "p1", "payment": "pay1", "verdict": "repaid", "comment": ""} | other
    answer = stand.signed_in(Role.OPERATOR).post("/claims/settle", "/conflicts", **told)
    assert answer.status_code == status
    assert letters(stand) == []
    assert stand.deeds()[-1][1] == "claim.settle"
    assert stand.deeds()[-1][3] != "done"
