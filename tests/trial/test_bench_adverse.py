"""What is shown in adverse conditions, and the figures made of it: named, judged, finite."""

import math

import pytest

from kiosk.hw.decoders import ZbarEngine, ZxingEngine, is_sound
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.ports import Symbology
from kiosk.trial import bench_adverse
from kiosk.trial.bench_adverse import ADVERSE, FAMILIES, showings, text_of
from tests.hw.conftest import photo

ASKED = EyeSettings().symbologies


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_adverse, "LABELS", 1)
    monkeypatch.setattr(bench_adverse, "CYCLES", 1)
    monkeypatch.setattr(bench_adverse, "MISSES", 2)
    some = {how: ADVERSE[how] for how in ("straight", "slanting", "inverted")}
    monkeypatch.setattr(bench_adverse, "ADVERSE", some)


@pytest.mark.usefixtures("few")
@pytest.mark.slow
def test_each_row_is_a_ratio_beside_its_target() -> None:
    rows = bench_adverse.rows()
    assert [(row.name.split(",")[0], row.target, row.least) for row in rows] == [
        ("cascade's hits / both decoders'", 0.98, True),
        ("slanting line codes read", 0.95, True),
        ("inverted line codes read", 0.95, True),
        ("cascade / both decoders whole", 0.5, False),
    ]
    assert all(math.isfinite(row.value) and row.value > 0 for row in rows)
    assert not any(row.is_duration for row in rows), "each is a ratio, so each may fail the run"


@pytest.mark.usefixtures("few")
@pytest.mark.slow
def test_every_family_is_shown_in_every_condition() -> None:
    shown = list(showings((ZxingEngine(ASKED), ZbarEngine(ASKED)), 1))
    assert len(shown) == len(FAMILIES) * 3
    assert {one.family for one in shown} == set(FAMILIES)
    straight = [one for one in shown if one.how == "straight"]
    assert all(one.zxing and one.cascade for one in straight)


def test_labels_differ_and_an_ean_has_its_check_digit() -> None:
    for family in FAMILIES:
        assert len({text_of(family, number) for number in range(8)}) == 8
    read = ZxingEngine(ASKED).read(photo(text_of(Symbology.EAN13, 5), Symbology.EAN13))
    assert [is_sound(one) for one in read] == [True]


def test_what_says_something_else_is_not_read() -> None:
    engines = (ZxingEngine(ASKED), ZbarEngine(ASKED))
    y = photo("41234567*8301")
    assert bench_adverse.reads(engines, y, "41234567*8301")
    assert not bench_adverse.reads(engines, y, "41234567*8302")
