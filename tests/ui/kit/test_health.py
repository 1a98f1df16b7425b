from collections.abc import Callable

import pytest

from kiosk.trial.samples import ILL, WELL
from kiosk.trial.stand import Stand
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.health import HealthCluster, HealthItem
from kiosk.ui.kit.widget import Rect


def drawn(stand: Callable[..., Stand], size: str, items: tuple[HealthItem, ...]) -> object:
    s = stand(size)
    marks = []
    cluster = HealthCluster(id="h", label="Devices", items=items)
    wide = cluster.size(s.skin, 900)[0]
    cluster.layout(s.skin, Rect(10, 0, wide, 56))
    cluster.paint(Canvas(s.display.surface, s.skin, marks))
    return [m.text for m in marks], cluster


@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_healthy_devices_say_nothing(stand: Callable[..., Stand], size: str) -> None:
    words, _ = drawn(stand, size, WELL)
    assert all(w.startswith("icon:") for w in words)


def test_trouble_is_worded_as_far_as_there_is_room_the_worst_first(
    stand: Callable[..., Stand],
) -> None:
    three = (*ILL, HealthItem("lights", "light_off", "Lights lost", "warn"))
    assert [w for w in drawn(stand, "L", three)[0] if ":" not in w] == [
        "No paper",
        "No network, 7 waiting",
        "+1",
    ]
    assert [w for w in drawn(stand, "M", three)[0] if ":" not in w] == ["No paper", "+2"]
    assert [w for w in drawn(stand, "S", three)[0] if ":" not in w] == ["3"]


def test_one_target_tells_all_trouble_in_words(stand: Callable[..., Stand]) -> None:
    _, cluster = drawn(stand, "S", ILL)
    assert cluster.text == "Devices; No paper; No network, 7 waiting"
    assert min(cluster.hit.size) >= 56
