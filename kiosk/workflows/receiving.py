"""Whoever brings something gets a paper in their language, and its parcel a sticker and a cell."""

from collections.abc import Callable, Mapping

from kiosk.core import cells
from kiosk.core.events import Stamp
from kiosk.core.facts.fact import Fact
from kiosk.core.papers import Wording
from kiosk.core.papers_returns import Served
from kiosk.core.parcels import Parcel
from kiosk.core.receipts import Doc
from kiosk.core.words import ClockQuality
from kiosk.workflows.brought import Taken
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.papers import Of, Papers
from kiosk.workflows.stickers import Stickers


class Receiving:
    """Makes true that something was taken at the counter, and owes what goes with it.

    Args:
        counter: what all activities share.
        lamps: blink where it belongs.
        stickers: owed to it.
        wording: how this point writes.
        speaks: how papers are written in other languages.
    """

    def __init__(
        self,
        counter: Counter,
        lamps: Lamps,
        stickers: Stickers,
        wording: Wording,
        speaks: Mapping[str, Wording],
    ) -> None:
        self._counter, self._lamps, self._stickers = counter, lamps, stickers
        self._store, self._papers = counter.store, Papers(counter)
        self._wording, self._speaks = wording, speaks

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages papers can be written in."""
        return tuple(self._speaks)

    def suggest(self, parcel: Parcel) -> str | None:
        """Return the cell in which a parcel belongs."""
        return parcel.cell or cells.suggest(parcel, self._store.cells.loads(self._lamps.dark))

    def take(  # noqa: PLR0913  all that its one unit holds
        self,
        facts: tuple[Fact, ...],
        parcel: str,
        says: Callable[[Parcel, Served, Wording], Doc],
        *,
        language: str = "",
        unlabelled: bool = False,
        witness: str | None = None,
        also: Callable[[], None] | None = None,
    ) -> Taken:
        """Record the facts with everything that they owe, in one unit; then let the cell blink.

        Args:
            facts: what core decided.
            parcel: what came of them.
            says: makes the paper of whoever brought it.
            language: of that paper; empty or unknown for the point's own.
            unlabelled: without a sticker no scanner knows the parcel again.
            witness: the second person, where one was asked for.
            also: what else belongs into the unit.
        """
        moment = self._counter.clock()
        wording = self._speaks.get(language, self._wording)
        with self._counter.unit():
            self._counter.record(*facts, witness=witness)
            if also is not None:
                also()
            taken = self._here(parcel)
            cell = taken.suggested or self.suggest(taken)
            stuck = self._stickers.owe(taken, cell, relabelled=unlabelled)
            receipt = self._counter.new_id()
            paper = says(taken, self._served(moment, receipt), wording)
            job = self._papers.queue(paper, job=receipt, of=Of(parcel, language))
        self._lamps.put(cell)
        return Taken(taken, cell, stuck, job)

    def decline(
        self,
        facts: tuple[Fact, ...],
        subject: str,
        says: Callable[[Served, Wording], Doc],
        *,
        language: str = "",
        witness: str | None = None,
    ) -> None:
        """Record that nothing was taken, with the paper that says why, in one unit.

        Args:
            facts: what core decided.
            subject: what the paper is of.
            says: makes the paper of whoever brought it.
            language: of that paper; empty or unknown for the point's own.
            witness: the second person, where one was asked for.
        """
        moment = self._counter.clock()
        wording = self._speaks.get(language, self._wording)
        with self._counter.unit():
            self._counter.record(*facts, witness=witness)
            receipt = self._counter.new_id()
            paper = says(self._served(moment, receipt), wording)
            self._papers.queue(paper, job=receipt, of=Of(subject, language))

    def again(self, parcel: Parcel) -> Taken:
        """Tell once more where what is here belongs, or lies."""
        cell = parcel.cell or parcel.suggested or self.suggest(parcel)
        self._lamps.put(None if parcel.cell else cell)
        return Taken(parcel, cell)

    def _here(self, parcel: str) -> Parcel:
        found = self._store.parcels.get(parcel)
        if found is None:
            raise LookupError("what was taken just now is not in the books")
        return found

    def _served(self, moment: Stamp, receipt: str) -> Served:
        initials = self._papers.initials_of(self._counter.signed_in)
        return Served(moment.at, initials, moment.clock is not ClockQuality.UNSURE, receipt)
