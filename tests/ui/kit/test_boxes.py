from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from kiosk.trial.stand import Stand
from kiosk.ui.kit.boxes import Grid, Row, Split, Stack, share
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.kit.words import Label

PARTS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 2), st.integers(0, 60)), min_size=1, max_size=6
)


@given(PARTS, st.integers(0, 1200))
def test_shared_room_is_used_whole_when_something_grows(
    parts: list[tuple[int, int, int]], room: int
) -> None:
    wishes, grows, leasts = zip(*parts, strict=True)
    out = share(wishes, grows, leasts, room)
    assert all(o >= 0 for o in out)
    if sum(wishes) <= room and any(grows):
        assert sum(out) == room
    if sum(wishes) <= room:
        assert all(o >= w for o, w in zip(out, wishes, strict=True))


@given(PARTS, st.integers(0, 1200))
def test_only_what_grows_gives_way_and_keeps_its_least(
    parts: list[tuple[int, int, int]], room: int
) -> None:
    wishes, grows, leasts = zip(*parts, strict=True)
    out = share(wishes, grows, leasts, room)
    for got, wish, grow, least in zip(out, wishes, grows, leasts, strict=True):
        if got < wish:
            assert grow
            assert got >= min(wish, least)


def block(w: int, h: int, **more: int) -> object:
    return Widget(wide=w, tall=h, **more)


def test_a_stack_gives_the_rest_to_what_grows(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    parts = [block(10, 40), block(10, 10, grow=1), block(10, 50)]
    Stack(children=parts, gap=5).layout(skin, Rect(0, 0, 100, 300))
    assert [p.rect.h for p in parts] == [40, 200, 50]
    assert [p.rect.y for p in parts] == [0, 45, 250]


def test_second_lines_go_before_anything_is_cut_off(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    label = Label(label="word " * 12, lines=2)
    tall = label.size(skin, 200)[1]
    button = block(10, 60)
    stack = Stack(children=[label, button])
    stack.layout(skin, Rect(0, 0, 200, 60 + tall // 2))
    assert label.rect.h == tall // 2
    assert button.rect.bottom <= stack.rect.bottom


def test_a_row_stays_inside_its_width(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    parts = [block(100, 10), block(400, 10), block(100, 10)]
    Row(children=parts, gap=10).layout(skin, Rect(0, 0, 320, 50))
    assert parts[-1].rect.right <= 320
    assert [p.rect.w for p in parts] == [100, 100, 100]


def test_a_grid_fills_its_rows_to_the_last_pixel(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    parts = [block(1, 1) for _ in range(5)]
    Grid(children=parts, columns=3, gap=10).layout(skin, Rect(0, 0, 100, 110))
    assert [tuple(p.rect.topleft) for p in parts] == [(0, 0), (36, 0), (72, 0), (0, 60), (36, 60)]
    assert parts[2].rect.right == 100


def test_a_split_gives_the_right_part_its_width(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    left, right = block(0, 0), block(0, 0)
    Split(left=left, right=right, right_wide=300, gap=20).layout(skin, Rect(10, 0, 1000, 50))
    assert (left.rect.w, right.rect.x, right.rect.w) == (680, 710, 300)
