from collections.abc import Callable

import pytest

from kiosk.trial.samples import HomeSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.rail import Rail, RailItem
from kiosk.ui.kit.widget import Back, Kind, Rect, Touch


@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_all_entries_have_room_and_the_menu_is_last(stand: Callable[..., Stand], size: str) -> None:
    s = stand(size)
    loop = s.open(HomeSample())
    entries = [r for r in loop.screen.tree() if r["role"] == "rail"]
    assert [e["text"] for e in entries][-1] == "Menu"
    assert all(e["rect"][3] >= 56 for e in entries)
    tops = [e["rect"][1] for e in entries]
    assert tops == sorted(tops)


def test_an_entry_leads_where_it_says(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    rail = Rail(items=(RailItem("a", "home", "A"), RailItem("b", "home", "B")), go={"a": Back})
    rail.layout(skin, Rect(0, 0, 104, 800))
    first, second = rail.parts()
    assert isinstance(first.on(Touch(Kind.TAP)), Back)
    assert second.on(Touch(Kind.TAP)) is None
