import json
from collections.abc import Callable

import pytest

from kiosk.trial import gallery
from kiosk.trial.stand import Stand
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Dirt, Rect, Widget, find, tree, walk


@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_the_trees_of_the_sample_screens_are_as_they_were(
    stand: Callable[..., Stand],
    goods: dict[str, bytes],
    golden: Callable[[str, str], None],
    size: str,
) -> None:
    s = stand(size)
    loop = s.open(gallery.LockSample())
    lines = []
    for i, screen in enumerate(gallery.samples(goods)):
        loop.go(screen)
        s.turn(1)
        lines.append(f"# {i} {screen.name}")
        lines += [json.dumps(row, ensure_ascii=False) for row in screen.tree()]
    golden(f"trees/gallery-{size}.txt", "\n".join(lines) + "\n")


def test_a_small_widget_has_a_target_of_56_px() -> None:
    button = Button(id="a", label="x")
    button.rect = Rect(100, 100, 20, 80)
    assert tuple(button.hit) == (82, 100, 56, 80)


def test_looks_tell_what_is_drawn() -> None:
    one, two = Button(id="a", label="x"), Button(id="a", label="x", do=lambda: None)
    assert one.looks() == two.looks()
    two.pressed = True
    assert one.looks() != two.looks()


def test_dirt_is_taken_once() -> None:
    dirt = Dirt()
    dirt.add(Rect(0, 0, 0, 5))
    dirt.add(Rect(1, 2, 3, 4))
    assert dirt.take() == [Rect(1, 2, 3, 4)]
    assert dirt.take() == []


def test_a_tree_leaves_out_what_says_nothing_and_is_not_touched() -> None:
    assert tree(Widget()) == []
    assert len(list(walk(Widget()))) == 1
    assert find(Widget(id="a"), "a") is not None
    assert find(Widget(id="a"), "b") is None
