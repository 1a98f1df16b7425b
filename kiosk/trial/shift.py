"""A clerk's shift: plays a planned day on a stage, by touch, scan and camera."""

from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from kiosk.central.manifests import Manifest
from kiosk.central.wish_forms import CancelWish, DeliveryWish
from kiosk.core.messages import CustomerLine
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState, Purpose
from kiosk.hw.sim.printer import Condition
from kiosk.trial.callers import DropOff, Return
from kiosk.trial.day import Day, Truck, Visit
from kiosk.trial.evening import MINUTE, TERM_MINUTE, Evening
from kiosk.trial.leaving import Leaving
from kiosk.trial.passers import send_on
from kiosk.trial.paying import take_money
from kiosk.trial.play_hands import show
from kiosk.trial.reception import Reception
from kiosk.trial.sizes import Trouble, Twist
from kiosk.trial.stage import DEVICE, POINT, TEAM, Stage, Unmet
from kiosk.trial.stopwatch import Stopwatch

_TERM_MS = 7 * 24 * 3600 * 1000
_SETTLE_S = 120.0
_CAMERA_S, _SNAPS = 60.0, 12  # until the camera looks again; times a photo is asked for
_SHEETS = {Purpose.DAMAGE: "damage", Purpose.BROKEN_SEAL: "seal"}  # what they are called there
_ONCE = (  # pictures that are taken when the screen is seen first
    "customer accept issued viewer trouble offline damage return taken_return "
    "drop_off taken_drop_off seal boxes reasons customer_left put_away other_point "
)
_HINTS = 5  # customers who are shown to a person who takes over
_WATCHING_S = 0.35  # a pause after every step, for people who watch


class Bar(Protocol):
    """A progress bar."""

    def update(self, n_steps: int) -> None:
        """Go on by some steps."""


class Shift:
    """Plays a day on a stage.

    Args:
        stage: where.
        plan: what happens.
        out: for the pictures of screens.
    """

    def __init__(self, stage: Stage, plan: Day, out: Path) -> None:
        self.stage, self.plan, self.out = stage, plan, out
        self.watch = Stopwatch(stage.broker, DEVICE)
        self.missing_pictures = set(_ONCE.split())
        self.reception = Reception(stage, self._shoot_once)
        self.leaving = Leaving(stage, self._shoot_once)

    @property
    def steps(self) -> int:
        """How many steps the bar has: parcels taken in, parcels handed over, visits."""
        brought = len(self.plan.returns) + len(self.plan.dropoffs)
        taken_in = len(self.plan.stock.lines) // 4 + self.plan.taken_in
        return taken_in + self.plan.issued + brought + 12

    def play(self, bar: Bar) -> None:
        """Play the whole day."""
        stage = self.stage
        stage.open_point()
        self._shoot("lock")
        stage.sign_in(TEAM[0])
        self._yesterday()
        self.reception.announce(self.plan)
        bar.update(len(self.plan.stock.lines) // 4)
        self._shoot("home")
        if not stage.setting.headless:
            stage.pace_s = _WATCHING_S
        doings: list[tuple[int, Truck | Visit | Trouble | Return | DropOff]] = [
            *((t.minute, t) for t in self.plan.trucks),
            *((v.minute, v) for v in self.plan.visits),
            *((h.minute, h.trouble) for h in self.plan.hitches),
            *((r.minute, r) for r in self.plan.returns),
            *((d.minute, d) for d in self.plan.dropoffs),
        ]
        for minute, doing in sorted(doings, key=lambda d: d[0]):
            self._let_papers_out()
            stage.clock.go_to(minute)
            match doing:
                case Truck():
                    self._take_in(doing)
                    bar.update(len(doing.lines) - len(doing.missing) + len(doing.surplus))
                case Visit():
                    self._serve(doing)
                    bar.update(len(doing.parcels))
                case Trouble():
                    self._trouble(doing)
                    bar.update(1)
                case Return():
                    self.reception.take_back(doing)
                    bar.update(1)
                case DropOff():
                    self.reception.take_in(doing)
                    bar.update(1)
        self._let_papers_out()
        stage.clock.go_to(MINUTE)
        Evening(stage, self.plan, self._shoot).play()
        bar.update(4)
        self.close_the_day()
        bar.update(3)

    def hints(self) -> str:
        """Return what a person who takes over needs to know: the team's PINs and some codes."""
        people = ", ".join(f"{m.name} {m.pin}" for m in TEAM)
        refs = list(dict.fromkeys(v.customer_ref for v in self.plan.visits))
        waiting = [ref for ref in refs if any(self._ready(ref))][:_HINTS]
        codes = "".join(
            f"  {self.stage.code_of(ref)}  {', '.join(p.parcel for p in self._ready(ref))}\n"
            for ref in waiting
        )
        return (
            "\n\nYou have taken over; the counter is yours until you close the window.\n"
            f"PINs: {people}\nPickup codes of customers who wait, and their parcels:\n{codes}"
        )

    def _let_papers_out(self) -> None:
        """Wait for the receipts before time is skipped, unless there is no paper."""
        if self._printer_word() == "":
            prints = self.stage.app.desk.prints
            self.stage.until(lambda: not prints.waiting(), "the receipts are printed")

    def _shoot(self, name: str) -> None:
        self.stage.quiet()
        self.stage.picture(self.out / "screens" / f"{name}.png")

    def _shoot_once(self, name: str) -> None:
        if name in self.missing_pictures:
            self.missing_pictures.discard(name)
            self._shoot(name)

    # -- deliveries ------------------------------------------------------------------------------

    def _announce(self, truck: Truck, customers: tuple[CustomerLine, ...]) -> None:
        stage = self.stage
        refs = {line.customer_ref for line in truck.lines}
        known = tuple(c for c in customers if c.customer_ref in refs)
        lines = tuple(replace(line, store_until=self._until(line.parcel)) for line in truck.lines)
        manifest = Manifest(truck.delivery, truck.carrier, stage.clock.wall(), lines, known)
        stage.wish(DeliveryWish(POINT, manifest))
        last = truck.lines[-1].parcel
        parcels, windows = stage.app.file.parcels, stage.app.file.codes
        stage.until(lambda: parcels.get(last), "the manifest arrives", 60)
        stage.until(
            lambda: not known or windows.windows(known[-1].customer_ref), "the codes arrive", 60
        )

    def _until(self, parcel: str) -> int:
        """Return when a parcel's term ends: today, if nobody comes for it."""
        term = self.stage.clock.at(TERM_MINUTE)
        return term if parcel in self.plan.unclaimed else term + _TERM_MS

    def _yesterday(self) -> None:
        """Fill the shelves: yesterday's delivery, through the same activities but no screen."""
        desk, truck = self.stage.app.desk, self.plan.stock
        self._announce(truck, self.plan.customers)
        desk.accept.arrive(truck.delivery)
        for turn, line in enumerate(truck.lines):
            received = desk.accept.receive(truck.delivery, line.parcel)
            if isinstance(received, Refused) or received.cell is None:
                raise Unmet(f"yesterday's {line.parcel} was not received")
            desk.place.store(line.parcel, received.cell)
            if turn % 20 == 0:
                self.stage.app.turn(0.0)
        desk.accept.close(truck.delivery, seen=True)
        for cell in self.plan.blocked:
            self.stage.block(cell)
        self.stage.app.loop.screen.renew()  # nothing told the screen of all this
        self.stage.quiet()

    def _take_in(self, truck: Truck) -> None:
        stage = self.stage
        self._announce(truck, self.plan.customers)
        stage.tap("rail.accept")
        stage.scan(truck.delivery)
        stage.until(lambda: stage.screen == "accept", "the delivery opens")
        stage.tap("accept.arrive")
        for box in truck.boxes:
            self._open_box(truck, box)
            for parcel in truck.inside(box):
                self._take_one(truck, parcel)
        for parcel in (*truck.inside(None), *truck.surplus):
            self._take_one(truck, parcel)
        stage.tap("accept.close")
        if truck.missing:
            stage.tap("differences.confirm")
        stage.until(lambda: stage.screen == "deliveries", "the delivery is closed")
        stage.tap("rail.issue")

    def _open_box(self, truck: Truck, box: str) -> None:
        stage, deliveries = self.stage, self.stage.app.file.deliveries
        stage.scan(box)
        if box in truck.broken:
            self._await_camera()
            stage.tap("box.broken")
            self._take_photos(box, Purpose.BROKEN_SEAL)
        else:
            stage.tap("box.whole")

        def is_open() -> bool:
            found = deliveries.get(truck.delivery)
            return found is not None and found.box(box) is not None

        stage.until(is_open, f"{box} is opened")
        self._shoot_once("boxes")

    def _take_one(self, truck: Truck, parcel: str) -> None:
        stage, parcels = self.stage, self.stage.app.file.parcels
        if parcel in truck.unreadable:
            stage.tap("accept.digits")
            stage.type("digits.code", parcel)
            stage.tap("digits.code.enter")
        else:
            stage.scan(parcel)
        stage.until(lambda: _state(parcels.get(parcel)) in _TAKEN, f"{parcel} is received")
        if parcel in truck.surplus:
            return
        if parcel in truck.damaged:
            self._photograph(parcel)
            return
        known = parcels.get(parcel)
        if known is None or known.suggested is None:
            raise Unmet(f"no cell was suggested for {parcel}")
        cell = known.suggested
        if cell not in stage.setting.dark:
            stage.until(lambda: cell in stage.lit(), f"{cell} blinks")
        self._shoot_once("accept")
        stage.scan(f"CELL:{cell}")
        stage.until(lambda: _state(parcels.get(parcel)) is ParcelState.STORED, "it is put away")

    def _photograph(self, parcel: str) -> None:
        """Take the photos the network asks for of a broken parcel, and set it aside."""
        self._await_camera()
        self.stage.tap("accept.damaged")
        self.stage.tap("damage_kind.torn")
        self._take_photos(parcel, Purpose.DAMAGE)

    def _await_camera(self) -> None:
        photos = self.stage.app.desk.photos
        self.stage.until(lambda: photos.why_not() is None, "the camera looks", _CAMERA_S)

    def _take_photos(self, subject: str, purpose: Purpose) -> None:
        """Take the photos the network asks for on the open sheet, and go on."""
        for have in range(self.stage.app.desk.photos.shots(subject, purpose).wanted):
            self._snap(subject, purpose, have)
        self._shoot_once(_SHEETS[purpose])
        self.stage.tap(f"{_SHEETS[purpose]}.done")

    def _snap(self, subject: str, purpose: Purpose, have: int) -> None:
        """Take one more photo; a busy machine's camera may need to be asked again."""
        stage, photos = self.stage, self.stage.app.desk.photos
        for _ in range(_SNAPS):
            self._await_camera()
            stage.tap(f"{_SHEETS[purpose]}.snap")
            stage.until(
                lambda: not photos.shots(subject, purpose).is_coming, "a photo comes or not"
            )
            if len(photos.shots(subject, purpose).taken) > have:
                return
        raise Unmet(f"no photo of {subject} could be taken")

    # -- visits ----------------------------------------------------------------------------------

    def _serve(self, visit: Visit) -> None:
        stage = self.stage
        if visit.twist is Twist.WRONG_CODE:
            stage.scan("99999999*0000")
            stage.until(lambda: stage.app.loop.spoken, "the code is refused")
        if visit.twist is Twist.WRONG_POINT:
            send_on(stage, self._shoot_once)
        if visit.twist is Twist.CANCELLED_MEANWHILE:
            self._cancel_behind_our_back(visit)
        self._open_customer(visit)
        if visit.missed:
            stage.tap("customer.notfound")
            stage.tap(f"notfound.{visit.missed}")
        self._pick_all(visit)
        self.leaving.leave_some(visit)
        self._hand_over()
        if visit.twist is Twist.UNDONE:
            stage.tap("issued.undo")
            stage.until(lambda: stage.screen == "customer", "the issue is undone")
            self._hand_over()
        stage.show_counter()
        if stage.screen == "issued":
            stage.tap("issued.next")
        if visit.twist is Twist.CANCELLED_MEANWHILE:
            stage.broker.start()

    def _open_customer(self, visit: Visit) -> None:
        stage = self.stage
        show(stage, stage.code_of(visit.customer_ref))
        stage.until(lambda: stage.screen == "customer", "the customer's card opens")
        cells = {p.cell for p in self._ready(visit.customer_ref) if p.cell}
        waiting = cells.difference(stage.setting.dark)
        stage.until(lambda: waiting <= stage.lit(), "the cells light up")
        self._shoot_once("customer")
        if "viewer" in self.missing_pictures:
            stage.tap(f"row.{self._ready(visit.customer_ref)[0].parcel}")
            self._shoot_once("viewer")
            stage.tap("viewer.close")

    def _ready(self, customer_ref: str) -> list[Parcel]:
        parcels = self.stage.app.file.parcels.of_customer(customer_ref)
        return [p for p in parcels if p.state is ParcelState.STORED]

    def _pick_all(self, visit: Visit) -> None:
        stage, parcels = self.stage, self.stage.app.file.parcels
        for code in (*visit.parcels, *visit.refused):
            stage.scan(code)
            stage.until(
                lambda code=code: _state(parcels.get(code)) is ParcelState.PICKED,  # type: ignore[misc]
                f"{code} is picked",
            )
        self.stage.quiet()

    def _hand_over(self) -> None:
        stage = self.stage
        take_money(stage)
        stage.tap("issue.confirm")
        # it goes home by itself: where the machine stood still for so long, nobody saw it
        shown = {"issued", "home"}
        stage.until(lambda: stage.screen in {*shown, "put_away"}, "they are issued")
        self.leaving.put_away()
        stage.until(lambda: stage.screen in shown, "the result is shown")
        if stage.screen == "issued":
            self._shoot_once("issued")

    def _cancel_behind_our_back(self, visit: Visit) -> None:
        """The central cancels while the point is cut off: the issue will stand."""
        parcel = self.stage.app.file.parcels.get(visit.parcels[0])
        self.stage.broker.kill()
        if parcel is not None and parcel.order:
            self.stage.wish(CancelWish(POINT, parcel.order, (parcel.parcel,)))

    # -- trouble ---------------------------------------------------------------------------------

    def _trouble(self, trouble: Trouble) -> None:
        stage = self.stage
        match trouble:
            case Trouble.NETWORK_DOWN:
                stage.broker.kill()
                stage.until(lambda: not stage.app.desk.health.mail().linked, "the link is down")
                self._shoot_once("offline")
            case Trouble.NETWORK_UP:
                stage.broker.start()
            case Trouble.PAPER_OUT:
                stage.printer.set(Condition(paper=False))
                stage.app.devices.retry("printer")  # a well one is asked every half minute only
                stage.until(lambda: self._printer_word() == "paper_out", "the chip shows no paper")
                self._shoot_once("trouble")
            case Trouble.PAPER_BACK:
                stage.printer.set(Condition())
                stage.until(lambda: self._printer_word() == "", "the paper is back")
            case Trouble.PLUG_PULLED:
                stage.pull_plug()
                stage.sign_in(TEAM[0])

    def _printer_word(self) -> str:
        devices = self.stage.app.desk.health.devices()
        return next((d.what for d in devices if d.kind == "printer"), "")

    # -- the end ---------------------------------------------------------------------------------

    def close_the_day(self) -> None:
        """Wait until every paper is out and the central has everything."""
        stage = self.stage
        stage.until(lambda: not stage.app.desk.prints.waiting(), "the receipts are printed", 60)
        stage.until(self._is_settled, "the central has everything", _SETTLE_S)
        photos = stage.app.file.photos
        stage.until(lambda: not photos.stock().waiting, "the central has every photo", _SETTLE_S)
        self._shoot("evening")

    def _is_settled(self) -> bool:
        if not self.stage.is_settled():
            return False
        books = self.stage.books()
        counts = books.counts(POINT)
        books.close()
        waiting = counts.messages.get("queued", 0) + counts.messages.get("received", 0)
        return counts.upto == self.stage.app.file.journal.head().seq and not waiting


_TAKEN = {ParcelState.RECEIVED, ParcelState.STORED, ParcelState.QUARANTINED}


def _state(parcel: object) -> ParcelState | None:
    return getattr(parcel, "state", None)
