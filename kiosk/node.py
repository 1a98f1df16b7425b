"""Puts the shelf node together: its devices, the wire to the counter, and the node between them."""

import threading
import time
from pathlib import Path

from kiosk.board import temp_c
from kiosk.config import Config, ConfigFault, ConfigFaults, load
from kiosk.devices import Devices
from kiosk.gear import Gear, gear_of
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import Look
from kiosk.hw.shelf_mail import Topics
from kiosk.hw.shelf_wire import Wire
from kiosk.moments import new_id
from kiosk.shelf import Lent, Nature, ShelfNode
from kiosk.shelves import link_to
from kiosk.sync.link import Will


class ShelfApp:
    """The shelf node, put together.

    Args:
        config: the settings; they name the node.
        gear: its devices.

    Raises:
        ConfigFaults: the settings do not say which node this is.
    """

    def __init__(self, config: Config, gear: Gear) -> None:
        name = config.shelf.node
        if name is None:
            said = "node is missing: which shelf node this is"
            raise ConfigFaults((ConfigFault("kiosk.toml", 0, "shelf", said),))
        self.inbox = Queue()
        self.devices = Devices(gear, self.inbox)
        lights = self.devices.lights
        lent = Lent(
            lights,
            lights.cells if lights is not None else (),
            self.devices.play,
            {button: cells[0] for button, cells in gear.button_cells.items()},
        )
        link = link_to(config.shelf, f"shelf-{name}", Topics(name).for_node)
        wire = Wire("counter", link, time.monotonic)
        self.node = ShelfNode(name, lent, wire.send, Nature(time.monotonic, new_id, temp_c))
        link.will = self._will
        wire.heard = self.node.heard
        wire.greeting, wire.farewell = self.node.greeting, self.node.farewell
        self.devices.add(wire, "shelf")
        self.inbox.on_put = self.node.news.set

    def _will(self) -> Will:
        will = self.node.will()
        return Will(will.topic, will.payload)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop, then leave in darkness."""
        self.devices.look(Look.SCAN)
        self.devices.start()
        try:
            self.node.run(self.inbox.get, stop)
        finally:
            self.devices.stop()


def shelf_of(path: Path) -> ShelfApp:
    """Put the shelf node together from a settings file.

    Raises:
        ConfigFaults: the file is wrong, or names no node.
    """
    config = load(path)
    return ShelfApp(config, gear_of(config))
