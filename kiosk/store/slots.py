"""The moves proposed last night, and what the journal tells of searches."""

import msgspec
from sqlite_utils import Database

from kiosk.core.events import decode
from kiosk.core.facts.visits import ParcelPicked
from kiosk.core.slotting import Proposal, Search
from kiosk.store import rows

_proposals = msgspec.json.Decoder(tuple[Proposal, ...])


class Night(msgspec.Struct, frozen=True):
    """What was proposed, and on which day of the point, yyyymmdd."""

    day: str
    moves: tuple[Proposal, ...] = ()


class Slots:
    """Keeps one night's proposals, so that they survive a restart."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def night(self) -> Night | None:
        """Return the last night, None before the first."""
        row = self._db.execute("SELECT day, moves FROM slotting").fetchone()
        return Night(str(row[0]), _proposals.decode(row[1])) if row else None

    def keep(self, night: Night) -> None:
        """Keep a night instead of the one before; within a unit."""
        self._db.execute(
            "INSERT INTO slotting (only_one, day, moves) VALUES (1, ?, ?)"
            " ON CONFLICT (only_one) DO UPDATE SET day = excluded.day, moves = excluded.moves",
            [night.day, rows.body_of(night.moves)],
        )

    def searches(self, most: int) -> tuple[Search, ...]:
        """Return the last searches of this box's journal, so many at most, the latest first."""
        sql = "SELECT body FROM journal WHERE type = 'parcel.picked' ORDER BY seq DESC LIMIT ?"
        found = (decode(bytes(body)).facts for (body,) in self._db.execute(sql, [most]).fetchall())
        return tuple(
            Search(fact.parcel, fact.from_cell, fact.search_ms)
            for fact in found
            if isinstance(fact, ParcelPicked) and fact.from_cell
        )
