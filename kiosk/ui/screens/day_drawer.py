"""Counting the drawer: the sum is typed before it is told what it should be, then why not."""

from collections.abc import Callable
from functools import partial

from kiosk.core.days import Cash
from kiosk.core.daywords import DrawerReason
from kiosk.ui.kit.boxes import Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, Typing
from kiosk.ui.kit.keys import MoneyPad
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.day_words import differs_words
from kiosk.workflows.days import Counted

_MOST_DIGITS = 9


class DrawerSheet:
    """Asks what lies in the drawer.

    Args:
        screen: over which the sheet lies.
        cash: what should lie there.
        then: goes on with what was counted.
        close: what closing the sheet does.
    """

    def __init__(
        self,
        screen: Screen,
        cash: Cash,
        then: Callable[[Counted], Move],
        close: Callable[[], Move],
    ) -> None:
        self._screen, self._cash, self._then, self._close = screen, cash, then, close
        self.typing = Typing(_MOST_DIGITS)
        self.counted_minor: int | None = None  # and it differs

    def sheet(self) -> Widget:
        """Return the pad, or the question why it differs."""
        say = self._screen.phrases.text
        if self.counted_minor is None:
            title, body = say("How much lies in the drawer?"), self._pad()
        else:
            title, body = say("The drawer holds another sum"), self._why(self.counted_minor)
        child = Stack(gap=self._screen.skin.layout.dense, children=body)
        return Sheet(id="drawer", title=title, child=child, close=self._close, most=560)

    def _money(self, minor: int) -> str:
        return str(self._screen.phrases.money(minor, self._cash.currency))

    @property
    def _typed_minor(self) -> int:
        """What is typed, in minor units whatever is expected: a till knows one way alone."""
        return int(self.typing.text or "0")

    def _pad(self) -> list[Widget]:
        phrases, currency = self._screen.phrases, self._cash.currency
        pad = MoneyPad(
            id="drawer.pad", typing=self.typing, enter=self._enter, typed=self._typed,
            rank="key", enter_rank="second", grow=1, least=4 * 56 + 3 * 8,
        )  # fmt: skip
        hint = phrases.text("Count notes and coins, then type every digit of the sum")
        colour = "ink" if self.typing.text else "ink3"
        shown = phrases.exact(self._typed_minor, currency)
        return [
            Label(label=shown, style="kpi", align="centre", colour=colour),
            Label(label=hint, colour="ink2", align="centre", lines=2),
            pad,
        ]

    def _why(self, counted_minor: int) -> list[Widget]:
        say, lay = self._screen.phrases.text, self._screen.skin.layout
        over = counted_minor - self._cash.expected_minor
        amount = self._money(abs(over))
        words = (
            say("{amount} too much", amount=amount)
            if over > 0
            else say("{amount} are missing", amount=amount)
        )
        counted = say("Counted: {amount}", amount=self._money(counted_minor))
        head = Row(
            gap=16,
            children=[
                IconBox(icon="payments", tone="warn", edge_px=44),
                Stack(
                    grow=1,
                    least=120,
                    children=[
                        Label(label=words, style="section", lines=2),
                        Label(label=counted, colour="ink2"),
                    ],
                ),
            ],
        )
        reasons: list[Widget] = [
            Button(
                id=f"drawer.{reason.value}",
                label=differs_words(reason, self._screen.phrases),
                rank="outline",
                do=partial(self._told, counted_minor, reason),
            )
            for reason in DrawerReason
        ]
        again = Button(id="drawer.again", label=say("Count again"), icon="undo", do=self._again)
        return [head, *reasons, Row(children=[Spacer(), again], gap=lay.dense)]

    def _typed(self) -> Move:
        self._screen.renew()
        return None

    def _enter(self) -> Move:
        if not self.typing.text:
            return None
        counted = self._typed_minor
        if counted == self._cash.expected_minor or not self._cash.counted:
            return self._then(Counted(counted))
        self.counted_minor = counted
        return self._typed()

    def _told(self, counted_minor: int, reason: DrawerReason) -> Move:
        return self._then(Counted(counted_minor, reason, self._cash.expected_minor))

    def _again(self) -> Move:
        self.counted_minor = None
        self.typing.clear()
        return self._typed()
