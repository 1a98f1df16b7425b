"""Questions about shipments to the warehouse, and about acts."""

from sqlite_utils import Database

from kiosk.core.acts import Act
from kiosk.core.books import Subject
from kiosk.core.shipments import Shipment
from kiosk.core.words import ActKind
from kiosk.store import rows


class Shipments:
    """Finds shipments and acts; reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, shipment: str) -> Shipment | None:
        """Return the shipment with this id."""
        found = rows.load(self._db, Subject("shipment", shipment))
        return found if isinstance(found, Shipment) else None

    def drafts(self) -> tuple[Shipment, ...]:
        """Return those that still gather boxes."""
        sql = "SELECT body FROM shipment WHERE state = 'draft' ORDER BY shipment"
        return tuple(rows.shipment_of(body) for (body,) in self._db.execute(sql).fetchall())

    def gone(self, limit: int = 100) -> tuple[Shipment, ...]:
        """Return those a driver took, the latest first."""
        sql = (
            "SELECT body FROM shipment WHERE state <> 'draft'"
            " ORDER BY handed_at DESC, shipment DESC LIMIT ?"
        )
        return tuple(rows.shipment_of(b) for (b,) in self._db.execute(sql, [limit]).fetchall())

    def act(self, act_no: str) -> Act | None:
        """Return the act with this number."""
        found = rows.load(self._db, Subject("act", act_no))
        return found if isinstance(found, Act) else None

    def acts_of(self, subject: str) -> tuple[Act, ...]:
        """Return the acts about a subject."""
        sql = "SELECT body FROM act WHERE subject = ? ORDER BY act_no"
        return tuple(rows.act_of(body) for (body,) in self._db.execute(sql, [subject]).fetchall())

    def latest_acts(self, *kinds: ActKind, limit: int = 100) -> tuple[Act, ...]:
        """Return acts of some kinds, the latest first.

        Args:
            kinds: what they are about.
            limit: so many at most.
        """
        # the day stands in the number; how often that day, is no order of letters
        sql = "SELECT body FROM act ORDER BY act_no DESC LIMIT ?"
        found = self._db.execute(sql, [len(ActKind) * limit]).fetchall()
        acts = [act for act in (rows.act_of(body) for (body,) in found) if act.kind in kinds]
        return tuple(sorted(acts, key=lambda act: act.printed_at, reverse=True)[:limit])

    def act_numbers(self, begins: str) -> tuple[str, ...]:
        """Return the numbers of acts that begin so: those of one day."""
        # a range, so that no letter of the point's name is taken for a pattern
        sql = "SELECT act_no FROM act WHERE act_no >= ? AND act_no < ? ORDER BY act_no"
        found = self._db.execute(sql, [begins, begins + "\uffff"]).fetchall()
        return tuple(str(number) for (number,) in found)
