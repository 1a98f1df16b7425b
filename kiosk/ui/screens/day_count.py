"""The count of the drawer on a screen of the day: asked for, told, counted again; its one home."""

from collections.abc import Callable, Sequence

from kiosk.core.days import Cash
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.day_drawer import DrawerSheet
from kiosk.ui.screens.day_words import differs_words
from kiosk.ui.screens.framed import Framed
from kiosk.workflows.days import Counted


class DrawerCount:
    """What somebody counted in the drawer, and the sheet that asks for it.

    Args:
        screen: on which it is told.
        button: the id of the button that asks.
        then: goes on with a count; None where it is only kept.
    """

    def __init__(
        self, screen: Framed, button: str, then: Callable[[Counted], Move] | None = None
    ) -> None:
        self._screen, self._button, self._then = screen, button, then
        self.counted: Counted | None = None
        self.asked: DrawerSheet | None = None

    def cash(self) -> Cash | None:
        """Return what should lie in the drawer; None where no money is taken, or it is no right."""
        cash = self._screen.desk.days.cash()
        return cash if isinstance(cash, Cash) else None

    # -- what it shows -----------------------------------------------------------------------------

    def told(self, before: str) -> list[Widget]:
        """Return what was counted, in words on a dark card.

        Args:
            before: what is said while nobody counted.
        """
        cash, phrases = self.cash(), self._screen.phrases
        if cash is None:
            return []
        if self.counted is None:
            return [said(before)]
        amount = phrases.money(self.counted.minor, cash.currency)
        lines = [said(phrases.text("In the drawer: {amount}", amount=amount), colour="rail_mark")]
        if self.counted.reason is not None:
            lines.append(said(differs_words(self.counted.reason, phrases)))
        return lines

    def buttons(self) -> list[Widget]:
        """Return the button that asks; none where no money is taken."""
        if self.cash() is None:
            return []
        say = self._screen.phrases.text
        label = say("Count again") if self.counted else say("Count the drawer")
        return [Button(id=self._button, label=label, do=self.ask)]

    def sheet(self) -> Widget | None:
        """Return the sheet that asks now."""
        return None if self.asked is None else self.asked.sheet()

    # -- what it does ------------------------------------------------------------------------------

    def ask(self) -> Move:
        """Ask what lies in the drawer."""
        cash = self.cash()
        self.asked = None if cash is None else DrawerSheet(self._screen, cash, self._take, self._no)
        self._screen.renew()
        return None

    def shut(self) -> None:
        """Ask no longer; what was counted stays."""
        self.asked = None

    def forget(self) -> None:
        """Have it counted anew: somebody was paid since."""
        self.counted = None

    def _take(self, counted: Counted) -> Move:
        self._no()
        if self._then is not None:
            return self._then(counted)
        self.counted = counted
        return None

    def _no(self) -> Move:
        self.shut()
        self._screen.renew()
        return None


def said(words: str, *, colour: str = "rail_text") -> Widget:
    """Return a line of a dark card."""
    return Label(label=words, colour=colour, align="centre", lines=3)


def aside(icon: str, lines: Sequence[Widget], buttons: Sequence[Widget], skin: Skin) -> Widget:
    """Return the dark card that stands beside a day: a sign, what is said, what is asked.

    Args:
        icon: the sign.
        lines: what is said.
        buttons: at its foot.
        skin: it is drawn with.
    """
    sign = Row(children=[Spacer(), IconBox(icon=icon, tone="rail", edge_px=72), Spacer()])
    body = Stack(children=[Spacer(), sign, *lines, Spacer(), *buttons], gap=skin.layout.dense)
    return Card(fill="rail", grow=1, least=80, child=body)
