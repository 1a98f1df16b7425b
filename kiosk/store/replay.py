"""Erasures that a copy of counter.db has not heard of: done again before anybody works with it.

So are requests that were taken back after the copy was made: they are void again.
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from kiosk.core.events import Event
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.privacy import Basis, CustomerErased, EraseCancelled
from kiosk.store import tombstones
from kiosk.store.counter_file import CounterFile
from kiosk.store.erasures import UNTOLD
from kiosk.store.tombstones import Tombstone

Tell = Callable[[Fact], Event]


class Replay(Struct, frozen=True):
    """What the box remembers of erasures outside the file.

    Args:
        stones: the lines of `tombstones.log`.
        pepper: the box's secret, by which they tell who was erased.
        acked: the last journal row the central has.
    """

    stones: tuple[Tombstone, ...] = ()
    pepper: bytes = b""
    acked: int = 0

    def on_copy(self, file: CounterFile, tell: Tell) -> int:
        """Erase whom a copy has though they were erased after it was made; within a unit.

        Whoever the copy does not know stays remembered, so that no letter brings them back.

        Args:
            file: the copy, with what could be read of the damaged file on top.
            tell: makes an event of the box itself.

        Returns:
            How many were erased.
        """
        self._take_back(file, tell)
        done = {fact.request for _, fact in file.erasures.done()}
        found = self._erased(file, {s.mark: s for s in self._graves if s.request not in done}, tell)
        for seq, fact in file.erasures.done():
            file.erasures.bury(self._mark(fact.customer_ref), fact.request, seq)
        return found

    def on_start(self, file: CounterFile, tell: Tell) -> int:
        """Erase whom an old file has that somebody put here; within a unit.

        What the file was asked for and has not done is not touched: it may have to wait.

        Args:
            file: counter.db, sound.
            tell: makes an event of the box itself.

        Returns:
            How many were erased, or are kept again as their request was taken back.
        """
        kept = self._take_back(file, tell)
        known = {fact.request for _, fact in file.erasures.done()}
        known |= {fact.request for fact in file.erasures.waiting()}
        known |= file.erasures.buried()  # else who came back since would be erased again
        newest = {s.mark: s for s in self._graves}  # a mark in the file names its last one alone
        missing = {mark: s for mark, s in newest.items() if s.request not in known}
        return kept + self._erased(file, missing, tell)

    @property
    def _graves(self) -> tuple[Tombstone, ...]:
        return tuple(stone for stone in self.stones if not stone.is_kept)

    def _take_back(self, file: CounterFile, tell: Tell) -> int:
        """Take back once more what still waits in the file though it was; return how many."""
        kept = {stone.request for stone in self.stones if stone.is_kept}
        void = [fact for fact in file.erasures.waiting() if fact.request in kept]
        file.journal.record(
            [tell(EraseCancelled(fact.request, fact.customer_ref)) for fact in void]
        )
        return len(void)

    def _erased(self, file: CounterFile, missing: Mapping[str, Tombstone], tell: Tell) -> int:
        if not missing:
            return 0
        met = {self._mark(ref): ref for ref in file.erasures.refs()}
        head = file.journal.head().seq
        for mark, stone in missing.items():
            ref = met.get(mark)
            if ref is not None:
                swept = file.erasures.forget(ref)
                counts = (len(swept.photos), swept.papers)
                fact = CustomerErased(stone.request, ref, Basis.RESTORED, *counts)
                (seq,) = file.journal.record([tell(fact)])
                file.erasures.bury(mark, stone.request, seq)
            else:
                is_told = 0 < stone.seq <= self.acked
                file.erasures.bury(mark, stone.request, head if is_told else UNTOLD)
        return len(met.keys() & missing.keys())

    def _mark(self, customer_ref: str) -> str:
        return tombstones.mark_of(self.pepper, customer_ref)
