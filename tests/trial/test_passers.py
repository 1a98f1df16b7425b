"""Who stands at the wrong point is told of by the central, and known by the code alone."""

from kiosk.trial.passers import STRANGER
from kiosk.trial.sizes import FULL, SHORT, Twist


def test_each_day_sends_one_customer_on() -> None:
    assert [sizes.twists.count(Twist.WRONG_POINT) for sizes in (FULL, SHORT)] == [1, 1]


def test_the_stranger_is_none_of_the_points_customers() -> None:
    most = max(FULL.customers, SHORT.customers)
    assert int(STRANGER.removeprefix("c")) >= 7731000 + most
