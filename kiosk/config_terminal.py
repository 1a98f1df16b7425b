"""The card terminal's table of kiosk.toml."""

from typing import Literal

from kiosk.config_basics import Table


class TerminalTable(Table, frozen=True):
    """The card terminal.

    Args:
        driver: none: the point takes cash only; sim: a simulator to practise with, which moves no
            money and says so. There is no driver for a real terminal yet (docs/hardware.md).
    """

    driver: Literal["sim", "none"] = "none"
