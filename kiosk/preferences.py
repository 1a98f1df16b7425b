"""The settings a counter starts with, what is wrong with them, and what the box says it is."""

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from kiosk import licences
from kiosk.board import free_mb, serial
from kiosk.config import Config, ConfigFault
from kiosk.config_settings import offers, over
from kiosk.core.about import About
from kiosk.core.settings import Chosen, in_force
from kiosk.hw.ports import DeviceHealth, DeviceState, Fault
from kiosk.places import Place
from kiosk.store.counter_file import read_counter
from kiosk.store.db import CannotOpen, NewerSchema


def preferred(config: Config, folder: Path) -> Config:
    """Return the settings with what people chose at this counter.

    Args:
        config: of the file.
        folder: of kiosk.toml.
    """
    if config.point is None:
        return config
    try:
        books = read_counter(folder / config.folders.data / "counter.db", config.point.device)
    except (CannotOpen, NewerSchema):
        return config  # no counter has worked here yet, or another version did: the file counts
    try:
        chosen = books.settings.of()
    finally:
        books.db.close()
    return over(config, in_force(offers(config), chosen).values)


def misconfigured(config: Config, faults: Sequence[ConfigFault]) -> Iterator[DeviceHealth]:
    """Yield what the health screen says of faults: the settings', and devices left out for them."""
    served = {
        ("camera", "camera"): config.camera.driver != "none",
        ("printer", "printer"): config.printer.driver != "none",
        ("label_printer", "printer"): config.label_printer.driver != "none",
        ("scanner", "scanner"): bool(config.scanner),
        ("lights", "lights"): bool(config.lights),
        ("button", "buttons"): bool(config.button),
        ("buzzer", "buzzer"): config.buzzer.driver != "none",
        ("speech", "speech"): config.speech.driver != "none",
        ("terminal", "terminal"): config.terminal.driver != "none",
    }
    now, what = time.monotonic(), Fault.MISCONFIGURED.value
    for fault in faults[:1]:
        told = str(fault)
        yield DeviceHealth("settings", "settings", DeviceState.FAILED, what, told, now)
    for (table, kind), is_served in served.items():
        said = next((f.text for f in faults if re.split(r"[.[]", f.key)[0] == table), None)
        if said is not None and not is_served:  # else its last good settings still serve
            yield DeviceHealth(table, kind, DeviceState.FAILED, what, said, now)


def unfit(chosen: Sequence[Chosen]) -> Iterator[DeviceHealth]:
    """Yield what the health screen says of a choice that could not be kept."""
    for one in chosen[:1]:
        told = f"{one.key} = {one.value} no longer fits; {one.filed} counts"
        what, now = Fault.MISCONFIGURED.value, time.monotonic()
        yield DeviceHealth("settings", "settings", DeviceState.FAILED, what, told, now)


def about(place: Place) -> About:
    """Return what the box is; asks packages and disk, so it suits a worker."""
    return About(
        version=place.version,
        device=place.point.device,
        serial=serial(),
        free_mb=free_mb(place.data),
        parts=licences.parts(),
    )
