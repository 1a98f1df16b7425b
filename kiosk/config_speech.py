"""The tables of kiosk.toml about what is heard: cells called out, tones of a buzzer."""

from typing import Annotated, Literal

from msgspec import Meta

from kiosk.config_basics import Table


class SpeechTable(Table, frozen=True):
    """Calling the next cell out, for the staff.

    Args:
        driver: espeak-ng, the program of that name, or none.
        rate: words a minute.
    """

    driver: Literal["espeak-ng", "none"] = "none"
    rate: Annotated[int, Meta(ge=80, le=300)] = 150


class BuzzerTable(Table, frozen=True):
    """An active piezo on a pin, for boxes without a screen."""

    driver: Literal["gpio", "none"] = "none"
    pin: Annotated[int, Meta(ge=2, le=27)] | None = None
