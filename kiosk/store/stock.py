"""What lies here now: since when, and how full the shelves are."""

from sqlite_utils import Database


class Stock:
    """Asks the books about everything on hand."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def came_at(self) -> tuple[int, ...]:
        """Return when each parcel on hand came here, ms UTC; by its last change if nobody told."""
        sql = (
            "SELECT coalesce((SELECT json_extract(CAST(journal.body AS TEXT), '$.recorded_at')"
            " FROM touched JOIN journal USING (seq) WHERE touched.kind = 'parcel'"
            " AND touched.id = parcel.parcel AND journal.type IN ('parcel.received',"
            " 'dropoff.accepted', 'return.accepted', 'parcel.quarantined', 'parcel.split')"
            " ORDER BY touched.seq LIMIT 1), changed_at)"
            " FROM parcel WHERE place IN ('cell', 'counter', 'box')"
            # what is in any other state is out; said so that its index is used
            " AND state IN ('received', 'stored', 'picked', 'quarantined', 'to_return',"
            " 'not_found', 'packed')"
        )
        return tuple(int(at) for (at,) in self._db.execute(sql).fetchall())
