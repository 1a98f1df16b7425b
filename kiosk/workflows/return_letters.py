"""What the central tells of returns and drop-offs: announced, withdrawn, judged."""

from collections.abc import Iterable

from kiosk.core import dropoffs, messages, returns
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.letter import Letter
from kiosk.core.refusals import Reason, Refused
from kiosk.store.customers import Customer
from kiosk.workflows.counter import Counter
from kiosk.workflows.graves import Graves

NOT_HERE = Refused(Reason.NOT_KNOWN_HERE)


class ReturnLetters:
    """Decides what a letter about returns or drop-offs means; within the mailroom's unit.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        self._store, self._graves = counter.store, Graves(counter)

    def decide(self, letter: Letter, seen: int = 0) -> tuple[Fact, ...] | Refused | None:
        """Return what becomes true by a letter, why it is refused, or None for another's letter.

        Args:
            letter: of the central.
            seen: the last row of our journal that it had when it wrote.
        """
        match letter:
            case messages.ReturnExpected():
                return self._announced(letter, seen)
            case messages.ReturnCancelled():
                known = self._store.returns.called(letter.return_)
                return returns.withdraw(known) if known else NOT_HERE
            case messages.ReturnVerdict():
                known = self._store.returns.called(letter.return_)
                if known is None:
                    return NOT_HERE
                return returns.judge(known, letter.verdict, letter.comment)
            case messages.DropoffExpected():
                self._want(letter.items)
                return dropoffs.expect(self._store.parcels.get(letter.parcel), letter)
            case _:
                return None

    def _announced(self, letter: messages.ReturnExpected, seen: int) -> tuple[Fact, ...] | Refused:
        known = self._store.returns.called(letter.return_)
        kept = self._store.returns.with_code(letter.code)
        is_erased = self._graves.cover(letter.customer_ref, seen)
        if letter.customer and not is_erased:
            line = letter.customer
            person = Customer(line.customer_ref, line.masked_name, line.last_four)
            self._store.customers.keep(person)
        self._want(letter.items)
        is_kept = kept is not None and kept.provisional
        told = returns.announce(known, kept if is_kept else None, letter)
        if not isinstance(told, Refused) and not is_erased:
            mine = known or (kept if is_kept else None)
            name = mine.return_ if mine else letter.return_
            self._store.returns.keep_words(name, letter.customer_ref, letter.reason)
        return told

    def _want(self, items: Iterable[Item]) -> None:
        for item in items:
            if item.photo is not None:
                self._store.photos.want(item.photo)
