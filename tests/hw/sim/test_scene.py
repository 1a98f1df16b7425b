from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from PIL import Image

from kiosk.hw.decoders import ZbarEngine, ZxingEngine
from kiosk.hw.frames import frame_of
from kiosk.hw.ports import Symbology
from kiosk.hw.sim import scene

ALL = tuple(family for family in Symbology if family is not Symbology.UNKNOWN)
TEXTS = {
    Symbology.QR: "41234567*8301",
    Symbology.DATAMATRIX: "P:PK31000000",
    Symbology.CODE128: "48210001-0395-1",
    Symbology.EAN13: "4600000000039",
    Symbology.EAN8: "96385074",
    Symbology.ITF: "12345670",
}


def taken(seed: int, subject: Image.Image | None = None) -> Image.Image:
    random = Random(seed)
    return scene.photograph(subject, scene.any_conditions(random), random)


def read(picture: Image.Image) -> list[tuple[str, Symbology]]:
    found = ZxingEngine(ALL).read(frame_of(picture, 0, 0.0).y)
    return [(reading.text, reading.symbology) for reading in found]


@pytest.mark.parametrize("family", TEXTS)
def test_a_symbol_of_every_family_says_its_text(family: Symbology) -> None:
    picture = scene.symbol(TEXTS[family], family, 3)
    assert (picture.mode, set(picture.tobytes())) == ("L", {0, 255})
    assert read(picture) == [(TEXTS[family], family)]


@pytest.mark.parametrize("family", TEXTS)
def test_a_symbol_has_its_quiet_zone_and_bars_high_enough(family: Symbology) -> None:
    picture = scene.symbol(TEXTS[family], family, 2)
    left, _, right, _ = Image.eval(picture, lambda level: 255 - level).getbbox() or (0, 0, 0, 0)
    assert min(left, picture.width - right) >= 2
    is_square = family in {Symbology.QR, Symbology.DATAMATRIX}
    assert picture.height == picture.width if is_square else picture.height >= 104


SUBJECTS: dict[str, Callable[[], Image.Image | None]] = {
    "nothing": lambda: None,
    "label": lambda: scene.label("P:PK31000000", Symbology.DATAMATRIX, "parcel"),
}


@pytest.mark.parametrize("held", SUBJECTS)
def test_the_same_seed_gives_the_same_picture_and_another_another(held: str) -> None:
    first, again, other = (taken(seed, SUBJECTS[held]()) for seed in (5, 5, 6))
    assert (first.mode, first.size) == ("RGB", scene.SIZE)
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


@pytest.mark.parametrize("seed", range(100, 105))
def test_a_phone_is_read_on_any_ordinary_day(seed: int) -> None:
    text = f"4123{seed:04d}*8301"
    assert read(taken(seed, scene.phone(text))) == [(text, Symbology.QR)]


@pytest.mark.parametrize("family", TEXTS)
def test_a_label_is_read_on_an_ordinary_day(family: Symbology) -> None:
    assert read(taken(200, scene.label(TEXTS[family], family))) == [(TEXTS[family], family)]


def test_a_long_code_still_fits_the_phone() -> None:
    text = "K1:" + "A1B2C3D4" * 18
    phone = scene.phone(text)
    assert phone.size == scene.phone("1").size
    assert read(taken(1, phone)) == [(text, Symbology.QR)]


@pytest.mark.parametrize("seed", range(2))
def test_the_empty_counter_holds_no_code(seed: int) -> None:
    y = frame_of(taken(seed), 0, 0.0).y
    assert (ZxingEngine(ALL).read(y), ZbarEngine(ALL).read(y)) == ((), ())


def _card(**worse: float) -> np.ndarray:
    """A white card, 300 x 400, before the camera under perfect conditions but for one."""
    perfect = {"tilt_deg": 0.0, "lean": 0.0, "blur_px": 0.0, "grain": 0.0, "light": 1.0}
    card = Image.new("RGBA", (300, 400), (255, 255, 255, 255))
    picture = scene.photograph(card, scene.Conditions(**{**perfect, **worse}), Random(1))
    return np.asarray(picture.convert("L"), dtype=np.float64)


def test_each_condition_does_what_its_word_says() -> None:
    plain = _card()
    dim, blurred, grainy = _card(light=0.5), _card(blur_px=3.0), _card(grain=6.0)
    assert dim.mean() == pytest.approx(plain.mean() / 2, rel=0.02)
    edge = np.abs(np.diff(plain, axis=1)).max()
    assert np.abs(np.diff(blurred, axis=1)).max() < edge / 3
    assert (grainy - plain)[:100].std() == pytest.approx(6.0, rel=0.1)
    assert _bounds(plain) == pytest.approx((400, 300), abs=2)
    assert _bounds(_card(tilt_deg=90.0)) == pytest.approx((300, 400), abs=2)
    leaning = _card(lean=0.3) > 180
    widths = leaning.sum(axis=1)[leaning.any(axis=1)]
    assert (widths[0], widths[-1]) == pytest.approx((300 * 0.77, 300), abs=4)


def _bounds(picture: np.ndarray) -> tuple[int, int]:
    """Return height and width of what is white."""
    white = picture > 180
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    return int(rows[-1] - rows[0]), int(columns[-1] - columns[0])


def test_ordinary_days_stay_within_what_a_webcam_does() -> None:
    for seed in range(200):
        day = scene.any_conditions(Random(seed))
        assert abs(day.tilt_deg) <= 13
        assert 0 <= day.lean <= 0.3
        assert day.blur_px <= 1.1
        assert 0.75 <= day.light <= 1.05


def test_something_larger_than_the_picture_is_held_further_away() -> None:
    huge = Image.new("RGBA", (1200, 700), (255, 255, 255, 255))
    picture = np.asarray(taken(1, huge).convert("L"))
    height, width = _bounds(picture)
    assert 600 < height <= 690
    assert 900 < width <= 1090
