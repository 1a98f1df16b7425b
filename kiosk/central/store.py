"""What the central asks of its store, whatever database is behind it (PROTOCOL.md 16)."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from msgspec import Struct

from kiosk.central.about import About
from kiosk.central.beside import Ended
from kiosk.central.certificates import Certificates
from kiosk.central.evidence import Evidence
from kiosk.central.openings import OpeningBook
from kiosk.central.people import People
from kiosk.central.photo_book import PhotoBook
from kiosk.central.policies import PolicyBook
from kiosk.central.replaying import Replaying
from kiosk.central.retention import Retention
from kiosk.central.rollouts import Rollouts
from kiosk.central.settling import Settling
from kiosk.central.users import Users
from kiosk.core.letter import Letter
from kiosk.sync.photo_packets import PhotoChunk
from kiosk.sync.protocol import Ack, Batch, Health, Hello, PhotoAck, State, Welcome


class Packet(Struct, frozen=True):
    """A packet of a device, as typed as it could be made.

    Args:
        device, rest: from the topic.
        body: the packet, or None when its bytes could not be understood.
        raw: the first bytes of what could not be understood, and `why` in one word.
        sha256: of the whole of it, hex.
    """

    device: str
    rest: str
    body: Hello | Batch | Ack | State | Health | PhotoChunk | PhotoAck | None
    raw: bytes = b""
    why: str = ""
    sha256: str = ""


class Reply(Struct, frozen=True):
    """An answer to publish once the group is committed."""

    device: str
    body: Welcome | Ack


class Opened(Struct, frozen=True):
    """A device's greeting opened its down stream: letters after `upto` go out."""

    device: str
    epoch: str
    upto: int


class Taken(Struct, frozen=True):
    """What a group of packets led to.

    Args:
        replies: to publish, in order.
        opened: down streams that begin now.
        heard: devices that are known, let in and alive.
        queued: devices that letters were queued for.
    """

    replies: tuple[Reply, ...] = ()
    opened: tuple[Opened, ...] = ()
    heard: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()


class StoreTrouble(Exception):
    """The central's own trouble: disk full, database away. Nothing was taken; it comes again."""


class StoreUnsure(StoreTrouble):
    """The database went while it kept a unit: whether it is kept, nobody knows."""


class StoreBusy(Exception):
    """Another process is writing this store."""


class NewerStore(Exception):
    """The store was written by a newer version of this program."""


class CannotOpenStore(Exception):
    """The store is damaged, or cannot be reached."""


class Point(Struct, frozen=True):
    """A point as registered.

    Args:
        point, name: its id and what people call it.
        point_key: 32 bytes shared with its boxes; keys the digests of its pickup codes.
        policy: name of the profile it works by.
    """

    point: str
    name: str
    point_key: bytes
    policy: str


class Store(Protocol):
    """The network's books.

    `take` is a transaction by itself; where nothing else is said, the others that write are called
    within a `unit`.

    Attributes:
        has_moved: a point came to another place, and those around may not know.
    """

    has_moved: bool

    @property
    def certificates(self) -> Certificates:
        """Enrolment codes and certificates; what writes is called within a `unit`."""

    @property
    def photos(self) -> PhotoBook:
        """What became of the photos of every device."""

    @property
    def evidence(self) -> Evidence:
        """Whose the photos are, and which are to go; what writes is called within a `unit`."""

    @property
    def retention(self) -> Retention:
        """What goes by the networks' terms; not within a `unit`."""

    @property
    def people(self) -> People:
        """Who works at which point."""

    @property
    def users(self) -> Users:
        """Who uses the console; what writes is called within a `unit`."""

    @property
    def about(self) -> About:
        """Which events name something."""

    @property
    def policies(self) -> PolicyBook:
        """Which rules each point works by."""

    @property
    def openings(self) -> OpeningBook:
        """The openings of points, as they told them."""

    @property
    def rollouts(self) -> Rollouts:
        """Releases on their way to the boxes; within a `unit`, but for what it does by itself."""

    @property
    def replaying(self) -> Replaying:
        """What was put aside, taken in again; within a `unit`."""

    @property
    def settling(self) -> Settling:
        """What was said of sums that a card did not take back."""

    def unit(self) -> AbstractContextManager[None]:
        """One transaction: all of it, or nothing.

        Raises:
            StoreTrouble: nothing was kept; pause and let it come again.
        """

    def take(self, packets: Sequence[Packet], at: int) -> Taken:
        """Keep a group of packets for good, in one transaction, and say what to answer.

        Args:
            packets: in the order they came.
            at: now, ms UTC.

        Raises:
            StoreTrouble: nothing was kept; pause and let it come again.
        """

    def tidy(self) -> None:
        """Do the upkeep that can wait for a quiet moment; what it cannot do now, it does later."""

    def above(self, device: str, seq: int, most: int, most_bytes: int) -> tuple[int, list[bytes]]:
        """Return the first number and the letters after `seq`, at least one if there is any."""

    def waiting(self) -> tuple[str, ...]:
        """Return the devices for which letters are queued, whoever queued them."""

    def message_id(self, device: str, seq: int) -> str:
        """Return the id of a letter by its number."""

    def forget_letters(self, at: int) -> int:
        """Drop letters that were answered long ago; return how many; a transaction by itself."""

    def queue(self, point: str, letters: Sequence[Letter], at: int, by: str) -> int:
        """Queue letters for every device of a point; return how many.

        Args:
            point: whose devices.
            letters: in the order in which they are obeyed.
            at: now, ms UTC.
            by: the console's user, or `system`.
        """

    def is_erasing(self, customer_ref: str) -> bool:
        """Whether the network was asked to forget a customer, and it is not done."""

    def erase(self, request: str, customer_ref: str, at: int, due_at: int) -> int:
        """Ask every box that knows a customer to forget them; return how many there are.

        Args:
            request: a fresh name.
            customer_ref: whom.
            at: now, ms UTC.
            due_at: when it must be done, ms UTC.
        """

    def withdraw_erasure(self, request: str, why: str, by: str, at: int) -> int:
        """Take an erasure back at every box that has not done it; return how many are told.

        Args:
            request: its name.
            why: in the words of who did it; they stay here.
            by: who did it.
            at: now, ms UTC.

        Raises:
            NoErasure: there is none to take back.
        """

    def register(self, point: Point, device: str, *, shared: bool | None = None) -> bool:
        """Register a point with a box, or change what is known of them.

        Args:
            point: as it is known from now on.
            device: works for it; where it works alone, the box before it is let go.
            shared: whether several boxes work for the point, None to leave that as it is.

        Returns:
            Whether that is new.
        """

    def block(self, device: str, reason: str) -> None:
        """Turn a device away from now on; an empty reason lets it in again."""

    def trust(self, device: str) -> None:
        """Believe the board and boot that greet next to be the box's; a person looked."""

    def name_came(self, device: str, sha256: str, raw: bytes, at: int) -> None:
        """An attachment is whole that may hold the name of somebody who works at a point.

        Once the event about it is here, too, the other boxes of the point are told the name.

        Args:
            device: that sent it.
            sha256: its name.
            raw: its bytes, proved.
            at: now, ms UTC.
        """

    def share(self, point: str, *, on: bool) -> bool:
        """Let several boxes work for a point, or one alone; return whether that is new."""

    def knows(self, device: str) -> bool:
        """Return whether a box is registered."""

    def resync(self, device: str) -> None:
        """Send a box the whole of its point anew."""

    def point(self, point: str) -> Point | None:
        """Return a registered point."""

    def points(self) -> tuple[Point, ...]:
        """Return every registered point."""

    def place(self, point: str, lat_e6: int, lon_e6: int) -> None:
        """Note where a point lies, in millionths of a degree."""

    def decide(self, kind: str, n: int, user: str, words: str, at: int) -> bool | None:
        """Note what somebody said about a conflict or a claim.

        Args:
            kind: `conflict` or `claim`.
            n: which.
            user: who.
            words: what they said.
            at: now, ms UTC.

        Returns:
            Whether nobody had before; None where there is no such thing.
        """

    def code_secret(self, customer_ref: str, fresh: bytes) -> bytes:
        """Return the secret of a customer's pickup codes; `fresh` becomes that of a new one."""

    def hold(self, point: str) -> None:
        """Hold a point and its boxes for what follows, before any row of them."""

    def elsewhere_over(self, point: str, at: int, before: int) -> Sequence[Ended]:
        """Return what a point was told of parcels at other points that is over.

        Args:
            point: which.
            at: now, ms UTC; terms before it have ended.
            before: what was true before this moment is believed no more, ms UTC.
        """

    def end_elsewhere(self, point: str, ended: Sequence[Ended]) -> None:
        """Forget what is over at other points, as `elsewhere_over` told it."""

    def codes_told(self, point: str, customer_ref: str, until_day: int) -> None:
        """Note up to which day, not counting it, a point has a customer's codes."""

    def codes_wanted(self, point: str, day: int) -> tuple[str, ...]:
        """Return customers with parcels at a point whose codes it has for less than `day`."""

    def granted(self, wish: str) -> bytes | None:
        """Return the answer to a wish that was granted before."""

    def note_granted(self, wish: str, answer: bytes, at: int) -> None:
        """Keep the answer to a wish, so that none is granted twice."""
