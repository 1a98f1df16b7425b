"""What activities answer: plain frozen values."""

import msgspec
import pytest

from kiosk.core.words import Role
from kiosk.workflows import views
from kiosk.workflows.views import CustomerCard, Person

VIEWS = [v for v in vars(views).values() if isinstance(v, type) and v.__module__ == views.__name__]


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_view_is_frozen_and_says_what_it_is(view: type) -> None:
    assert view.__doc__
    if issubclass(view, msgspec.Struct):
        assert view.__struct_config__.frozen


def test_a_card_without_a_visit_has_nothing_in_hand() -> None:
    assert CustomerCard("c1", "Maria S.", "0931", None, (), (), ()).picked == ()


def test_a_person_without_a_language_speaks_the_point_s() -> None:
    assert Person("s1", "Anna K.", "AK", Role.CLERK, has_pin=True).language == ""
