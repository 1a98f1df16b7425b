"""Events for the benchmarks of the mail: parcels come, wait and are handed over, all different."""

from collections.abc import Callable, Iterator
from itertools import count, islice
from random import Random

import msgspec

from kiosk import moments
from kiosk.central.marks import root_of
from kiosk.core.events import Event, Stamp, encode, type_of
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.facts.stockroom import ParcelExpected, ParcelReceived, ParcelStored
from kiosk.core.facts.visits import (
    ParcelIssued,
    ParcelPicked,
    SessionCompleted,
    SessionOpened,
)
from kiosk.core.words import How, SessionKind
from kiosk.store.journal import link
from kiosk.sync.protocol import Batch, DownMark, Hello, UpMark

_TITLES = ("Headphones", "Kettle 1.7 l", "Socks, 3 pairs", "Phone case", "Desk lamp", "Notebook A5")
_COLOURS = ("amber", "blue", "green", "magenta")


def life(number: int, random: Random) -> tuple[Fact, ...]:
    """Return what happens to one parcel and its customer, from the manifest to the door."""
    parcel = f"{48_000_000 + number}-{random.randrange(10_000):04d}-1"
    visit, customer = f"s-{number}", f"c{random.randrange(10**6)}"
    cell = f"{random.choice('ABCDEF')}-{random.randrange(1, 60):02d}"
    item = Item(random.choice(_TITLES), random.randrange(100, 99_000))
    return (
        ParcelExpected(parcel, "D-0928-1", customer_ref=customer, items=(item,)),
        ParcelReceived(parcel, "D-0928-1", suggested=cell),
        ParcelStored(parcel, cell, suggested=cell),
        SessionOpened(
            visit, SessionKind.CUSTOMER, customer, "code", How.CODE, random.choice(_COLOURS)
        ),
        ParcelPicked(parcel, visit, cell, random.randrange(2_000, 40_000)),
        ParcelIssued(parcel, visit, "code", 1),
        SessionCompleted(visit, 1, active_ms=random.randrange(20_000, 200_000)),
    )


def lives(stamp: Callable[[], Stamp], random: Random) -> Iterator[Event]:
    """Yield event after event of one kiosk, parcel after parcel, each with an id of its own."""
    for number in count(1):
        for fact in life(number, random):
            now = stamp()
            yield Event(
                id=moments.new_id(lambda: now.at),  # noqa: B023  asked at once
                type=type_of(fact),
                tv=1,
                recorded_at=now.at,
                mono=now.mono,
                boot=now.boot,
                clock=now.clock,
                actor="anna",
                facts=fact,
            )


class Journal:
    """A kiosk's journal that lives in memory alone: its events, its chain and its batches.

    Args:
        device: whose.
        stamp: tells the moment.
        random: draws what its parcels are.
    """

    def __init__(self, device: str, stamp: Callable[[], Stamp], random: Random) -> None:
        self.device, self.epoch, self.seq = device, moments.nonce(), 0
        self._chain = root_of(device)
        self._events = lives(stamp, random)

    def hello(self) -> Hello:
        """Return a greeting."""
        return Hello(
            nonce=moments.nonce(),
            point=self.device,
            app="bench",
            boot="0" * 16,
            up=UpMark(self.epoch, min(self.seq, 1), self.seq, 0),
            down=DownMark(None, 0, 0),
        )

    def batch(self, most: int) -> Batch:
        """Return the next batch, of so many new events."""
        first, prev = self.seq + 1, self._chain
        raws = [encode(event) for event in islice(self._events, most)]
        for raw in raws:
            self._chain = link(self._chain, raw)
        self.seq += len(raws)
        items = tuple(msgspec.Raw(raw) for raw in raws)
        return Batch(epoch=self.epoch, first=first, items=items, prev=prev.hex())
