"""Obeying the central's letters: in order, in slices, and a bad one never stops the rest."""

import logging

import msgspec
from msgspec.structs import replace

from kiosk.core import (
    checkin,
    deliveries,
    elsewhere,
    messages,
    parcels_asked,
    policy,
    shipments,
    team,
)
from kiosk.core.books import Subject
from kiosk.core.events import CENTRAL, SYSTEM
from kiosk.core.facts.box import JournalEpochStarted, MessageDone, PolicyApplied
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.people import PinReset
from kiosk.core.messages import Message, UnknownLetter
from kiosk.core.pickup import CodeWindow
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CancelReason, ClockQuality, DeliveryState, Outcome
from kiosk.store.customers import Customer
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.journal import TooLarge
from kiosk.store.letters import Applied, InboxRow, MailReader
from kiosk.store.people import PersonRow
from kiosk.store.sellers import Seller
from kiosk.workflows.counter import Counter
from kiosk.workflows.due_letters import DueLetters
from kiosk.workflows.graves import Graves
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.opening_letters import OpeningLetters
from kiosk.workflows.outcome import SLICE_ROWS, Done, rejected
from kiosk.workflows.posts import Posts
from kiosk.workflows.resync import Resync, initials_of
from kiosk.workflows.return_letters import ReturnLetters
from kiosk.workflows.rights import Activity, anybody
from kiosk.workflows.siblings import Siblings
from kiosk.workflows.updates import UpdateLetters

MOST_TRIES = 3  # a letter that brings the counter down twice is not tried again
_BAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

log = logging.getLogger(__name__)


class Mailroom(Activity):
    """Opens the central's letters.

    Args:
        counter: what all activities share.
        mail: reads mail.db.
        lamps: follow what the letters change.
        resync: takes snapshots.
        running: the version of this program.
    """

    def __init__(
        self, counter: Counter, mail: MailReader, lamps: Lamps, resync: Resync, running: str = ""
    ) -> None:
        super().__init__(counter)
        self._mail, self._lamps, self._resync = mail, lamps, resync
        self._siblings, self._returns = Siblings(counter), ReturnLetters(counter)
        self._dues, self._graves = DueLetters(counter), Graves(counter)
        self._openings = OpeningLetters(counter)
        self._posts, self._updates = Posts(counter), UpdateLetters(counter, running)
        self._store = counter.store
        self._excused = ""

    @anybody
    def slice(self) -> bool:
        """Obey up to 20 rows of the next letter, all or none; True if there may be more."""
        try:
            self._forget_if_revoked()
            if not self.counter.takes_in:
                return False  # letters wait where they are, until there is room
            self._begin_epoch()
            return self._slice()
        except (StorageFull, StorageReadOnly):
            return False  # the letter waits; its try does not count against it

    def _forget_if_revoked(self) -> None:
        """Keep nothing of the customers on a box that the network has withdrawn (PROTOCOL.md 2)."""
        customers = self._store.customers
        if not (self._mail.is_revoked() and customers.are_known()):
            return
        with self.counter.unit():
            customers.forget_all()
        log.warning("the network has withdrawn this box: names and codes of customers are erased")

    def _begin_epoch(self) -> None:
        """Begin a new epoch of the journal where the central says that our histories part."""
        asked, journal = self._mail.parted(), self._store.journal
        if asked is None or asked.epoch != journal.epoch():
            return
        epoch = self.counter.new_id()[-17:].replace("-", "")  # its random part
        with self.counter.unit():
            journal.begin_epoch(epoch, asked.from_seq, self.counter.clock().at, "parted")
            self.counter.record(JournalEpochStarted(epoch, asked.from_seq), actor=SYSTEM)
        log.warning("the journal goes on in a new epoch from row %d", asked.from_seq)

    def _slice(self) -> bool:
        row, progress = self._next()
        if row is None:
            return False
        if self._store.letters.is_done(row.id):
            with self.counter.unit():
                self._store.letters.keep(Applied(row.epoch, row.seq))
            return True
        if progress.tries >= MOST_TRIES - 1 and row.id != self._excused:
            with self.counter.unit():
                self._finish(row, rejected("failed"))
            return True
        # committed before the attempt: should the letter bring us down, the next start knows
        with self.counter.unit():
            self._store.letters.keep(replace(progress, tries=progress.tries + 1))
        self._excused = row.id  # what we live through was not the letter's fault
        self._attempt(row, progress)
        self._lamps.refresh()
        return True

    def _next(self) -> tuple[InboxRow | None, Applied]:
        epoch = self._mail.epoch()
        progress = self._store.letters.applied(epoch or "")
        row = self._mail.next_after(epoch, progress.seq)
        if row and not row.id:  # not even its envelope could be read
            row = replace(row, id=f"{row.epoch}:{row.seq}")
        return row, progress

    def _attempt(self, row: InboxRow, progress: Applied) -> None:
        message = self._open(row)
        try:
            self._obey_slice(row, progress, message)
        except TooLarge as large:  # within the wire's bounds, but an event of it is not
            log.warning("letter %s cannot be obeyed: %s", row.id, large)
            with self.counter.unit():
                self._finish(row, rejected("too_large"))

    def _obey_slice(self, row: InboxRow, progress: Applied, message: Message | Done) -> None:
        with self.counter.unit():
            done = message if isinstance(message, Done) else self._obey(message, progress.offset)
            if done.offset:
                self._store.letters.keep(replace(progress, offset=done.offset, tries=0))
            else:
                self._finish(row, done)

    def _open(self, row: InboxRow) -> Message | Done:
        try:
            message = messages.decode(row.raw)
        except UnknownLetter:
            return rejected("unknown_type")
        except _BAD as bad:
            log.warning("letter %s cannot be read: %s", row.id, type(bad).__name__)
            return rejected("bad_data")
        moment = self.counter.clock()
        sure = moment.clock is not ClockQuality.UNSURE
        if sure and message.expires_at is not None and message.expires_at <= moment.at:
            return Done(outcome=Outcome.EXPIRED)
        return message

    def _finish(self, row: InboxRow, done: Done) -> None:
        self.counter.record(
            MessageDone(row.id, done.outcome, done.reason), actor=CENTRAL, cause=row.id
        )
        self._store.letters.keep(Applied(row.epoch, row.seq))
        self._store.letters.note_done(row.id, self.counter.clock().at)

    def _record(self, message: Message, facts: tuple[Fact, ...] | Refused) -> Done:
        if isinstance(facts, Refused):
            return rejected(facts.reason.value)
        self.counter.record(*facts, actor=CENTRAL, cause=message.id)
        return Done()

    # -- what each letter asks; all within the open unit -------------------------------------------

    def _obey(self, message: Message, offset: int) -> Done:
        match message.facts:
            case messages.DeliveryAnnounced() as letter:
                return self._announced(message, letter)
            case messages.DeliveryPart() as letter:
                return self._part(message, letter, offset)
            case messages.DeliveryCancelled() as letter:
                return self._withdrawn(message, letter)
            case messages.CodesSet() as letter:
                return self._codes(message, letter)
            case messages.OrderCancelled() as letter:
                return self._order_cancelled(message, letter)
            case messages.StorageExtended() as letter:
                return self._extended(message, letter)
            case messages.PolicySet() as letter:
                return self._policy(message, letter)
            case messages.StaffUpsert() as letter:
                return self._staff(message, letter)
            case _:
                return self._whole_point(message, offset)

    def _whole_point(self, message: Message, offset: int) -> Done:
        match message.facts:
            case messages.SnapshotBegin() as letter:
                return self._resync.begin(letter)
            case messages.SnapshotPart() as letter:
                return self._resync.part(letter, offset)
            case messages.SnapshotEnd() as letter:
                return self._resync.end(letter, message)
            case messages.ConfigSet() as letter:
                return self._siblings.configure(letter, message)
            case messages.SiblingEvents() as letter:
                return self._siblings.hear(letter, message)
            case messages.ShipmentVerdict() as letter:
                return self._judged(message, letter)
            case messages.SellerSet() as letter:
                return self._seller(letter)
            case messages.ElsewhereSet() as letter:
                return self._elsewhere(message, letter)
            case _:
                return self._brought(message)

    def _brought(self, message: Message) -> Done:
        done = self._posts.obey(message) or self._updates.obey(message)
        if done is not None:
            return done
        told = self._dues.decide(message)
        told = self._graves.decide(message) if told is None else told
        told = self._openings.decide(message) if told is None else told
        match self._returns.decide(message.facts, message.seen) if told is None else told:
            case None:
                return rejected("unknown_type")
            case Refused(reason=Reason.NOT_KNOWN_HERE):
                return rejected("not_here")
            case facts:
                return self._record(message, facts)

    def _announced(self, message: Message, letter: messages.DeliveryAnnounced) -> Done:
        known = self._store.deliveries.get(letter.delivery)
        return self._record(message, deliveries.announce(known, letter))

    def _withdrawn(self, message: Message, letter: messages.DeliveryCancelled) -> Done:
        known = self._store.deliveries.get(letter.delivery)
        return self._record(message, deliveries.withdraw(known)) if known else rejected("not_here")

    def _part(self, message: Message, letter: messages.DeliveryPart, offset: int) -> Done:
        delivery = self._store.deliveries.get(letter.delivery)
        if delivery is None:
            return rejected("not_here")
        lines = letter.parcels[offset : offset + SLICE_ROWS]
        if offset == 0:
            for one in letter.customers:
                customer = Customer(one.customer_ref, one.masked_name, one.last_four)
                if not self._graves.cover(one.customer_ref, message.seen):
                    self._store.customers.keep(customer)
        closed = delivery.state is DeliveryState.CLOSED
        for line in lines:
            known = self._store.parcels.get(line.parcel)
            self._record(message, parcels_asked.expect(known, line, letter.delivery, closed=closed))
            for item in line.items:
                if item.photo is not None:
                    self._store.photos.want(item.photo)
        end = offset + len(lines)
        if end < len(letter.parcels):
            return Done(offset=end)
        if closed and letter.part == delivery.parts:  # a list that came late is whole now
            known_now = self._store.parcels.of_delivery(letter.delivery)
            self._record(message, checkin.send_back(delivery, known_now))
        return Done()

    def _codes(self, message: Message, letter: messages.CodesSet) -> Done:
        if self._graves.cover(letter.customer_ref, message.seen):
            return Done()
        windows = [CodeWindow(code.digest, code.from_at, code.to_at) for code in letter.codes]
        self._store.codes.replace(letter.customer_ref, windows)
        return Done()

    def _order_cancelled(self, message: Message, letter: messages.OrderCancelled) -> Done:
        if letter.reason not in list(CancelReason):
            return rejected(Reason.BAD_VALUE)
        known = [parcel for code in letter.parcels if (parcel := self._store.parcels.get(code))]
        if not known:
            return rejected("not_here")
        answers = [parcels_asked.cancel(parcel, CancelReason(letter.reason)) for parcel in known]
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        for answer in answers:
            if not isinstance(answer, Refused):
                self._record(message, answer)
        if len(refused) == len(answers):
            return rejected(refused[0].reason)
        # what is still here goes back all the same; the reason tells the central of the rest
        return Done(reason=refused[0].reason if refused else "")

    def _extended(self, message: Message, letter: messages.StorageExtended) -> Done:
        known = self._store.parcels.get(letter.parcel)
        if known is None:
            return rejected("not_here")
        return self._record(message, parcels_asked.extend(known, letter.until))

    def _judged(self, message: Message, letter: messages.ShipmentVerdict) -> Done:
        known = self._store.shipments.get(letter.subject)
        if known is None:
            return rejected("not_here")
        return self._record(message, shipments.judge(known, letter.verdict, letter.comment))

    def _seller(self, letter: messages.SellerSet) -> Done:
        known = self._store.sellers.get(letter.seller_ref)
        if known and known.made_at > letter.made_at:
            return rejected(Reason.STALE)
        seller = Seller(letter.seller_ref, letter.name, letter.made_at)
        self._store.sellers.keep(seller, letter.digest)
        return Done()

    def _elsewhere(self, message: Message, letter: messages.ElsewhereSet) -> Done:
        if self._graves.cover(letter.customer_ref, message.seen):
            return Done()
        known = self._store.elsewhere.of_customer(letter.customer_ref)
        no = elsewhere.believe(known, letter)
        if no is not None:
            return rejected(no.reason)
        self._store.elsewhere.keep(letter)
        return Done()

    def _policy(self, message: Message, letter: messages.PolicySet) -> Done:
        try:
            rules = policy.parse(letter.policy)
        except _BAD:
            return rejected(Reason.BAD_VALUE)
        in_force = self.counter.policy
        if in_force and in_force.policy == rules.policy and in_force.version >= rules.version:
            return rejected(Reason.STALE)
        self._store.keep_rules(rules.policy, bytes(letter.policy))
        return self._record(message, (PolicyApplied(rules.policy, rules.version),))

    def _staff(self, message: Message, letter: messages.StaffUpsert) -> Done:
        known = self._store.people.staff(letter.staff)
        if letter.active and self._is_stale(message, Subject("staff", letter.staff)):
            return rejected(Reason.STALE)
        facts = team.upsert(
            known, letter.staff, letter.role, frozenset(letter.rights), active=letter.active
        )
        row = self._store.people.get(letter.staff) or PersonRow(letter.staff, "", "")
        row = replace(row, name=letter.name, initials=initials_of(letter.name))
        asked = team.Staff(letter.staff, letter.role, frozenset(letter.rights))
        is_short = known is not None and team.wants_longer_pin(known, asked)
        if row.pin_hash and (letter.reset_pin or is_short):
            self._record(message, (PinReset(letter.staff),))
        if letter.reset_pin or is_short:
            row = replace(row, pin_hash=None, wrong=0, wait_until=0)
        self._store.people.keep(row)
        return self._record(message, facts)

    def _is_stale(self, message: Message, subject: Subject) -> bool:
        """Whether the point changed it after what the central knew when it wrote."""
        journal = self._store.journal
        if message.base is not None:
            return journal.last_touch(subject) > message.base
        # of what the central changed itself it knew, even before our answer came
        return 0 < message.seen < journal.last_by_hand(subject)
