"""Single settings: whatever is wrong is found, with the path to it."""

import pytest

from kiosk.config_reading import faults_of


def test_good_settings_have_no_faults() -> None:
    assert faults_of({"ui": {"theme": "dark", "volume": 0}, "decode": {"dedupe_s": 2}}) == ()


@pytest.mark.parametrize(
    ("document", "path", "said"),
    [
        ({"ui": 3}, ("ui",), "is no table"),
        ({"lights": {}}, ("lights",), "{}: expected `array`, got `object`"),
        ({"scanner": [1]}, ("scanner", 0), "is no table"),
        ({"cells": {"w": [{"cells": 1, "start": 0}]}}, ("cells", "w", 0, "cells"), "1 is not text"),
        ({"cells": {"w": 1}}, ("cells", "w"), "1: expected `array`, got `int`"),
        ({"ui": {"mute": 1}}, ("ui", "mute"), "1 is not true or false"),
        ({"ui": {"width": 5}}, ("ui", "width"), "5 is less than 640"),
        ({"ui": {"width": 5.5}}, ("ui", "width"), "5.5 is not a whole number"),
        ({"camera": {"size": [700, 480]}}, ("camera", "size"), "[700, 480]: expected `int`"),
        ({"camera": {"preview": [800, 480]}}, ("camera", "preview"), "[800, 480]: expected `int`"),
        ({"camera": {"rotate": 90}}, ("camera", "rotate"), "90 is not one of 0, 180"),
        ({"camera": {"focus": "near"}}, ("camera", "focus"), "'near' is not one of continuous"),
        (
            {"shelves": {"racks": [{"name": "a", "count": 1}]}},
            ("shelves", "racks", 0, "name"),
            "'a'",
        ),
        (
            {"shelves": {"racks": [{"name": "A", "count": 1, "size": "XXL"}]}},
            ("shelves", "racks", 0, "size"),
            "'XXL' is not one of S, M, L, XL",
        ),
        ({"label_printer": 1}, ("label_printer",), "is no table"),
        ({"zzz": 1}, ("zzz",), "no such setting"),
        ({"scanner": [{"name": "a"}]}, ("scanner", 0), "driver is missing"),
    ],
)
def test_a_bad_setting_is_found(
    document: dict[str, object], path: tuple[str | int, ...], said: str
) -> None:
    ((where, told),) = faults_of(document)
    assert where == path
    assert told.startswith(said)
