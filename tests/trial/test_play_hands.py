"""Where one step takes many touches: a keyboard in another alphabet, a camera asked twice."""

import time
from types import SimpleNamespace

import pytest

from kiosk.trial.play_hands import show, snap, write
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


class Camera:
    """A stage whose camera reads a phone at the `reads`th look; it has read another before."""

    def __init__(self, reads: int) -> None:
        self.scans, self.shown, self.left = [(1.0, 1.1)], list[str](), reads
        self.app = SimpleNamespace(
            scans=self.scans,
            desk=SimpleNamespace(photos=SimpleNamespace(why_not=lambda: None)),
        )

    def show(self, text: str) -> None:
        self.shown.append(text)
        self.left -= 1
        if not self.left:
            self.scans.append((time.monotonic(), time.monotonic()))

    def show_counter(self) -> None:
        self.shown.append("")

    def quiet(self) -> None:
        assert self.shown[-1] == ""

    def until(self, met: object, what: str, _: float = 0.0) -> None:
        assert callable(met)
        if not met():
            raise Unmet(what)


@pytest.mark.parametrize("reads", [1, 3])
def test_a_phone_is_held_up_until_it_is_read_and_taken_away(reads: int) -> None:
    camera = Camera(reads)
    show(camera, "4711")  # type: ignore[arg-type]
    assert camera.shown == ["4711", ""] * reads


def test_a_phone_that_is_never_read_is_told() -> None:
    with pytest.raises(Unmet, match="does not read the phone"):
        show(Camera(99), "4711")  # type: ignore[arg-type]
