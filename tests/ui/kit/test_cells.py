from collections.abc import Callable

from kiosk.hw.ports import Colour
from kiosk.trial.samples import ListSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.boxes import Card
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.cells import CellBadge, RackView, ShelfMap, Spot, rack_view, short
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Rect, Say, Widget
from kiosk.ui.theme import LAMPS


class Racks(Screen):
    """A map and nothing else."""

    def __init__(self, racks: tuple[RackView, ...], open_rack: str = "") -> None:
        self.racks, self.open_rack = racks, open_rack
        self.got = []

    def build(self) -> Widget:
        return Page(
            content=Card(
                fill="rail",
                child=ShelfMap(
                    id="map", racks=self.racks, open_rack=self.open_rack,
                    pick=self.got.append, open=self.got.append,
                ),
            )
        )  # fmt: skip


def racks(count: int = 3, cells: int = 15, spots: dict[str, Spot] | None = None) -> object:
    return tuple(
        rack_view(r, [f"{r}-{i:02d}" for i in range(1, cells + 1)], spots or {}, 3)
        for r in "ABCDEFGH"[:count]
    )


def test_large_cells_are_tapped_small_ones_open_their_rack(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Racks(racks(3)))
    assert loop.tap("map.B-02")
    s.turn(1)
    loop.go(Racks(racks(8, 40)))
    s.turn()
    assert not loop.tap("map.B-02")
    assert loop.tap("map.B")
    s.turn(1)
    assert loop.screen.got == ["B"]
    loop.go(Racks(racks(8, 15), open_rack="B"))
    s.turn()
    assert loop.tap("map.B-02")


def test_many_racks_stand_in_two_rows_wide_enough_for_a_finger(
    stand: Callable[..., Stand],
) -> None:
    s = stand("M")
    loop = s.open(Racks(racks(8, 40)))
    found = {name: loop.screen.find(f"map.{name}") for name in "ABCDEFGH"}
    assert all(area is not None and min(area.rect.size) >= 56 for area in found.values())
    tops = sorted({area.rect.y for area in found.values() if area})
    assert len(tops) == 2
    chart = loop.screen.root.content.child
    assert all(chart.rect.contains(part.rect) for part in chart.parts())


def test_a_fuller_cell_shows_more_of_its_bar(stand: Callable[..., Stand]) -> None:
    s = stand()
    for cells in (3, 150):  # large and small ones
        pictures = []
        for filled in (0, 30, 100):
            spots = {"A-01": Spot("A-01", filled=filled)}
            loop = s.open(Racks(racks(2, cells, spots)))
            chart = loop.screen.root.content.child
            cell = next(p for p in chart.parts() if p.label == "A-01")
            shown = loop.display.surface.subsurface(cell.rect)
            bar = s.skin.theme.rgb("rail_text")
            wide, tall = shown.get_size()
            at = [shown.get_at((x, y))[:3] for x in range(wide) for y in range(tall * 2 // 3, tall)]
            pictures.append(at.count(bar))
        assert pictures[0] < pictures[1] < pictures[2]


def test_a_tiny_cell_that_is_wanted_is_filled_not_framed(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Racks(racks(4, 150, {"A-01": Spot("A-01", wanted=True)})))
    cell = next(p for p in loop.screen.root.content.child.parts() if p.label == "A-01")
    assert min(cell.rect.size) < 16
    white = loop.display.surface.get_at(cell.rect.center)[:3]
    assert white == s.skin.theme.rgb("rail_mark")


def test_a_lit_cell_is_a_solid_fill_in_its_lamps_colour(stand: Callable[..., Stand]) -> None:
    s = stand()
    for colour, (lamp, _) in LAMPS.items():
        loop = s.open(Racks(racks(1, 3, {"A-01": Spot("A-01", lamp=colour)})))
        cell = loop.screen.find("map.A-01")
        r, g, b, _ = loop.display.surface.get_at((cell.rect.x + 12, cell.rect.y + 12))
        assert (r, g, b) == lamp


def test_no_lamp_colour_without_a_lamp(stand: Callable[..., Stand]) -> None:
    s = stand()
    spots = {"A-01": Spot("A-01", wanted=True), "A-02": Spot("A-02", taken=True)}
    loop = s.open(Racks(racks(1, 3, spots)))
    assert loop.screen.root.content.child.lit == frozenset()
    cell = loop.screen.find("map.A-01")
    pixel = loop.display.surface.get_at((cell.rect.x + 12, cell.rect.y + 12))[:3]
    assert pixel not in [lamp for lamp, _ in LAMPS.values()]


def test_violet_and_orange_carry_the_sessions_number() -> None:
    assert CellBadge(spot=Spot("A-1", lamp=Colour.VIOLET, number=3))._numbered
    assert not CellBadge(spot=Spot("A-1", lamp=Colour.AMBER, number=1))._numbered


def test_a_cell_is_told_by_its_number_in_the_rack() -> None:
    assert [short(c) for c in ("B-03", "A-2-07", "FLOOR")] == ["03", "07", "FLOOR"]


def test_a_badge_without_an_action_takes_no_touch(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(ListSample())
    badges = [r for r in loop.screen.tree() if r["role"] == "cell"]
    assert badges
    assert all(b["hit"] is None for b in badges)
    assert CellBadge(spot=Spot("A"), do=lambda: Say("x")).hit is not None


def test_a_badge_shines_in_its_lamps_colour(stand: Callable[..., Stand]) -> None:
    s = stand()
    for colour, (lamp, _) in LAMPS.items():
        badge = CellBadge(spot=Spot("B-03", lamp=colour))
        badge.layout(s.skin, Rect(10, 10, 120, 48))
        badge.paint(Canvas(s.display.surface, s.skin))
        assert s.display.surface.get_at((14, 34))[:3] == lamp


def test_a_large_cell_shows_its_note_and_is_filled_when_chosen(stand: Callable[..., Stand]) -> None:
    spots = {"A-01": Spot("A-01", note="XL", chosen=True), "A-02": Spot("A-02", note="XL")}
    s = stand()
    loop = s.open(Racks(racks(1, 4, spots), open_rack="A"))
    canvas_of = {cell: loop.screen.find(f"map.{cell}").rect for cell in spots}  # type: ignore[union-attr]
    corner = {c: s.display.surface.get_at((r.centerx, r.y + 3))[:3] for c, r in canvas_of.items()}
    assert corner["A-01"] == s.skin.rgb("rail_mark")
    assert corner["A-02"] == s.skin.rgb("rail_raised")
