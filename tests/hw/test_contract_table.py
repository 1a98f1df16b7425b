"""No driver, simulator or fault is left out of the contract."""

import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Protocol

import pytest
from msgspec import Struct

import kiosk.hw
from kiosk.hw import frame_source, ports, sim, terminal
from kiosk.hw.ports import Device, Inbox, PictureCutter
from kiosk.hw.sim.network import SimNetwork
from kiosk.hw.sim.updater import SimUpdater
from tests.hw.contract import RIGS
from tests.hw.rigs.rig import Rig

# Asked, not opened: tests/hw/test_network_nmcli.py has the contract of the one; the driver beside
# the other comes with the image.
OF_NO_DEVICE = {SimNetwork, SimUpdater}
PORTS = [
    port
    for port in (vars(ports) | vars(frame_source) | vars(terminal)).values()
    if getattr(port, "_is_protocol", False) and port not in {Protocol, Inbox, PictureCutter}
]


def classes(room: ModuleType) -> Iterator[type]:
    """Every class that a room's modules define, shapes of ports aside."""
    for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        module = importlib.import_module(found.name)
        for made in vars(module).values():
            is_here = isinstance(made, type) and made.__module__ == found.name
            if is_here and not getattr(made, "_is_protocol", False):
                yield made


def methods(port: type) -> set[str]:
    return {name for name in dir(port) if name[0] != "_" and callable(getattr(port, name))}


def taken(cls: type, name: str) -> list[str] | None:
    """Return the names of what a method takes, None where there is no such method."""
    method = getattr(cls, name, None)
    return list(inspect.signature(method).parameters) if method else None


def test_the_ports_were_read() -> None:
    names = {port.__name__ for port in PORTS}
    assert names >= {"Device", "FrameSource", "Camera", "Scanner", "Printer", "Lights"}
    assert methods(ports.LightDriver) == {"open", "check", "close", "write"}


def test_every_class_with_the_methods_of_a_port_stands_in_the_table() -> None:
    found = {
        made for made in classes(kiosk.hw) if any(methods(port) <= set(dir(made)) for port in PORTS)
    }
    assert found == {rig.of for rig in RIGS.values()}


def test_whatever_can_be_opened_and_closed_stands_in_the_table() -> None:
    found = {made for made in classes(kiosk.hw) if {"open", "close"} <= set(dir(made))}
    assert found == {rig.of for rig in RIGS.values()}


@pytest.mark.parametrize("rig", RIGS.values(), ids=RIGS)
def test_a_device_takes_what_its_port_gives(rig: type[Rig]) -> None:
    asked = methods(rig.port) | methods(Device)
    given = {name: taken(rig.port, name) or taken(Device, name) for name in asked}
    assert {name: taken(rig.of, name) for name in asked} == given


def test_every_simulator_stands_in_the_table() -> None:
    found = {made for made in classes(sim) if made.__name__.startswith("Sim")}
    shapes = {made for made in found if issubclass(made, Struct)}
    assert found - shapes - OF_NO_DEVICE == {rig.simulator for rig in RIGS.values()} - {None}


@pytest.mark.parametrize(
    "simulator", dict.fromkeys(r.simulator for r in RIGS.values() if r.simulator)
)
def test_every_fault_a_simulator_knows_is_played(simulator: type) -> None:
    told = sys.modules[simulator.__module__].__doc__ or ""
    named = set(re.findall(r"`(\w+)`", told.partition("aults")[2]))
    played = {
        name.split()[0]
        for rig in RIGS.values()
        for name in rig.faults
        if rig.simulator is simulator
    }
    assert named
    assert named - played == set()
