"""What the console's pages reach: the books to read, the way to the thread that writes them."""

import asyncio
import threading
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from starlette.concurrency import run_in_threadpool

from kiosk.central.asks import Asks, TooMany
from kiosk.central.console.pace import Pace
from kiosk.central.console.pages import Pages, static_files
from kiosk.central.console.proofs import Proofs
from kiosk.central.console.sessions import Sessions
from kiosk.central.sql import Sql
from kiosk.central.store import Store, StoreTrouble, StoreUnsure
from kiosk.central.tries import Tries
from kiosk.central.wishes import Wishes
from kiosk.sync.photo_folder import PhotoFolder

T = TypeVar("T")
ANSWER_S = 10.0
_MOST_WRONG = 20  # an hour from one address: many people share one


class Later(Exception):
    """The books cannot be asked now: the disk is full, or too many wait."""


class Unsure(Exception):
    """The database went in the middle of it: what was asked may be done, or not."""


class Means(Struct, frozen=True):
    """What the composition root gives.

    Args:
        store: written by its own thread alone, which `asks` leads to.
        reader: a connection of the console's own that reads.
        asks: the way to the thread that writes.
        spool: of the wishes.
        photos: of the points.
        attachments: of the points: people's own words.
        proofs: how people prove who they are.
        codes_key: keys the digests of enrolment codes; empty where there is no authority.
        fingerprint: of the authority's root, beside an enrolment code; empty without.
        door: where a box shows that code, `https://host:port`; empty where none is told.
        wall: milliseconds UTC.
        now: monotonic seconds.
        secret: draws 32 random bytes.
    """

    store: Store
    reader: Sql
    asks: Asks
    spool: Path
    photos: PhotoFolder
    attachments: PhotoFolder
    proofs: Proofs
    codes_key: bytes
    fingerprint: str
    door: str
    wall: Callable[[], int]
    now: Callable[[], float]
    secret: Callable[[], bytes]


class Manner(Struct, frozen=True):
    """How the console behaves.

    Args:
        is_plain: HTTP on this machine, not HTTPS.
        by_link: a one-time code alone lets in, without password and second factor.
        zone: whose clock the pages show.
        idle_s, most_s: how long a visit lasts without a request, and at all.
    """

    is_plain: bool
    by_link: bool
    zone: tzinfo
    idle_s: float
    most_s: float


class Desk:
    """The console's own things, and the two ways to the books."""

    def __init__(self, means: Means, manner: Manner) -> None:
        self.means, self.manner = means, manner
        self.statics = static_files()
        self.pages = Pages(manner.zone)
        self.sessions = Sessions(means.now, means.secret, manner.idle_s, manner.most_s)
        self.tries = Tries(means.now, _MOST_WRONG)
        self.pace = Pace(means.now)
        self.closing = threading.Event()
        self._reading = threading.Lock()
        self.streams = 0  # pages that are being renewed

    async def read(self, question: Callable[[Sql], T]) -> T:
        """Ask the books something, of one moment, without holding up other pages.

        Raises:
            Later: the books cannot be read now.
        """

        def asked() -> T:
            with self._reading, self.means.reader.snapshot():
                return question(self.means.reader)

        try:
            return await run_in_threadpool(asked)
        except StoreTrouble as trouble:
            raise Later(type(trouble).__name__) from trouble

    async def write(self, work: Callable[[Store], T]) -> T:
        """Have something done by the thread that writes, in one transaction.

        Raises:
            Later: nothing was done.
            Unsure: nobody knows.
        """
        store = self.means.store

        def once() -> T:
            with store.unit():
                return work(store)

        try:
            asked = self.means.asks.ask(once)
            answer = asyncio.wrap_future(asked)
            try:
                return await asyncio.wait_for(asyncio.shield(answer), ANSWER_S)
            except TimeoutError:
                if asked.cancel():
                    raise
                return await answer  # it has begun, and only its end says what was done
            finally:
                asked.cancel()
        except StoreUnsure as unsure:
            raise Unsure(type(unsure).__name__) from unsure
        except (TooMany, TimeoutError) as trouble:
            raise Later(type(trouble).__name__) from trouble

    def wishes(self, user: str) -> Wishes:
        """Return what grants somebody's wishes; used by the thread that writes."""
        return Wishes(self.means.spool, self.means.store, self.means.secret, user)
