from collections.abc import Callable

from kiosk.trial.gallery import ViewerSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.viewer import photo


def opened(stand: Callable[..., Stand], goods: dict[str, bytes]) -> object:
    s = stand()
    loop = s.open(ViewerSample(goods))
    s.wait(1)
    return s, loop, loop.screen.find("viewer")


def test_two_fingers_zoom_about_their_middle(
    stand: Callable[..., Stand], goods: dict[str, bytes]
) -> None:
    s, _, viewer = opened(stand, goods)
    x, y = viewer.rect.center
    x -= 100
    under = viewer._under(x, y)
    s.press(x - 50, y, 1)
    s.press(x + 50, y, 2)
    s.drag(x - 100, y, 1)
    s.drag(x + 100, y, 2)
    assert round(viewer.zoom, 3) == 2.0
    after = viewer._under(x, y)
    assert abs(after[0] - under[0]) < 0.02
    assert abs(after[1] - under[1]) < 0.02


def test_zoom_stays_between_1_and_4(stand: Callable[..., Stand], goods: dict[str, bytes]) -> None:
    s, loop, viewer = opened(stand, goods)
    for _ in range(8):
        loop.tap("viewer.plus")
        s.wait(0.4)
    assert viewer.zoom == 4.0
    for _ in range(12):
        loop.tap("viewer.minus")
        s.wait(0.4)
    assert viewer.zoom == 1.0


def test_the_picture_cannot_be_pushed_off_its_frame(
    stand: Callable[..., Stand], goods: dict[str, bytes]
) -> None:
    s, loop, viewer = opened(stand, goods)
    loop.tap("viewer.plus")
    s.wait(1)
    x, y = viewer.rect.center
    s.press(x, y)
    s.drag(x + 3000, y + 3000)
    half = 0.5 / viewer.zoom
    assert viewer.at == (half, half)


def test_a_double_tap_zooms_in_and_out(
    stand: Callable[..., Stand], goods: dict[str, bytes]
) -> None:
    s, _, viewer = opened(stand, goods)
    place = viewer.rect.center
    s.tap(*place)
    s.time += 0.1
    s.tap(*place)
    assert viewer.zoom == 2.5
    s.time += 1
    s.tap(*place)
    s.time += 0.1
    s.tap(*place)
    assert viewer.zoom == 1.0


def test_the_whole_picture_comes_back_by_a_button(
    stand: Callable[..., Stand], goods: dict[str, bytes]
) -> None:
    s, loop, viewer = opened(stand, goods)
    loop.tap("viewer.plus")
    s.wait(1)
    loop.tap("viewer.whole")
    s.turn()
    assert (viewer.zoom, viewer.at) == (1.0, (0.5, 0.5))


def test_what_is_no_jpeg_is_a_tile_with_the_title(stand: Callable[..., Stand]) -> None:
    s = stand()
    skin: Skin = s.skin
    for junk in (b"", b"GIF89a", b"\xff\xd8junk", b"\xff\xd8" + bytes(3 * 1024 * 1024)):
        assert photo(skin, repr(junk[:8]), junk) is None
    loop = s.open(ViewerSample({"0930": b"\xff\xd8junk"}))
    assert loop.screen.find("viewer").text == "Trainers"


def test_a_picture_is_forgotten_with_its_customer(
    stand: Callable[..., Stand], goods: dict[str, bytes]
) -> None:
    _, loop, _ = opened(stand, goods)
    assert len(loop.skin.photos) > 0
    loop.forget()
    assert len(loop.skin.photos) == 0
