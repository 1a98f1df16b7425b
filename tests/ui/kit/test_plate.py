from kiosk.trial import item_pictures
from kiosk.trial.stand import Stand
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.plate import Plate
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Widget


class Hung(Screen):
    """A wall with one picture."""

    def __init__(self, jpeg: bytes | None) -> None:
        self.jpeg = jpeg

    def build(self) -> Widget:
        plate = Plate(id="plate", key="p", jpeg=self.jpeg, label="A picture", shape=2.0)
        return Page(ground="rail", content=plate)


def colours(jpeg: bytes | None) -> set[tuple[int, ...]]:
    stand = Stand()
    loop = stand.open(Hung(jpeg))
    rect = loop.screen.find("plate").rect
    assert rect.w
    surface, y = stand.display.surface, rect.centery
    return {tuple(surface.get_at((x, y))[:3]) for x in range(rect.x, rect.right, 7)}


def test_a_picture_is_shown_whole_and_its_place_keeps_its_shape() -> None:
    stand = Stand()
    assert Plate(shape=2.0).size(stand.skin, 400) == (400, 200)
    assert len(colours(item_pictures.render("shoe", 1, 96))) > 5


def test_without_a_picture_there_is_a_tile_with_a_sign() -> None:
    assert 1 < len(colours(None)) < 40
    assert colours(b"no picture") == colours(None)
