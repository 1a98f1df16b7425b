import datetime as dt

from kiosk.ui.kit.bell import Bell
from kiosk.ui.kit.skin import Skin
from kiosk.ui.phrases import Phrases
from kiosk.ui.theme import THEMES, layout_for


def bell(count: int) -> Bell:
    return Bell(id="bar.bell", label="Notices", count=count)


def test_it_says_how_many_and_of_many_only_that() -> None:
    assert bell(3).text == "Notices 3"
    assert bell(10).text == "Notices 9+"


def test_it_is_a_target_for_a_finger_and_no_wider_than_it_must_be() -> None:
    layout = layout_for(1024, 600)
    assert layout is not None
    skin = Skin(layout, Phrases("en", dt.UTC), THEMES["light"])
    assert all(56 <= side <= 80 for side in bell(12).size(skin, 400))


def test_another_number_looks_otherwise() -> None:
    assert bell(1).looks() != bell(2).looks()
    asking = bell(1)
    asking.asks = True
    assert asking.looks() != bell(1).looks()
