"""A real counter on a scratch folder: its file, a fixed clock, recording lamps, mail to open."""

import errno
import itertools
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from argon2 import PasswordHasher
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.codes import Code, CodeKind
from kiosk.core.events import Event, Stamp, decode
from kiosk.core.facts.fact import CellSpec
from kiosk.core.messages import Letter, Message
from kiosk.core.papers import Wording
from kiosk.core.pickup import digest
from kiosk.core.prints import JobState
from kiosk.core.receipts import Doc
from kiosk.core.stickers import StickerRules
from kiosk.core.words import ClockQuality, Right, Role, Size, Zone
from kiosk.hw.ports import LampChain, LightPlan, Picture, Shown
from kiosk.store.counter_file import CounterFile
from kiosk.store.letters import MailReader
from kiosk.sync.mailbox import Letter as Posted
from kiosk.sync.mailbox import Mailbox, Mark
from kiosk.workflows.attachments import Pouch
from kiosk.workflows.counter import Counter, Keys
from kiosk.workflows.desk import Around, Desk, desk_of
from kiosk.workflows.doorline import Slips
from kiosk.workflows.photos import Album
from kiosk.workflows.prints import Press
from kiosk.workflows.privacy import Archive
from kiosk.workflows.till import TerminalLine
from tests import blank

T0 = 1_780_000_000_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
PIN = "284617"
POLICY = {
    "policy": "meridian",
    "version": 1,
    "storage_days": 7,
    "pickup_code": "long",
    "code_days_ahead": 7,
    "undo_s": 60,
    "expiring_h": 24,
    "document": "age",
    "digits_min": 4,
    "damaged": "keep",
    "pay_here": True,
    "payment_tries": 3,
    "try_on_min": 20,
    "partial_refusal": True,
    "pii_days": 30,
    "evidence_days": 90,
}
CELLS = (
    *(CellSpec(f"A-{n:02d}", "A", Size.S, Zone.MAIN, n) for n in range(1, 5)),
    *(CellSpec(f"B-{n:02d}", "B", Size.L, Zone.MAIN, 10 + n) for n in range(1, 4)),
    CellSpec("R-01", "R", Size.XL, Zone.RETURNS, 30),
    CellSpec("Q-01", "Q", Size.XL, Zone.QUARANTINE, 31),
    CellSpec("Z-01", "Z", Size.XL, Zone.FLOOR, 32),
)
STAFF = {
    "anna": Role.CLERK,
    "igor": Role.MANAGER,
    "leila": Role.TRAINEE,
    "olga": Role.OWNER,
    "oleg": Role.TECHNICIAN,
}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.stamp = Stamp(T0, 1_000_000, "00000000000000aa", ClockQuality.NTP)

    def __call__(self) -> Stamp:
        return self.stamp

    def pass_ms(self, ms: int) -> None:
        self.stamp = replace(self.stamp, at=self.stamp.at + ms, mono=self.stamp.mono + ms)

    def doubt(self, quality: ClockQuality) -> None:
        self.stamp = replace(self.stamp, clock=quality)

    def reboot(self) -> None:
        self.stamp = replace(self.stamp, mono=5_000, boot="00000000000000bb")


class Lights:
    """Lamps that remember every plan; cells named dark have none."""

    def __init__(self) -> None:
        self.plans: list[LightPlan] = []
        self.dark: frozenset[str] = frozenset()
        self.walks: list[float] = []
        self.pointed: tuple[str, int] | None = None
        self.settled = LampChain("wall", (*(spec.cell for spec in CELLS), ""), frozenset({3}))
        self.chain = self.settled

    def show(self, plan: LightPlan) -> Shown:
        self.plans.append(plan)
        return Shown(frozenset(plan) - self.dark, frozenset(plan) & self.dark)

    def walk(self, step_s: float) -> None:
        self.walks.append(step_s)

    def mapped(self) -> tuple[LampChain, ...]:
        return (self.chain, LampChain("left", ("", "C-01"), is_far=True))

    def point(self, chain: str, led: int | None) -> None:
        self.pointed = None if led is None else (chain, led)

    def remap(self, chain: str, cells: Sequence[str] | None, dark: Collection[int]) -> None:
        self.chain = (
            self.settled if cells is None else LampChain(chain, tuple(cells), frozenset(dark))
        )

    @property
    def now(self) -> LightPlan:
        return self.plans[-1] if self.plans else {}


class Paper:
    """A printer that takes jobs, or does not."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, bytes]] = []
        self.drawn: list[Doc] = []
        self.ready = True

    def draw(self, doc: Doc) -> bytes:
        if doc.kind == "too_wide":
            raise ValueError("the code is wider than the paper")
        self.drawn.append(doc)
        return doc.kind.encode()

    def hand_over(self, job: str, blob: bytes) -> bool:
        if self.ready:
            self.jobs.append((job, blob))
        return self.ready


class Point:
    """One counter with everything around it; `restart` is a pulled plug."""

    def __init__(self, folder: Path, device: str = "box-1") -> None:
        self.folder, self.device = folder, device
        self.clock, self.lights, self.paper = Clock(), Lights(), Paper()
        self.mailbox = Mailbox(blank.mail(folder / "mail.db"))
        self.keys = Keys(b"p" * 32, b"s" * 32)
        self._ids = itertools.count(1)
        self._seq = itertools.count(1)
        self.sounded: list[str] = []
        self.pictures: list[Picture] = []
        self.wording = Wording("7731", str, lambda n, c: f"{n / 100:.2f} {c}", str)
        self.runtime = folder / "run"
        self.runtime.mkdir()
        self.album: Album | None = None  # given before a restart, as are these
        self.pouch: Pouch | None = None
        self.archive: Archive | None = None
        self.badge_code: Callable[[], str] | None = None
        self.stickers, self.label_printer = StickerRules(), False
        self.speaks: dict[str, Wording] = {}
        self.terminal: TerminalLine | None = None
        self.slips, self.has_voice = Slips.REQUEST, False
        self.said: list[tuple[str, str]] = []
        self.saved: list[tuple[str, bytes]] = []
        self.stick_is_bad = False
        self._open()

    def new_id(self) -> str:
        return f"01900000-0000-7000-8{int(self.device[-1]) - 1:03x}-{next(self._ids):012x}"

    def _open(self) -> None:
        at = self.clock.stamp.at
        path = blank.counter(self.folder / "counter.db")
        self.store = CounterFile(path, self.device, epoch=f"{int(self.device[-1]) - 1:016x}", at=at)
        self.counter = Counter(self.store, self.clock, self.new_id, self.keys)
        press = Press(self.paper.draw, self.paper.hand_over, b"torn off, ")
        self.desk: Desk = desk_of(
            self.counter,
            Around(
                mail=MailReader(self.folder / "mail.db"),
                wording=self.wording,
                hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
                lights=self.lights,
                press=press,
                runtime=self.runtime,
                sound=self._sound,
                preview=self._preview,
                album=self.album,
                pouch=self.pouch,
                archive=self.archive,
                badge_code=self.badge_code,
                stickers=self.stickers,
                label_press=press if self.label_printer else None,
                speaks=self.speaks,
                terminal=self.terminal,
                slips=self.slips,
                save=self._save,
                say=(lambda *told: self.said.append(told)) if self.has_voice else None,
            ),
        )
        self.desk.start()

    def _save(self, name: str, data: bytes) -> str:
        if self.stick_is_bad:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.saved.append((name, data))
        return f"/media/stick/{name}"

    def _sound(self, device: str) -> bool:
        self.sounded.append(device)
        return device == "buzzer"

    def _preview(self, after_seq: int) -> Picture | None:
        newest = self.pictures[-1] if self.pictures else None
        return newest if newest and newest.seq > after_seq else None

    def restart(self) -> None:
        who = self.counter.signed_in
        self.store.abandon()
        self._open()
        self.counter.signed_in = who

    def read_only(self) -> None:
        """Let the disk take no writes from now on."""
        self.store.db.execute("PRAGMA query_only = ON")

    def close(self) -> None:
        self.store.abandon()
        self.mailbox.close()

    def post(self, *letters: Letter | bytes, **envelope: object) -> None:
        """Put letters into the inbox, as `kiosk sync` does."""
        for letter in letters:
            seq = next(self._seq)
            id_ = self.new_id()
            if isinstance(letter, bytes):
                posted = Posted(seq, id_ if letter else "", "", letter, None)
            else:
                type_ = messages.type_of(letter)
                message = Message(id_, type_, 1, self.clock.stamp.at, "system", letter)
                message = replace(message, **envelope)  # type: ignore[arg-type]
                posted = Posted(seq, message.id, type_, messages.encode(message), None)
            self.mailbox.receive(Mark("e" * 16, seq), [posted])

    def mail(self, *letters: Letter | bytes, **envelope: object) -> None:
        """Post letters and let the mailroom obey all of them."""
        self.post(*letters, **envelope)
        while self.desk.mailroom.slice():
            pass

    def events(self, type_: str = "") -> list[Event]:
        told = [decode(row.body) for row in self.store.journal.since(0, 100_000)]
        return [event for event in told if event.type.startswith(type_)]

    def outcomes(self) -> list[tuple[str, str]]:
        return [(e.facts.outcome.value, e.facts.reason) for e in self.events("message.done")]  # type: ignore[attr-defined]

    def sign_in(self, staff: str) -> None:
        self.counter.signed_in = staff

    def vouch(self, staff: str, pin: str) -> object:
        attempt = self.desk.access.begin_sign_in(staff)
        return self.desk.access.vouch(attempt, attempt.verify(pin), Right.ISSUE)  # type: ignore[arg-type,union-attr]

    def code_of(self, customer: str) -> str:
        return f"{int(customer[1:]):08d}*1234"

    def shown(self, customer: str) -> Code:
        return Code(CodeKind.PICKUP, self.code_of(customer), "qr")

    def window(self, code: str, customer: str | None = None) -> messages.CodeLine:
        given = digest(self.keys.point, code, customer)
        return messages.CodeLine(given, T0 - HOUR_MS, T0 + DAY_MS)

    def stock(self, customer: str, *parcels: str, cell: str = "A-01", **line: object) -> None:
        """Bring parcels of a customer onto the shelf by the usual way."""
        delivery = f"D-{parcels[0]}"
        lines = tuple(
            messages.ManifestLine(p, order=f"o-{p}", customer_ref=customer, **line)  # type: ignore[arg-type]
            for p in parcels
        )
        person = messages.CustomerLine(customer, f"Maria {customer}", customer[1:].zfill(4)[-4:])
        self.mail(
            messages.DeliveryAnnounced(delivery, "Meridian", T0),
            messages.DeliveryPart(delivery, 1, lines, (person,)),
            messages.CodesSet(customer, (self.window(self.code_of(customer)),)),
        )
        self.desk.accept.arrive(delivery)
        self.take_papers()  # the arrival act; tests look at what they owe themselves
        for parcel in parcels:
            self.desk.accept.receive(delivery, parcel)
            self.desk.place.move(parcel, cell)

    def take_papers(self) -> list[Doc]:
        """Return the papers that wait, as if all came out of their printer."""
        waiting = self.store.prints.in_state(JobState.QUEUED)
        with self.counter.unit():
            for job in waiting:
                self.store.prints.keep(replace(job, state=JobState.SENT))
        return [msgspec.json.decode(job.doc, type=Doc) for job in waiting]


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Point]:
    """A counter the central has not spoken to yet."""
    point = Point(tmp_path)
    yield point
    point.close()


@pytest.fixture
def point(bare: Point) -> Point:
    """A counter with shelves, a policy and a team; Anna, a clerk, is signed in."""
    bare.counter.ensure_cell_map(CELLS)
    bare.mail(messages.PolicySet(1, msgspec.Raw(msgspec.json.encode(POLICY))))
    for staff, role in STAFF.items():
        bare.mail(messages.StaffUpsert(staff, f"{staff.title()} K.", role))
    bare.sign_in("anna")
    return bare


@pytest.fixture
def policy_letter() -> Callable[..., messages.PolicySet]:
    """A letter with a changed policy."""

    def _letter(version: int = 2, **changes: object) -> messages.PolicySet:
        body = POLICY | {"version": version} | changes
        return messages.PolicySet(version, msgspec.Raw(msgspec.json.encode(body)))

    return _letter
