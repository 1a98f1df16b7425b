"""The blur of pictures whose blur is known, and the word that is made of many of them."""

from random import Random

import numpy as np
import pytest
from PIL import Image

from kiosk.hw.decoders import GreyPicture
from kiosk.hw.frames import frame_of
from kiosk.hw.ports import Symbology
from kiosk.hw.sharpness import BLURRED_PX, Sharpness, blur_px
from kiosk.hw.sim import scene

CODES = {
    Symbology.QR: "41234567*8301",
    Symbology.DATAMATRIX: "P:PK31000000",
    Symbology.CODE128: "48210001-0395-1",
    Symbology.EAN13: "4600000000039",
}
GOOD, DIM = scene.Conditions(grain=3.0), scene.Conditions(tilt_deg=-13.0, grain=7.0, light=0.75)


def seen(family: Symbology | None, blur: float, how: scene.Conditions = GOOD) -> GreyPicture:
    held = None
    if family is not None:
        text = CODES[family]
        held = scene.phone(text) if family is Symbology.QR else scene.label(text, family)
    conditions = scene.Conditions(how.tilt_deg, how.lean, blur, how.grain, how.light)
    return frame_of(scene.photograph(held, conditions, Random(1)), 0, 0.0).y


SHARP, SOFT = seen(Symbology.EAN13, 0.8), seen(Symbology.EAN13, 3.0)


@pytest.mark.parametrize("how", [GOOD, DIM])
@pytest.mark.parametrize("family", CODES)
def test_the_blur_of_a_picture_is_told_in_pixels(family: Symbology, how: scene.Conditions) -> None:
    told = [blur_px(seen(family, blur, how)) for blur in (0.3, 0.8, 1.2, 2.5)]
    assert None not in told
    assert told == sorted(told)
    assert told == pytest.approx([0.8, 1.05, 1.4, 2.4], abs=0.45)


@pytest.mark.parametrize("family", CODES)
def test_an_ordinary_day_is_sharp_and_a_lens_out_of_focus_is_not(family: Symbology) -> None:
    assert blur_px(seen(family, 1.1, DIM)) < BLURRED_PX * 0.75
    assert blur_px(seen(family, 3.0, DIM)) > BLURRED_PX


@pytest.mark.parametrize("blur", [0.3, 3.0])
def test_without_an_edge_nothing_is_told(blur: float) -> None:
    assert blur_px(seen(None, blur)) is None


@pytest.mark.parametrize(
    "shape", [(0, 0), (1, 1), (3, 2000), (2000, 3), (16, 16), (40, 40), (480, 640)]
)
def test_a_picture_of_any_size_is_measured_or_not(shape: tuple[int, int]) -> None:
    assert blur_px(np.zeros(shape, np.uint8)) is None
    grain = np.random.default_rng(1).integers(0, 255, shape, dtype=np.uint8)
    told = blur_px(grain)
    assert told is None or told > 0


def test_a_wide_frame_is_told_in_the_pixels_of_an_ordinary_one() -> None:
    wide = np.asarray(Image.fromarray(SOFT).resize((1920, 1080), Image.Resampling.BICUBIC))
    assert blur_px(wide) == pytest.approx(blur_px(SOFT), rel=0.1)


def test_one_sharp_thing_is_enough() -> None:
    both = SOFT.copy()
    both[:, 640:] = SHARP[:, 640:]
    assert blur_px(both) < BLURRED_PX


def watched(*pictures: GreyPicture, every_s: float = 1.0) -> Sharpness:
    sharpness = Sharpness()
    for number, y in enumerate(pictures):
        sharpness.look(y, 100.0 + number * every_s)
    return sharpness


def test_blurred_is_what_stays_so() -> None:
    assert [watched(*[SOFT] * n).is_blurred for n in (0, 1, 7, 8)] == [False, False, False, True]
    assert watched(*[SOFT] * 8).blur > BLURRED_PX
    seen_sharp = watched(*[SOFT] * 8, SHARP, *[SOFT] * 8)
    assert not seen_sharp.is_blurred, "one sharp thing tells that the lens is well"
    assert seen_sharp.blur < BLURRED_PX


def test_an_empty_counter_is_no_blurred_one() -> None:
    nothing = watched(*[seen(None, 0.8)] * 10)
    assert (nothing.blur, nothing.is_blurred) == (0.0, False)


def test_a_frame_is_measured_once_a_second() -> None:
    assert not watched(*[SOFT] * 9, every_s=0.5).is_blurred
    assert watched(*[SOFT] * 15, every_s=0.5).is_blurred
