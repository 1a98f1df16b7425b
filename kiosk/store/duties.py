"""What the books say is to be done: each question bounded, however much lies here.

Each says in its SQL what an index needs, and reads no more rows than it tells.
"""

from sqlite_utils import Database

from kiosk.core.notices import Differing, Several, Term
from kiosk.core.policy import PolicyInForce
from kiosk.core.shipments import Shipment
from kiosk.core.words import DeliveryState, ParcelState
from kiosk.store import rows
from kiosk.store.deliveries import Deliveries
from kiosk.store.parcels import Parcels

MOST = 50  # of one kind: a list nobody reads to its end
MOST_COUNTED = 1000


class Duties:
    """Asks what is to be done.

    Args:
        db: an open connection.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._deliveries, self._parcels = Deliveries(db), Parcels(db)

    def term(self, after: int, before: int) -> Term:
        """Return the stored parcels whose term ends within these moments, ms UTC."""
        sql = (
            "SELECT count(*), min(store_until) FROM (SELECT store_until FROM parcel"
            # every kind is named so that the index leads to the term
            " WHERE state = 'stored' AND kind IN ('order', 'drop_off', 'return', 'refusal',"
            " 'seller') AND store_until > ? AND store_until <= ? LIMIT ?)"
        )
        count, first = self._db.execute(sql, [after, before, MOST_COUNTED]).fetchone()
        return Term(int(count), int(first or 0))

    def cancelled(self) -> tuple[Several, ...]:
        """Return the orders that go back for somebody's word and still lie among what is issued."""
        sql = (
            "SELECT coalesce(order_no, parcel), count(*) FROM (SELECT order_no, parcel FROM parcel"
            " CROSS JOIN cell USING (cell) WHERE state = 'to_return' AND cell.zone = 'main'"
            " AND json_extract(CAST(parcel.body AS TEXT), '$.reason')"
            " IN ('by_central', 'by_customer') LIMIT ?) GROUP BY 1 ORDER BY 1 LIMIT ?"
        )
        found = self._db.execute(sql, [MOST_COUNTED, MOST]).fetchall()
        return tuple(Several(str(name), int(n)) for name, n in found)

    def extended(self) -> tuple[str, ...]:
        """Return the parcels that wait again and still lie among what goes back."""
        sql = (
            "SELECT parcel FROM cell CROSS JOIN parcel USING (cell)"
            " WHERE cell.zone = 'returns' AND state = 'stored' ORDER BY parcel LIMIT ?"
        )
        return tuple(str(name) for (name,) in self._db.execute(sql, [MOST]).fetchall())

    def unphotographed(self, wanted: int) -> tuple[Several, ...]:
        """Return the damaged parcels set aside here with fewer photos than the network wants."""
        sql = (
            "SELECT parcel, (SELECT count(*) FROM photo WHERE photo.subject = aside.parcel"
            " AND purpose = 'damage') AS taken FROM (SELECT parcel, body FROM parcel"
            " WHERE state = 'quarantined' LIMIT ?) AS aside"
            " WHERE json_extract(CAST(body AS TEXT), '$.reason') = 'damaged' AND taken < ?"
            " ORDER BY parcel LIMIT ?"
        )
        found = self._db.execute(sql, [MOST_COUNTED, wanted, MOST]).fetchall()
        return tuple(Several(str(name), wanted - int(taken)) for name, taken in found)

    def differing(self, since: int, most: int = 20) -> tuple[Differing, ...]:
        """Return of the latest deliveries those closed since a moment, ms UTC, and what was wrong.

        One that was claimed is left out: nothing more is to be done.

        Args:
            since: when.
            most: of the deliveries looked at.
        """
        told = []
        for one in self._deliveries.recent(most):
            if one.state is DeliveryState.CLOSED and one.closed_at > since and not one.claimed_at:
                tally = self._parcels.tally(one.delivery)
                wrong = (ParcelState.MISSING, ParcelState.QUARANTINED)
                told.append(
                    Differing(one.delivery, one.closed_at, sum(tally.get(s, 0) for s in wrong))
                )
        return tuple(told)

    def disputed(self) -> tuple[Shipment, ...]:
        """Return the shipments the warehouse disputes, to which nobody objected, latest first."""
        sql = (
            "SELECT body FROM shipment WHERE state = 'disputed'"
            " AND coalesce(json_extract(CAST(body AS TEXT), '$.claimed_at'), 0) = 0"
            " ORDER BY handed_at DESC, shipment LIMIT ?"
        )
        found = self._db.execute(sql, [MOST]).fetchall()
        return tuple(rows.shipment_of(body) for (body,) in found)

    def new_rules(self) -> PolicyInForce | None:
        """Return the rules in force, if they took the place of others here."""
        sql = "SELECT count(*) FROM (SELECT 1 FROM touched WHERE kind = 'policy' LIMIT 2)"
        if int(self._db.execute(sql).fetchone()[0]) < 2:  # noqa: PLR2004  the first and another
            return None
        found = [rows.policy_of(body) for (body,) in self._db.execute("SELECT body FROM policy")]
        return max(found, key=lambda one: one.applied_at, default=None)
