"""Whose the points' photos are at the central, and which are to go: the table `evidence`.

A photo is a customer's by the counter's own rule: it shows their parcel, their visit or their
return. Here is decided that one goes, in the transaction of its reason; the file goes after that
(`photo_room`), as often as it takes. The row stays, so that a photo that was late on its way is not
kept, and people who look for it are told why it is not there.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from kiosk.central.outgoing import REPLACED
from kiosk.central.sql import Sql, json_list
from kiosk.core.facts.evidence import PhotoTaken


class Gone(StrEnum):
    """Why a photo is here no more."""

    ERASED = "erased"  # with the customer it belonged to
    EXPIRED = "expired"  # the network's term was over


class Due(Struct, frozen=True):
    """A photo whose file is to go.

    Args:
        device, sha256: which.
        is_shared: the same bytes are a photo that stays.
    """

    device: str
    sha256: str
    is_shared: bool


class Evidence:
    """Knows of each photo what it shows.

    Args:
        conn: inside a transaction whenever something is written.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def told(
        self,
        device: str,
        point: str,
        fact: PhotoTaken,
        taken_at: int,
        at: int,
        *,
        is_late: bool = False,
    ) -> None:
        """A box told of a photo; one of a customer who was erased meanwhile goes at once.

        A box that works tells of each erasure itself, after all its photos. One that was replaced,
        or works for another point by now, never will, and what is followed late came before it:
        such a photo is judged by when it was taken.

        Args:
            device: the box.
            point: whose it is.
            fact: what it told.
            taken_at: as the box's clock had it, ms UTC.
            at: now, ms UTC.
            is_late: it is followed long after it came.
        """
        self._conn.execute(
            "INSERT INTO evidence (device, sha256, point, subject, purpose)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (device, sha256) DO UPDATE SET"
            " point = excluded.point, subject = excluded.subject, purpose = excluded.purpose",
            [device, fact.sha256, point, fact.subject, fact.purpose.value],
        )
        judged = (
            is_late
            or self._conn.execute(
                "SELECT 1 FROM device WHERE device = ? AND (blocked = ? OR point <> ?)",
                [device, REPLACED, point],
            ).fetchone()
        )
        if judged and self._was_erased(point, fact.subject, taken_at):
            self._goes([(device, fact.sha256)], Gone.ERASED, at)

    def _was_erased(self, point: str, subject: str, taken_at: int) -> bool:
        """Whether the point has erased whom something belongs to, after a moment."""
        row = self._conn.execute(
            "SELECT 1 FROM erasure JOIN erasure_box ON erasure_box.request = erasure.request"
            " JOIN device ON device.device = erasure_box.device"
            " WHERE device.point = ? AND erasure_box.at >= ?"
            " AND (erasure_box.state = 'erased'"
            "  OR erasure_box.state = 'gone' AND erasure.withdrawn_at IS NULL)"
            " AND customer_ref IN (SELECT json_extract(CAST(body AS TEXT), '$.customer_ref')"
            "  FROM book WHERE book.point = ? AND kind IN ('parcel', 'session', 'return')"
            "  AND id = ?) LIMIT 1",
            [point, taken_at, point, subject],
        ).fetchone()
        return row is not None

    def erase(self, point: str, customer_ref: str, at: int) -> None:
        """Let all photos go that a point took of a customer's dealings."""
        self._conn.execute(
            "UPDATE evidence SET gone_at = ?, why = ? WHERE point = ? AND gone_at IS NULL"
            " AND subject IN (SELECT id FROM book WHERE book.point = ?"
            "  AND kind IN ('parcel', 'session', 'return')"
            "  AND json_extract(CAST(body AS TEXT), '$.customer_ref') = ?)",
            [at, Gone.ERASED.value, point, point, customer_ref],
        )

    def expire(self, photos: Iterable[tuple[str, str]], at: int) -> None:
        """Let photos go whose term is over.

        Args:
            photos: box and digest of each; also such as no event told of.
            at: now, ms UTC.
        """
        self._goes(photos, Gone.EXPIRED, at)

    def _goes(self, photos: Iterable[tuple[str, str]], why: Gone, at: int) -> None:
        self._conn.executemany(
            "INSERT INTO evidence (device, sha256, point, subject, purpose, gone_at, why)"
            " VALUES (?, ?, '', '', '', ?, ?) ON CONFLICT (device, sha256) DO UPDATE SET"
            " gone_at = excluded.gone_at, why = excluded.why WHERE evidence.gone_at IS NULL",
            [(device, sha256, at, why.value) for device, sha256 in photos],
        )

    # -- what is to go -----------------------------------------------------------------------------

    def is_gone(self, device: str, sha256: str) -> bool:
        """Whether a photo of a box is not to be here, however late it comes."""
        row = self._conn.execute(
            "SELECT 1 FROM evidence WHERE device = ? AND sha256 = ? AND gone_at IS NOT NULL",
            [device, sha256],
        ).fetchone()
        return row is not None

    def due(self, most: int, beyond: tuple[str, str] = ("", "")) -> list[Due]:
        """Return photos whose files are still to be taken away, by box and digest.

        Args:
            most: so many at most.
            beyond: box and digest after which to begin.
        """
        rows = self._conn.execute(
            "SELECT device, sha256, EXISTS (SELECT 1 FROM evidence AS other"
            "  WHERE other.sha256 = evidence.sha256 AND other.gone_at IS NULL) FROM evidence"
            " WHERE gone_at IS NOT NULL AND cleared = 0 AND (device, sha256) > (?, ?)"
            " ORDER BY device, sha256 LIMIT ?",
            [*beyond, most],
        ).fetchall()
        return [Due(str(device), str(sha256), bool(shared)) for device, sha256, shared in rows]

    def cleared(self, photos: Iterable[Due]) -> None:
        """The files of photos are gone."""
        rows = [(one.device, one.sha256) for one in photos]
        self._conn.executemany(
            "UPDATE evidence SET cleared = 1 WHERE device = ? AND sha256 = ?", rows
        )
        self._conn.executemany(
            "UPDATE photo SET state = 'gone' WHERE device = ? AND sha256 = ?", rows
        )

    def unwanted(self, names: Sequence[str]) -> list[str]:
        """Return those of some digests that no photo has any more but such as are gone."""
        return list(why_gone(self._conn, names))


def why_gone(books: Sql, names: Sequence[str]) -> Mapping[str, str]:
    """Say in a word why photos are here no more, by digest; those that stay are left out.

    Of the same bytes that went for two reasons the erasure is told: it is the stronger word.

    Args:
        books: read.
        names: digests.
    """
    rows = books.execute(
        "SELECT sha256, min(why) FROM evidence WHERE sha256 IN (SELECT value FROM json_each(?))"
        " GROUP BY sha256 HAVING count(*) = count(gone_at) ORDER BY sha256",
        [json_list(names)],
    ).fetchall()
    return {str(sha256): str(why) for sha256, why in rows}
