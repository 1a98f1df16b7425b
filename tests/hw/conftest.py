"""What the device tests share: pictures of codes, and a board of mock pins."""

from random import Random

import pytest
from gpiozero import Device

from kiosk.hw.decoders import GreyPicture
from kiosk.hw.frames import frame_of
from kiosk.hw.ports import Symbology
from kiosk.hw.sim import scene
from tests.hw.kernel_bus import Pi, Spidev


def photo(text: str, family: Symbology = Symbology.QR, seed: int = 1) -> GreyPicture:
    """Return the camera's grey picture of a phone or a label with a code."""
    random = Random(seed)
    subject = scene.phone(text) if family is Symbology.QR else scene.label(text, family)
    return frame_of(scene.photograph(subject, scene.any_conditions(random), random), 0, 0.0).y


@pytest.fixture
def empty() -> GreyPicture:
    """The counter with nothing before the camera."""
    return frame_of(scene.photograph(None, scene.Conditions(), Random(1)), 0, 0.0).y


@pytest.fixture
def pi(monkeypatch: pytest.MonkeyPatch) -> Pi:
    """Mock pins beside the kernel's bus, whose transfers are kept."""
    factory = Pi()
    monkeypatch.setattr(Device, "pin_factory", factory)
    monkeypatch.setattr("gpiozero.pins.local.SpiDev", Spidev)
    monkeypatch.setattr(Spidev, "errno", 0)
    monkeypatch.setattr(Spidev, "opened", [])
    return factory
