"""A point that is being opened, as the console's tests see it."""

import msgspec

from kiosk.core import attachments, messages
from kiosk.core.applicants import OpeningApplicant
from kiosk.core.facts import opening as facts
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_letters import OpeningSaid, OpeningStageSet
from kiosk.core.opening_words import CheckKind, CheckLine, Entrance, OpeningStage, PlaceFacts
from kiosk.core.refusals import Reason
from kiosk.core.words import Outcome
from tests.central.conftest import Box
from tests.central.console.stand import Stand

S = OpeningStage
LAT, LON = 55_751_000, 37_601_000
PLACE = PlaceFacts(
    area_m2=62, store_m2=20, width_cm=450, floor=1, entrance=Entrance.STREET, neighbours=("none",)
)
WHO = OpeningApplicant(
    "Olga Serova", "olga@example.org", "+79990001122", "Serova LLC", "7701234567", "RU"
)
SHOTS = ("facade", "sign", "counter")


class Opened:
    """A partner at the kiosk of `p1`, who tells what they do; and the kiosk, which obeys.

    Attributes:
        pictures: digests by what they show.
    """

    def __init__(self, stand: Stand, name: str = "O-1", device: str = "box-1") -> None:
        self.stand, self.name, self.box = stand, name, Box(device)
        self.pictures: dict[str, str] = {}
        stand.central.take(self.box.hello())
        self.tell(facts.OpeningInvited(name), actor="central")

    def tell(self, *told: Fact, actor: str = "olga") -> None:
        first = self.box.head + 1
        self.box.tell(*told, actor=actor)
        self.stand.central.take(self.box.batch(first))

    def set(self, *stages: OpeningStage) -> None:
        """Bring it where the central would have."""
        self.tell(*(facts.OpeningStageSet(self.name, one) for one in stages), actor="central")

    def submit(self) -> None:
        """Register and propose a place."""
        written = attachments.write(WHO, bytes(16))
        self.stand.desk.means.attachments.put(written.raw)
        self.tell(
            facts.OpeningRegistered(self.name, written.sha256, "2026-11"),
            facts.OpeningSubmitted(self.name, LAT, LON, "Arbat 8", PLACE),
        )

    def report(self, picture: bytes) -> None:
        """Go on to a report whose pictures wait for a word."""
        self.set(S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, S.FIT_OUT)
        for number, shot in enumerate(SHOTS):
            sha256 = self.stand.desk.means.photos.put(picture + bytes(number))
            self.pictures[shot] = sha256
            self.tell(facts.ShotTaken(self.name, shot, sha256))
        self.tell(facts.OpeningReportSubmitted(self.name, 1))

    def check(self) -> None:
        """Look at the equipment, and play the trial delivery."""
        self.set(S.EQUIPMENT_CHECK)
        looked = (
            CheckLine(CheckKind.LIGHTS, 48, 48, "A"),
            CheckLine(CheckKind.READER, 1, 1),
            CheckLine(CheckKind.LINK, 1, 1),
            CheckLine(CheckKind.SLIP, 0, 1),
        )
        self.tell(facts.EquipmentChecked(self.name, looked))
        self.tell(facts.TrialCompleted(self.name, 10, 0))

    def letters(self) -> list[messages.Message]:
        """Return what the central has sent, the oldest first."""
        raws = self.stand.central.store.above(self.box.device, 0, 100_000, 10**9)[1]
        return [messages.decode(raw) for raw in raws]

    def obey(self) -> None:
        """Take the last decision or word, as the kiosk does."""
        message = self.letters()[-1]
        match message.facts:
            case OpeningStageSet() as word:
                more = (word.comment, word.deadline_at, word.shots, word.version)
                told: Fact = facts.OpeningStageSet(word.opening, word.stage, *more)
            case OpeningSaid() as said:
                told = facts.OpeningSaid(said.opening, said.text, said.line)
            case other:
                raise AssertionError(msgspec.to_builtins(other))
        self.tell(told, *self.done(message), actor="central")

    def refuse(self, reason: Reason) -> None:
        """Turn the last letter down, as the kiosk does with one that comes too late."""
        told = MessageDone(self.letters()[-1].id, Outcome.REJECTED, reason.value)
        self.tell(told, actor="central")

    @staticmethod
    def done(message: messages.Message) -> tuple[Fact, ...]:
        """Return what a box tells once it has taken a letter."""
        return (MessageDone(message.id, Outcome.APPLIED),)
