"""The process that is killed: writes units and tells each number it has committed.

`python -m tests.faults.crash_child FILE SEED HOW`, with HOW `unit` for the real door to SQLite or
`with_conn` for the door that tears (TRUST.md 2).
"""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.core.events import Event, type_of
from kiosk.core.facts import stockroom
from kiosk.core.facts.fact import Fact
from kiosk.core.words import ClockQuality
from kiosk.store.counter_file import CounterFile

T0 = 1_780_000_000_000


@contextmanager
def with_conn(file: CounterFile) -> Iterator[None]:
    """Do what looks like a transaction and is none; pretend only that one is open."""
    file.journal._db = _Pretender(file.db)
    with file.db.conn:
        yield


class _Pretender:
    """A connection that says it is in a transaction, so that the journal writes."""

    in_transaction = True

    def __init__(self, db) -> None:  # noqa: ANN001
        self._db, self.conn = db, self

    def execute(self, *given):  # noqa: ANN002, ANN202
        return self._db.execute(*given)


def made(rng: random.Random, number: int, turn: int, fact: Fact) -> Event:
    """Return a fact in its envelope, with an id that no other turn gives."""
    return Event(
        id=f"01900000-{turn:04x}-7000-8000-{number:012x}",
        type=type_of(fact),
        tv=1,
        recorded_at=T0 + number,
        mono=number,
        boot=f"{rng.getrandbits(64):016x}",
        clock=ClockQuality.RTC,
        actor="anna",
        facts=fact,
    )


def say(word: str) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(path: Path, seed: int, how: str) -> None:
    """Write units of a parcel's way in, each told once it is committed, until killed."""
    file = CounterFile(path, "box-1", epoch="a" * 16, at=T0)
    rng = random.Random(seed)
    say("open")
    for number in range(1_000_000):
        parcel = f"P{seed}-{number}"
        facts = (
            stockroom.ParcelExpected(parcel, "D1", customer_ref=f"c{number}"),
            stockroom.ParcelReceived(parcel, "D1"),
            stockroom.ParcelStored(parcel, "A-01"),
        )
        told = [made(rng, number * 3 + n, seed, fact) for n, fact in enumerate(facts)]
        with file.unit() if how == "unit" else with_conn(file):
            numbers = file.journal.record(told)
        say(str(numbers[-1]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
