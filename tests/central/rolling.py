"""A network of boxes, and a release on its way to them."""

import msgspec

from kiosk.central.releases import Manifest, NotesOf, Payload
from kiosk.central.rollout_book import Rollout, RolloutBook
from kiosk.central.rollout_wishes import (
    ReleaseWish,
    RingWish,
    RolloutAction,
    RolloutStartWish,
    RolloutWish,
    RolloutWishes,
)
from kiosk.central.store import Point
from kiosk.core import messages
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.updating import (
    UpdateBegun,
    UpdateConfirmed,
    UpdateInstalled,
    UpdateRolledBack,
)
from kiosk.core.letter import Letter
from kiosk.core.messages import Message
from kiosk.core.update_words import Ring
from kiosk.core.words import Outcome
from tests.central.conftest import POINT_KEY, T0, Box, Central

HOUR_MS = 3_600_000
CANARY, EARLY, ALL = Ring
RINGS = {"p1": CANARY, "p2": EARLY, "p3": EARLY, "p4": ALL}


def manifest(version: str = "2.0.0", serial: int = 20) -> Manifest:
    notes = NotesOf(("Быстрее",), ("Mais rápido",), ("Faster",))
    payload = Payload("a" * 64, 100, 200, 3)
    return Manifest(1, version, serial, "aarch64", "3.13", 1, 30, payload, notes)


def release(version: str = "2.0.0", serial: int = 20, **other: object) -> ReleaseWish:
    told = {
        "manifest": msgspec.json.encode(manifest(version, serial)).decode(),
        "signature": "5" * 128,
        "sha256": "b" * 64,
        "size": 1000,
        "url": f"https://mail.example/bundles/kiosk-{version}.kup",
    }
    return ReleaseWish(**(told | other))


class Rolling:
    """A central with four points in three rings, and a box at each that talks by hand.

    Attributes:
        at: the central's clock, ms UTC.
    """

    def __init__(self, central: Central) -> None:
        self.central, self.at = central, T0
        self.boxes: dict[str, Box] = {}
        for point in RINGS:
            self.join(point)
        for point, ring in RINGS.items():
            self.wish(RingWish(point, ring))
        self.wish(release())

    def join(self, point: str, device: str = "") -> Box:
        """Register a box of a point; it greets."""
        name = device or f"box-{point[1:]}"
        with self.central.store.unit():
            self.central.store.register(Point(point, point, POINT_KEY, "ozon_like"), name)
        box = Box(name, epoch=f"{len(self.boxes) + 1:016x}")
        self.central.take(box.hello())
        self.boxes[point] = box
        return box

    def wish(self, wish: RolloutWishes, by: str = "anna") -> str:
        """Have a wish granted."""
        with self.central.store.unit():
            return self.central.store.rollouts.settle(wish, by, self.at)

    def start(self, name: str = "r1", **more: object) -> str:
        told = {"rollout": name, "version": "2.0.0", **more}
        said = self.wish(msgspec.convert(told, RolloutStartWish))
        self.tend()
        return said

    def act(
        self, action: RolloutAction, to: Ring | None = None, seen: int = 0, name: str = "r1"
    ) -> str:
        said = self.wish(RolloutWish(name, action, to, seen))
        self.tend()
        return said

    def tend(self, hours: float = 0) -> int:
        """Let time pass and the central follow up."""
        self.at += round(hours * HOUR_MS)
        return self.central.store.rollouts.tend(self.at)

    def tell(self, point: str, *facts: Fact) -> None:
        """Let a box tell something."""
        box = self.boxes[point]
        first = box.head + 1
        box.tell(*facts)
        self.central.store.take([box.batch(first)], self.at)

    def answer(self, point: str, outcome: Outcome = Outcome.APPLIED, reason: str = "") -> None:
        """Let a box answer its last letter."""
        self.tell(point, MessageDone(self.sent(point)[-1].id, outcome, reason))

    def confirm(self, *points: str, name: str = "r1", version: str = "2.0.0") -> None:
        """Let boxes install a release that holds."""
        for point in points:
            self.tell(
                point,
                UpdateBegun(name, version),
                UpdateInstalled(name, version, "1.0.0"),
                UpdateConfirmed(name, version),
            )

    def go_back(self, point: str, cause: str = "crashed", name: str = "r1") -> None:
        """Let a box install a release that does not hold."""
        self.tell(
            point,
            UpdateBegun(name, "2.0.0"),
            UpdateInstalled(name, "2.0.0", "1.0.0"),
            UpdateRolledBack(name, "2.0.0", "1.0.0", cause),
        )

    def letters(self, point: str) -> list[Letter]:
        """Return what is queued for a point's box."""
        return [message.facts for message in self.sent(point)]

    def sent(self, point: str) -> list[Message]:
        """Return the same letters in their envelopes."""
        raws = self.central.store.above(self.boxes[point].device, 0, 1000, 10**7)[1]
        return [messages.decode(raw) for raw in raws]

    def lose_file(self, point: str) -> None:
        """Let a box come back with nothing of what it knew."""
        box = Box(self.boxes[point].device, epoch="f" * 16)
        self.boxes[point] = box
        self.central.take(box.hello())

    def now(self, name: str = "r1") -> Rollout:
        """Return a roll-out as another connection sees it."""
        found = RolloutBook(self.central.store._conn).get(name)
        assert found is not None
        return found

    def steps(self, name: str = "r1") -> dict[str, str]:
        """Return how far each box is."""
        return {box.device: box.step.value for box in self.now(name).boxes}

    def noted(self, name: str = "r1") -> list[tuple[str, str, str]]:
        """Return (by, what, about) of all that happened, the oldest first."""
        notes = RolloutBook(self.central.store._conn).notes(name)
        return [(one.by, one.what, one.about) for one in reversed(notes)]
