"""The process that is killed: writes units and tells each number it has committed.

`python -m tests.faults.crash_child` loads everything once and then makes a counter for each line
`FILE SEED HOW` it reads, says `child` and the counter's number as a process, which may come after
the counter's own words, and on the next line waits for its end. HOW is `unit` for the real door to
SQLite, or one of the broken ones.
"""

import os
import random
import sys
from pathlib import Path

from kiosk.core.events import Event, type_of
from kiosk.core.facts import stockroom
from kiosk.core.facts.fact import Fact
from kiosk.core.words import ClockQuality
from kiosk.store.counter_file import CounterFile
from tests.faults import mutants

T0 = 1_780_000_000_000
FACTS_A_UNIT = 3
DOORS = {
    "unit": CounterFile.unit,
    "early": CounterFile.unit,  # tells of a unit before it is committed
    "with_conn": mutants.with_conn,
    "autocommit": mutants.autocommit,
}


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


def say(word: object) -> None:
    """Tell the parent, at once and whole."""
    os.write(sys.stdout.fileno(), f"{word}\n".encode())


def play(path: Path, seed: int, how: str) -> None:
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
        told = [made(rng, number * FACTS_A_UNIT + n, seed, fact) for n, fact in enumerate(facts)]
        with DOORS[how](file):
            numbers = file.journal.record(told)
            if how == "early":
                say(numbers[-1])
        if how != "early":
            say(numbers[-1])


def main() -> None:
    """Make counters until the parent is gone."""
    for line in sys.stdin:
        path, seed, how = line.split()
        child = os.fork()
        if child == 0:
            play(Path(path), int(seed), how)
        say(f"child {child}")
        sys.stdin.readline()
        say(f"died {-os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}")


if __name__ == "__main__":
    main()
