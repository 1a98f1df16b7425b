"""A sender brings a parcel: scan it, look at it, ask what is in it, weigh it if need be."""

from functools import partial

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.dropoffs import Declared
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Instead, Move, Say, Widget
from kiosk.ui.screens.drop_off_view import DropOffView
from kiosk.ui.screens.witness import Witness
from kiosk.workflows.brought import DropOffCard

_FEWEST = 8  # digits of a number that is a parcel's


class DropOffScreen(DropOffView):
    """One drop-off after the other."""

    _witness: Witness | None = None

    def entered(self) -> None:
        """Look at the parcel whose code led here."""
        first, self.first = self.first, None
        if first is not None:
            self.stage.after(0.0, partial(self._look, first))

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.sheet == "witness" and self._witness is not None:
            return self._witness.sheet()
        return self._weight_sheet() if self.sheet == "weight" else None

    def _weight_sheet(self) -> Widget:
        say = self.phrases.text
        entry = CodeEntry(
            id="weight.code",
            label=say("Weight in grams"),
            typing=self.typing,
            hint=say("may be left out"),
            enter=self._weighed,
            least=300,
            tall=420 if self.skin.layout.size == "L" else 330,
        )
        title = say("Weigh the parcel")
        return Sheet(id="weight", title=title, child=entry, close=self._shut, most=520)

    def _ask(self, sheet: str) -> Move:
        self.sheet = sheet
        self.typing.clear()
        self.renew()
        return None

    def _shut(self) -> Move:
        return self._ask("")

    def _weighed(self) -> Move:
        text = self.typing.text.strip()
        self._shut()
        if text and not text.isdigit():
            return self.refused(Refused(Reason.BAD_VALUE))
        self.weight_g = int(text or 0)
        self.renew()
        return None

    # -- which parcel ------------------------------------------------------------------------------

    def _typed(self) -> Move:
        text = self.typing.text.strip()
        self.typing.clear()
        self.renew()
        if not text:
            return None
        code = self._read(text, "typed")
        if code.kind is CodeKind.PARCEL or len(text) >= _FEWEST:
            return self._look(code.text or text)
        return self.refused(Refused(Reason.TOO_SHORT, {"least": _FEWEST}))

    def _look(self, code: str) -> Move:
        card = self.desk.dropoffs.look(code)
        if isinstance(card, Refused):
            self.renew()
            return self.refused(card)
        if card.taken is not None:
            again = Instead(self.office.doors.taken(card.taken))
            return Say(self.phrases.text("Scanned before"), "ok", again)
        if self.card is None or self.card.parcel != code:
            self.begin(card)
        self.renew()
        return None

    def begin(self, card: DropOffCard) -> None:
        """Take a parcel in hand; nothing is known of it but its code."""
        self.card = card
        self.is_packed = self.is_allowed = False
        self.weight_g, self.sheet = 0, ""
        self.size = card.known.size if card.known else self.size_first

    def _another(self) -> Move:
        self.card = None
        self.renew()
        return None

    # -- how it ends -------------------------------------------------------------------------------

    def _accept(self, witness: str | None = None) -> Move:
        if self.card is None:
            return None
        declared = Declared(self.is_packed, self.is_allowed, self.weight_g, self.size)
        taken = self.desk.dropoffs.accept(self.card.parcel, declared, self.language, witness)
        if isinstance(taken, Refused) and taken.reason is Reason.WITNESS_NEEDED:
            self._witness = Witness(self, self.desk.access, Right.RETURN, self._accept, self._shut)
            return self._ask("witness")
        self.sheet = ""
        self.renew()
        if isinstance(taken, Refused):
            return self.refused(taken)
        return Instead(self.office.doors.taken(taken))

    def coded(self, code: Code, source: str) -> Move:
        """Take every parcel's code as a drop-off's."""
        is_long = code.kind is CodeKind.DIGITS and len(code.text) >= _FEWEST
        if code.kind is CodeKind.PARCEL or is_long:
            same = self.card is not None and self.card.parcel == code.text
            moved = self._look(code.text)
            again = self.phrases.text("Parcel …{tail}", tail=codes.tail(code.text))
            return Say(again, "ok") if same and moved is None else moved
        return super().coded(code, source)
