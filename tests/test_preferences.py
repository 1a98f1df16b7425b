"""A counter starts with what people chose over its file."""

from pathlib import Path

import pytest

from kiosk import build
from kiosk.config import load
from kiosk.core.settings import Chosen
from kiosk.preferences import preferred
from tests.terminal import POINT, RACKS

PRINTER = '[printer]\ndriver = "file"\npath = "paper.bin"\n'


def choose(path: Path, key: str, value: str) -> None:
    app = build.counter_of(path, headless=True)
    with app.file.unit():
        filed = next(o.filed for o in app.desk.settings.offers() if o.key == key)
        app.file.settings.keep(Chosen(key, value, filed))
    app.close()


@pytest.fixture
def printing(shelved: Path) -> Path:
    shelved.write_text(POINT + RACKS + PRINTER, encoding="utf-8")
    return shelved


def test_devices_start_with_what_was_chosen_until_the_file_is_written(printing: Path) -> None:
    assert preferred(load(printing), printing.parent).printer.width == 576  # no counter.db yet
    choose(printing, "printer.printer.width", "384")
    assert preferred(load(printing), printing.parent).printer.width == 384
    printing.write_text(POINT + RACKS + PRINTER + "width = 512\n", encoding="utf-8")
    assert preferred(load(printing), printing.parent).printer.width == 512


def test_a_choice_that_no_longer_fits_is_a_chip(printing: Path) -> None:
    choose(printing, "printer.printer.width", "9")
    app = build.counter_of(printing, headless=True)
    app.turn(0.0)
    assert app.desk.settings.value("printer.printer.width") == "576"
    assert {d.device: d.what for d in app.desk.health.devices()}["settings"] == "misconfigured"
    app.close()
