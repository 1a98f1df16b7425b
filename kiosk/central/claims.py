"""What people must decide: conflicts between two facts, and claims that follow from them or others.

Both facts are kept among the events; here stands how the books settled them (PROTOCOL.md 11).
"""

import msgspec

from kiosk.central.books import Refusal
from kiosk.central.sql import Sql
from kiosk.core import messages
from kiosk.core.events import Event
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.claiming import ClaimRaised
from kiosk.core.facts.paying import ClaimDecided, PaymentFailed
from kiosk.core.facts.stockroom import BoxOpened
from kiosk.core.messages import DueSet, OrderCancelled, ReturnCancelled
from kiosk.core.paywords import PayFault
from kiosk.core.refusals import Reason

ISSUED_AFTER_CANCEL = "issued_after_cancel"
RETURNED_AFTER_WITHDRAWAL = "returned_after_withdrawal"
DUE_MISMATCH = "due_mismatch"
# a letter that came too late, and why it was refused -> what people must decide
_TOO_LATE = {
    ("order.cancelled", Reason.ALREADY_ISSUED.value): ISSUED_AFTER_CANCEL,
    ("return.cancelled", Reason.ALREADY_RETURNED.value): RETURNED_AFTER_WITHDRAWAL,
    ("due.set", Reason.ALREADY_PAID.value): DUE_MISMATCH,
}
SEAL_BROKEN = "seal_broken"
PAYMENT_FAILED = "payment_failed"
NOT_REFUNDED = "not_refunded"
RAISED = "raised"  # by the point, about a carriage


class Claims:
    """The tables `conflict` and `claim`.

    Args:
        conn: inside a transaction whenever a method is called.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def conflict(self, point: str, refusal: Refusal, at: int) -> None:
        """Keep an event that stood against another fact, and the claim that follows from it."""
        about = refusal.subject
        self._conn.execute(
            "INSERT INTO conflict (point, event, kind, id, reason, taken_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [point, refusal.event, about.kind, about.id, refusal.reason, at],
        )
        clash = refusal.clash
        if clash is not None and (clash.claim or clash.tasks):
            tasks = " ".join(f"{task.kind}:{task.id}" for task in clash.tasks)
            self._open(point, (clash.claim, about.kind, about.id, refusal.event, tasks), at)

    def done(self, point: str, told: MessageDone, event: str, at: int) -> None:
        """Open a claim where the central wanted to stop what had been done before."""
        if told.reason not in {reason for _, reason in _TOO_LATE}:
            return
        row = self._conn.execute(
            "SELECT type, raw FROM message WHERE id = ?", [told.message]
        ).fetchone()
        claim = _TOO_LATE.get((str(row[0]), told.reason)) if row is not None else None
        if claim is not None:
            # the letter goes before the claim may be decided
            about = " ".join(named_by(bytes(row[1])))
            self._open(point, (claim, "message", told.message, event, ""), at, about)

    def told(self, point: str, event: Event, at: int) -> None:
        """Open a claim where a seal was broken, cards failed, or money is not back; or close it."""
        match event.facts:
            case BoxOpened(delivery=delivery, seal_ok=False):
                self._open(point, (SEAL_BROKEN, "delivery", delivery, event.id, ""), at)
            case ClaimRaised(about=about, subject=subject):
                self._open(point, (RAISED, about.value, subject, event.id, ""), at)
            case PaymentFailed(payment=payment, reason=PayFault.REFUND_REFUSED):
                self._open(point, (NOT_REFUNDED, "payment", payment, event.id, ""), at)
            case PaymentFailed(session=session, is_last=True):
                self._open(point, (PAYMENT_FAILED, "session", session, event.id, ""), at)
            case ClaimDecided(payment=payment, verdict=verdict, comment=comment):
                self._settle(point, payment, comment or verdict.value, event)
            case _:
                pass

    def _settle(self, point: str, payment: str, words: str, event: Event) -> None:
        """Note that the claim about a sum is decided; the network's last word stands.

        Words come in the order of the letters that brought them: a box that was away tells an
        older one later. What somebody wrote here by hand stays.
        """
        rows = self._conn.execute(
            "SELECT n FROM claim WHERE point = ? AND claim = ? AND id = ?",
            [point, NOT_REFUNDED, payment],
        ).fetchall()
        for (n,) in rows:
            self._conn.execute(
                "INSERT INTO decided (kind, n, user_name, at, words, word)"
                " VALUES ('claim', ?, ?, ?, ?, ?) ON CONFLICT (kind, n) DO UPDATE"
                " SET user_name = excluded.user_name, at = excluded.at, words = excluded.words,"
                " word = excluded.word WHERE decided.word <> '' AND decided.word < excluded.word",
                [n, event.actor, event.recorded_at, words, event.cause or event.id],
            )

    def _open(
        self, point: str, told: tuple[str, str, str, str, str], at: int, about: str = ""
    ) -> None:
        self._conn.execute(
            "INSERT INTO claim (point, claim, kind, id, event, tasks, opened_at, about)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event, claim) DO NOTHING",
            [point, *told, at, about],
        )


def named_by(raw: bytes) -> tuple[str, ...]:
    """Return the parcels, or the return, that a letter is about which may come too late."""
    try:
        letter = messages.decode(raw).facts
    except (msgspec.MsgspecError, ValueError):
        return ()  # a form that this version does not know
    match letter:
        case OrderCancelled(parcels=parcels):
            return parcels
        case DueSet(parcel=parcel):
            return (parcel,)
        case ReturnCancelled(return_=back):
            return (back,)
        case _:
            return ()
