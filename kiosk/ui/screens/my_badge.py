"""My badge: scan one that nobody has, type the PIN, and it is yours."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.pin_sheet import PinSheet
from kiosk.workflows.tries import SignInTry


class MyBadgeScreen(Framed):
    """Binds a badge to who is signed in.

    Args:
        office: the counter.
    """

    name = "my_badge"
    section = "menu"
    _badge = ""  # scanned last

    def taking_over(self) -> Widget | None:
        """Return nothing: the PIN stands beside the words here."""
        return None

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("My badge")

    def content(self) -> Widget:
        """Return what to do, and the PIN once a badge was scanned."""
        lay = self.skin.layout
        right: Widget = Card(child=self._later())
        if self.asked_pin is not None:
            right = Card(child=self.asked_pin.body())
        left = Card(child=Stack(children=self._words(), gap=lay.dense))
        return Split(left=left, right=right, right_wide=lay.right["home"], gap=lay.gap)

    def _words(self) -> list[Widget]:
        say, has = self.phrases.text, self.desk.access.has_badge
        head = say("Scan the badge you want to use") if self.asked_pin is None else say("Your PIN")
        lines = [
            say("A badge of your own locks this screen."),
            say("A colleague's badge lets them go on where you are."),
            say("Blank badges are printed with: kiosk print badges"),
        ]
        state = say("You have a badge; the new one takes its place.") if has else ""
        return [
            Spacer(),
            Row(children=[Spacer(), IconBox(icon="badge", tone="soft", edge_px=96), Spacer()]),
            Label(label=head, style="title", align="centre", lines=2),
            *([Label(label=state, style="strong", align="centre", lines=2)] if has else []),
            *(Label(label=line, colour="ink2", align="centre", lines=2) for line in lines),
            Spacer(),
        ]

    def _later(self) -> Widget:
        words = self.phrases.text("Your PIN is asked for here, once a badge was scanned.")
        return Stack(
            children=[
                Spacer(),
                Label(label=words, colour="ink2", align="centre", lines=3),
                Spacer(),
            ]
        )

    def badge(self, badge: str) -> Move:
        """Ask for the PIN of who wants this badge."""
        person = self.desk.access.who
        if person is None:
            return self.lock()
        is_first, is_same = self.asked_pin is None, badge == self._badge
        self._badge = badge
        bound = partial(self._bound, badge)
        self.asked_pin = PinSheet(self, self.desk.access, person, bound, self._shut)
        self.renew()
        if is_first:  # the PIN that is asked for now is the answer
            return None
        say = self.phrases.text
        words = say("Scanned before") if is_same else say("Another badge, this one counts")
        return Say(words, "ok", step=say("Type your PIN"))

    def _bound(self, badge: str, attempt: SignInTry, ok: bool) -> Move:  # noqa: FBT001
        bound = self.desk.access.bind_badge(attempt, ok, badge)
        self.renew()
        if isinstance(bound, Refused):
            self.asked_pin = self.asked_pin if not ok else None
            return self.refused(bound)
        return Say(self.phrases.text("This badge is yours now"), "ok", after=Back())

    def _shut(self) -> Move:
        self.asked_pin = None
        self.renew()
        return None
