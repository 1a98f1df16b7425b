"""A box in hand: scan parcels in, take them out again, seal it, open it for a reason."""

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BoxState, ReopenReason, UnpackReason
from kiosk.hw.ports import Scan
from kiosk.ui.kit.widget import Back, Instead, Move, Say
from kiosk.ui.screens.commands import CARDS_OF
from kiosk.ui.screens.photo_sheet import words_for
from kiosk.ui.screens.ship_box_sheets import ShipBoxSheets
from kiosk.workflows.views import BoxCard

# What a number on a seal may look like to everybody else; what is known here is never one.
_MAYBE_SEAL = {CodeKind.UNKNOWN, CodeKind.DIGITS}
_SURELY_ASKED = _MAYBE_SEAL | {CodeKind.PRODUCT, CodeKind.ORDER, CodeKind.CELL, CodeKind.PICKUP}


class ShipBoxScreen(ShipBoxSheets):
    """A box for the warehouse; a scanned parcel goes in, a scanned seal closes it."""

    def entered(self) -> None:
        """Light what can go in."""
        self.desk.ship.light(self.box)

    def left(self) -> None:
        """Nobody has the box in hand any more."""
        self.desk.ship.dark()

    def _changed(self, card: BoxCard | Refused) -> Move:
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        self.desk.ship.light(self.box)
        return None

    # -- parcels ---------------------------------------------------------------------------------

    def _pack(self, parcel: str) -> Move:
        before = self._found()
        inside = () if isinstance(before, Refused) else before.parcels
        was_there = any(p.parcel == parcel for p in inside)
        card = self.desk.ship.pack(self.box, parcel)
        moved = self._changed(card)
        if isinstance(card, Refused):
            return moved
        if was_there:
            return Say(self.phrases.text("It lies in this box already"), "ok")
        self.packed = parcel
        left = len(card.waiting)
        if not left:
            return Say(self.phrases.text("Packed, nothing else waits for it"), "ok")
        return Say(self.phrases.count("Packed, {n} is left", "Packed, {n} are left", left), "ok")

    def _take_out(self, parcel: str, reason: UnpackReason) -> Move:
        card = self.desk.ship.unpack(self.box, parcel, reason)
        moved = self._changed(card)
        if isinstance(card, Refused):
            return moved
        self.packed = None
        say = self.phrases.text
        return Say(say("Taken out, it lies on the counter"), "ok", step=say("Put it into a cell"))

    # -- the box ---------------------------------------------------------------------------------

    def _drop(self) -> Move:
        card = self.desk.ship.drop(self.box)
        moved = self._changed(card)
        return moved if isinstance(card, Refused) else Back()

    def _print_label(self) -> Move:
        refused = self.desk.ship.print_label(self.box)
        self.renew()
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("The label is being printed"), "ok")

    def _reopen(self, reason: ReopenReason) -> Move:
        card = self.desk.ship.reopen(self.box, reason)
        self._shut()
        moved = self._changed(card)
        if isinstance(card, Refused):
            return moved
        return Say(self.phrases.text("The box is open, it needs a new seal"), "ok")

    def _hand_over(self) -> Move:
        card = self._found()
        if isinstance(card, Refused):
            return self.refused(card)
        draft = self.desk.ship.start(card.box.flow)
        if isinstance(draft, Refused):
            return self.refused(draft)
        return Instead(self.office.doors.handover(draft.shipment.shipment))

    # -- the seal ----------------------------------------------------------------------------------

    def _typed_seal(self) -> Move:
        number = codes.asked_seal(self.typing.text.strip().upper())
        if number is None:
            missing = Reason.BAD_VALUE if self.typing.text.strip() else Reason.SEAL_MISSING
            return self.refused(Refused(missing))
        return self._sealed_with(number)

    def _sealed_with(self, number: str) -> Move:
        """Take a seal's number; the box is closed once nobody wants to weigh it."""
        card = self._found()
        if isinstance(card, Refused):
            return self.refused(card)
        if card.box.state is not BoxState.OPEN or card.holds == 0:
            return self._seal(number, 0)  # says why not, or that it is sealed with it
        no = self.desk.ship.try_seal(self.box, number)
        if no is not None:  # told now, not once the box was weighed
            self._ask("seal")
            return self.refused(no)
        self.seal, self.writing = number, False
        self._ask("weight")
        say = self.phrases.text
        step = say("Weigh the box, or just go on")
        if self._is_shot() and self.desk.photos.why_not() is None:
            step = say("Turn the seal to the camera, then go on")
        return Say(say("Seal {seal}", seal=number), "attention", step=step)

    def _is_shot(self) -> bool:
        """Whether the network wants a photo of each box as it is sealed."""
        policy = self.desk.counter.policy
        return policy is not None and policy.photo_at_seal

    def _close_box(self) -> Move:
        text = self.typing.text.strip()
        if text and not text.isdigit():
            return self.refused(Refused(Reason.BAD_VALUE))
        return self._seal(self.seal, int(text or "0"))

    def _seal(self, number: str, weight_g: int) -> Move:
        card = self.desk.ship.seal(self.box, number, weight_g)
        if isinstance(card, Refused) and card.reason is Reason.TOO_HEAVY:
            self.typing.clear()
        else:
            self._shut()
        moved = self._changed(card)
        if isinstance(card, Refused):
            return moved
        self.packed = None
        why, step = self.desk.photos.why_not(), ""
        if self._is_shot() and why is not None:
            step = self.phrases.text("No photo was taken: {why}", why=words_for(why, self.phrases))
        return Say(self.phrases.text("Sealed with {seal}", seal=number), "ok", step=step)

    # -- scans -------------------------------------------------------------------------------------

    def scanned(self, scan: Scan) -> Move:
        """Take what may be a seal's number for one; all else is answered as everywhere."""
        number = codes.asked_seal(scan.text)
        kind = self.desk.find.look(scan.text, scan.symbology.value).kind
        asked = _SURELY_ASKED if self.sheet == "seal" else _MAYBE_SEAL
        if number is not None and kind in asked:
            return self._sealed_with(number)
        return super().scanned(scan)

    def coded(self, code: Code, source: str) -> Move:
        """Pack a scanned parcel; another box takes this one's place in the hand."""
        match code.kind:
            case CodeKind.PARCEL:
                if self.sheet:
                    self._shut()
                return self._pack(code.text)
            case CodeKind.BOX if code.text == self.box:
                return Say(self.phrases.text("This box is in your hand"), "ok")
            case CodeKind.BOX if not isinstance(self.desk.ship.box(code.text), Refused):
                return Instead(self.office.doors.ship_box(code.text))
            case _:
                return super().coded(code, source)

    def cards(self) -> CARDS_OF:
        """Return the command cards of this screen."""
        return {
            "seal": "box.seal",
            "undo": "box.undo",
            "sticker": "box.label",
            "inspect": ("reopen.inspect", "box.reopen"),  # it asks why: the card once more says it
        }
