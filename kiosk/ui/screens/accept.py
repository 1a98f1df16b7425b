"""Checking a delivery in: scan a label, see the cell blink, put the parcel in, scan the cell."""

from kiosk.core.codes import Code, CodeKind
from kiosk.core.evidence import Skipped, skipped_by
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import DeliveryState, How, ParcelState, Place
from kiosk.ui.kit.widget import Instead, Move, Say
from kiosk.ui.screens.accept_fits import MOST_FITS
from kiosk.ui.screens.accept_photos import AcceptPhotos
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
        if len(found) == 1:
            return self._receive(found[0].parcel, How.DIGITS)
        self.fits = found
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
        if self.now is None:
            return None
        self.desk.photos.forget_trouble()
        return self._set_aside(None)

    def _set_aside(self, skipped: Skipped | None) -> Move:
        """Set the parcel in hand aside; where the network asks for photos first, take them.

        What cannot photograph says so and goes on: the parcel is broken all the same.
        """
        aside = self.desk.accept.damaged(self.delivery, self._in_hand_code(), skipped)
        if not isinstance(aside, Refused) or aside.reason is not Reason.PHOTOS_MISSING:
            self.sheet = ""
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

    def _take_in(self, parcel: str) -> Move:
        """Receive a parcel; the first one scanned says that the driver is here."""
        card = self.desk.accept.card(self.delivery)
        if not isinstance(card, Refused) and card.delivery.state is DeliveryState.ANNOUNCED:
            arrived = self.desk.accept.arrive(self.delivery)
            if isinstance(arrived, Refused):
                return self.refused(arrived)
        return self._receive(parcel)

    def _receive(self, parcel: str, how: How = How.CODE) -> Move:
        received = self.desk.accept.receive(self.delivery, parcel, how)
        if isinstance(received, Refused) and received.reason is Reason.WRONG_STATE:
            return self._parcel(parcel)  # here already: its card says where
        return self._received(received)

    def _received(self, received: Received | Refused) -> Move:
        self.renew()
        if isinstance(received, Refused):
            return self.refused(received)
        self.now = received
        if received.parcel.state is ParcelState.QUARANTINED:
            return Say(self.phrases.text("Set it aside"), "attention")
        if received.again:
            return Say(self.phrases.text("Scanned before"), "ok")
        return None

    def _store(self, cell: str) -> Move:
        if self.now is None:
            return self._look_into(cell)
        stored = self.desk.place.store(self.now.parcel.parcel, cell)
        self.renew()
        if isinstance(stored, Refused):
            return self.refused(stored)
        self.now = Received(stored.parcel, cell, again=False)
        return Say(self.phrases.text("It lies in {cell} now", cell=cell), "ok")

    def _look_into(self, cell: str) -> Move:
        self.desk.find.light(cell)
        return self.office.doors.cell(cell)

    def cards(self) -> dict[str, str]:
        """Return the command cards of this screen."""
        return {
            "damaged": "accept.damaged",
            "digits": "accept.digits",
            "sticker": "accept.sticker",
        }

    def coded(self, code: Code, source: str) -> Move:
        """Take parcels in by their labels, put them away by their cells' labels."""
        if self.sheet == "damage" and source == "camera":
            return None  # it sees the label of the very parcel it photographs
        in_hand = self.now is not None and self.now.parcel.place is Place.COUNTER
        match code.kind:
            case CodeKind.PARCEL:
                return self._take_in(code.text)
            case CodeKind.CELL if in_hand:
                return self._store(code.text)
            case _:
                return super().coded(code, source)
