"""A PIN that its person chooses at somebody else's counter: typed twice, shown to nobody."""

from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Typing
from kiosk.ui.kit.keys import PinDots, PinPad
from kiosk.ui.kit.widget import Instead, Move, Say, Widget
from kiosk.ui.kit.words import Initials, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal


class PersonPinScreen(Framed):
    """Lets a person choose a PIN.

    Args:
        office: the counter.
        staff: who.
    """

    name = "person_pin"
    section = "menu"

    def __init__(self, office: Office, staff: str) -> None:
        super().__init__(office)
        self.staff = staff
        self.typing, self.first = Typing(12), ""

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("A new PIN")

    def leave(self) -> Move:
        """Go on to the person; they may choose the PIN later, too."""
        return Instead(self.office.doors.person(self.staff))

    def content(self) -> Widget:
        """Return who is asked at the left, the pad at the right."""
        lay, say = self.skin.layout, self.phrases.text
        member = self.desk.team.member(self.staff)
        if isinstance(member, Refused):
            return Card(child=Label(label=refusal(member, self.phrases)[0], lines=2))
        prompt = say("Repeat your new PIN") if self.first else say("Choose a PIN")
        face = Initials(label=member.initials, chosen=True, diameter=96)
        later = Button(id="pin.later", label=say("Choose it later"), rank="outline",
                       do=self.leave)  # fmt: skip
        left = [
            Spacer(),
            Row(children=[Spacer(), face, Spacer()]),
            Label(label=member.name, style="title", align="centre", lines=2, personal=True),
            Label(label=say("Hand the screen over, and look away."), style="strong",
                  align="centre", lines=2),
            Label(label=say("No rows, no repeats, no dates"), colour="ink2", align="centre",
                  lines=2),
            Spacer(),
            later,
        ]  # fmt: skip
        pad = PinPad(
            id="new_pin", typing=self.typing, enter=self._enter, typed=self._typed,
            rank="key", enter_rank="second", grow=1, least=4 * 56 + 3 * 8,
        )  # fmt: skip
        right = [
            Label(id="new_pin.prompt", label=prompt, style="section", align="centre", lines=2),
            PinDots(typing=self.typing, colour="ink"),
            pad,
        ]
        return Split(
            left=Card(child=Stack(children=left, gap=lay.dense)),
            right=Card(child=Stack(children=right, gap=12)),
            right_wide=lay.right["home"],
            gap=lay.gap,
        )

    def left(self) -> None:
        """Forget what was typed."""
        self.typing.clear()
        self.first = ""

    def _typed(self) -> Move:
        self.renew()
        return None

    def _enter(self) -> Move:
        pin = self.typing.text
        self.typing.clear()
        self.renew()
        if not pin:
            return None
        if not self.first:
            return self._chosen(pin)
        first, self.first = self.first, ""
        if first != pin:
            say = self.phrases.text
            return Say(say("The two PINs differ"), "no", step=say("Choose a PIN"))
        kept = self.desk.team.choose_pin(self.staff, pin)
        if isinstance(kept, Refused):
            return self.refused(kept)
        return Say(self.phrases.text("The PIN counts from now on"), "ok", after=self.leave())

    def _chosen(self, pin: str) -> Move:
        """Say at once that a PIN is too simple, not after it was typed twice."""
        refused = self.desk.team.check_pin(self.staff, pin)
        if refused is not None:
            return self.refused(refused)
        self.first = pin
        return None
