import threading
from collections.abc import Callable
from datetime import UTC

from kiosk.trial import samples
from kiosk.trial.stand import Stand
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Back, Home, Instead, Only, Say, Widget
from kiosk.ui.kit.words import Label
from tests.waiting import eventually


class Blank(Screen):
    """Nothing on it."""

    name = "blank"

    def build(self) -> Widget:
        return Label(label="x")


def test_moves_lead_where_they_say(stand: Callable[..., Stand]) -> None:
    s = stand()
    first, second, third = Blank(), Blank(), Blank()
    loop = s.open(first, home=lambda: third)
    loop.go(second)
    assert loop.screen is second
    loop.go(Back())
    assert loop.screen is first
    loop.go(Instead(second))
    loop.go(Back())
    assert loop.screen is third
    loop.go(first)
    loop.go(Only(second))
    assert loop.screen is second
    loop.go(Back())
    assert loop.screen is third
    loop.go(Home())
    assert loop.screen is third


class Left(Blank):
    """Counts how often it was left."""

    def __init__(self) -> None:
        self.times = 0

    def left(self) -> None:
        self.times += 1


class Over(Blank):
    """Only lies over the one beneath."""

    lies_over = True


def test_what_only_lies_over_a_screen_leaves_it_as_it_is(stand: Callable[..., Stand]) -> None:
    s = stand()
    beneath = Left()
    loop = s.open(beneath, home=Blank)
    loop.go(Over())
    loop.go(Back())
    assert (loop.screen, beneath.times) == (beneath, 0)
    loop.go(Blank())
    assert beneath.times == 1
    loop.go(Back())
    loop.go(Over())
    loop.go(Home())
    assert beneath.times == 2, "left with the one over it"


def test_an_answer_stays_six_seconds(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(samples.HomeSample())
    loop.go(Say("Unknown code", "no", step="Scan another"))
    s.turn()
    assert loop.screen.find("bar.answer").text == "Unknown code. Scan another"
    s.wait(5.9)
    assert loop.spoken is not None
    s.wait(0.2)
    assert loop.spoken is None
    assert loop.screen.find("bar.answer") is None


def test_slow_work_answers_only_the_screen_that_asked(stand: Callable[..., Stand]) -> None:
    s = stand()
    first = Blank()
    loop = s.open(first)
    got = []
    done = threading.Event()

    def ask(word: str) -> None:
        done.clear()
        loop.later(lambda: word, got.append)
        loop._worker.submit(done.set)
        assert done.wait(60)

    ask("here")
    s.turn()
    assert got == ["here"]
    ask("gone")
    loop.go(Blank())
    s.turn()
    assert got == ["here"]


def test_nothing_waits_behind_what_takes_minutes(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Blank())
    got = []
    hold = threading.Event()
    loop.later(lambda: hold.wait(60), got.append, slow=True)
    loop.later(lambda: "a PIN", got.append)

    def is_checked() -> bool:
        s.turn()
        return got == ["a PIN"]

    try:
        eventually(is_checked)
    finally:
        hold.set()


def test_a_timer_of_a_screen_that_left_is_dropped(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Blank())
    got = []
    loop.after(1.0, lambda: got.append("kept"))
    s.wait(1.1)
    loop.after(1.0, lambda: got.append("dropped"))
    loop.go(Blank())
    s.wait(1.1)
    assert got == ["kept"]


def test_language_changes_while_it_runs(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(samples.HomeSample())
    loop.speak("ru")
    s.turn()
    assert loop.screen.find("bar.back").label == "Назад"
    assert loop.skin.phrases.zone is UTC
