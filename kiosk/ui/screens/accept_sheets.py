"""The sheets of a check-in: its differences, and the keypad for a label that cannot be read."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.accept_fits import AcceptFits

_MOST_LINES = 5  # what the small screen holds


class AcceptSheets(AcceptFits):
    """The picture of a check-in with its sheets; `accept` says what it does."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.sheet == "close":
            return self._differences()
        if self.sheet == "digits":
            return self._digits()
        return super().over()

    def _differences(self) -> Widget:
        say = self.phrases.text
        card = self.desk.accept.card(self.delivery)
        unseen = () if isinstance(card, Refused) else card.unseen
        rows: list[Widget] = [
            Label(label=self.phrases.count("{n} parcel was not scanned",
                                           "{n} parcels were not scanned", len(unseen)),
                  colour="ink2"),
            *(Label(label=f"…{p.parcel[-4:]}  {p.items[0].title if p.items else ''}", cuts=True)
              for p in unseen[:_MOST_LINES]),
        ]  # fmt: skip
        if len(unseen) > _MOST_LINES:
            more = self.phrases.count(
                "and {n} more parcel", "and {n} more parcels", len(unseen) - _MOST_LINES
            )
            rows.append(Label(label=more, colour="ink2"))
        return Sheet(
            id="differences",
            title=say("Close with differences?"),
            child=Stack(children=rows, gap=8),
            close=self._shut,
            actions=(
                Button(
                    id="differences.back",
                    label=say("Go on scanning"),
                    rank="outline",
                    do=self._shut,
                ),
                Button(
                    id="differences.confirm",
                    label=say("Close, they are missing"),
                    do=partial(self._close, seen=True),
                ),
            ),
        )

    def _digits(self) -> Widget:
        say = self.phrases.text
        entry = CodeEntry(
            id="digits.code",
            label=say("Parcel number"),
            typing=self.typing,
            hint=say("as on the label"),
            enter=self._typed,
            enter_rank="second",
            least=300,
            tall=420 if self.skin.layout.size == "L" else 330,
        )
        return Sheet(
            id="digits",
            title=say("Type the number"),
            child=entry,
            close=self._shut,
            actions=(
                Button(
                    id="digits.none",
                    label=say("Nothing can be read"),
                    icon="search_off",
                    rank="outline",
                    do=self._without_code,
                ),
            ),
            most=520,
        )

    def _typed(self) -> Move:
        raise NotImplementedError
