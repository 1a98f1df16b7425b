"""The kernel's SPI bus, as gpiozero's factories for a real board reach it, without a board."""

import os
from typing import ClassVar

from gpiozero.pins.local import LocalPiHardwareSPI
from gpiozero.pins.mock import MockFactory


class Pi(MockFactory):
    """Mock pins with the bus of the kernel, as gpiozero's factories for a real board have it."""

    def _get_spi_class(self, shared: bool, hardware: bool) -> type:  # noqa: FBT001  gpiozero's
        return LocalPiHardwareSPI if hardware else super()._get_spi_class(shared, hardware)


class Spidev:
    """What the module spidev gives: a bus that keeps what was sent over it."""

    errno: ClassVar[int] = 0
    opened: ClassVar[list["Spidev"]] = []

    def __init__(self) -> None:
        self.place: tuple[int, int] | None = None
        self.max_speed_hz = 0
        self.sent: list[list[int]] = []

    def open(self, port: int, device: int) -> None:
        if Spidev.errno:
            raise OSError(Spidev.errno, os.strerror(Spidev.errno))
        self.place = (port, device)
        Spidev.opened.append(self)

    def xfer2(self, words: list[int]) -> list[int]:
        self.sent.append(words)
        return [0] * len(words)

    def close(self) -> None:
        self.place = None
