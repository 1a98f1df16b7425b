"""Tickets: a number of the day for a customer who showed the code at the door, and who is next."""

from collections.abc import Sequence

from msgspec import Struct

from kiosk.core.papers import Wording
from kiosk.core.policy import Policy
from kiosk.core.receipts import Cut, Doc, Rule, Space, Text, TextSize, clean
from kiosk.core.sessions import Session
from kiosk.core.words import SessionKind

KIND = "ticket"  # of its paper
LEFT_AFTER_MS = 30 * 60_000  # nobody served it for so long: whoever took it has gone


class Ticket(Struct, frozen=True):
    """A place in line.

    Args:
        day: yyyymmdd at the point; numbers begin anew each day.
        number: from 1.
        customer_ref: whose; the number is all that is shown of it.
        session: the visit that was opened for it; None while all lamp colours are taken.
        taken_at: ms UTC.
        printed: its slip was printed.
    """

    day: str
    number: int
    customer_ref: str
    session: str | None
    taken_at: int
    printed: bool = False


def has_room(live: Sequence[Session], policy: Policy) -> bool:
    """Whether the door may open one more visit; the last one is kept for the desk."""
    return len(live) < policy.sessions_max - 1


def visit_of(customer_ref: str, live: Sequence[Session]) -> Session | None:
    """Return the visit a customer has already, whoever opened it."""
    mine = (s for s in live if s.kind is SessionKind.CUSTOMER and s.customer_ref == customer_ref)
    return next(mine, None)


def waits(visit: Session | None) -> bool:
    """Whether nobody has turned to this customer yet."""
    return visit is None or (visit.parked and not visit.active_ms)


def has_left(ticket: Ticket, visit: Session | None, at: int) -> bool:
    """Whether a ticket waits so long that its customer has gone.

    Args:
        ticket: the place in line.
        visit: opened for it, None while there is none.
        at: now, ms UTC.
    """
    return waits(visit) and at - ticket.taken_at > LEFT_AFTER_MS


def slip(ticket: Ticket, wording: Wording) -> Doc:
    """Return the paper with the number; nothing of the customer is on it.

    Args:
        ticket: the place in line.
        wording: how this point writes.
    """
    say = wording.words
    return Doc(
        KIND,
        (
            Text(say("Your number"), size=TextSize.LARGE, centred=True),
            Space(),
            Text(str(ticket.number), size=TextSize.HUGE, bold=True, centred=True),
            Space(),
            Rule(),
            Text(say("Please wait, this number will be called.")),
            Text(say("Have the code ready once more.")),
            Text(
                say("Point {point}").format(point=clean(wording.point)),
                wording.moment(ticket.taken_at),
                size=TextSize.SMALL,
            ),
            Cut(),
        ),
    )
