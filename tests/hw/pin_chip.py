"""A module gpiod made of plain values: chips by path, lines that remember what was asked of them.

Its names and arguments are those of the bindings 2.2 to 2.5 (compared by hand with 2.5.0).
"""

import errno
import os
from collections.abc import Mapping
from enum import Enum
from functools import partial
from types import SimpleNamespace

from msgspec import Struct


class Direction(Enum):
    AS_IS = 1
    INPUT = 2
    OUTPUT = 3


class Bias(Enum):
    AS_IS = 1
    UNKNOWN = 2
    DISABLED = 3
    PULL_UP = 4
    PULL_DOWN = 5


class Value(Enum):
    INACTIVE = 0
    ACTIVE = 1


class LineSettings(Struct, frozen=True):
    """What a line shall be."""

    direction: Direction = Direction.AS_IS
    bias: Bias = Bias.AS_IS
    output_value: Value = Value.INACTIVE


class Line:
    """One line of a chip: what it is, whose, and every level it was driven to."""

    def __init__(self) -> None:
        self.settings = LineSettings()
        self.consumer = ""
        self.outside: Value | None = None  # what a switch or another chip drives it to
        self.driven: list[Value] = []

    def ask(self, settings: LineSettings) -> None:
        self.settings = settings
        if settings.direction is Direction.OUTPUT:
            self.driven.append(settings.output_value)

    @property
    def value(self) -> Value:
        if self.settings.direction is Direction.OUTPUT:
            return self.driven[-1]
        if self.outside is not None:
            return self.outside
        return Value.ACTIVE if self.settings.bias is Bias.PULL_UP else Value.INACTIVE


class Request:
    """Lines asked for together."""

    def __init__(self, machine: "Gpiod", config: Mapping[int, LineSettings], consumer: str) -> None:
        self._machine, self._numbers = machine, list(config)
        for number in self._numbers:
            if machine.lines[number].consumer:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
            machine.lines[number].consumer = consumer
        self.reconfigure_lines(config)

    def reconfigure_lines(self, config: Mapping[int, LineSettings]) -> None:
        self._machine.work()
        for number, settings in config.items():
            self._machine.lines[number].ask(settings)

    def get_value(self, line: int) -> Value:
        self._machine.work()
        return self._machine.lines[line].value

    def set_value(self, line: int, value: Value) -> None:
        self._machine.work()
        self._machine.lines[line].driven.append(value)

    def release(self) -> None:
        for number in self._numbers:
            self._machine.lines[number].consumer = ""


class Chip:
    """An open chip."""

    def __init__(self, machine: "Gpiod", path: str) -> None:
        if path in machine.denied:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        self._machine, self._path = machine, path
        machine.open.append(path)

    def get_info(self) -> SimpleNamespace:
        return SimpleNamespace(name="chip", label=self._machine.chips[self._path], num_lines=54)

    def request_lines(
        self, config: Mapping[int, LineSettings], consumer: str | None = None
    ) -> Request:
        return Request(self._machine, config, consumer or "?")

    def close(self) -> None:
        self._machine.open.remove(self._path)


class Gpiod:
    """The module and the machine behind it.

    Args:
        chips: label by path.
    """

    LineSettings = LineSettings
    line = SimpleNamespace(Direction=Direction, Bias=Bias, Value=Value)

    def __init__(self, chips: Mapping[str, str]) -> None:
        self.chips = dict(chips)
        self.lines = {number: Line() for number in range(54)}
        self.denied: set[str] = set()
        self.open: list[str] = []
        self.broken = False
        self.Chip = partial(Chip, self)

    def work(self) -> None:
        """Fail when the chip is gone."""
        if self.broken:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
