"""Releases that the network offers: kept, begun in their window, and told of to the end.

What installs them is the appliance's, behind the port `Updater`; without one an offer waits.
"""

from datetime import UTC, datetime, tzinfo
from typing import Protocol

from msgspec.structs import replace

from kiosk.core import updates
from kiosk.core.events import SYSTEM
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.updating import UpdateBegun
from kiosk.core.messages import Message
from kiosk.core.refusals import Reason, Refused
from kiosk.core.update_words import Step
from kiosk.core.updates import Offer, Progress, UpdateAvailable, UpdateWithdrawn
from kiosk.core.words import ClockQuality, Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.outcome import Done, rejected
from kiosk.workflows.rights import Activity, anybody, needs


class Updater(Protocol):
    """Whatever updates this box; neither call waits for it."""

    def begin(self, letter: UpdateAvailable, attempt: int) -> None:
        """Take a release up: fetch, check, install, try; the same attempt again is no other."""

    def progress(self) -> Progress | None:
        """Return how far its last attempt is, by its number; it knows so after a restart."""


class UpdateLetters:
    """Obeys letters about releases; within the mailroom's unit.

    Args:
        counter: what all activities share.
        running: the version of this program.
    """

    def __init__(self, counter: Counter, running: str) -> None:
        self._counter, self._running = counter, running
        self._store = counter.store.updates

    def obey(self, message: Message) -> Done | None:
        """Take an offer, or its withdrawal; None for another's letter."""
        match message.facts:
            case UpdateAvailable() as letter:
                return self._take(letter)
            case UpdateWithdrawn(update=update):
                return self._withdraw(update)
            case _:
                return None

    def _take(self, letter: UpdateAvailable) -> Done:
        standing = self._store.offer()
        why = updates.why_not(letter, standing, self._running)
        if why:
            return rejected(why)
        if standing is None or standing.letter.update != letter.update:
            self._store.keep(Offer(letter, self._counter.clock().at))
        return Done()

    def _withdraw(self, update: str) -> Done:
        standing = self._store.offer()
        if standing is None or standing.letter.update != update:
            return rejected("not_here")
        if not standing.waits:  # it goes on, and its end is told (0053)
            return rejected("begun")
        self._store.drop()
        return Done()


class Updates(Activity):
    """Knows which release waits, begins it, and tells how far it is.

    Args:
        counter: what all activities share.
        updater: installs it; None where this box does not do so itself.
        zone: of the point; by it a window begins.
    """

    def __init__(self, counter: Counter, updater: Updater | None, zone: tzinfo = UTC) -> None:
        super().__init__(counter)
        self._updater, self._zone, self._store = updater, zone, counter.store.updates

    @anybody
    def offer(self) -> Offer | None:
        """Return the release that was offered last, and how far it is."""
        return self._store.offer()

    @needs(Right.HARDWARE)
    def begin(self) -> Refused | None:
        """Install what waits, or try again what failed, on a person's word."""
        offer = self._store.offer()
        if offer is None or offer.step is Step.CONFIRMED or offer.is_under_way:
            return Refused(Reason.NOT_KNOWN_HERE)
        if self._updater is None:
            return Refused(Reason.NOT_CONNECTED)
        if self.counter.store.sessions.live():
            return Refused(Reason.IN_SESSION)
        self._take_up(self._updater, offer)
        return None

    @anybody
    def tick(self) -> None:
        """Hear what the updater has to tell; begin what waits while its window is open."""
        updater, offer = self._updater, self._store.offer()
        if updater is None or offer is None:
            return
        progress = updater.progress()
        facts = updates.facts_of(offer, progress) if progress else ()
        if progress and facts:
            self._tell(offer, progress, facts)
        elif offer.waits and self._may_begin(offer.letter):
            self._take_up(updater, offer)
        elif offer.step is Step.BEGUN and not (progress and updates.is_of(progress, offer)):
            updater.begin(offer.letter, offer.at)  # the plug was pulled before it heard of it

    def _take_up(self, updater: Updater, offer: Offer) -> None:
        """Tell that it has begun, then let the updater begin: nothing takes it back from here."""
        at = max(self.counter.clock().at, offer.at + 1)  # names the attempt: never the same twice
        begun = Offer(offer.letter, at, Step.BEGUN)
        with self.counter.unit():
            self.counter.record(
                UpdateBegun(begun.letter.update, begun.letter.version), actor=SYSTEM
            )
            self._store.keep(begun)
        updater.begin(begun.letter, begun.at)

    def _may_begin(self, letter: UpdateAvailable) -> bool:
        """Whether nobody would miss the counter now (APPLIANCE.md 9)."""
        moment = self.counter.clock()
        if moment.clock is ClockQuality.UNSURE or self.counter.signed_in is not None:
            return False
        now = datetime.fromtimestamp(moment.at / 1000, self._zone)
        is_open = updates.is_in_window(letter, now.hour * 60 + now.minute)
        return is_open and not self.counter.store.sessions.live()

    def _tell(self, offer: Offer, progress: Progress, facts: tuple[Fact, ...]) -> None:
        with self.counter.unit():
            self.counter.record(*facts, actor=SYSTEM)
            self._store.keep(replace(offer, step=progress.step, cause=progress.cause))
