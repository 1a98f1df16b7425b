"""Checking a delivery in: scan a label, see the cell blink, put the parcel in, scan the cell."""

from kiosk.core import codes
from kiosk.core.checkin import NOT_HERE, InboundBox
from kiosk.core.codes import Code, CodeKind
from kiosk.core.deliveries import Delivery
from kiosk.core.evidence import Skipped, skipped_by
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import DeliveryState, How, InboundState, ParcelState, Place
from kiosk.ui.kit.widget import Instead, Move, Say
from kiosk.ui.screens.accept_fits import MOST_FITS
from kiosk.ui.screens.accept_photos import AcceptPhotos
from kiosk.ui.screens.commands import CARDS_OF
from kiosk.ui.screens.photo_sheet import words_for
from kiosk.workflows.views import Received


class AcceptScreen(AcceptPhotos):
    """The check-in of one delivery."""

    def _arrive(self) -> Move:
        card = self.desk.accept.arrive(self.delivery)
        self.renew()
        return self.refused(card) if isinstance(card, Refused) else None

    def _typed(self) -> Move:
        text = self.typing.text
        self._shut()
        code = self._read(text, "typed")
        if code.kind is CodeKind.PARCEL:
            return self._receive(code.text, How.DIGITS)  # no scanner could read it
        if code.kind is CodeKind.BOX:
            return self._box_scanned(code.text)
        digits = "".join(letter for letter in text if letter.isdigit())
        found = self.desk.accept.by_digits(self.delivery, digits)
        if isinstance(found, Refused):
            return self.refused(found)
        if not found:
            self._open("fits")
            return self.refused(Refused(Reason.NOT_KNOWN_HERE))
        if len(found) > MOST_FITS:
            fit = self.phrases.count("{n} parcel fits", "{n} parcels fit", len(found))
            return Say(fit, "attention", step=self.phrases.text("Type more digits"))
        if len(found) == 1 and found[0].delivery == self.delivery:
            return self._receive(found[0].parcel, How.DIGITS)
        self.offer(found)
        return self._open("fits")

    def _take_fitting(self, parcel: str) -> Move:
        self._shut()
        return self._receive(parcel, How.DIGITS)

    def _without_code(self) -> Move:
        self._shut()
        return self._received(self.desk.accept.without_code(self.delivery))

    def _print_sticker(self, parcel: str) -> Move:
        refused = self.desk.accept.print_sticker(parcel)
        self.renew()
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("The sticker is being printed"), "ok")

    def _damaged(self) -> Move:
        if self.now is None or self.now.parcel.state is not ParcelState.RECEIVED:
            return self._open("marking")
        self.desk.photos.forget_trouble()
        return self._set_aside(None)

    def _mark(self, parcel: str) -> Move:
        """Call a parcel broken that is not taken in: some networks send it back at once."""
        refused = self._begin()
        if refused:
            return refused
        self.sheet, self.marked = "", parcel
        self.desk.photos.forget_trouble()
        return self._set_aside(None)

    def _say_damage(self, kind: str) -> Move:
        self.damage = kind
        return self._set_aside(None)

    def _set_aside(self, skipped: Skipped | None) -> Move:
        """Set the parcel in hand aside; where the network asks what is wrong, or for photos, first.

        What cannot photograph says so and goes on: the parcel is broken all the same.
        """
        code = self._in_hand_code()
        aside = self.desk.accept.damaged(self.delivery, code, self.damage, skipped)
        why_not = aside.reason if isinstance(aside, Refused) else None
        if why_not is Reason.DAMAGE_KIND_NEEDED:
            return self._open("damage_kind")
        if why_not is not Reason.PHOTOS_MISSING:
            self.sheet = self.damage = ""
            return self._received(aside)
        why = self.desk.photos.why_not()
        if why is None:
            return self._open("damage")
        self._set_aside(skipped_by(why))
        step = self.phrases.text("No photo was taken: {why}", why=words_for(why, self.phrases))
        return Say(self.phrases.text("Set it aside"), "attention", step=step)

    def _close(self, *, seen: bool) -> Move:
        card = self.desk.accept.close(self.delivery, seen=seen)
        self.sheet = ""
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        closed = Instead(self.office.doors.deliveries())
        return Say(self.phrases.text("The delivery is closed"), "ok", closed)

    def _begin(self) -> Move:
        """Begin the check-in: the first thing scanned says that the driver is here."""
        found = self.desk.accept.delivery(self.delivery)
        if not isinstance(found, Refused) and found.state is DeliveryState.ANNOUNCED:
            arrived = self.desk.accept.arrive(self.delivery)
            self.renew()
            if isinstance(arrived, Refused):
                return self.refused(arrived)
        return None

    def _take_in(self, parcel: str) -> Move:
        if self.sheet in {"damage", "damage_kind"}:
            if parcel == self._in_hand_code():
                return None  # its label once more, while it is being looked at
            self._shut()  # the next one is in hand
        if self.sheet == "fits":
            self._shut()  # its label was found after all, or the next one is in hand
        found = self.desk.accept.delivery(self.delivery)
        if not isinstance(found, Refused) and parcel in found.boxes and not found.box(parcel):
            return self._box_scanned(parcel)  # it is its own box, whose seal nobody looked at
        return self._begin() or self._receive(parcel)

    def _receive(self, parcel: str, how: How = How.CODE) -> Move:
        received = self.desk.accept.receive(self.delivery, parcel, how, self.box)
        if isinstance(received, Refused) and received.reason is Reason.WRONG_STATE:
            return self._parcel(parcel)  # here already: its card says where
        return self._received(received)

    def _received(self, received: Received | Refused) -> Move:
        self.renew()
        say, self.marked = self.phrases.text, ""
        if isinstance(received, Refused):
            return self._not_in(received)
        if received.parcel.state in NOT_HERE:
            if self.now and self.now.parcel.parcel == received.parcel.parcel:
                self.now = None  # it was taken in before, and is not here any more
            step = say("It stays on the list, as missing")
            return Say(say("Give it back to the driver"), "attention", step=step)
        self.now = received
        if received.parcel.state is ParcelState.QUARANTINED:
            return Say(say("Set it aside"), "attention")
        if received.again:
            return Say(say("Scanned before"), "ok")
        return self._told_of_box(received)

    def _told_of_box(self, received: Received) -> Move:
        """Say what the box a parcel came in has to say: another one than listed, or all of it."""
        say, box = self.phrases.text, received.parcel.came_in or ""
        if received.listed_in:
            step = say("It counts for the one it lay in")
            return Say(say("It was listed in another box"), "attention", step=step)
        card = self.desk.accept.card(self.delivery)
        told = None if isinstance(card, Refused) else card.box(box)
        if told is None or told.state is not InboundState.COUNTED:
            return None
        what = say("Box …{tail} is counted", tail=codes.tail(box))
        return Say(what, "ok", step=say("{n} of {m}", n=told.came, m=told.of))

    def _not_in(self, refused: Refused) -> Move:
        if refused.reason is not Reason.WRONG_FLOW:
            return self.refused(refused)
        say = self.phrases.text
        step = say("Put it with the goods for the warehouse")
        return Say(say("This leaves the point, it does not come in"), "no", step=step)

    # -- boxes -----------------------------------------------------------------------------------

    def _box_scanned(self, code: str) -> Move:
        """Ask about the seal of a box; one that was opened before is in hand again."""
        match self.desk.accept.delivery(self.delivery):
            case Delivery(state=DeliveryState.ANNOUNCED, boxes=boxes) if code not in boxes:
                return self._box(code)  # nothing says that this driver is here
            case _:
                refused = self._begin()
        if refused:
            return refused
        self._shut()
        box = self.desk.inbound.look(self.delivery, code)
        if isinstance(box, Refused):
            return self._not_in(box)
        if not box.listed and not isinstance(self.desk.find.parcel(code), Refused):
            return self._receive(code)  # a parcel that is its own box
        if not box.opened_at:
            self.asked_box = box
            self._open("box")
            return Say(self.phrases.text("Box …{tail}", tail=codes.tail(code)), "attention")
        return self._box_in_hand(box)

    def _box_in_hand(self, box: InboundBox) -> Move:
        self.box = box.box
        say, count = self.phrases.text, self._count_of(box)
        return Say(say("Box …{tail}", tail=codes.tail(box.box)), "ok", step=count)

    def _whole(self) -> Move:
        code = self.asked_box.box if self.asked_box else ""
        self._shut()
        box = self.desk.inbound.open_box(self.delivery, code, seal_ok=True)
        return self._not_in(box) if isinstance(box, Refused) else self._box_in_hand(box)

    def _broken(self) -> Move:
        self.desk.photos.forget_trouble()
        return self._break(None)

    def _break(self, skipped: Skipped | None) -> Move:
        """Open a box whose seal is broken; where the network asks for photos first, take them."""
        code = self.asked_box.box if self.asked_box else ""
        box = self.desk.inbound.open_box(self.delivery, code, seal_ok=False, skipped=skipped)
        say = self.phrases.text
        if not isinstance(box, Refused):
            self._shut()
            self.box = code
            step = say("Count its parcels: the act will name the box")
            return Say(say("The broken seal is noted"), "attention", step=step)
        if box.reason is not Reason.PHOTOS_MISSING:
            self._shut()
            return self._not_in(box)
        why = self.desk.photos.why_not()
        if why is None:
            return self._open("seal")
        self._break(skipped_by(why))
        step = say("No photo was taken: {why}", why=words_for(why, self.phrases))
        return Say(say("The broken seal is noted"), "attention", step=step)

    def _store(self, cell: str) -> Move:
        if self.now is None:
            return self.look_into(cell)
        stored = self.desk.place.store(self.now.parcel.parcel, cell)
        self.renew()
        if isinstance(stored, Refused):
            return self.refused(stored)
        self.now = Received(stored.parcel, cell, again=False)
        return Say(self.phrases.text("It lies in {cell} now", cell=cell), "ok")

    def cards(self) -> CARDS_OF:
        """Return the command cards of this screen."""
        return {
            "damaged": "accept.damaged",
            "digits": "accept.digits",
            "sticker": "accept.sticker",
            "photo": ("damage.snap", "seal.snap"),
        }

    def coded(self, code: Code, source: str) -> Move:
        """Take boxes and parcels in by their labels, put parcels away by their cells' labels."""
        if self.sheet in {"damage", "seal"} and source == "camera":
            return None  # it sees the label of the very thing it photographs
        in_hand = self.now is not None and self.now.parcel.place is Place.COUNTER
        match code.kind:
            case CodeKind.PARCEL if self.sheet == "marking":
                return self._mark(code.text)
            case CodeKind.PARCEL:
                return self._take_in(code.text)
            case CodeKind.BOX:
                return self._box_scanned(code.text)
            case CodeKind.CELL if in_hand:
                return self._store(code.text)
            case _:
                return super().coded(code, source)
