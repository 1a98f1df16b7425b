"""What does not go together between a counter and its shelf nodes."""

from collections.abc import Iterator, Sequence

from kiosk.config_basics import Clash
from kiosk.config_tables import (
    ButtonTable,
    Config,
    LightsTable,
    MqttTable,
    ScannerTable,
    ShelfTable,
)

_OWN_DRIVERS = {
    "scanner": "serial or evdev",
    "lights": "gpio, hc595, apa102 or wled",
    "button": "gpio with its pin, or hc165",
}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def broker_clashes(config: Config) -> Iterator[Clash]:
    """Tell which broker would be spoken to in plain text over a network."""
    yield from _broker("mqtt", config.mqtt)
    if not config.shelf.socket:
        yield from _broker("shelf", config.shelf)


def _broker(name: str, table: MqttTable | ShelfTable) -> Iterator[Clash]:
    files = (table.cafile, table.certfile, table.keyfile)
    if any(files) and not all(files):
        yield (name,), "cafile, certfile and keyfile belong together"
    elif table.host not in _LOOPBACK and not all(files):
        said = f"{table.host} is not this machine: cafile, certfile and keyfile are needed"
        yield (name, "host"), said


def shelf_clashes(config: Config) -> Iterator[Clash]:
    """Tell which devices of shelf nodes are no one's, or everybody's."""
    rooms: dict[str, Sequence[ScannerTable | LightsTable | ButtonTable]]
    rooms = {"scanner": config.scanner, "lights": config.lights, "button": config.button}
    for room, tables in rooms.items():
        seen: set[str] = set()
        for number, table in enumerate(tables):
            if table.driver != "mqtt":
                continue
            if config.shelf.node is not None:
                said = "a shelf node lends what it has itself; mqtt belongs to the counter's file"
                yield (room, number, "driver"), f"{said}; write {_OWN_DRIVERS[room]}"
            if room != "button" and table.node in seen:
                said = f"node {table.node!r} stands in another table already; one is for all it has"
                yield (room, number, "node"), said
            seen.add(table.node or "")
    for number, scanner in enumerate(config.scanner):  # lamps and buttons have checks of their own
        if scanner.driver == "mqtt" and scanner.node is None:
            yield ("scanner", number, "node"), "is needed for driver mqtt"
        elif scanner.driver != "mqtt" and scanner.node is not None:
            said = f"is no setting of driver {scanner.driver}; leave it out"
            yield ("scanner", number, "node"), said
