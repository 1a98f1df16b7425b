from functools import partial

import numpy as np
import pytest
from PIL import Image, ImageFilter

from kiosk.hw.cascade import Cascade, CascadeSettings
from kiosk.hw.decoders import Engine, GreyPicture, Reading, ZbarEngine, ZxingEngine
from kiosk.hw.ports import Look, Symbology
from kiosk.hw.second_looks import SECOND_LOOKS, enlarged, inverted, turned
from kiosk.hw.sim import scene

ALL = tuple(family for family in Symbology if family is not Symbology.UNKNOWN)
FRAMES = 16
LINES = {Symbology.EAN13: "4600000000039", Symbology.CODE128: "48210001-0395-1"}


def before_camera(code: Image.Image, turn: float = 0.0, ground: int = 200) -> GreyPicture:
    """Lay a code on a counter of one grey."""
    if turn:
        code = code.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    frame = Image.new("L", scene.SIZE, ground)
    frame.paste(code, ((frame.width - code.width) // 2, (frame.height - code.height) // 2))
    return np.array(frame)


def told(y: GreyPicture, *engines: Engine) -> set[str]:
    eye = Cascade(engines, CascadeSettings(), lambda: 0.0, lambda _: None)
    scans = [eye.scan(y, 1 + n / 20, Look.SCAN) for n in range(FRAMES)]
    return {scan.text for scan in scans if scan}


def both() -> tuple[Engine, ...]:
    return ZxingEngine(ALL), ZbarEngine(ALL)


@pytest.mark.parametrize("turn", [-67.0, -45.0, -23.0, 19.0, 28.0, 45.0, 62.0, 71.0])
@pytest.mark.parametrize("family", LINES)
def test_a_line_code_at_any_angle_is_read(family: Symbology, turn: float) -> None:
    y = before_camera(scene.symbol(LINES[family], family, 3), turn)
    assert told(y, *both()) == {LINES[family]}
    assert told(y, ZxingEngine(ALL)) == {LINES[family]}


@pytest.mark.parametrize("family", LINES)
def test_a_light_line_code_on_a_dark_ground_is_read(family: Symbology) -> None:
    y = 255 - before_camera(scene.symbol(LINES[family], family, 3))
    assert told(y, *both()) == {LINES[family]}
    assert told(y, ZxingEngine(ALL)) == {LINES[family]}
    assert told(y, ZbarEngine(ALL)) == {LINES[family]}


def test_a_data_matrix_of_two_pixels_a_module_is_read_in_the_blur() -> None:
    small = scene.symbol("P:PK31000000", Symbology.DATAMATRIX, 2)
    small = small.filter(ImageFilter.GaussianBlur(0.8))
    y = before_camera(small, 20.0)
    assert ZxingEngine(ALL).read(y) == ()
    look = enlarged(y)
    assert [r.text for r in ZxingEngine(ALL).read(look.picture)] == ["P:PK31000000"]
    assert told(y, ZxingEngine(ALL)) == {"P:PK31000000"}


@pytest.mark.parametrize("see", [*SECOND_LOOKS, partial(turned, degrees=45.0)])
def test_what_is_found_anew_lies_where_it_is_in_the_frame(see: object) -> None:
    y = np.zeros((720, 1280), np.uint8)
    y[300:310, 700:710] = 255
    look = see(y)  # type: ignore[operator]
    bright = look.picture < 128 if see is inverted else look.picture > 128
    rows, columns = np.nonzero(bright)
    assert look.place(columns.mean(), rows.mean()) == pytest.approx((704.5, 304.5), abs=1.0)


def test_a_line_code_found_anew_is_doubted_and_a_matrix_is_not() -> None:
    look = turned(np.zeros((8, 8), np.uint8), 30.0)
    readings = [Reading("1", family, "zxing", ((1, 1),)) for family in (Symbology.EAN13, "qr")]
    assert [r.doubtful for r in look.back(readings)] == [True, False]


def test_an_enlarged_frame_is_never_larger_than_four_times_the_middle() -> None:
    sizes = {(480, 640), (1080, 1920), (10, 10)}
    shapes = {size: enlarged(np.zeros(size, np.uint8)).picture.shape for size in sizes}
    assert shapes == {(480, 640): (864, 1280), (1080, 1920): (864, 1536), (10, 10): (20, 20)}


def test_every_second_look_is_taken() -> None:
    kinds = [getattr(look, "func", look) for look in SECOND_LOOKS]
    assert set(kinds) == {turned, inverted, enlarged}
