import numpy as np
import pytest

from kiosk.hw.cascade import Budget, Cascade, CascadeSettings
from kiosk.hw.decoders import GreyPicture, Reading, ZbarEngine, ZxingEngine
from kiosk.hw.ports import Look, Symbology
from tests.hw.conftest import photo

ALL = tuple(family for family in Symbology if family is not Symbology.UNKNOWN)


def cascade(*engines: object) -> Cascade:
    return Cascade(engines, CascadeSettings(), lambda: 0.0, lambda _: None)


class Costly:
    """A decoder that finds what it is told to."""

    def __init__(self, name: str, found: tuple[Reading, ...] = ()) -> None:
        self.name, self.found, self.looks = name, found, []

    def read(
        self, _: GreyPicture, *, thorough: bool = True, lines: bool = False
    ) -> tuple[Reading, ...]:
        self.looks.append("lines" if lines else thorough)
        return self.found


def test_a_code_is_told_once_while_it_stays_before_the_camera() -> None:
    eye = cascade(ZxingEngine(ALL), ZbarEngine(ALL))
    y = photo("41234567*8301")
    scans = [eye.scan(y, at, Look.SCAN) for at in (1.0, 1.1, 2.0, 3.0, 4.0)]
    assert [s.text for s in scans if s] == ["41234567*8301"]


def test_a_code_is_told_again_after_it_was_away() -> None:
    eye = cascade(ZxingEngine(ALL))
    y, nothing = photo("41234567*8301"), np.zeros((720, 1280), np.uint8)
    told = [eye.scan(y, 1.0, Look.SCAN), eye.scan(nothing, 2.0, Look.SCAN)]
    told.append(eye.scan(y, 4.0, Look.SCAN))
    assert [bool(t) for t in told] == [True, False, True]


def test_a_linear_code_of_zbar_alone_needs_a_second_frame() -> None:
    y = photo("48210001-0395-1", Symbology.CODE128)
    eye = cascade(ZbarEngine(ALL))
    first, second = eye.scan(y, 1.0, Look.SCAN), eye.scan(y, 1.2, Look.SCAN)
    assert first is None
    assert second is not None


def test_a_wrong_check_digit_is_never_told() -> None:
    bad = Reading("4600000000038", Symbology.EAN13, "zxing", ((0, 0),) * 4)
    eye = cascade(Costly("zxing", (bad,)))
    frames = [np.full((90, 160), n * 20, np.uint8) for n in range(8)]
    assert [eye.scan(y, n * 0.3, Look.SCAN) for n, y in enumerate(frames)] == [None] * 8


def test_the_dear_looks_are_rare_on_empty_frames(empty: GreyPicture) -> None:
    fast, slow = Costly("zxing"), Costly("zbar")
    eye = cascade(fast, slow)
    draw = np.random.default_rng(1)
    for n in range(40):
        noisy = draw.integers(0, 255, empty.shape, dtype=np.uint8)
        eye.scan(noisy, n * 0.05, Look.SCAN)
    assert fast.looks.count(False) == 40
    assert fast.looks.count(True) == 20 + 2  # the whole frame, and its middle enlarged
    assert fast.looks.count("lines") == 8  # turned five times, inverted three times
    assert len(slow.looks) == 10


def test_a_still_scene_is_watched_at_five_a_second(empty: GreyPicture) -> None:
    engine = Costly("zxing")
    eye = cascade(engine)
    for n in range(200):
        eye.scan(empty, n * 0.05, Look.SCAN)
    before = eye.looks
    for n in range(200, 240):
        eye.scan(empty, n * 0.05, Look.SCAN)
    assert eye.looks - before <= 11


def test_the_budget_makes_dear_looks_rarer_and_forgives() -> None:
    budget = Budget(0.5)
    for second in range(1, 40):
        budget.spend(0.9, float(second))
    assert (budget.full_every, budget.zbar_every) == (32, 32)
    for second in range(40, 80):
        budget.spend(0.01, float(second))
    assert (budget.full_every, budget.zbar_every) == (2, 4)


def test_the_code_nearest_the_centre_comes_first() -> None:
    def at(text: str, x: float) -> Reading:
        return Reading(text, Symbology.QR, "zxing", ((x, 40), (x, 50), (x, 50), (x, 40)))

    eye = cascade(Costly("zxing", (at("far", 5), at("near", 48))))
    scan = eye.scan(np.zeros((90, 96), np.uint8), 1.0, Look.SCAN)
    assert scan is not None
    assert (scan.text, [c.text for c in scan.also]) == ("near", ["far"])


def box(left: float, top: float) -> tuple[tuple[float, float], ...]:
    return ((left, top), (left + 40, top), (left + 40, top + 30), (left, top + 30))


def ean(text: str, left: float, top: float) -> Reading:
    return Reading(text, Symbology.EAN13, "zxing", box(left, top))


@pytest.mark.parametrize(
    ("left", "top", "told"),
    [(0, 0, None), (0, 35, None), (70, 0, None), (0, 90, "4600000000039")],
)
def test_an_ean_that_was_read_in_two_ways_is_not_told(
    left: int, top: int, told: str | None
) -> None:
    both = (ean("4600000000039", 0, 0), ean("7034759003930", left, top))
    eye = cascade(Costly("zxing", both))
    scan = eye.scan(np.zeros((90, 96), np.uint8), 1.0, Look.SCAN)
    assert (scan and scan.text) == told


def test_what_one_frame_cannot_prove_is_looked_for_in_the_next() -> None:
    code = Reading("48210001-0395-1", Symbology.CODE128, "zbar", box(0, 0))
    zxing, zbar = Costly("zxing"), Costly("zbar", (code,))
    eye = cascade(zxing, zbar)
    draw = np.random.default_rng(1)
    frames = [draw.integers(0, 255, (90, 160), dtype=np.uint8) for _ in range(6)]
    scans = [eye.scan(y, 1 + n / 20, Look.SCAN) for n, y in enumerate(frames)]
    assert [bool(scan) for scan in scans] == [False] * 4 + [True, False]
    assert len(zbar.looks) == 2


def test_two_doubted_codes_in_a_frame_are_both_remembered() -> None:
    codes = [Reading(text, Symbology.EAN8, "zxing", box(0, 0)) for text in ("96385074",)]
    codes.append(Reading("40170725", Symbology.EAN8, "zxing", box(0, 200)))
    eye = cascade(Costly("zxing", tuple(codes)))
    frames = [np.full((400, 400), level, np.uint8) for level in (10, 90)]
    scans = [eye.scan(y, 1 + n / 20, Look.SCAN) for n, y in enumerate(frames)]
    assert scans[0] is None
    assert scans[1] is not None
    assert {scans[1].text, *(code.text for code in scans[1].also)} == {"96385074", "40170725"}


def test_what_zbar_cannot_spell_is_left_to_zxing_when_there_is_one() -> None:
    unreadable = Reading("\ufffd", Symbology.QR, "zbar", box(0, 0))
    for engines, told in (((Costly("zxing"),), 0), ((), 1)):
        eye = cascade(*engines, Costly("zbar", (unreadable,)))
        draw = np.random.default_rng(1)
        frames = [draw.integers(0, 255, (90, 160), dtype=np.uint8) for _ in range(8)]
        scans = [eye.scan(y, 1 + n / 20, Look.SCAN) for n, y in enumerate(frames)]
        assert sum(scan is not None for scan in scans) == told
