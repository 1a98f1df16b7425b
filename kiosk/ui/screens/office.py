"""What every screen of the counter holds: the desk, and everything beside it that it shows."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from kiosk.core.about import About
from kiosk.core.codes import Code
from kiosk.core.refusals import Refused
from kiosk.hw.ports import Picture
from kiosk.ui.kit.screen import Screen
from kiosk.workflows.brought import CustomerReturns, Taken
from kiosk.workflows.desk import Desk
from kiosk.workflows.views import CustomerCard, Hit, Issued, SellerCard


class Doors(Protocol):
    """Where a screen can lead; so that no screen file has to know the others."""

    def home(self) -> Screen:
        """The first screen of a signed-in person."""

    def lock(self) -> Screen:
        """The lock."""

    def lookup(self) -> Screen:
        """The shelf lookup of a box without a screen."""

    def customer(self, card: CustomerCard) -> Screen:
        """A customer at the counter, or looked at."""

    def choose(self, code: Code, hits: tuple[Hit, ...]) -> Screen:
        """Whose short code is it?"""

    def results(self, hits: tuple[Hit, ...]) -> Screen:
        """What a search found."""

    def other_point(self, no: Refused) -> Screen:
        """Where a customer is sent on to."""

    def issued(self, issued: Issued) -> Screen:
        """Parcels were handed over."""

    def parcel(self, parcel: str, *, photos: bool = False) -> Screen:
        """One parcel; `photos` opens the camera for what it still owes."""

    def put_back(self, parcel: str = "") -> Screen:
        """What visits left on the counter, with the parcel in hand."""

    def cell(self, cell: str) -> Screen:
        """What lies in a cell."""

    def deliveries(self) -> Screen:
        """What is coming."""

    def accept(self, delivery: str, first: Code | None = None) -> Screen:
        """Check a delivery in, beginning with a parcel or a box that was scanned."""

    def returns(self, customer: CustomerReturns | None = None) -> Screen:
        """What customers bring back; those of one who showed the pickup code."""

    def customer_return(self, return_: str) -> Screen:
        """One return."""

    def drop_off(self, first: str | None) -> Screen:
        """A sender's parcel; None asks for its code first."""

    def taken(self, taken: Taken) -> Screen:
        """What was taken at the counter, and where it goes."""

    def ship(self) -> Screen:
        """What leaves for the warehouse."""

    def ship_box(self, box: str) -> Screen:
        """One box for the warehouse."""

    def handover(self, shipment: str) -> Screen:
        """A shipment, while a driver loads it and after."""

    def give_back(self, card: SellerCard | None) -> Screen:
        """A seller at the counter; None asks for the code first."""

    def analytics(self) -> Screen:
        """The figures of the point."""

    def day(self) -> Screen:
        """How the day stands."""

    def day_hand(self) -> Screen:
        """Handing the counter over."""

    def day_close(self) -> Screen:
        """Closing the day."""

    def day_past(self) -> Screen:
        """Days that are over."""

    def slotting(self) -> Screen:
        """What should lie in a quicker cell."""

    def dispose(self) -> Screen:
        """What nobody wants back."""

    def viewer(self, parcels: tuple[str, ...], chosen: str) -> Screen:
        """Pictures, full screen."""

    def menu(self) -> Screen:
        """Everything else."""

    def settings(self) -> Screen:
        """The settings of who is signed in."""

    def network(self) -> Screen:
        """How the box is connected."""

    def about(self) -> Screen:
        """What this box is, and whose work is in it."""

    def opening(self) -> Screen:
        """The opening of this point."""

    def opening_register(self) -> Screen:
        """Who opens the point."""

    def opening_shots(self) -> Screen:
        """The pictures of the fit-out."""

    def opening_trial(self) -> Screen:
        """The trial delivery of the opening."""

    def opening_equipment(self) -> Screen:
        """The equipment, tried before the launch."""

    def opening_talk(self) -> Screen:
        """What partner and network say to each other."""

    def my_badge(self) -> Screen:
        """The badge of who is signed in."""

    def notices(self) -> Screen:
        """What is to be done, and what to know."""

    def claim(self, subject: str) -> Screen:
        """What may be claimed of a delivery or a shipment."""

    def post(self, post: str) -> Screen:
        """What the network says."""

    def news(self, *, first: bool = False) -> Screen:
        """What is new; `first` leads home."""

    def team(self) -> Screen:
        """Who works here."""

    def person(self, staff: str) -> Screen:
        """One person of the team."""

    def person_add(self) -> Screen:
        """Somebody who joins the team."""

    def person_pin(self, staff: str) -> Screen:
        """A PIN that its person chooses."""

    def person_history(self, staff: str) -> Screen:
        """What a person did."""

    def privacy(self) -> Screen:
        """Who asked to be forgotten."""

    def health(self) -> Screen:
        """The devices."""

    def device(self, device: str) -> Screen:
        """One device, and its test."""

    def waiting_papers(self) -> Screen:
        """What waits for a printer."""

    def selftest(self) -> Screen:
        """The test of all devices."""

    def light_map(self, chain: str, *, walking: bool) -> Screen:
        """Which cell each lamp of a chain is for; walking, the lamps go on by themselves."""

    def unclaimed(self) -> Screen:
        """What nobody came for."""

    def shelves(self) -> Screen:
        """What lies where, and whose term ends."""

    def map_edit(self) -> Screen:
        """The editor of the shelf map."""

    def opening_place(self) -> Screen:
        """The map on which the place of a new point is chosen."""

    def count(self) -> Screen:
        """The stocktake, where it stands; its beginning when none is under way."""


class Sights(Struct, frozen=True):
    """What the screens see beside the desk.

    Args:
        wall: milliseconds UTC.
        preview: the camera's newest picture above a number.
        picture: a picture's JPEG by its digest.
        retry: tries a device again.
        about: what the box is; asks packages and disk, so it suits a worker.
        licence: the whole text of a part's licence; likewise.
    """

    wall: Callable[[], int]
    preview: Callable[[int], Picture | None]
    picture: Callable[[str], bytes | None]
    retry: Callable[[str], None]
    about: Callable[[], About] = About
    licence: Callable[[str], str] = lambda _: ""


class Office:
    """The counter as the screens see it.

    Args:
        desk: every activity.
        sights: what is seen beside it.
        point, address: what stands under the clock.
        language: of the point, for the lock and for people who chose none.
        look: theme and text zoom of the box, likewise.
    """

    doors: Doors

    def __init__(
        self,
        desk: Desk,
        sights: Sights,
        point: str,
        address: str,
        language: str,
        look: tuple[str, int] = ("light", 100),
    ) -> None:
        self.desk, self.look = desk, look
        self.point, self.address, self.language = point, address, language
        self.wall, self.preview = sights.wall, sights.preview
        self.picture, self.retry = sights.picture, sights.retry
        self.about, self.licence = sights.about, sights.licence

    def home(self) -> Screen:
        """Return the first screen: home, or the lock while nobody is signed in."""
        return self.doors.home() if self.desk.access.who else self.doors.lock()
