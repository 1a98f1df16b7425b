"""How a drop-off looks: the keypad first, then the parcel, two questions, size and weight."""

from functools import partial

from kiosk.core import codes
from kiosk.core.words import Size
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs, Typing
from kiosk.ui.kit.checks import CheckLine
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.return_words import forbidden_word
from kiosk.workflows.brought import DropOffCard


class DropOffView(Framed):
    """The picture of a drop-off; `drop_off` says what it does.

    Args:
        office: the counter.
        first: a code that was scanned to come here, None asks for one.
    """

    name = "drop_off"
    section = "returns"
    size_first = Size.S

    def __init__(self, office: Office, first: str | None = None) -> None:
        super().__init__(office)
        self.first = first
        self.card: DropOffCard | None = None
        self.is_packed = self.is_allowed = False
        self.size, self.weight_g = self.size_first, 0
        self.language, self.sheet = "", ""
        self.typing = Typing()

    def title(self) -> str:
        """Return what is done here."""
        return self.phrases.text("Drop-off")

    def subtitle(self) -> str:
        """Return which parcel, by its end."""
        if self.card is None:
            return ""
        return self.phrases.text("Parcel …{tail}", tail=codes.tail(self.card.parcel))

    def content(self) -> Widget:
        """Return the question for the code, or the parcel with what is asked about it."""
        if self.card is None:
            return self._asking()
        lay = self.skin.layout
        work = Split(
            left=self._parcel_card(self.card),
            right=self._questions(),
            right_wide=lay.right["home"],
            gap=lay.gap,
            grow=1,
            least=160,
        )
        return Stack(children=[work, self._low()], gap=lay.dense)

    def _asking(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        words = Stack(
            gap=lay.dense,
            children=[
                Spacer(),
                Row(children=[Spacer(), IconBox(icon="barcode_scanner", edge_px=72), Spacer()]),
                Label(
                    label=say("Scan the sender's parcel"), style="title", align="centre", lines=2
                ),
                Label(
                    label=say("or type the number on its label"),
                    style="section",
                    colour="ink2",
                    align="centre",
                    lines=2,
                ),
                Spacer(),
            ],
        )
        entry = CodeEntry(
            id="dropoff.code",
            label=say("Parcel number"),
            typing=self.typing,
            hint=say("as on the label"),
            enter=self._typed,
            grow=1,
        )
        return Split(
            left=Card(child=words),
            right=Card(child=entry, padding=lay.padding if lay.size == "L" else lay.dense),
            right_wide=lay.right["home"],
            gap=lay.gap,
        )

    # -- the parcel ------------------------------------------------------------------------------

    def _parcel_card(self, card: DropOffCard) -> Widget:
        say, lay, known = self.phrases.text, self.skin.layout, card.known
        chip = (
            Chip(label=say("Announced"), icon="verified", tone="ok")
            if known
            else Chip(label=say("Not announced"), icon="help", tone="warn")
        )
        title = known.items[0].title if known and known.items else ""
        weight = (
            say("{kg} kg", kg=self.phrases.number(self.weight_g / 1000))
            if self.weight_g
            else say("Weigh it")
        )
        rows: list[Widget] = [
            Row(
                gap=16,
                children=[
                    IconBox(icon="package_2", edge_px=72),
                    Stack(
                        grow=1,
                        least=100,
                        gap=6,
                        children=[
                            Label(label=card.parcel, style="title", cuts=True),
                            *([Label(label=title, colour="ink2", cuts=True)] if title else []),
                            Row(children=[chip, Spacer()]),
                        ],
                    ),
                ],
            ),
            Spacer(),
            self._choice("size", tuple((s.value, s.value) for s in Size), self.size.value),
            *self._languages(),
            Button(
                id="dropoff.weigh",
                label=weight,
                icon="weight",
                rank="outline",
                do=partial(self._ask, "weight"),
            ),
        ]
        return Card(child=Stack(children=rows, gap=lay.dense))

    def _choice(self, name: str, choices: tuple[tuple[str, str], ...], chosen: str) -> Widget:
        say = self.phrases.text
        label = {"size": say("Size"), "paper": say("Paper in")}[name]
        wide = max(self.skin.width(say(word), "row_meta") for word in ("Size", "Paper in"))
        pick = {"size": self._measure, "paper": self._speak}[name]
        tabs = Tabs(
            id=f"dropoff.{name}",
            choices=choices,
            chosen=chosen,
            pick=pick,
            fill_width=True,
            grow=1,
            least=200,
        )
        return Row(gap=16, children=[Label(label=label, colour="ink2", wide=wide + 4), tabs])

    def _languages(self) -> list[Widget]:
        known = self.desk.returns.languages()
        if len(known) <= 1:
            return []
        chosen = self.language or self.office.language
        return [self._choice("paper", tuple((one, one.upper()) for one in known), chosen)]

    # -- what is asked ---------------------------------------------------------------------------

    def _questions(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        policy = self.desk.counter.policy
        banned = [forbidden_word(one, self.phrases) for one in policy.forbidden] if policy else []
        lines: list[Widget] = [
            CheckLine(
                id="dropoff.packed",
                label=say("It is packed and closed"),
                is_on=self.is_packed,
                do=self._packed,
            ),
            CheckLine(
                id="dropoff.allowed",
                label=say("The sender was asked: nothing forbidden"),
                is_on=self.is_allowed,
                do=self._allowed,
            ),
            Spacer(),
        ]
        if banned:
            words = say("Forbidden: {goods}", goods=", ".join(banned))
            lines.append(Label(label=words, style="caption", colour="ink2", lines=5))
        if policy:
            most = say("At most {kg} kg", kg=policy.dropoff_max_kg)
            lines.append(Label(label=most, style="caption", colour="ink2"))
        head = Label(label=say("Look at it, and ask"), style="section")
        return Card(
            child=Stack(children=[head, *lines], gap=lay.dense if lay.size == "L" else 8),
            padding=lay.padding if lay.size == "L" else lay.dense,
        )

    def _low(self) -> Widget:
        say, ready = self.phrases.text, self.is_packed and self.is_allowed
        reason = say("Answer both questions first")
        return Row(
            gap=self.skin.layout.dense,
            children=[
                Button(
                    id="dropoff.another",
                    label=say("Another parcel"),
                    rank="outline",
                    do=self._another,
                ),
                Spacer(),
                Button(
                    id="dropoff.accept",
                    label=say("Take it in"),
                    icon="task_alt",
                    rank="primary",
                    do=self._accept,
                    enabled=ready,
                    reason=reason,
                ),
            ],
        )

    def _packed(self) -> Move:
        self.is_packed = not self.is_packed
        self.renew()
        return None

    def _allowed(self) -> Move:
        self.is_allowed = not self.is_allowed
        self.renew()
        return None

    def _measure(self, size: str) -> Move:
        self.size = Size(size)
        self.renew()
        return None

    def _speak(self, language: str) -> Move:
        self.language = language
        self.renew()
        return None

    # -- what it does: see drop_off.py -------------------------------------------------------------

    def _typed(self) -> Move:
        raise NotImplementedError

    def _ask(self, sheet: str) -> Move:
        raise NotImplementedError

    def _another(self) -> Move:
        raise NotImplementedError

    def _accept(self) -> Move:
        raise NotImplementedError
