from collections.abc import Callable

import pygame
import pytest

from kiosk.hw.ports import Colour
from kiosk.trial import gallery, samples
from kiosk.trial.stand import Stand
from kiosk.ui.kit.bar import TopBar
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lint import AMBER, NEAR_AMBER, amber, contrast, findings
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.kit.words import Chip, Label
from kiosk.ui.theme import TYPE


class Made(Screen):
    """A screen of one widget."""

    name = "made"

    def __init__(self, widget: Widget) -> None:
        self.widget = widget

    def build(self) -> Widget:
        return Page(content=Card(child=Stack(children=[self.widget], gap=8, align="left")))


class PrivateMade(Made):
    """The same, where nothing personal may stand."""

    private = True


def rules(
    stand: Callable[..., Stand],
    widget: Widget,
    *,
    private: bool = False,
    lit: frozenset[str] = frozenset(),
    language: str = "en",
) -> object:
    s = stand("L", language)
    loop = s.open(PrivateMade(widget) if private else Made(widget))
    return {f.rule for f in findings(loop.screen, lit)}


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_the_sample_screens_have_no_findings(
    stand: Callable[..., Stand], goods: dict[str, bytes], size: str, theme: str
) -> None:
    s = stand(size, theme=theme)
    loop = s.open(gallery.LockSample())
    for screen in gallery.samples(goods):
        loop.go(screen)
        s.turn(1)
        assert findings(screen, samples.LIT) == [], screen.name


def test_a_good_widget_has_no_findings(stand: Callable[..., Stand]) -> None:
    assert rules(stand, Button(id="a", label="Go", rank="primary")) == set()


class Badge(Chip):
    """A chip in the lamp's colour: a crime."""

    def draw(self, canvas: Canvas) -> None:
        canvas.panel((255, 176, 0), self.rect, 8)


class Stray(Widget):
    """Writes beside its rect."""

    def draw(self, canvas: Canvas) -> None:
        canvas.text("far too long for this", "title", "ink", Rect(self.rect.x, self.rect.y, 60, 40))


def small_keys() -> object:
    return Row(children=[Button(id=k, label=k, wide=48, tall=48, rank="key") for k in "12"], gap=8)


def two_primaries() -> object:
    return Row(children=[Button(id=k, label=k, rank="primary") for k in "ab"], gap=8)


def twins() -> object:
    return Row(children=[Button(id="a", label="x"), Button(id="a", label="y")], gap=8)


class Pile(Stack):
    """Its children lie on each other."""

    def layout(self, skin: Skin, rect: Rect) -> None:
        super().layout(skin, rect)
        for child in self.children:
            child.layout(skin, Rect(rect.x, rect.y, 100, 30))


MUTANTS = {
    "a 48 px key": ("gap", small_keys()),
    "amber on a chip": ("amber", Badge(label="Soon")),
    "a second primary": ("primaries", two_primaries()),
    "disabled without a reason": ("reason", Button(id="a", label="Go", enabled=False)),
    "an icon without a label": ("label", Button(id="a", icon="close", bare=True)),
    "a target without an id": ("id", Button(label="Go")),
    "two targets of one id": ("id", twins()),
    "a label cut short": ("clipped", Label(label="word " * 90)),
    "a button whose words do not fit": ("clipped", Button(id="a", label="x" * 40, wide=120)),
    "text that leaves its room": ("clipped", Stray(wide=200, tall=40)),
    "pale text": ("contrast", Label(label="pale", colour="line")),
    "a letter the font lacks": ("glyph", Label(label="漢字")),
    "one over the other": ("overlap", Pile(children=[Label(label="a"), Label(label="b")])),
    "a lamp that does not shine": ("lamp", CellBadge(spot=Spot("C-9", lamp=Colour.BLUE))),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_the_lint_finds(stand: Callable[..., Stand], name: str) -> None:
    rule, widget = MUTANTS[name]
    assert rule in rules(stand, widget)


def test_the_lint_finds_a_name_on_the_lock(stand: Callable[..., Stand]) -> None:
    name = Label(label="Maria S.", personal=True)
    assert "personal" in rules(stand, name, private=True)
    assert "personal" not in rules(stand, name)


def test_the_lint_finds_type_under_14_px(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TYPE, "chip", ("Inter-SemiBold", 12, 12, 12))
    monkeypatch.setattr("kiosk.ui.theme.LEAST_TYPE_PX", 10)
    assert "small" in rules(stand, Label(label="small", style="chip"))


def test_the_lint_finds_what_was_not_translated(stand: Callable[..., Stand]) -> object:
    class Speaks(Made):
        def build(self) -> Widget:
            return Page(bar=TopBar(title=self.phrases.text("Nobody translated this")))

    s = stand("L", "ru")
    loop = s.open(Speaks(Widget()))
    assert "translation" in {f.rule for f in findings(loop.screen)}


def test_a_lit_cell_is_amber_and_that_is_right(stand: Callable[..., Stand]) -> None:
    badge = CellBadge(spot=Spot("C-9", lamp=Colour.AMBER))
    assert rules(stand, badge, lit=frozenset({"C-9"})) == set()


def test_amber_is_what_is_near_it_and_not_in_a_spared_room() -> None:
    surface = pygame.Surface((40, 20))
    red, green, blue = AMBER
    near = (red - NEAR_AMBER, green + NEAR_AMBER, blue + NEAR_AMBER)
    surface.set_at((3, 4), near)
    surface.set_at((5, 4), (red, green + NEAR_AMBER + 1, blue))
    surface.set_at((39, 19), AMBER)
    assert amber(surface, []) == [(3, 4), (39, 19)]
    assert amber(surface, [Rect(3, 4, 1, 1)]) == [(39, 19)]
    assert amber(surface, [Rect(-5, -5, 50, 50), Rect(7, 7, 0, 0)]) == []


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_drawing_for_the_lint_leaves_the_screen_alone(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(samples.HomeSample())
    before = pygame.image.tobytes(loop.display.surface, "RGB")
    findings(loop.screen)
    assert pygame.image.tobytes(loop.display.surface, "RGB") == before
