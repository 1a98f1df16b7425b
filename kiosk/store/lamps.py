"""The maps of lamps that people made at this counter; chains without one follow the settings."""

from sqlite_utils import Database

from kiosk.core.lampmap import LampMap


class Lamps:
    """Keeps a map a chain."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, chain: str, lamps: LampMap) -> None:
        """Keep a chain's map instead of what was kept before; within a unit."""
        self.forget(chain)
        rows = [[chain, led, cell, int(led in lamps.dark)] for led, cell in enumerate(lamps.cells)]
        sql = "INSERT INTO lamp (chain, led, cell, dark) VALUES (?, ?, ?, ?)"
        for row in rows:
            self._db.execute(sql, row)

    def forget(self, chain: str) -> None:
        """Keep no map of a chain; within a unit."""
        self._db.execute("DELETE FROM lamp WHERE chain = ?", [chain])

    def all(self) -> dict[str, LampMap]:
        """Return every chain that has a map."""
        if not self._db["lamp"].exists():
            return {}  # another process's file that no counter of this version has opened yet
        sql = "SELECT chain, led, cell, dark FROM lamp ORDER BY chain, led"
        cells: dict[str, list[str]] = {}
        dark: dict[str, set[int]] = {}
        for chain, led, cell, is_dark in self._db.execute(sql).fetchall():
            cells.setdefault(chain, []).append(cell)
            dark.setdefault(chain, set()).update([led] if is_dark else [])
        return {chain: LampMap(tuple(of), frozenset(dark[chain])) for chain, of in cells.items()}
