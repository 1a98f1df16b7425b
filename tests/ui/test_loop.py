from collections.abc import Callable

import pygame
import pytest

from kiosk.hw.ports import Look, NewMail, Scan, Signal, Symbology, Tick, Tone
from kiosk.trial import samples
from kiosk.trial.stand import Stand
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.buttons import Button, HoldButton, Typing
from kiosk.ui.kit.keys import Keypad
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Do, Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.loop import joined


class Two(Screen):
    """Two buttons and a line of text."""

    name = "two"

    def __init__(self, do: Do | None = None) -> None:
        self.count = 0
        self.words = "one"
        self.do = do
        self.signals = []

    def build(self) -> Widget:
        return Stack(
            gap=100,
            children=[
                Button(id="a", label="Press", do=self._press, tall=100),
                Button(id="b", label="Off", enabled=False, reason="Because", tall=100),
                HoldButton(id="c", label="Hold", do=self._press, tall=100),
                Label(id="words", label=self.words, style="title"),
            ],
        )

    def _press(self) -> Move:
        self.count += 1
        return self.do() if self.do else None

    def on(self, signal: Signal) -> Move:
        self.signals.append(signal)
        return signal.move if hasattr(signal, "move") else None


def scan(text: str = "x") -> object:
    return Scan(text, Symbology.QR, "hand", 0.0)


def test_a_finger_presses_a_button_in_the_turn_of_its_touch(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    button = loop.screen.find("a")
    s.wait(1)
    frames = loop.frames
    s.press(*button.rect.center)
    assert button.pressed
    assert loop.frames == frames + 1
    assert loop.screen.count == 0
    s.lift(*button.rect.center)
    assert loop.screen.count == 1
    assert not button.pressed


def test_a_mouse_event_that_came_from_touch_is_not_a_second_tap(
    stand: Callable[..., Stand],
) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    x, y = loop.screen.find("a").rect.center
    s.tap(x, y)
    s.wait(0.5)
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        pygame.event.post(pygame.event.Event(kind, pos=(x, y), button=1, touch=True))
    s.turn()
    assert loop.screen.count == 1


def test_a_real_mouse_taps_too(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    place = loop.screen.find("a").rect.center
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        pygame.event.post(pygame.event.Event(kind, pos=place, button=1, touch=False))
    s.turn()
    assert loop.screen.count == 1


def test_two_taps_within_300_ms_are_one(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    place = loop.screen.find("a").rect.center
    s.tap(*place)
    s.time += 0.29
    s.tap(*place)
    assert loop.screen.count == 1
    s.time += 0.31
    s.tap(*place)
    assert loop.screen.count == 2


def test_the_same_digit_twice_in_a_row_is_meant(stand: Callable[..., Stand]) -> object:
    class Pad(Screen):
        typing = Typing()

        def build(self) -> Widget:
            return Keypad(id="pad", typing=self.typing)

    s = stand()
    loop = s.open(Pad())
    s.wait(1)
    place = loop.screen.find("pad.7").rect.center
    for _ in range(3):
        s.tap(*place)
        s.time += 0.12
    assert loop.screen.typing.text == "777"


def test_a_finger_that_slides_off_does_nothing(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    button = loop.screen.find("a")
    s.press(*button.rect.center)
    s.drag(button.rect.centerx, button.hit.bottom + 13)
    assert not button.pressed
    s.lift(button.rect.centerx, button.hit.bottom + 13)
    assert loop.screen.count == 0


def test_a_release_12_px_outside_still_counts(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    button = loop.screen.find("a")
    s.press(*button.rect.center)
    s.lift(button.rect.centerx, button.hit.bottom + 10)
    assert loop.screen.count == 1


def test_a_second_finger_cancels_a_press(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    place = loop.screen.find("a").rect.center
    s.press(*place, finger=1)
    s.press(5, 700, finger=2)
    s.lift(5, 700, finger=2)
    s.lift(*place, finger=1)
    assert loop.screen.count == 0


def test_a_disabled_button_says_why(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    s.tap(*loop.screen.find("b").rect.center)
    assert loop.spoken.text == "Because"
    assert s.tones == [Tone.NO]


def test_what_cannot_be_undone_is_held_800_ms(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    place = loop.screen.find("c").rect.center
    s.tap(*place)
    assert loop.screen.count == 0
    s.time += 1
    s.press(*place)
    s.wait(0.79)
    assert loop.screen.count == 0
    s.wait(0.02)
    assert loop.screen.count == 1
    s.lift(*place)
    assert loop.screen.count == 1


def test_a_tap_on_what_has_just_moved_is_dropped(stand: Callable[..., Stand]) -> object:
    class Moving(Two):
        high = 0

        def build(self) -> Widget:
            return Stack(
                children=[
                    Label(label="x", tall=self.high),
                    Button(id="a", label="Press", do=self._press, tall=100),
                ]
            )

    s = stand()
    loop = s.open(Moving())
    s.wait(1)
    loop.screen.high = 60
    loop.screen.renew()
    s.turn()
    place = loop.screen.find("a").rect.center
    s.time += 0.3
    s.tap(*place)
    assert loop.screen.count == 0
    s.time += 0.3
    s.tap(*place)
    assert loop.screen.count == 1


def test_a_tap_right_after_another_screen_came_is_dropped(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    loop.go(Two())
    s.turn()
    place = loop.screen.find("a").rect.center
    s.tap(*place)
    assert loop.screen.count == 0
    s.time += 0.36
    s.tap(*place)
    assert loop.screen.count == 1


def test_a_press_survives_a_screen_built_anew_under_it(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    place = loop.screen.find("a").rect.center
    s.press(*place)
    loop.screen.words = "two"
    loop.screen.renew()
    s.turn()
    assert loop.screen.find("a").pressed
    s.lift(*place)
    assert loop.screen.count == 1


def test_an_idle_screen_draws_nothing(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(samples.ListSample())
    s.wait(1)
    frames = loop.frames
    for _ in range(100):
        s.signals.append(Tick(s.time))
        s.wait(0.1)
    assert loop.frames == frames


def test_a_renewed_screen_that_looks_the_same_is_not_drawn(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(samples.ListSample())
    frames = loop.frames
    loop.screen.renew()
    s.turn()
    assert loop.frames == frames


def test_only_what_changed_is_shown(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    shown = []
    loop.display.show = shown.append
    loop.screen.words = "other"
    loop.screen.renew()
    s.turn()
    assert len(shown) == 1
    assert shown[0][0].h < 100


def test_what_is_drawn_in_parts_equals_what_is_drawn_whole(
    stand: Callable[..., Stand], goods: dict[str, bytes]
) -> None:
    s = stand()
    loop = s.open(samples.ListSample(pictures=goods))
    other = samples.HomeSample()
    loop.go(other)
    s.turn()
    place = other.find("home.code.5").rect.center
    s.wait(1)
    s.tap(*place)
    s.wait(7)
    parts = pygame.image.tobytes(loop.display.surface, "RGB")
    loop.display.surface.fill((255, 0, 255))
    other.root.dirt.add(loop.display.surface.get_rect())
    s.turn()
    assert pygame.image.tobytes(loop.display.surface, "RGB") == parts


@pytest.mark.parametrize("full", [False, True])
def test_rects_that_cover_most_of_the_screen_become_the_whole(*, full: bool) -> None:
    whole = pygame.Rect(0, 0, 100, 100)
    assert joined([pygame.Rect(0, 0, 100, 61)], whole, full) == [whole]
    small = joined([pygame.Rect(0, 0, 10, 10), pygame.Rect(5, 5, 10, 10)], whole, full)
    assert small == ([whole] if full else [pygame.Rect(0, 0, 15, 15)])
    assert joined([], whole, full) == []


def test_signals_are_heard_outside_before_the_screen(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.signals.extend([scan("1"), NewMail(0.0), scan("2")])
    s.turn(1)
    assert s.heard == loop.screen.signals[:3] == [scan("1"), NewMail(0.0), scan("2")]


def test_a_flood_of_signals_leaves_room_for_touch(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.signals.extend([scan()] * 1000)
    s.turn(1)
    assert sum(isinstance(signal, Scan) for signal in loop.screen.signals) == 64


def test_a_screen_hears_of_mail_once_it_was_obeyed(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    loop.screen.signals.clear()
    s.slices, s.letters = 0, 2
    s.signals.append(NewMail(0.0))
    s.turn(1)
    heard = len(loop.screen.signals)
    while s.letters:
        s.turn(1)
    assert len(loop.screen.signals) == heard + 1
    assert isinstance(loop.screen.signals[-1], NewMail)


def test_mail_is_opened_a_slice_a_turn_and_never_before_touch(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    s.slices, s.letters = 0, 3
    s.signals.append(NewMail(0.0))
    s.turn(1)
    assert s.slices == 1
    s.turn(5)
    assert s.slices == 3
    assert loop.idle


def test_the_eye_looks_while_its_picture_is_in_sight(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(samples.HomeSample())
    loop.go(Two())
    s.turn()
    assert s.looks == [Look.SCAN, Look.WATCH]


def test_a_keyboard_on_the_desk_types_and_enter_presses_the_primary(
    stand: Callable[..., Stand],
) -> None:
    s = stand()
    loop = s.open(samples.HomeSample())
    for key, letter in ((pygame.K_4, "4"), (pygame.K_2, "2"), (pygame.K_BACKSPACE, "\b")):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode=letter, mod=0))
    s.turn()
    assert loop.screen.typing.text == "4"
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, unicode="\r", mod=0))
    s.turn()
    assert loop.spoken.text == "Unknown code"


def test_a_driver_taps_by_name_at_once(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(samples.ListSample())
    assert loop.tap("issue.confirm")
    s.turn(1)
    assert loop.screen.taps == ["issue.confirm"]
    assert not loop.tap("nowhere")


def test_a_driver_holds_by_name_until_it_lifts(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    assert loop.press("c")
    s.turn()
    s.wait(1)
    assert loop.screen.count == 1
    loop.lift()
    s.turn()
    assert not loop.screen.find("c").pressed
    assert not loop.press("words")


def test_screens_are_warmed_out_of_sight_when_nobody_waits(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.wait(1)
    frames = loop.frames
    cold = [samples.HomeSample(), samples.ListSample()]
    loop.warm(cold)
    s.turn(1)
    assert [c.root is not None for c in cold] == [True, False]
    s.turn(1)
    assert [c.root is not None for c in cold] == [True, True]
    assert loop.frames == frames
    assert s.looks == [Look.WATCH]


def test_no_mail_is_opened_while_a_finger_waits(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Two())
    s.slices, s.letters = 0, 2
    s.signals.append(NewMail(0.0))
    loop.screen.on = lambda _: loop.touch(5, 700)
    s.turn(1)
    assert s.slices == 0
    s.turn(1)
    assert s.slices == 1
