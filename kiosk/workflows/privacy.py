"""Forgetting a customer: asked for by the central or at the counter, done once nothing is open."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from kiosk.core import erasure, papers_privacy
from kiosk.core.erasure import Held
from kiosk.core.events import SYSTEM
from kiosk.core.facts.privacy import Basis, CustomerErased, EraseCancelled, ErasureAsked
from kiosk.core.papers import Wording
from kiosk.core.papers_privacy import Outcome, Slip
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.store import tombstones
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.erasures import Standing, Swept
from kiosk.store.tombstones import Tombstone
from kiosk.workflows.counter import Counter
from kiosk.workflows.graves import Graves
from kiosk.workflows.papers import Papers
from kiosk.workflows.photos import Files
from kiosk.workflows.rights import Activity, anybody, needs

log = logging.getLogger(__name__)

_TROUBLE = (OSError, StorageFull, StorageReadOnly)
_AGAIN_MS = 60_000  # after a disk that did not take it
_SOON_MS = 5_000  # after a reader that was in the way


class Erasure(Struct, frozen=True):
    """How an erasure stands.

    Args:
        request: its name.
        held: what it waits for; None once it is done.
        due_at: when it must be done, ms UTC.
    """

    request: str
    held: Held | None = None
    due_at: int | None = None


class Archive(Struct, frozen=True):
    """What of a customer lies outside the database.

    Args:
        photos: the staff's.
        tombstones: the file that outlives every copy of the database.
    """

    photos: Files
    tombstones: Path


class Privacy(Activity):
    """Erases customers.

    Args:
        counter: what all activities share.
        archive: files of the box; None for a box that keeps none.
        wording: how this point writes its papers.
        speaks: how papers are written in other languages.
        prints: whether the customer gets a slip.
    """

    def __init__(
        self,
        counter: Counter,
        archive: Archive | None,
        wording: Wording,
        speaks: Mapping[str, Wording],
        *,
        prints: bool = True,
    ) -> None:
        super().__init__(counter)
        self._archive, self._wording, self._speaks = archive, wording, speaks
        self._prints = prints
        self._store, self._papers, self._graves = counter.store, Papers(counter), Graves(counter)
        self._known = Standing()
        self._looked_at = -1  # the journal's last row about an erasure that we know of
        self._kept_upto = -1  # and the last one up to which the tombstones tell what is kept
        self._not_before = 0  # monotonic ms
        self._must_scrub = True  # an earlier life may have ended between the two

    # -- at the counter ----------------------------------------------------------------------------

    @needs(Right.ERASE)
    def standing(self, customer_ref: str) -> Erasure | None:
        """Return how the erasure of a customer stands; None where nobody asked for one."""
        asked = self._asked(customer_ref)
        return self._erasure(asked) if asked else None

    @needs(Right.ERASE)
    def held(self, customer_ref: str) -> Held | None:
        """Return what an erasure would have to wait for."""
        return self._held(customer_ref)

    @needs(Right.ERASE)
    def ask(
        self, customer_ref: str, language: str = "", witness: str | None = None
    ) -> Erasure | Refused:
        """Forget a customer who asks for it at the counter, and give them a slip that says so.

        What is open comes to its end first.

        Args:
            customer_ref: who asks.
            language: of the slip; empty for the point's own.
            witness: who vouched for it.
        """
        asked = self._asked(customer_ref)
        if asked is None and customer_ref not in self._store.erasures.refs():
            return Refused(Reason.NOT_KNOWN_HERE)
        if asked is None:
            asked = ErasureAsked(self.counter.new_id(), customer_ref, Basis.REQUEST)
            with self.counter.unit():
                self.counter.record(asked, witness=witness)
        held = self._held(customer_ref)
        if held is None and not self._erase(asked, self.counter.signed_in):
            return Refused(Reason.STORAGE_READ_ONLY)
        stands = Erasure(asked.request, held, asked.due_at)
        if self._prints:
            outcome = Outcome.ERASED if held is None else Outcome.WAITS
            self.print_slip(stands, language, outcome)
        return stands

    @needs(Right.ERASE)
    def take_back(self, customer_ref: str, language: str = "") -> str | Refused:
        """Keep the data of a customer who asked at this counter and changed their mind.

        What the network was asked for is taken back there: a box speaks for its own point, and
        promises nothing while the network's request waits beside its own.

        Args:
            customer_ref: who asks.
            language: of the slip; empty for the point's own.

        Returns:
            The request's name.
        """
        asked = self._asked(customer_ref)
        if asked is None:
            return Refused(Reason.ALREADY_ERASED)
        if not self._is_ours(customer_ref):
            return Refused(Reason.ASKED_BY_NETWORK)
        with self.counter.unit():
            self.counter.record(EraseCancelled(asked.request, customer_ref))
        if self._prints:
            self.print_slip(Erasure(asked.request), language, Outcome.KEPT)
        return asked.request

    @needs(Right.ERASE)
    def print_slip(self, stands: Erasure, language: str, outcome: Outcome) -> None:
        """Print the slip that tells a customer how their erasure stands.

        Args:
            stands: the erasure; what holds it up, and until when it must be done.
            language: of the slip.
            outcome: whether it is done, waits or was taken back.
        """
        moment = self.counter.clock()
        initials = self._papers.initials_of(self.counter.signed_in)
        is_ours = any(
            one.request == stands.request and self._is_ours(one.customer_ref) for one in self._due()
        )
        slip = Slip(
            stands.request, moment.at, initials, outcome, stands.due_at, stands.held, is_ours
        )
        wording = self._speaks.get(language, self._wording)
        with self.counter.unit():
            self._papers.queue(papers_privacy.erasure_slip(slip, wording))

    # -- by itself ---------------------------------------------------------------------------------

    @anybody
    def tick(self) -> None:
        """Do what was asked for and is open no more; leave no old byte in the log behind it."""
        if self.counter.clock().mono < self._not_before:
            return
        stands = self._stands()
        self._note_kept(stands)
        for asked in stands.waiting:
            if self._held(asked.customer_ref) is None and not self._erase(asked, SYSTEM):
                return
        if self._must_scrub:
            self._scrub()

    def _note_kept(self, stands: Standing) -> None:
        """Remember beside the tombstones what was taken back: an older copy must not do it."""
        if self._archive is None or self._looked_at == self._kept_upto:
            return
        path, at = self._archive.tombstones, self.counter.clock().at
        try:
            known = {stone.request for stone in tombstones.read(path) if stone.is_kept}
            for fact in stands.kept:
                if fact.request not in known:
                    tombstones.add(path, Tombstone(fact.request, at, is_kept=True))
        except OSError as trouble:
            log.error("the tombstones wait for the disk: %s", trouble)  # noqa: TRY400  no bug of ours
            self._not_before = self.counter.clock().mono + _AGAIN_MS
            return
        self._kept_upto = self._looked_at

    @anybody
    def waiting(self) -> tuple[Erasure, ...]:
        """Return the erasures that wait, the oldest first; they name nobody."""
        return tuple(map(self._erasure, self._due()))

    def _due(self) -> tuple[ErasureAsked, ...]:
        return self._stands().waiting

    def _stands(self) -> Standing:
        """Return how all stand; the journal is read again where it tells more of them."""
        last = self._store.erasures.last()
        if last != self._looked_at:
            self._known, self._looked_at = self._store.erasures.standing(), last
        return self._known

    def _asked(self, customer_ref: str) -> ErasureAsked | None:
        return next((one for one in self._due() if one.customer_ref == customer_ref), None)

    def _is_ours(self, customer_ref: str) -> bool:
        """Whether all that waits for a customer was asked at this counter, so may end here."""
        asked = [one for one in self._due() if one.customer_ref == customer_ref]
        return bool(asked) and all(one.basis is Basis.REQUEST for one in asked)

    def _erasure(self, asked: ErasureAsked) -> Erasure:
        return Erasure(asked.request, self._held(asked.customer_ref), asked.due_at)

    def _held(self, customer_ref: str) -> Held | None:
        store = self._store
        return erasure.held_by(
            store.parcels.of_customer(customer_ref),
            store.returns.of_customer(customer_ref),
            store.payments.of_customer(customer_ref),
            is_served=any(v.customer_ref == customer_ref for v in store.sessions.live()),
        )

    def _erase(self, asked: ErasureAsked, by: str | None) -> bool:
        """Erase one; the tombstone first, the files last. False where the disk takes nothing."""
        mark = self._graves.mark_of(asked.customer_ref)
        try:
            if self._archive is not None:
                row = self._store.journal.head().seq + 1
                stone = Tombstone(asked.request, self.counter.clock().at, mark, row)
                tombstones.add(self._archive.tombstones, stone)
            swept = self._commit(asked, mark, by)
        except _TROUBLE as trouble:
            log.error("an erasure waits for the disk: %s", trouble)  # noqa: TRY400  no bug of ours
            self._not_before = self.counter.clock().mono + _AGAIN_MS
            return False
        self._remove(swept)
        self._scrub()
        return True

    def _scrub(self) -> None:
        self._must_scrub = not self._store.scrub()
        if self._must_scrub and not self._store.erasures.sweep.is_due:
            self._not_before = self.counter.clock().mono + _SOON_MS

    def _commit(self, asked: ErasureAsked, mark: str, by: str | None) -> Swept:
        store = self._store
        with self.counter.unit():
            swept = store.erasures.forget(asked.customer_ref)
            fact = CustomerErased(
                asked.request, asked.customer_ref, asked.basis, len(swept.photos), swept.papers
            )
            self.counter.record(fact, actor=by)
            store.erasures.bury(mark, asked.request, store.journal.head().seq)
        log.info("%s is done: %d photos, %d papers", asked.request, len(swept.photos), swept.papers)
        return swept

    def _remove(self, swept: Swept) -> None:
        """Take the files away; what stays for a moment is swept away at the next start."""
        if self._archive is None:
            return
        for sha256 in swept.photos:
            with suppress(OSError):
                self._archive.photos.remove(sha256)
