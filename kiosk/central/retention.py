"""What is older than its term at the central goes by itself: customers, photos, attachments.

The terms are the points' own, those of the policy each works by. They run from when the central was
told, or had the file; what ends at a point ends as its box told it. Evidence of an open claim stays
until it is decided.
Bytes in quarantine go some days after people said what becomes of them; until then they stay, and
the log says each day that they wait.
"""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

import msgspec

from kiosk.central.claimed import claimed
from kiosk.central.evidence import Evidence
from kiosk.central.forgetting import Forgetting
from kiosk.central.moves import Moves
from kiosk.central.profiles import profile
from kiosk.central.sql import Sql, json_list
from kiosk.core import attachments
from kiosk.core.opening_words import OpeningStage
from kiosk.core.openings import OVER, Opening
from kiosk.core.policy import Policy

log = logging.getLogger(__name__)

_DAY_MS = 24 * 3600 * 1000
QUARANTINE_DAYS = 7  # after somebody decided; a box keeps its own as long (TRUST.md 12)
_CUSTOMERS = 1000  # of a unit: who is past the term is found out once in it
_AT_ONCE = 200  # customers of a statement, photos of a unit
_Files: TypeAlias = list[tuple[str, str]]  # box and digest


class Retention:
    """Lets go by the networks' terms.

    Args:
        conn: not within a unit.
        forgetting: what goes with a customer.
    """

    def __init__(self, conn: Sql, forgetting: Forgetting) -> None:
        self._conn, self._forgetting = conn, forgetting

    def keep_terms(self, at: int) -> int:
        """Let go of all that is past its term; return how many things that is.

        Args:
            at: now, ms UTC.
        """
        count = 0
        points = self._conn.execute("SELECT point, policy FROM point ORDER BY point").fetchall()
        for point, word in points:
            policy = profile(str(word))
            if policy is not None:
                count += self._of_point(str(point), policy, at)
        with self._conn.unit():
            self._forgetting.drop_lone_codes()
        return count + self._quarantine(at)

    def _of_point(self, point: str, policy: Policy, at: int) -> int:
        count = 0
        personal, proof = (at - days * _DAY_MS for days in (policy.pii_days, policy.evidence_days))
        gone = _CUSTOMERS if self._forgetting.quiet(point, personal) else 0
        while gone == _CUSTOMERS:  # there may be more
            gone = self._customers(point, personal)
            count += gone
        count += self._expire(
            point, self._photos(point, proof), partial(self._free, point, proof), at
        )
        words = self._attachments(point, personal)
        count += self._expire(point, words, lambda _: self._attachments(point, personal), at)
        if count:
            log.info("point %s: %d customers and files are past their term", point, count)
        return count

    def _expire(self, point: str, files: _Files, still: Callable[[_Files], _Files], at: int) -> int:
        """Let files go that are still to go while the point is held; return how many those were."""
        count = 0
        for start in range(0, len(files), _AT_ONCE):
            some = files[start : start + _AT_ONCE]
            with self._conn.unit():
                self._hold(point, {device for device, _ in some})
                gone = [one for one in still(some) if one in some]
                Evidence(self._conn).expire(gone, at)
            count += len(gone)
        return count

    def _customers(self, point: str, before: int) -> int:
        with self._conn.unit():
            self._hold(point)
            refs = self._forgetting.expired(point, before, _CUSTOMERS)
            for start in range(0, len(refs), _AT_ONCE):
                self._forgetting.forget(point, refs[start : start + _AT_ONCE])
        return len(refs)

    def _hold(self, point: str, others: Iterable[str] = ()) -> None:
        boxes = self._conn.execute("SELECT device FROM device WHERE point = ?", [point])
        self._conn.hold({*others, *(str(row[0]) for row in boxes.fetchall())})

    def _quarantine(self, at: int) -> int:
        """Blank the bytes that were decided about long enough ago; return how many rows."""
        before, count = at - QUARANTINE_DAYS * _DAY_MS, 0
        due = self._conn.execute(
            "SELECT DISTINCT device FROM quarantine JOIN decided ON decided.kind = 'quarantine'"
            " AND decided.n = quarantine.n WHERE blanked_at IS NULL AND decided.at < ?"
            " ORDER BY device",
            [before],
        ).fetchall()
        for (device,) in due:
            with self._conn.unit():
                self._conn.hold([str(device)])  # before any row of it, as whoever takes it in
                count += self._conn.execute(
                    "UPDATE quarantine SET raw = ?, blanked_at = ? WHERE device = ?"
                    " AND blanked_at IS NULL AND n IN (SELECT n FROM decided"
                    "  WHERE kind = 'quarantine' AND at < ?)",
                    [b"", at, str(device), before],
                ).rowcount
        if count:
            log.info("quarantine: the bytes of %d are past their term", count)
        self._tell_of_waiting(before)
        return count

    def _tell_of_waiting(self, before: int) -> None:
        row = self._conn.execute(
            "SELECT count(*) FROM quarantine WHERE taken_at < ? AND raw <> ? AND n NOT IN"
            " (SELECT n FROM decided WHERE kind = 'quarantine')",
            [before, b""],
        ).fetchone()
        if row[0]:
            log.warning("quarantine: %d wait to be decided, and keep their bytes", row[0])

    # -- files -------------------------------------------------------------------------------------

    def _photos(self, point: str, before: int) -> list[tuple[str, str]]:
        rows = self._conn.execute(
            "SELECT photo.device, photo.sha256 FROM photo"
            " JOIN device ON device.device = photo.device LEFT JOIN evidence"
            " ON evidence.device = photo.device AND evidence.sha256 = photo.sha256"
            " WHERE device.point = ? AND photo.state = 'done' AND photo.mime <> ? AND photo.at < ?"
            " AND evidence.gone_at IS NULL AND coalesce(evidence.point, '') IN ('', device.point)"
            # of boxes that work for another point by now
            " UNION ALL SELECT photo.device, photo.sha256 FROM photo"
            " JOIN device ON device.device = photo.device JOIN evidence"
            " ON evidence.device = photo.device AND evidence.sha256 = photo.sha256"
            " WHERE photo.device IN (SELECT moved.device FROM moved WHERE moved.point = ?)"
            " AND photo.state = 'done' AND photo.mime <> ? AND photo.at < ?"
            " AND evidence.point = ? AND device.point <> evidence.point"
            " AND evidence.gone_at IS NULL ORDER BY 1, 2",
            [point, attachments.MIME, before, point, attachments.MIME, before, point],
        ).fetchall()
        return self._free(point, before, [(str(device), str(sha256)) for device, sha256 in rows])

    def _free(self, point: str, before: int, files: _Files) -> _Files:
        """Return those files that no open claim and no opening needs."""
        if not files:
            return []
        rows = self._conn.execute(
            "SELECT device, sha256, subject FROM evidence"
            " WHERE sha256 IN (SELECT value FROM json_each(?))",
            [json_list(sorted({sha256 for _, sha256 in files}))],
        ).fetchall()
        shows = {(str(device), str(sha256)): str(subject) for device, sha256, subject in rows}
        about, needed = (
            claimed(self._conn, point),
            _of_openings(self._openings(point, files), before),
        )
        return [
            one
            for one in files
            if one[1] not in needed
            and shows.get(one, "") not in about.subjects
            and one[1] not in about.words
        ]

    def _openings(self, point: str, files: _Files) -> list[Opening]:
        """Return the openings of a point, and of those that the files' boxes left."""
        places = {point} | Moves(self._conn).points_of(device for device, _ in files)
        rows = self._conn.execute(
            "SELECT body FROM book WHERE kind = 'opening'"
            " AND point IN (SELECT value FROM json_each(?))",
            [json_list(sorted(places))],
        ).fetchall()
        return [msgspec.json.decode(bytes(body), type=Opening) for (body,) in rows]

    def _attachments(self, point: str, before: int) -> list[tuple[str, str]]:
        """Return attachments whose words stand elsewhere by now, or are needed by nobody.

        Who opened a point that works is the network's partner, and stays.
        """
        rows = self._conn.execute(
            "SELECT photo.device, photo.sha256 FROM photo JOIN device USING (device)"
            " WHERE point = ? AND state = 'done' AND mime = ? AND at < ?"
            " ORDER BY photo.device, photo.sha256",
            [point, attachments.MIME, before],
        ).fetchall()
        if not rows:
            return []
        files = [(str(device), str(sha256)) for device, sha256 in rows]
        openings = self._openings(point, files)
        needed = _of_openings(openings, before)
        needed |= {one.applicant for one in openings if one.state is OpeningStage.LAUNCHED}
        return [one for one in files if one[1] not in needed]


def _of_openings(openings: Iterable[Opening], before: int) -> set[str]:
    """Return the pictures and attachments that openings still need."""
    needed: set[str] = set()
    for one in openings:
        if one.state not in OVER or one.changed_at >= before:
            needed |= {row.photo for row in one.shots} | {row.before for row in one.shots}
            needed.add(one.applicant)
    return needed
