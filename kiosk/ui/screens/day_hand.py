"""Handing the counter over: what is open, what lies in the drawer, and who goes on."""

from kiosk.core.daywords import LooseKind
from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Home, Move, Only, Say, Widget
from kiosk.ui.kit.words import IconBox, Label, Line
from kiosk.ui.screens import day_words as words
from kiosk.ui.screens.day_count import DrawerCount, aside, said
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.witness import Witness
from kiosk.ui.sentence import n_
from kiosk.workflows.days import HandedOver


class DayHandScreen(Framed):
    """What who goes on should hear, and their PIN or badge.

    Args:
        office: the counter.
    """

    name = "day_hand"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.drawer = DrawerCount(self, "hand.count")
        self.witness: Witness | None = None

    def title(self) -> str:
        """Return what is done here."""
        return self.phrases.text("Hand over the counter")

    def left(self) -> None:
        """Close the questions."""
        self.witness = None
        self.drawer.shut()

    def content(self) -> Widget:
        """Return what is told to who goes on."""
        lay, say = self.skin.layout, self.phrases.text
        found = self.desk.days.unfinished(is_counted=True)
        told = {} if isinstance(found, Refused) else found
        lines: list[Widget] = [
            Label(label=say("Tell your colleague"), style="title", lines=2),
            Line(),
            *(self._line(kind, n) for kind, n in list(told.items())[:6]),
        ]
        if not told:
            lines.append(Label(label=say("Nothing is open."), colour="ink2"))
        left = Card(child=Stack(children=[*lines, Spacer()], gap=lay.dense))
        go = Button(
            id="hand.go",
            label=say("Who goes on?"),
            icon="person",
            rank="primary",
            do=self.who,
        )
        right = Stack(children=[self._cash(), go], gap=12)
        return Split(left=left, right=right, right_wide=lay.right["customer"], gap=lay.gap)

    def _line(self, kind: LooseKind, n: int) -> Widget:
        icon = IconBox(icon=words.ICONS[kind], tone="soft", edge_px=44)
        said = Label(label=words.loose_words(kind, n, self.phrases), grow=1, least=80, cuts=True)
        return Row(gap=16, children=[icon, said])

    def _cash(self) -> Widget:
        say = self.phrases.text
        who = said(say("Who goes on types the PIN or scans the badge, and answers from then on."))
        lines = [who, *self.drawer.told(say("You may count the drawer together first."))]
        return aside("swap_horiz", lines, self.drawer.buttons(), self.skin)

    def over(self) -> Widget | None:
        """Return the question that is asked now."""
        if self.witness is not None:
            return self.witness.sheet()
        return self.drawer.sheet()

    # -- what it does ------------------------------------------------------------------------------

    def badge(self, badge: str) -> Move:
        """Hand over to whose badge it is."""
        if self.witness is None:
            self.who()
        return self.witness.badge(badge) if self.witness is not None else super().badge(badge)

    def _shut(self) -> Move:
        self.witness = None
        self.drawer.shut()
        self.renew()
        return None

    def who(self) -> Move:
        """Ask who goes on."""
        access, title = self.desk.access, n_("Who goes on?")
        self.witness = Witness(self, access, Right.FIND, self._hand_over, self._shut, title)
        self.renew()
        return None

    def _hand_over(self, to: str) -> Move:
        over = self.desk.days.hand_over(to, self.drawer.counted)
        self._shut()
        if isinstance(over, Refused):
            return self.refused(over)
        return self._after(over)

    def _after(self, over: HandedOver) -> Move:
        """Go on as who took over; whose badge alone was scanned signs in at the lock."""
        say = self.phrases
        if over.to is None:
            self.desk.access.sign_out()
            step = say.text("Sign in to go on")
            return Say(
                say.text("The counter is handed over"), "ok", Only(self.office.doors.lock()), step
            )
        visits = say.count("{n} visit is open", "{n} visits are open", over.visits)
        left = say.count("{n} parcel to put back", "{n} parcels to put back", over.put_back)
        step = " · ".join(s for s, n in ((visits, over.visits), (left, over.put_back)) if n)
        return Say(say.text("The counter is handed over"), "ok", Home(), step)
