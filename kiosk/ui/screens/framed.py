"""The frame of every screen behind the lock: rail, bar, curtain, and codes from anywhere."""

from collections.abc import Callable, Mapping

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.policy import PickupCodeKind, Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.wifi import ReachSeen
from kiosk.core.words import DeliveryState, ParcelKind, ParcelState, Right
from kiosk.hw.ports import (
    ButtonPressed,
    DeviceHealth,
    LineMoved,
    NewMail,
    PhotoTaken,
    PictureCut,
    PrintDone,
    Scan,
    Signal,
    Tick,
)
from kiosk.ui.kit.bar import TopBar
from kiosk.ui.kit.boxes import Spacer, Stack
from kiosk.ui.kit.buttons import Button, Tile
from kiosk.ui.kit.health import Banner
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.rail import Rail, RailItem
from kiosk.ui.kit.widget import Back, Home, Move, Only, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens import chips, wrong_codes
from kiosk.ui.screens.bell import bell_of
from kiosk.ui.screens.commands import Commands
from kiosk.ui.screens.office import Office
from kiosk.workflows.find import TYPED

_LIVE = {DeliveryState.ANNOUNCED, DeliveryState.ARRIVED}
_SEEN = (DeviceHealth, PrintDone, NewMail, LineMoved, PhotoTaken, PictureCut, ReachSeen)
_CURTAIN_S, _LOCK_S = 60, 120  # until the central's policy says otherwise (UI.md 10)


class Framed(Commands):
    """A screen of a signed-in person.

    Args:
        office: the counter.
    """

    section = "issue"  # which entry of the rail is lit
    in_issue = False  # six digits are a pickup code here

    def __init__(self, office: Office) -> None:
        self.office = office
        self.desk = office.desk
        self.curtained = False
        self._in_bar: tuple[object, ...] = ()

    # -- what it looks like ----------------------------------------------------------------------

    def title(self) -> str:
        """Return what stands in the bar."""
        return ""

    def subtitle(self) -> str:
        """Return what stands under the title."""
        return ""

    def content(self) -> Widget:
        """Return what the screen is about."""
        raise NotImplementedError

    def over(self) -> Widget | None:
        """Return what lies over the content, if anything does."""
        return None

    def leave(self) -> Move:
        """Go back to the screen before; one with unsaved work asks first."""
        return Back()

    def toast(self) -> Widget | None:
        """Return the offer to undo one's last tap, if there is one."""
        return None

    title_is_personal = False
    has_back = True

    def build(self) -> Widget:
        """Make the tree."""
        self.private = self.curtained
        person = self.desk.access.who
        spoken = self.stage.spoken
        personal = self.title_is_personal and not self.curtained
        return Page(
            rail=Rail(items=self._rail(), active=self.section, go=self._ways()),
            bar=TopBar(
                title=self.phrases.text("Paused") if self.curtained else self.title(),
                subtitle="" if self.curtained else self.subtitle(),
                personal=personal,
                back=self.leave if self.has_back and not self.curtained else None,
                spoken=spoken,
                health=chips.items(self.desk, self.phrases),
                open_health=self.office.doors.health,
                bell=bell_of(self.office, self.phrases),
                clock=self.phrases.time(self.office.wall()),
                initials=person.initials if person else "",
                lock=self.lock,
            ),
            content=self._curtain() if self.curtained else self.content(),
            banner=self._banner(),
            over=self.topmost(),
            toast=None if self.curtained else self.toast(),
        )

    def topmost(self) -> Widget | None:
        """Return what lies over the content; a colleague's PIN is asked over the curtain, too."""
        asked = self.taking_over()
        return asked or (None if self.curtained else self.which() or self.over())

    def _rail(self) -> tuple[RailItem, ...]:
        say = self.phrases.text
        # home's other figures look at every cell: a tenth of an issue, were they asked for here
        to_accept = self.desk.find.to_accept()
        entries = (
            (Right.ISSUE, RailItem("issue", "barcode_scanner", say("Issue"), self._in_line())),
            (Right.ACCEPT, RailItem("accept", "move_to_inbox", say("Accept"), to_accept)),
            (Right.RETURN, RailItem("returns", "assignment_return", say("Return"))),
            (Right.SHIP, RailItem("ship", "local_shipping", say("Ship"))),
            (Right.FIND, RailItem("shelves", "shelves", say("Shelves"))),
            (Right.ANALYTICS, RailItem("analytics", "bar_chart", say("Analytics"))),
            (None, RailItem("menu", "menu", say("Menu"))),
        )
        counter = self.desk.counter
        return tuple(item for right, item in entries if right is None or counter.may(right))

    def _in_line(self) -> int:
        return sum(place.waits for place in self.desk.doorline.line())

    def _ways(self) -> Mapping[str, Callable[[], Move]]:
        doors = self.office.doors
        return {
            "issue": Home,
            "accept": doors.deliveries,
            "returns": doors.returns,
            "ship": doors.ship,
            "shelves": doors.shelves,
            "analytics": doors.analytics,
            "menu": doors.menu,
        }

    def lock(self) -> Move:
        """Lock the counter; what was begun waits."""
        self.desk.access.sign_out()
        return Only(self.office.doors.lock())

    def _banner(self) -> Banner | None:
        if self.curtained:
            return None
        trouble = chips.worst(self.desk, self.phrases)
        fact = self.desk.recovery.unconfirmed()
        if fact is not None and (trouble is None or trouble.tone != "bad"):
            noted = Button(id="banner.noted", label=self.phrases.text("Understood"), do=self._noted)
            told = chips.recovered(fact, self.phrases)
            return Banner(id="banner", trouble=told, actions=(noted,))
        if trouble is None:
            return None
        how = Button(
            id="banner.how",
            label=self.phrases.text("What to do"),
            do=self.office.doors.health,
        )
        return Banner(id="banner", trouble=trouble, actions=(how,))

    def _noted(self) -> Move:
        refused = self.desk.recovery.confirm()
        self.renew()
        return self.refused(refused) if refused else None

    def _curtain(self) -> Widget:
        """Cover everything personal; a tap or a scan lifts it (UI.md 10)."""
        say = self.phrases.text
        words = Stack(
            gap=self.skin.layout.gap,
            children=[
                Spacer(),
                Label(label=say("Customer data is hidden"), style="title", align="centre"),
                Label(
                    label=say("Scan, or tap to go on"),
                    style="section",
                    colour="ink2",
                    align="centre",
                ),
                Spacer(),
            ],
        )
        return Tile(id="curtain.lift", label=say("Go on"), do=self._lift, child=words)

    def _lift(self) -> Move:
        self.curtained = False
        self.renew()
        return None

    # -- signals ---------------------------------------------------------------------------------

    def on(self, signal: Signal) -> Move:
        """Answer a signal: codes go to `coded`, the clock to the curtain."""
        match signal:
            case Scan():
                self.asked = ()
                move = self.scanned(signal)
                # what is refused shows no customer's data to whoever stands there
                is_refused = isinstance(move, Say) and move.tone in {"no", "wrong"}
                self.curtained = self.curtained and (is_refused or bool(self.asked_pin))
                self.renew()
                return move
            case Tick():
                return self._ticked()
            case ButtonPressed(held=False):
                return self.pressed(signal.button)
            case _:
                if isinstance(signal, _SEEN):
                    self.renew()
                return None

    def _ticked(self) -> Move:
        policy = self.desk.counter.policy
        curtain_s = policy.curtain_s if policy else _CURTAIN_S
        lock_s = policy.lock_s if policy else _LOCK_S
        idle_s = self.stage.idle_s()
        if idle_s >= lock_s:
            return self.lock()
        shown = (self.phrases.time(self.office.wall()), self.desk.notices.unread())
        if idle_s >= curtain_s and not self.curtained:
            self.curtained = True
            self.stage.forget()
            self.renew()
        if self.desk.deciding.newly_late():
            words = self.phrases.text("The time to try on is over")
            return Say(words, "attention", step=self.phrases.text("Ask what the customer takes"))
        if shown != self._in_bar or self.desk.prints.waiting():
            self._in_bar = shown
            self.renew()
        return None

    def scanned(self, scan: Scan) -> Move:
        """Answer a scan: the first of its codes that means something here."""
        first = self._read(scan.text, scan.symbology.value)
        if first.kind is CodeKind.UNKNOWN:
            for other in scan.also:
                code = self._read(other.text, other.symbology.value)
                if code.kind is not CodeKind.UNKNOWN:
                    return self.answer(code, scan.source)
        return self.answer(first, scan.source)

    def answer(self, code: Code, source: str) -> Move:
        """Answer a scan: some mean the same on every screen, the rest is the screen's own."""
        if code.kind is CodeKind.BADGE:
            return self.badge(code.text)
        if code.kind is CodeKind.RECEIPT:
            return self._of_receipt(code.text)
        left = code.kind is CodeKind.PARCEL and self.desk.left.waits(code.text)
        if left and not self.takes_left(code.text):
            return self.office.doors.put_back(code.text)
        return self.coded(code, source)

    def takes_left(self, parcel: str) -> bool:  # noqa: ARG002
        """Whether this screen has an answer of its own for a parcel that is to be put back."""
        return False

    def _read(self, text: str, symbology: str) -> Code:
        return self.desk.find.read(text, symbology, in_issue=self.in_issue)

    def coded(self, code: Code, source: str) -> Move:
        """Answer a code that this screen has no answer of its own for (UI.md 7).

        Args:
            code: what it is.
            source: which device read it; cards are taken from hand scanners only.
        """
        match code.kind:
            case CodeKind.COMMAND:
                return self.command(code.text, source)
            case CodeKind.PICKUP:
                return self.pickup(code)
            case CodeKind.PARCEL:
                return self._parcel(code.text)
            case CodeKind.CELL:
                return self.look_into(code.text)
            case CodeKind.DELIVERY:
                return self._delivery(code.text)
            case CodeKind.BOX:
                return self._box(code.text)
            case CodeKind.RETURN:
                return self._return(code.text)
            case CodeKind.ORDER | CodeKind.DIGITS | CodeKind.PRODUCT | CodeKind.MARKING:
                return self.search(codes.goods_in(code) or code.text)
            case CodeKind.UNKNOWN:
                return self._unknown(code)
            case _:
                return self.refused(Refused(Reason.NOT_ON_THIS_SCREEN))

    def wants(self) -> str:
        """Return what this screen waits for, a key of `wrong_codes`; its name, mostly."""
        return self.name

    def _unknown(self, code: Code) -> Move:
        step = wrong_codes.step(self.wants(), code.kind, self.phrases)
        return Say(wrong_codes.why_not(code, self.phrases), "no", step=step)

    def _nowhere(self, no: Refused, kind: CodeKind) -> Move:
        """Answer a code that is known nowhere: what to do depends on what it is."""
        said = self.refused(no)
        if no.reason is Reason.NOT_KNOWN_HERE:
            said.step = wrong_codes.step(self.wants(), kind, self.phrases)
        return said

    def pickup(self, code: Code, customer_ref: str | None = None) -> Move:
        """Open the customer whose pickup code was shown."""
        opened = self.desk.issue.open(code, customer_ref)
        if isinstance(opened, Refused):
            return self.refused(opened)
        return self.office.doors.customer(opened)

    def refused(self, no: Refused) -> Say:
        """Answer a refusal; one that sends the customer on shows where."""
        said = super().refused(no)
        if no.reason is Reason.OTHER_POINT:
            self.desk.elsewhere.hand_out(no)
            said.after = self.office.doors.other_point(no)
        return said

    def _parcel(self, code: str) -> Move:
        card = self.desk.find.parcel(code)
        if isinstance(card, Refused):
            return self._nowhere(self.desk.elsewhere.find(code) or card, CodeKind.PARCEL)
        parcel = card.parcel
        if self.desk.left.waits(code):
            return self.office.doors.put_back(code)
        if parcel.state is ParcelState.EXPECTED and parcel.delivery:
            return self._delivery(parcel.delivery, Code(CodeKind.PARCEL, code, TYPED))
        if parcel.state is ParcelState.EXPECTED and parcel.kind is ParcelKind.DROP_OFF:
            return self.office.doors.drop_off(code)
        if parcel.cell:
            self.desk.find.light(parcel.cell)
        return self.office.doors.parcel(code)

    def look_into(self, cell: str) -> Move:
        """Light a cell and show what lies in it."""
        refused = self.desk.find.light(cell)
        return self.refused(refused) if refused else self.office.doors.cell(cell)

    def _of_receipt(self, receipt: str) -> Move:
        """Show what a receipt was of; who holds one gets nothing for it."""
        declined = self.desk.receipts.return_of(receipt)
        if isinstance(declined, str):
            return self.office.doors.customer_return(declined)
        parcel = self.desk.receipts.parcel_of(receipt)
        if isinstance(parcel, Refused):
            return self.refused(parcel)
        return self.office.doors.parcel(parcel)

    def _return(self, code: str) -> Move:
        card = self.desk.returns.find(code)
        if isinstance(card, Refused):
            return self._nowhere(card, CodeKind.RETURN)
        return self.office.doors.customer_return(card.known.return_)

    def _delivery(self, delivery: str, first: Code | None = None) -> Move:
        card = self.desk.accept.card(delivery)
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.accept(delivery, first)

    def _box(self, box: str) -> Move:
        delivery = self.desk.inbound.delivery_of(box)
        if delivery is not None and self.comes_in(box):
            return self._delivery(delivery.delivery, Code(CodeKind.BOX, box, TYPED))
        card = self.desk.ship.box(box)
        if not isinstance(card, Refused):
            return self.office.doors.ship_box(box)
        if delivery is not None:
            return self._delivery(delivery.delivery)
        return self._nowhere(card, CodeKind.BOX)

    def comes_in(self, box: str) -> bool:
        """Whether a box is of a delivery that is coming or being checked in."""
        delivery = self.desk.inbound.delivery_of(box)
        return delivery is not None and delivery.state in _LIVE

    def search(self, text: str) -> Move:
        """Look for what was typed or scanned, and show it."""
        found = self.desk.find.search(text)
        if isinstance(found, Refused):
            return self.refused(found)
        no = None if found else self.desk.elsewhere.find(text)
        return self.refused(no) if no else self.office.doors.results(found)


def short_codes(policy: Policy | None) -> bool:
    """Whether the network's pickup codes are six digits, good for a chosen customer only."""
    return policy is not None and policy.pickup_code is not PickupCodeKind.LONG
