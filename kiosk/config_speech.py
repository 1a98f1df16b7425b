"""The table of kiosk.toml about calling cells out."""

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
