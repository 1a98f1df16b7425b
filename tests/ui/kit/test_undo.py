from kiosk.trial.stand import Stand
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.undo import OFFERED_S, Undoing
from kiosk.ui.kit.widget import Move, Say, Widget


class Lamp(Screen):
    """Is switched, and offers to switch it back."""

    name = "lamp"

    def __init__(self) -> None:
        self.is_on = False
        self.undoing = Undoing(self, "lamp")

    def build(self) -> Widget:
        return Page(toast=self.undoing.toast())

    def switch(self) -> Move:
        self.is_on = not self.is_on
        self.undoing.offer(lambda: f"{self.phrases.language}: {self.is_on}", self.switch)
        return Say("Switched", "ok")

    @property
    def offered(self) -> str:
        toast = self.find("lamp.toast")
        return toast.label if toast else ""


def opened() -> tuple[Stand, Lamp]:
    stand, lamp = Stand("M", "en"), Lamp()
    stand.open(lamp)
    return stand, lamp


def test_it_is_taken_once_though_the_way_back_is_a_change_itself() -> None:
    stand, lamp = opened()
    lamp.switch()
    stand.turn()
    assert lamp.offered == "en: True"
    assert stand.loop.tap("lamp.undo")
    stand.turn()
    assert (lamp.is_on, lamp.offered) == (False, "")


def test_its_words_are_of_the_language_of_the_moment() -> None:
    stand, lamp = opened()
    lamp.switch()
    lamp.stage.speak("pt")
    stand.turn()
    assert lamp.offered == "pt: True"


def test_another_change_starts_the_while_anew() -> None:
    stand, lamp = opened()
    lamp.switch()
    stand.wait(OFFERED_S - 2)
    lamp.switch()
    stand.wait(4)
    assert lamp.offered == "en: False", "the first one's end is not the second one's"
    stand.wait(OFFERED_S)
    assert lamp.offered == ""


def test_what_is_cleared_is_offered_no_more() -> None:
    stand, lamp = opened()
    lamp.switch()
    lamp.undoing.clear()
    stand.turn()
    assert lamp.offered == ""
