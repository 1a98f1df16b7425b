"""The sheets of a check-in: its differences, and the keypad for a label that cannot be read."""

from collections.abc import Sequence
from functools import partial

from kiosk.core import codes
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.accept_fits import AcceptFits
from kiosk.ui.screens.goods import title_of

_MOST_LINES = 5  # what the small screen holds


class AcceptSheets(AcceptFits):
    """The picture of a check-in with its sheets; `accept` says what it does."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.sheet == "close":
            return self._differences()
        if self.sheet == "digits":
            return self._digits()
        if self.sheet == "marking":
            return self._marking()
        return super().over()

    def _differences(self) -> Widget:
        say = self.phrases.text
        card = self.desk.accept.card(self.delivery)
        unseen, boxes = ((), ()) if isinstance(card, Refused) else (card.unseen, card.unseen_boxes)
        most = _MOST_LINES - 2 * bool(boxes)
        rows: list[Widget] = [
            *self._unseen_boxes(boxes),
            Label(label=self.phrases.count("{n} parcel was not scanned",
                                           "{n} parcels were not scanned", len(unseen)),
                  colour="ink2"),
            *(Label(label=self._unseen_line(p), cuts=True) for p in unseen[:most]),
        ]  # fmt: skip
        if len(unseen) > most:
            more = self.phrases.count(
                "and {n} more parcel", "and {n} more parcels", len(unseen) - most
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

    def _unseen_line(self, parcel: Parcel) -> str:
        words = title_of(parcel, self.phrases) if parcel.items else ""
        if parcel.turned_back:
            words = self.phrases.text("Given back to the driver, damaged")
        return f"…{codes.tail(parcel.parcel)}  {words}"

    def _unseen_boxes(self, boxes: Sequence[str]) -> list[Widget]:
        if not boxes:
            return []
        head = self.phrases.count(
            "{n} box was not scanned", "{n} boxes were not scanned", len(boxes)
        )
        named = ", ".join(f"…{codes.tail(box)}" for box in boxes)
        return [Label(label=head, colour="ink2"), Label(label=named, style="strong", cuts=True)]

    def _marking(self) -> Widget:
        """Wait for the scan of a parcel that is broken and not taken in yet."""
        say, policy = self.phrases.text, self.desk.counter.policy
        goes_back = policy is not None and policy.damaged == "reject"
        words = say("It is photographed and set aside.")
        if goes_back:
            words = say("It goes back with the driver and stays on the list as missing.")
        return Sheet(
            id="marking",
            title=say("Scan the damaged parcel"),
            child=Label(label=words, colour="ink2", lines=3),
            close=self._shut,
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
