"""Every screen of the counter in every state that matters, on a real file and without devices.

The lint looks at all of them in every language and size; so do people, as pictures.
"""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, starmap
from pathlib import Path

import msgspec
from argon2 import PasswordHasher
from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import messages, pickup
from kiosk.core.codes import Code, CodeKind
from kiosk.core.events import Stamp
from kiosk.core.facts.people import StaffAdded
from kiosk.core.facts.stockroom import DeliveryAnnounced, ParcelExpected
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.pickup import CodeWindow
from kiosk.core.refusals import Refused
from kiosk.core.words import ClockQuality, ParcelState, Role, Size
from kiosk.hw.cellmap import Led
from kiosk.hw.lights import Chain, LightEngine
from kiosk.hw.ports import DeviceHealth, DeviceState, Picture
from kiosk.store.counter_file import CounterFile
from kiosk.store.customers import Customer
from kiosk.store.letters import MailReader
from kiosk.store.people import PersonRow
from kiosk.store.pictures import Pictures
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.trial import day as days
from kiosk.trial.day import Day
from kiosk.trial.props import CardLine, Snaps, Strip
from kiosk.trial.sections import sections
from kiosk.trial.showroom_accept import accept_views, closed_views, photo_views
from kiosk.trial.showroom_card import card_views
from kiosk.trial.showroom_clerks import clerk_views
from kiosk.trial.showroom_count import count_views
from kiosk.trial.showroom_devices import device_views, recovered_views, shelf_views
from kiosk.trial.showroom_dispose import dispose_views
from kiosk.trial.showroom_items import item_views
from kiosk.trial.showroom_line import line_views
from kiosk.trial.showroom_lock import lock_views
from kiosk.trial.showroom_map import map_views
from kiosk.trial.showroom_menu import menu_views
from kiosk.trial.showroom_papers import paper_views
from kiosk.trial.showroom_pay import pay_views
from kiosk.trial.showroom_returns import return_views
from kiosk.trial.showroom_settings import SAMPLE_FILE
from kiosk.trial.showroom_ship import ship_views
from kiosk.trial.showroom_typing import TypedHome
from kiosk.trial.sizes import SHORT
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.customer import CustomerScreen
from kiosk.ui.screens.doors import AllDoors
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office, Sights
from kiosk.workflows.attachments import Pouch
from kiosk.workflows.counter import Counter, Keys
from kiosk.workflows.desk import Around, Desk, desk_of
from kiosk.workflows.photos import Album
from kiosk.workflows.prints import Press
from kiosk.workflows.views import CustomerCard, Hit, Received

_FILE = "counter.db"
_WHO = "anna"  # who works in the morning
_SPARE = 2  # LEDs at the end of the strip that are no cell's
NOON = 1_795_521_120_000  # 24 November 2026, 11:52 UTC
_KEYS = Keys(b"p" * 32, b"s" * 32)
POLICY = {
    "policy": "ozon_like",
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
    "photos_damage": 2,
    "photo_at_seal": True,
    "dispose_days": 14,
    "photos_return": 2,
    "no_request": "keep",
    "photos_defect": 2,
    "bags": [{"bag": "M"}, {"bag": "L", "price_minor": 1500}],
    "deposit_minor": 3_000_000,
    "deposit_currency": "RUB",
}
_DEVICES = (("camera", "camera"), ("hand", "scanner"), ("lights", "lights"), ("printer", "printer"))


class Exhibit(Struct, frozen=True):
    """One screen in one state.

    Args:
        name: of the picture.
        make: makes the screen; called after everything else was shown.
    """

    name: str
    make: Callable[[], Screen]


class Showroom:
    """A counter with a morning's work done.

    Args:
        folder: for its file.
        language: of goods and names.
        picture: JPEG of a picture by its digest.
        like: a closed one in the same language and with nothing shown yet, whose morning it takes
            over instead of working it again.
    """

    def __init__(
        self,
        folder: Path,
        language: str,
        picture: Callable[[str], bytes | None],
        like: "Showroom | None" = None,
    ) -> None:
        self.folder = folder
        begin: tuple[int, int] = like.worked if like else (1_000_000, 0)
        self._mono, self._ids = begin
        if like:
            shutil.copyfile(like.folder / _FILE, folder / _FILE)
        self.file = CounterFile(folder / _FILE, "kiosk-7731", epoch="0" * 16, at=NOON)
        self.plan: Day = days.plan(replace(SHORT, paying=0), 20260928, language, {})
        counter = Counter(self.file, self._stamp, self._id, _KEYS)
        wording = Wording("7731", str, lambda n, c: f"{n} {c}", str)
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        buttons = self.sections = sections(self.plan.cells)
        snaps = self.snaps = Snaps(picture("") or b"")
        photos, arrived = PhotoFolder(folder / "photos"), PhotoFolder(folder / "arrived")
        keep = Pictures(folder / "pictures").keep
        album = Album(snaps.snap, snaps, photos, arrived, keep, 1_000_000)
        self.lights = self._engine()
        around = Around(
            MailReader(folder / "mail.db"), wording, hasher, lights=self.lights, buttons=buttons,
            sound=lambda _: True, preview=lambda _: Picture(1, 1, 1, b"\0\0\0"), album=album,
            label_press=Press(lambda _: b"", lambda _job, _blob: False),
            speaks=dict.fromkeys(("ru", "pt", "en"), wording), terminal=CardLine(),
            pouch=Pouch(photos, lambda: b"s" * 16), filed=SAMPLE_FILE,
        )  # fmt: skip
        self.desk: Desk = desk_of(counter, around)
        snaps.hear = self.desk.photos.hear
        self.office = Office(
            self.desk,
            Sights(lambda: NOON, lambda _: None, picture, lambda _: None),
            "7731",
            {"ru": "ул. Ленина, 42", "pt": "Rua das Flores, 42"}.get(language, "42 Harbour Street"),
            language,
        )
        self.office.doors = AllDoors(self.office)
        if like:
            counter.signed_in = _WHO
        else:
            self._fill()
        self.worked: tuple[int, int] = (self._mono, self._ids)
        for device, kind in _DEVICES:
            self.tell(device, kind, DeviceState.READY)

    def _engine(self) -> LightEngine:
        cells = [spec.cell for spec in self.plan.cells]
        strip = Strip(len(cells) + _SPARE)
        leds = {cell: Led(strip.name, at, 1) for at, cell in enumerate(cells)}
        chains = {strip.name: Chain(strip, max_lit=strip.count)}
        engine = LightEngine(chains, leds, frozenset(), lambda: self._mono / 1000)
        engine.open()
        return engine

    def _stamp(self) -> Stamp:
        self._mono += 1
        return Stamp(NOON, self._mono, "0" * 16, ClockQuality.NTP)

    def _id(self) -> str:
        self._ids += 1
        return f"01900000-0000-7000-8000-{self._ids:012x}"

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    # -- a morning's work ------------------------------------------------------------------------

    def _fill(self) -> None:
        desk, counter = self.desk, self.desk.counter
        counter.ensure_cell_map(self.plan.cells)
        with counter.unit():
            self.file.keep_rules("ozon_like", msgspec.json.encode(POLICY))
            for staff, name, role in (
                (_WHO, "Анна К.", Role.OWNER),
                ("igor", "Игорь С.", Role.CLERK),
                ("leila", "Лейла М.", Role.TRAINEE),
            ):
                counter.record(StaffAdded(staff, role), actor="central")
                initials = "".join(word[0] for word in name.split())
                self.file.people.keep(PersonRow(staff, name, initials))
            for line in self.plan.customers:
                self.file.customers.keep(
                    Customer(line.customer_ref, line.masked_name, line.last_four)
                )
        for truck in (self.plan.stock, *self.plan.trucks):
            self._announce(truck.delivery, truck.carrier, truck.lines)
        desk.access.set_pin(_WHO, "739152")
        self._store_everything()

    def _announce(
        self, delivery: str, carrier: str, lines: tuple[messages.ManifestLine, ...]
    ) -> None:
        counter = self.desk.counter
        with counter.unit():
            boxes = tuple(dict.fromkeys(line.box for line in lines if line.box))
            counter.record(DeliveryAnnounced(delivery, carrier, NOON, boxes), actor="central")
            for line in lines:
                fields = {n: getattr(line, n) for n in line.__struct_fields__}
                counter.record(ParcelExpected(delivery=delivery, **fields), actor="central")

    def _store_everything(self) -> None:
        desk, stock = self.desk, self.plan.stock
        desk.accept.arrive(stock.delivery)
        for line in stock.lines:
            received = desk.accept.receive(stock.delivery, line.parcel)
            if isinstance(received, Received) and received.cell:
                desk.place.store(line.parcel, received.cell)
        desk.accept.close(stock.delivery, seen=True)

    def tell(self, device: str, kind: str, state: DeviceState, what: str = "") -> None:
        """Let a device say how it is."""
        self.desk.health.note(DeviceHealth(device, kind, state, what, "", 1.0))

    def serve(self, turn: int) -> CustomerCard:
        """Open the visit of the customer number `turn`, with the right code."""
        card = self.desk.issue.open(Code(CodeKind.PICKUP, self.code_of(turn), "qr"))
        if isinstance(card, Refused):
            raise TypeError(f"the visit was refused: {card.reason}")
        return card

    def code_of(self, turn: int) -> str:
        """Return the pickup code of the customer number `turn`, good from now on."""
        customer = self.plan.customers[turn].customer_ref
        code = f"4123456{turn}*8301"
        window = CodeWindow(pickup.digest(_KEYS.point, code), NOON - 1000, NOON + 1000)
        with self.desk.counter.unit():
            self.file.codes.replace(customer, [window])
        return code

    def exhibits(self) -> Iterator[Exhibit]:
        """Yield every screen in every state; each changes the counter for the next."""
        office, doors = self.office, self.office.doors
        yield Exhibit("home", doors.home)
        yield Exhibit("home_typing", partial(TypedHome, office, "Мария", writing=True))
        yield Exhibit("home_keyed", partial(TypedHome, office, "4821"))
        yield Exhibit("home_none_yet", partial(TypedHome, office, "0000000000"))
        yield from starmap(Exhibit, line_views(office, self.code_of))
        yield Exhibit("deliveries", doors.deliveries)
        truck = self.plan.trucks[0]
        yield from starmap(Exhibit, accept_views(office, truck, self.plan.stock.delivery))
        yield from self._visits()
        yield Exhibit("home_sessions", doors.home)
        yield Exhibit("which_cell", partial(_asked, office))
        yield Exhibit("results", lambda: doors.results(self._hits()))
        yield Exhibit("results_empty", lambda: doors.results(()))
        stored = self.file.parcels.in_cell(self._some_cell())[0]
        yield Exhibit("parcel", partial(doors.parcel, stored.parcel))
        yield Exhibit("parcel_expected", partial(doors.parcel, truck.lines[-1].parcel))
        yield Exhibit("cell", partial(doors.cell, self._some_cell()))
        yield Exhibit("cell_empty", partial(doors.cell, "F-40"))
        yield from starmap(Exhibit, count_views(office))
        yield Exhibit("viewer", partial(self._viewer, 0))
        yield Exhibit("issued", self._issued)
        yield Exhibit("home_undo", doors.home)
        yield from starmap(Exhibit, paper_views(office))
        yield from starmap(Exhibit, pay_views(office, partial(self.serve, 5)))
        yield Exhibit("menu", doors.menu)
        yield Exhibit("health", doors.health)
        yield from starmap(Exhibit, photo_views(office, truck))
        brought = (return_views(office, self.plan), item_views(office, self.plan))
        yield from starmap(Exhibit, chain(*brought, closed_views(office, truck)))
        yield from starmap(Exhibit, clerk_views(office))
        yield from self._trouble()
        below = (device_views(office), shelf_views(office), map_views(office))
        yield from starmap(Exhibit, chain.from_iterable(below))
        yield from starmap(Exhibit, ship_views(office, self._stored()))
        yield from starmap(
            Exhibit, chain(dispose_views(office, self._stored()[-3:]), recovered_views(office))
        )
        yield from starmap(Exhibit, menu_views(office, self._stored(), self.code_of))
        yield Exhibit("curtain", partial(_curtained, office))
        yield from starmap(Exhibit, lock_views(office))

    def _visits(self) -> Iterator[Exhibit]:
        office, doors, desk = self.office, self.office.doors, self.desk
        yield Exhibit("customer", lambda: doors.customer(self.serve(0)))
        yield Exhibit("customer_picked", partial(self._picked, 1))
        yield Exhibit("customer_notfound", partial(self._customer_sheet, 2, "notfound"))
        yield Exhibit("customer_document", partial(self._customer_sheet, 3, "document"))
        desk.counter.signed_in = "leila"
        yield Exhibit("customer_witness", partial(self._witnessed, 0))
        desk.counter.signed_in = "anna"
        yield Exhibit("customer_look", partial(self._looked_at, 4))
        yield from starmap(Exhibit, card_views(office, self._again(0)))

    def _trouble(self) -> Iterator[Exhibit]:
        doors = self.office.doors
        self.tell("printer", "printer", DeviceState.DEGRADED, "paper_out")
        yield Exhibit("home_no_paper", doors.home)
        self.tell("camera", "camera", DeviceState.ABSENT, "lost")
        self.tell("lights", "lights", DeviceState.FAILED, "denied")
        self.tell("hand", "scanner", DeviceState.ABSENT, "lost")
        yield Exhibit("home_all_lost", doors.home)
        yield Exhibit("health_trouble", doors.health)

    def _some_cell(self) -> str:
        stock = (self.file.parcels.get(line.parcel) for line in self.plan.stock.lines)
        return next(p.cell for p in stock if p is not None and p.cell)

    def _stored(self) -> tuple[Parcel, ...]:
        found = (self.file.parcels.get(line.parcel) for line in self.plan.stock.lines)
        stored = (p for p in found if p is not None and p.state is ParcelState.STORED)
        return tuple(p for p in stored if p.size is not Size.XL)

    def _hits(self) -> tuple[Hit, ...]:
        found = self.desk.find.search("4821")
        return () if isinstance(found, Refused) else found

    def _picked(self, turn: int) -> Screen:
        card = self.serve(turn)
        session = card.session.session if card.session else ""
        picked = self.desk.issue.pick(session, card.ready[0].parcel)
        return self.office.doors.customer(card if isinstance(picked, Refused) else picked)

    def _customer_sheet(self, turn: int, sheet: str) -> Screen:
        screen = CustomerScreen(self.office, self.serve(turn))
        screen.sheet = sheet
        return screen

    def _witnessed(self, turn: int) -> Screen:
        """A trainee has handed parcels over and needs a second person."""
        screen = CustomerScreen(self.office, self._again(turn))
        screen.ask_witness()
        return screen

    def _again(self, turn: int) -> CustomerCard:
        card = self.desk.issue.resume(self.desk.issue.live()[turn].session.session)
        if isinstance(card, Refused):
            raise TypeError(f"the visit was refused: {card.reason}")
        return card

    def _looked_at(self, turn: int) -> Screen:
        card = self.desk.issue.view(self.plan.customers[turn].customer_ref)
        if isinstance(card, Refused):
            raise TypeError(f"the look was refused: {card.reason}")
        return self.office.doors.customer(card)

    def _viewer(self, turn: int) -> Screen:
        codes = tuple(p.parcel for p in self.file.parcels.of_customer(self._ref(turn)))
        more = tuple(line.parcel for line in self.plan.stock.lines[:3])
        return self.office.doors.viewer((*codes, *more), more[0])

    def _ref(self, turn: int) -> str:
        return self.plan.customers[turn].customer_ref

    def _issued(self) -> Screen:
        live = self.desk.issue.live()
        session = next((chip for chip in live if chip.picked), live[0]).session
        card = self.desk.issue.resume(session.session)
        if not isinstance(card, Refused) and not card.picked:
            self.desk.issue.pick(session.session, card.ready[0].parcel)
        issued = self.desk.issue.complete(session.session)
        if isinstance(issued, Refused):
            raise TypeError(f"the issue was refused: {issued.reason}")
        return self.office.doors.issued(issued)


def _curtained(office: Office) -> Screen:
    screen = office.doors.home()
    if isinstance(screen, Framed):
        screen.curtained = True
    return screen


def _asked(office: Office) -> Screen:
    screen = office.doors.home()
    if isinstance(screen, Framed):
        screen.asked = tuple(sorted(office.desk.lamps.wanted()))[:4]
    return screen
