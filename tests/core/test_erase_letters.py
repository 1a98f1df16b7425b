"""The letter that takes an erasure back names the request and the customer, and says no more."""

import msgspec
import pytest

from kiosk.core.erase_letters import EraseWithdrawn
from kiosk.core.messages import LETTERS, type_of

GOOD = {"request": "r1", "customer_ref": "c1"}


def test_it_is_one_of_the_letters() -> None:
    letter = msgspec.convert(GOOD, EraseWithdrawn)
    assert LETTERS[type_of(letter)] is EraseWithdrawn


@pytest.mark.input
@pytest.mark.parametrize(
    "bad", [{"request": ""}, {"request": 7}, {"customer_ref": "Maria S."}, {"customer_ref": None}]
)
def test_what_is_no_reference_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(GOOD | bad, EraseWithdrawn)


def test_it_has_no_room_for_words() -> None:
    assert EraseWithdrawn.__struct_fields__ == ("request", "customer_ref")
