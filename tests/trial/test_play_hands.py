"""Where one step takes many touches: a keyboard in another alphabet, a camera asked twice."""

from types import SimpleNamespace

import pytest

from kiosk.trial.play_hands import snap, write
from kiosk.trial.scenario import Step
from kiosk.trial.stage import Unmet
from kiosk.ui.kit.keyboard import ORDER, ROWS


class Screen:
    """A keyboard that shows one alphabet, and a sheet with so many photos to come."""

    def __init__(self, photos: int = 1) -> None:
        self.alphabet, self.left, self.tapped = "ru", photos, list[str]()
        self.app = SimpleNamespace(
            loop=SimpleNamespace(screen=self),
            desk=SimpleNamespace(photos=SimpleNamespace(why_not=lambda: None)),
        )

    def find(self, widget: str) -> object | None:
        pad, _, key = widget.rpartition(".key.")
        shown = key in "".join(ROWS[self.alphabet]) if pad else not widget.endswith("done")
        return SimpleNamespace(enabled=True) if shown or not (pad or self.left) else None

    def tap(self, widget: str) -> None:
        self.tapped.append(widget)
        if widget == "keys.language":
            self.alphabet = ORDER[(ORDER.index(self.alphabet) + 1) % len(ORDER)]
        self.left -= widget == "damage.snap"

    def until(self, met: object, what: str, _: float = 0.0) -> None:
        assert callable(met)
        assert met(), what


def step(**args: str) -> Step:
    return Step("day.txt", 1, "", args)


def test_letters_are_touched_whichever_alphabet_the_keyboard_opened_with() -> None:
    screen = Screen()
    write(screen, step(text="Ab ж", pad="keys"))  # type: ignore[arg-type]
    assert screen.tapped == [
        *("keys.language", "keys.key.a", "keys.key.b", "keys.space"),
        *("keys.language", "keys.language", "keys.key.ж"),
    ]


def test_photos_are_taken_until_there_are_enough() -> None:
    screen = Screen(photos=3)
    snap(screen, step(sheet="damage"))  # type: ignore[arg-type]
    assert screen.tapped == ["damage.snap"] * 3


def test_a_camera_that_never_gives_one_is_told() -> None:
    with pytest.raises(Unmet, match="no photo could be taken"):
        snap(Screen(photos=99), step(sheet="damage"))  # type: ignore[arg-type]
