"""What the device tests share: pictures of codes."""

from random import Random

import pytest

from kiosk.hw.decoders import GreyPicture
from kiosk.hw.frames import frame_of
from kiosk.hw.ports import Symbology
from kiosk.hw.sim import scene


def photo(text: str, family: Symbology = Symbology.QR, seed: int = 1) -> GreyPicture:
    """Return the camera's grey picture of a phone or a label with a code."""
    random = Random(seed)
    subject = scene.phone(text) if family is Symbology.QR else scene.label(text, family)
    return frame_of(scene.photograph(subject, scene.any_conditions(random), random), 0, 0.0).y


@pytest.fixture
def empty() -> GreyPicture:
    """The counter with nothing before the camera."""
    return frame_of(scene.photograph(None, scene.Conditions(), Random(1)), 0, 0.0).y
