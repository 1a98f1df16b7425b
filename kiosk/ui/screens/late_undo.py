"""An issue taken back later than the network lets everybody: the reason, and who has the right."""

from functools import partial

from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState, Right, UndoReason
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Instead, Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.witness import Witness


class LateUndo(Framed):
    """A screen of one parcel that may have been issued by mistake."""

    asks_why = False
    _undone: Parcel | None = None

    def undo_button(self, parcel: Parcel) -> list[Widget]:
        """Return the way to take an issue back; whether it is too late, is said when asked."""
        is_out = parcel.state is ParcelState.ISSUED and parcel.session
        if not is_out or not self.desk.counter.may(Right.ISSUE):
            return []
        return [
            Button(
                id="parcel.undo",
                label=self.phrases.text("Issued by mistake"),
                icon="undo",
                rank="outline",
                do=partial(self._ask_why, parcel),
            )
        ]

    def over(self) -> Widget | None:
        """Return the question why, or who vouches."""
        if self._witness is not None:
            return self._witness.sheet()
        return self._why() if self.asks_why else None

    def left(self) -> None:
        """Close the questions: they belong to the moment."""
        self._shut()

    def _ask_why(self, parcel: Parcel) -> Move:
        self.asks_why, self._undone = True, parcel
        self.renew()
        return None

    def _why(self) -> Widget:
        say = self.phrases.text
        words = say("All that was issued in this visit comes back, the receipt is void.")
        buttons = [
            Button(
                id=f"undo.{reason.value}",
                label=undo_word(reason.value, self.phrases),
                rank="outline",
                do=partial(self._undo, reason),
            )
            for reason in UndoReason
        ]
        body = Stack(children=[Label(label=words, colour="ink2", lines=3), *buttons], gap=12)
        title = say("Why is the issue undone?")
        return Sheet(id="undo", title=title, child=body, close=self._shut)

    def _undo(self, reason: UndoReason, witness: str | None = None) -> Move:
        session = (self._undone.session if self._undone else None) or ""
        card = self.desk.issue.undo(session, reason.value, witness)
        self._shut()
        if not isinstance(card, Refused):
            return Instead(self.office.doors.customer(card))
        wants_right = card.reason is Reason.UNDO_TOO_LATE
        if wants_right and self.desk.access.witnesses(Right.OVERRIDE) and witness is None:
            then = partial(self._undo, reason)
            access = self.desk.access
            self._witness = Witness(self, access, Right.OVERRIDE, then, self._shut)
            self.renew()
        return self.refused(card)

    def _shut(self) -> Move:
        self.asks_why, self._witness = False, None
        self.renew()
        return None


def undo_word(reason: str, phrases: Phrases) -> str:
    """Return why an issue was undone, as people say it; empty for the undo right after it."""
    say = phrases.text
    words = {
        UndoReason.MISTAKE.value: say("Issued by mistake"),
        UndoReason.WRONG_PERSON.value: say("Given to the wrong person"),
        UndoReason.CHANGED_MIND.value: say("The customer did not take it"),
    }
    return words.get(reason, "")
