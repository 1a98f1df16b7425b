"""The settings of the file that people may change at the counter."""

import msgspec
import pytest

from kiosk.config_checks import clashes
from kiosk.config_settings import fits, offers, over
from kiosk.config_tables import Config

FILE = {
    "ui": {"volume": 65},
    "speech": {"driver": "espeak-ng"},
    "camera": {"driver": "picamera2"},
    "printer": {"driver": "network", "host": "10.0.0.9"},
    "lights": [
        {"name": "wall", "driver": "apa102", "count": 60, "psu_ma": 1000, "cells": "wall",
         "max_lit": 20}
    ],
    "cells": {"wall": [{"cells": "A-01..A-60", "start": 0}]},
}  # fmt: skip


@pytest.fixture
def config() -> Config:
    made = msgspec.convert(FILE, Config)
    assert clashes(made) == ()
    return made


def test_only_devices_that_are_there_are_offered(config: Config) -> None:
    assert {offer.key for offer in offers(Config())} == {"sound.on", "sound.volume"}
    keys = {offer.key for offer in offers(config)}
    assert {"printer.printer.width", "camera.rotate", "lights.wall.brightness"} <= keys
    assert not any(key.startswith("printer.label") for key in keys)


def test_a_value_of_the_file_between_the_steps_stays_one_to_choose(config: Config) -> None:
    volume = next(offer for offer in offers(config) if offer.key == "sound.volume")
    assert volume.filed == "65"
    assert volume.values[6:9] == ("60", "65", "70")


def test_no_light_is_offered_that_the_supply_does_not_give(config: Config) -> None:
    brightness = next(o for o in offers(config) if o.key == "lights.wall.brightness")
    assert brightness.values[0] == "1"
    assert int(brightness.values[-1]) < 31
    assert not fits(config, "lights.wall.brightness", "31")
    assert over(config, {"lights.wall.brightness": "31"}) == config


def test_every_value_on_offer_makes_settings_without_a_fault(config: Config) -> None:
    tried = 0
    for offer in offers(config):
        for value in offer.values:
            changed = over(config, {offer.key: value})
            assert clashes(changed) == ()
            again = {o.key: o.filed for o in offers(changed)}
            assert offer.key == "sound.voice" or again[offer.key] == value
            msgspec.convert(msgspec.to_builtins(changed), Config)  # within the file's bounds, too
            tried += 1
    assert tried > 50


def test_the_changes_reach_their_tables(config: Config) -> None:
    changed = over(
        config, {"sound.on": "off", "camera.size": "1920 x 1080", "camera.rotate": "180"}
    )
    assert changed.ui.mute
    assert (changed.camera.size, changed.camera.rotate) == ((1920, 1080), 180)
    assert (changed.printer, changed.lights) == (config.printer, config.lights)
