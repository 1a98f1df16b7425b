"""Bags a customer takes along, and the language of the receipt, on one sheet."""

from collections.abc import Callable
from functools import partial

from kiosk.core.policy import BagKind
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Do, Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.framed import Framed
from kiosk.workflows.views import CustomerCard


class BagSheet:
    """The sheet of a visit's bags and receipt.

    Args:
        screen: of the visit.
        took: shows what an action answered.
    """

    def __init__(self, screen: Framed, took: Callable[[CustomerCard | Refused], Move]) -> None:
        self._screen, self._took = screen, took
        self.language = ""  # of the receipt; empty for the point's own

    def sheet(self, card: CustomerCard, close: Do) -> Widget:
        """Return the sheet.

        Args:
            card: of the visit.
            close: what closing it does.
        """
        say, policy = self._screen.phrases.text, self._screen.desk.counter.policy
        rows = [self._row(kind, card) for kind in policy.bags] if policy else []
        known = self._screen.desk.returns.languages()
        if len(known) > 1:
            rows.append(Label(label=say("The receipt's language"), colour="ink2"))
            rows.append(
                Tabs(
                    id="receipt.language",
                    choices=tuple((one, one.upper()) for one in known),
                    chosen=self.language or self._screen.office.language,
                    pick=self._speak,
                )
            )
        return Sheet(
            id="bags",
            title=say("Bags and receipt"),
            child=Stack(children=rows, gap=12),
            close=close,
            actions=(Button(id="bags.done", label=say("Done"), do=close),),
        )

    def _speak(self, language: str) -> Move:
        self.language = language
        self._screen.renew()
        return None

    def _row(self, kind: BagKind, card: CustomerCard) -> Widget:
        phrases = self._screen.phrases
        taken = card.session.bags if card.session else ()
        count = next((bag.count for bag in taken if bag.bag == kind.bag), 0)
        currency = card.ready[0].currency if card.ready else ""
        price = phrases.money(kind.price_minor, currency) if kind.price_minor and currency else ""
        none = "" if count else phrases.text("No bag is taken")
        return Row(
            gap=12,
            children=[
                Label(label=phrases.text("Bag {size}", size=kind.bag), style="row_title"),
                Label(label=price, colour="ink2"),
                Spacer(),
                self._step(phrases.text("One bag {size} less", size=kind.bag), kind, card,
                           count - 1, none),
                Label(label=phrases.number(count), style="title", align="centre"),
                self._step(phrases.text("One bag {size} more", size=kind.bag), kind, card,
                           count + 1),
            ],
        )  # fmt: skip

    def _step(
        self, words: str, kind: BagKind, card: CustomerCard, count: int, reason: str = ""
    ) -> Button:
        session = card.session.session if card.session else ""
        taken = card.session.bags if card.session else ()
        is_more = count > next((bag.count for bag in taken if bag.bag == kind.bag), 0)
        return Button(
            id=f"bag.{kind.bag}.{'more' if is_more else 'less'}",
            label=words,
            icon="add" if is_more else "remove",
            bare=True,
            rank="outline",
            enabled=not reason,
            reason=reason,
            do=partial(self._take, session, kind.bag, count),
        )

    def _take(self, session: str, bag: str, count: int) -> Move:
        return self._took(self._screen.desk.deciding.take_bags(session, bag, count))
