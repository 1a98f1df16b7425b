"""The table of kiosk.toml about the map."""

from kiosk.config_basics import Table


class MapTable(Table, frozen=True):
    """The map on which a new point's place is chosen.

    Args:
        file: an MBTiles file; unset, the first one in the folder `maps` beside the databases.
    """

    file: str = ""
