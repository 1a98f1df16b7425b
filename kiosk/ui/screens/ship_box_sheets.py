"""The sheets of a box in hand: its seal, its weight, why it is opened again."""

from functools import partial

from kiosk.core.words import ReopenReason
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.screens.ship_box_view import ShipBoxView
from kiosk.ui.screens.ship_words import reopen_word


class ShipBoxSheets(ShipBoxView):
    """The picture of a box with its sheets; `ship_box` says what it does."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.writing:
            return Keyboard(
                id="box.keys",
                typing=self.typing,
                title=self.phrases.text("Seal number"),
                language="en",
                enter=self._typed_seal,
                close=self._write,
            )
        match self.sheet:
            case "seal":
                return self._seal_sheet()
            case "weight":
                return self._weight_sheet()
            case "reopen":
                return self._reopen_sheet()
            case _:
                return None

    def _seal_sheet(self) -> Widget:
        say = self.phrases.text
        entry = CodeEntry(
            id="seal.code",
            label=say("Seal number"),
            typing=self.typing,
            hint=say("as on the seal"),
            enter=self._typed_seal,
            letters=self._write,
            enter_rank="second",
            least=300,
            tall=420 if self.skin.layout.size == "L" else 330,
        )
        title = say("Scan the seal, or type its number")
        return Sheet(id="seal", title=title, child=entry, close=self._shut, most=520)

    def _weight_sheet(self) -> Widget:
        say = self.phrases.text
        entry = CodeEntry(
            id="weight.code",
            label=say("Weight in grams"),
            typing=self.typing,
            hint=say("may be left out"),
            enter=self._close_box,
            least=300,
            tall=420 if self.skin.layout.size == "L" else 330,
        )
        title = say("Seal {seal}: weigh the box, or just go on", seal=self.seal)
        return Sheet(id="weight", title=title, child=entry, close=self._shut, most=520)

    def _reopen_sheet(self) -> Widget:
        buttons = [
            Button(
                id=f"reopen.{reason.value}",
                label=reopen_word(reason, self.phrases),
                rank="outline",
                do=partial(self._reopen, reason),
            )
            for reason in ReopenReason
        ]
        return Sheet(
            id="reopen",
            title=self.phrases.text("Why is it opened again?"),
            child=Stack(children=buttons, gap=12),
            close=self._shut,
        )

    def _ask(self, sheet: str) -> Move:
        self.sheet = sheet
        self.typing.clear()
        self.renew()
        return None

    def _shut(self) -> Move:
        self.sheet, self.seal, self.writing = "", "", False
        self.typing.clear()
        self.renew()
        return None

    def _write(self) -> Move:
        self.writing = not self.writing
        self.renew()
        return None

    def _typed_seal(self) -> Move:
        raise NotImplementedError

    def _close_box(self) -> Move:
        raise NotImplementedError

    def _reopen(self, reason: ReopenReason) -> Move:
        raise NotImplementedError
