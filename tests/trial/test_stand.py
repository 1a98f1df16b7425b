import pytest

from kiosk.trial.samples import HomeSample
from kiosk.trial.stand import SIZES, Stand


@pytest.mark.parametrize("size", SIZES)
def test_a_stand_shows_a_screen_in_the_size_asked_for(size: str) -> None:
    stand = Stand(size)
    loop = stand.open(HomeSample())
    assert loop.display.surface.get_size() == SIZES[size]
    assert loop.frames == 1


def test_time_on_a_stand_is_moved_by_hand() -> None:
    stand = Stand()
    loop = stand.open(HomeSample())
    at = loop.now()
    stand.wait(2.5)
    assert loop.now() == at + 2.5
