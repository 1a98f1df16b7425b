"""The line at the door: a code shown there opens the visit parked, its cells lit, and a number.

Nobody stands at that scanner: only pickup codes mean anything, every answer is the same two tones,
and nothing of a customer is told. Whose parcels wait at another point gets the way there on paper.
It works behind the lock, too (decision 0029).
"""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import sessions, tickets
from kiosk.core.codes import Code, CodeKind
from kiosk.core.events import SYSTEM
from kiosk.core.facts.visits import IssueRefused, SessionCancelled, SessionOpened, SessionParked
from kiosk.core.papers import Wording
from kiosk.core.policy import PickupCodeKind, Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.tickets import Ticket
from kiosk.hw.ports import Scan
from kiosk.workflows.counter import Counter
from kiosk.workflows.elsewhere import Elsewhere, instead
from kiosk.workflows.find import Find
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.papers import Papers
from kiosk.workflows.proof import Proof, Proven
from kiosk.workflows.rights import Activity, anybody

HELP_MS = 60_000  # so long the clerk sees that somebody at the door needs help


class Slips(StrEnum):
    """When a ticket's number is printed: at once, when its code is shown again, or not at all."""

    ALWAYS = "always"
    REQUEST = "request"
    NEVER = "never"


class Place(Struct, frozen=True):
    """A place in line as the staff see it.

    Args:
        number: of the ticket.
        session: its visit, None while it waits for one.
        waits: nobody has turned to this customer yet.
    """

    number: int
    session: str | None
    waits: bool


class DoorLine(Activity):
    """Who showed the code at the door and waits to be called.

    Args:
        counter: what all activities share.
        find: tells what a code means.
        lamps: light the cells of whoever waits.
        wording: how this point writes its slips.
        slips: when they are printed.
        elsewhere: shows whoever is at the wrong point the way.
    """

    def __init__(
        self,
        counter: Counter,
        find: Find,
        lamps: Lamps,
        wording: Wording,
        slips: Slips,
        *,
        elsewhere: Elsewhere,
    ) -> None:
        super().__init__(counter)
        self._elsewhere = elsewhere
        self._find, self._lamps, self._wording, self._slips = find, lamps, wording, slips
        self._proof, self._papers = Proof(counter, at_door=True), Papers(counter)
        self._store = counter.store
        self._help_until = 0  # monotonic ms

    # -- who comes -------------------------------------------------------------------------------

    @anybody
    def scanned(self, scan: Scan) -> bool | Refused:
        """Take a code shown at the door; whether it was a good one is all anybody there learns."""
        policy, code = self.counter.policy, self._code_in(scan)
        if policy is None or code is None:
            return False
        match self._proof.check(code.text, None, policy):
            case Refused() as no:
                return self._turned_away(no)
            case proven:
                return self._served(proven, policy)

    def _code_in(self, scan: Scan) -> Code | None:
        """Return the first pickup code of a scan; nothing else means anything here."""
        policy = self.counter.policy
        short = policy is not None and policy.pickup_code is not PickupCodeKind.LONG
        seen = [(scan.text, scan.symbology), *((one.text, one.symbology) for one in scan.also)]
        codes = (self._find.read(text, kind.value, in_issue=short) for text, kind in seen)
        return next((code for code in codes if code.kind is CodeKind.PICKUP), None)

    def _turned_away(self, no: Refused) -> bool:
        is_known, self._help_until = self.needs_help(), self.counter.clock().mono + HELP_MS
        if not is_known:  # once: whoever plays with the scanner fills no journal
            with self.counter.unit():
                self.counter.record(IssueRefused(no.reason.value), actor=SYSTEM)
        return False

    def _served(self, proven: Proven, policy: Policy) -> bool:
        live, who = self._store.sessions.live(), proven.customer_ref
        ticket = next((t for t in self._today() if t.customer_ref == who), None)
        if ticket is not None or tickets.visit_of(who, live) is not None:
            with self.counter.unit():
                self._proof.forget(proven)
                self._print(ticket, Slips.REQUEST)
            return True
        opened = self._opens(self.counter.new_id(), who, policy)
        if isinstance(opened, Refused) and opened.reason is not Reason.TOO_MANY_SESSIONS:
            with self.counter.unit():
                self._proof.forget(proven)
            return self._sent_on(instead(self.counter, opened, who))
        with self.counter.unit():
            self._proof.forget(proven)
            self._print(self._ticket_for(who, opened), Slips.ALWAYS)
        self._lamps.refresh()
        return True

    def _sent_on(self, no: Refused) -> bool:
        """Call for help, and print the way to the right point, which names nobody."""
        if self._slips is not Slips.NEVER:
            self._elsewhere.show_the_way(no)
        return self._turned_away(no)

    def _opens(self, session: str, who: str, policy: Policy) -> tuple[SessionOpened] | Refused:
        live, parcels = self._store.sessions.live(), self._store.parcels.of_customer(who)
        decided = sessions.open_for(session, who, parcels, (), policy)
        if isinstance(decided, Refused) or tickets.has_room(live, policy):
            return sessions.open_for(session, who, parcels, live, policy)
        return Refused(Reason.TOO_MANY_SESSIONS, {"sessions": len(live)})

    def _ticket_for(self, who: str, opened: tuple[SessionOpened] | Refused) -> Ticket:
        """Give out the next number, within the open unit; the visit waits for its turn."""
        day, at = self._day(), self.counter.clock().at
        session = None if isinstance(opened, Refused) else self._parked(opened)
        number = self._store.tickets.next_number(day)
        self._store.tickets.forget_but(day)
        ticket = Ticket(day, number, who, session, at)
        self._store.tickets.keep(ticket)
        return ticket

    def _parked(self, opened: tuple[SessionOpened]) -> str:
        session = opened[0].session
        self.counter.record(*opened, SessionParked(session), actor=SYSTEM)
        return session

    def _print(self, ticket: Ticket | None, when: Slips) -> None:
        if ticket is None or ticket.printed or self._slips is not when:
            return
        self._papers.queue(tickets.slip(ticket, self._wording))
        self._store.tickets.keep(replace(ticket, printed=True))

    # -- the line --------------------------------------------------------------------------------

    @anybody
    def line(self) -> tuple[Place, ...]:
        """Return who holds a number of today and is not served to the end, by number."""
        live = self._live()
        return tuple(
            Place(t.number, t.session, tickets.waits(live.get(t.session or "")))
            for t in self._today()
        )

    @anybody
    def needs_help(self) -> bool:
        """Whether a code at the door was not accepted just now; whose, nobody learns."""
        return self.counter.clock().mono < self._help_until

    @anybody
    def helped(self) -> None:
        """Somebody has turned to the door."""
        self._help_until = 0

    @anybody
    def tick(self) -> bool | Refused:
        """Open a visit for whoever is next, and end those whose customer left; whether any did."""
        policy, at = self.counter.policy, self.counter.clock().at
        if policy is None or not self._store.tickets.is_used():
            return False
        moved, live = False, self._live()
        for ticket in self._today():
            visit = live.get(ticket.session or "")
            if tickets.has_left(ticket, visit, at) and self._ended(ticket, visit):
                moved = True
            elif ticket.session is None:
                moved = self._promoted(ticket, policy) or moved
        if moved:
            self._lamps.refresh()
        return moved

    def _promoted(self, ticket: Ticket, policy: Policy) -> bool:
        """Open the visit of a ticket that waits for one, if there is room now."""
        mine = tickets.visit_of(ticket.customer_ref, self._store.sessions.live())
        opened = () if mine else self._opens(self.counter.new_id(), ticket.customer_ref, policy)
        if isinstance(opened, Refused) and opened.reason is Reason.TOO_MANY_SESSIONS:
            return False
        with self.counter.unit():
            if isinstance(opened, Refused):  # nothing is left to be fetched
                self._store.tickets.forget(ticket)
            else:
                session = self._parked(opened) if opened else mine and mine.session
                self._store.tickets.keep(replace(ticket, session=session))
        return True

    def _ended(self, ticket: Ticket, visit: Session | None) -> bool:
        """End the wait of whoever left; a visit with goods or money in it ends by people alone."""
        facts = self._cancelled(visit) if visit else ()
        if isinstance(facts, Refused):
            return False
        with self.counter.unit():
            if facts:
                self.counter.record(*facts, actor=SYSTEM)
            self._store.tickets.forget(ticket)
        return True

    def _cancelled(self, visit: Session) -> tuple[SessionCancelled] | Refused:
        parcels = self._store.parcels.of_customer(visit.customer_ref)
        payments = self._store.payments.of_session(visit.session)
        return sessions.cancel(visit, parcels, payments)

    def _live(self) -> dict[str, Session]:
        return {visit.session: visit for visit in self._store.sessions.live()}

    def _today(self) -> tuple[Ticket, ...]:
        return self._store.tickets.live(self._day())

    def _day(self) -> str:
        return self._wording.date(self.counter.clock().at)
