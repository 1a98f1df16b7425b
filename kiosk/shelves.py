"""The wires to the point's own broker, and the counter's ends of its shelf nodes."""

import time
from collections.abc import Mapping

from msgspec import Struct

from kiosk.config import Config
from kiosk.config_tables import ShelfTable
from kiosk.hw.cellmap import cells_of
from kiosk.hw.shelf_far import FarNames, FarShelf
from kiosk.hw.shelf_mail import Topics
from kiosk.hw.shelf_wire import Wire
from kiosk.moments import drawn_jitter, nonce
from kiosk.sync.link import Link, LinkSettings

_KEEPALIVE_S = 5  # a dead broker is noticed within twice this; a node is dark by then, too
_CONNECT_S = 2.0  # a device opens within 5 s
CHECK_S = 1.0  # how soon the screen tells that a node has gone or come


class FarNode(Struct, frozen=True):
    """A shelf node as the counter's settings have it.

    Args:
        shelf: its devices.
        chain: the table of its lamps, empty for none.
        max_lit: lamps on at once.
    """

    shelf: FarShelf
    chain: str = ""
    max_lit: int = 0


def link_to(table: ShelfTable, client_id: str, subscribe: tuple[str, ...]) -> Link:
    """Return a link to the point's broker; it connects when it is turned.

    Args:
        table: where the broker is.
        client_id: who we are; a certificate's name counts more.
        subscribe: topic filters.
    """
    settings = LinkSettings(
        host=table.host,
        port=table.port,
        client_id=client_id,
        subscribe=subscribe,
        version=table.version,
        keepalive_s=_KEEPALIVE_S,
        cafile=table.cafile,
        certfile=table.certfile,
        keyfile=table.keyfile,
        socket=table.socket,
        connect_s=_CONNECT_S,
    )
    return Link(settings, time.monotonic, drawn_jitter())


def far_nodes(config: Config) -> tuple[FarNode, ...]:
    """Return every shelf node whose devices the settings name."""
    scanners = {t.node: t.name for t in config.scanner if t.driver == "mqtt" and t.node}
    lights = {t.node: t for t in config.lights if t.driver == "mqtt" and t.node}
    buttons = _buttons(config)
    run = nonce()
    found: list[FarNode] = []
    for node in sorted({*scanners, *lights, *buttons}):
        names = FarNames(node, scanners.get(node, ""), buttons.get(node, {}))
        client_id = f"{config.point.device if config.point else 'counter'}-{node}"
        link = link_to(config.shelf, client_id, Topics(node).for_counter)
        shelf = FarShelf(names, Wire(f"shelf {node}", link, time.monotonic), run, time.monotonic)
        table = lights.get(node)
        found.append(FarNode(shelf, table.name, table.max_lit) if table else FarNode(shelf))
    return tuple(found)


def _buttons(config: Config) -> Mapping[str, Mapping[str, str]]:
    """Return, for each node, which button stands for which cell."""
    found: dict[str, dict[str, str]] = {}
    for table in config.button:
        if table.driver == "mqtt" and table.node:
            names = dict.fromkeys(cells_of(table.cells), table.name)
            found.setdefault(table.node, {}).update(names)
    return found
