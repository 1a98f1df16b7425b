"""Sums that a card did not take back: what was said of each, and whether there is more to say."""

from msgspec import Struct

from kiosk.central.claims import NOT_REFUNDED
from kiosk.central.outgoing import REPLACED
from kiosk.central.second_words import SettleWish
from kiosk.central.sql import Sql
from kiosk.core import messages
from kiosk.core.claims import ClaimVerdict
from kiosk.sync.protocol import REVOKED


class Verdict(Struct, frozen=True):
    """What was last said to a point about a sum.

    Args:
        verdict, comment: what, and a line for the staff.
        state, reason: of the letter; why the point refused it, in its word.
        by, at: who said it, and when, ms UTC.
    """

    verdict: str
    comment: str
    state: str
    reason: str
    by: str
    at: int

    @property
    def is_under_way(self) -> bool:
        """Whether the point has not answered yet."""
        return self.state in {"queued", "received"}


def _newest(verdict: Verdict) -> tuple[int, bool]:
    return verdict.at, verdict.is_under_way


class Settling:
    """Asks the books for it; reads only.

    Args:
        conn: of the store, or of a reader beside it.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def verdicts(self) -> dict[tuple[str, str], Verdict]:
        """Return what was last said of each sum, by point and payment.

        For a box that was replaced or revoked nobody waits. Where several were told at once, it is
        under way until the last of them has answered.
        """
        rows = self._conn.execute(
            "SELECT point, state, reason, raw FROM message JOIN device"
            " ON device.device = message.device WHERE type = 'claim.verdict'"
            " AND device.blocked NOT IN (?, ?) ORDER BY message.device, seq",
            [REPLACED, REVOKED],
        ).fetchall()
        found: dict[tuple[str, str], Verdict] = {}
        for point, state, reason, raw in rows:
            message = messages.decode(bytes(raw))
            if isinstance(told := message.facts, ClaimVerdict):
                said = (told.verdict.value, told.comment, str(state), str(reason))
                verdict = Verdict(*said, message.by, message.made_at)
                before = found.get((str(point), told.payment), verdict)
                found[str(point), told.payment] = max(before, verdict, key=_newest)
        return found

    def why_not(self, wish: SettleWish) -> str:
        """Return why there is nothing to say of a sum; empty where there is.

        The word is `unknown`, `decided` or `under_way`.
        """
        row = self._conn.execute(
            "SELECT user_name FROM claim LEFT JOIN decided"
            " ON decided.kind = 'claim' AND decided.n = claim.n"
            " WHERE point = ? AND claim = ? AND id = ? ORDER BY claim.n DESC LIMIT 1",
            [wish.point, NOT_REFUNDED, wish.payment],
        ).fetchone()
        if row is None:
            return "unknown"
        if row[0]:
            return "decided"
        last = self.verdicts().get((wish.point, wish.payment))
        return "under_way" if last and last.is_under_way else ""
