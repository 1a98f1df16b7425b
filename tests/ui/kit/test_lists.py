from collections.abc import Callable, Mapping

import pytest
from msgspec.structs import astuple

from kiosk.trial import samples
from kiosk.trial.samples import Goods, ListSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.widget import Widget

MANY = tuple(Goods(f"{i:04d}", f"Thing number {i}", "meta", f"B-{i % 15:02d}") for i in range(500))


def opened(stand: Callable[..., Stand], goods: tuple[Goods, ...] = MANY) -> object:
    s = stand()
    loop = s.open(ListSample(goods))
    s.wait(1)
    return s, loop, loop.screen.find("list")


def test_a_list_makes_only_the_rows_in_sight(stand: Callable[..., Stand]) -> None:
    _, _, rows = opened(stand)
    assert 3 <= len(rows.drawn()) <= 6


def test_a_drag_over_14_px_scrolls_and_presses_nothing(stand: Callable[..., Stand]) -> None:
    s, _, rows = opened(stand)
    x, y = rows.rect.x + 200, rows.rect.centery
    s.press(x, y)
    s.drag(x, y - 13)
    assert rows.offset == 0
    s.drag(x, y - 60)
    assert rows.offset == pytest.approx(60)
    s.drag(x, y - 80)
    assert rows.offset == pytest.approx(80)


def test_a_fling_rolls_on_and_comes_to_rest(stand: Callable[..., Stand]) -> None:
    s, loop, rows = opened(stand)
    x, y = rows.rect.x + 200, rows.rect.bottom - 20
    s.press(x, y)
    for i in range(1, 6):
        s.time += 0.016
        s.drag(x, y - i * 40)
    s.lift(x, y - 200)
    assert rows.moving
    at = rows.offset
    for _ in range(400):
        s.wait(0.016)
    assert rows.offset > at
    assert not rows.moving
    assert loop.idle


def test_the_list_springs_back_from_beyond_its_end(stand: Callable[..., Stand]) -> None:
    s, _, rows = opened(stand)
    x, y = rows.rect.x + 200, rows.rect.y + 30
    s.press(x, y)
    s.drag(x, y + 300)
    assert -rows.pitch * 0.35 <= rows.offset < 0
    s.lift(x, y + 300)
    for _ in range(120):
        s.wait(0.016)
    assert rows.offset == 0


def test_page_buttons_turn_whole_pages(stand: Callable[..., Stand]) -> None:
    s, loop, rows = opened(stand)
    whole = rows.rect.h // rows.pitch
    loop.tap("list.down")
    s.turn()
    assert rows.offset == whole * rows.pitch
    loop.tap("list.up")
    s.turn()
    assert rows.offset == 0


def test_a_list_keeps_its_place_when_rows_come_before(stand: Callable[..., Stand]) -> None:
    s, loop, rows = opened(stand)
    loop.tap("list.down")
    s.turn()
    first = int(rows.offset // rows.pitch)
    seen = rows.items[first]
    new = tuple(Goods(f"N{i}", "New", "meta", "B-01") for i in range(7))
    loop.screen.goods = new + MANY
    loop.screen.renew()
    s.turn()
    rows = loop.screen.find("list")
    assert rows.items[int(rows.offset // rows.pitch)] == seen


def test_row_pictures_are_kept_and_their_number_is_bounded(stand: Callable[..., Stand]) -> None:
    s, loop, rows = opened(stand)
    for _ in range(200):
        loop.tap("list.down")
        s.wait(0.5)
    assert len(loop.skin.rows) <= 48
    assert rows.offset > 0


def test_a_changed_row_is_drawn_anew(stand: Callable[..., Stand]) -> None:
    s, loop, _ = opened(stand, samples.GOODS)
    frames = loop.frames
    first = samples.GOODS[0]
    loop.screen.goods = (Goods(first.code, "Other", first.meta, first.cell), *samples.GOODS[1:])
    loop.screen.renew()
    s.turn()
    assert loop.frames == frames + 1


def test_an_empty_list_says_so_in_one_sentence(stand: Callable[..., Stand]) -> object:
    s = stand()

    class Empty(ListSample):
        def build(self) -> Widget:
            page = super().build()
            page.content.left.child.children[1].empty = "Nothing here yet. Scan a parcel."
            return page

    loop = s.open(Empty(()))
    assert loop.screen.find("list").drawn() == ()


def test_a_row_whose_value_holds_a_map_is_drawn_as_well(stand: Callable[..., Stand]) -> None:
    class Priced(Goods, frozen=True):
        dues: Mapping[str, int] = {}

    first = Priced(*astuple(MANY[0]), dues={"P1": 500})
    _, loop, _ = opened(stand, (first, MANY[1]))
    assert "Thing number 0" in " ".join(str(row["text"]) for row in loop.screen.tree())
