"""Taking a visit's money, in a sheet: the sum, the ways to pay, cash with its change, the card."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from kiosk.core.payments import Payment
from kiosk.core.paywords import PayFault, PaymentState
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, Typing
from kiosk.ui.kit.keys import PinPad
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.phrases import Phrases
from kiosk.workflows.till import Account, Till

_MOST_DIGITS = 7
_NOTES = (10, 50, 100, 500, 1000, 5000)  # of whole units
_MOST_NOTES = 3


def fault_words(why: str, phrases: Phrases) -> str:
    """Return what became of a card that was not charged, or not paid back."""
    say = phrases.text
    words = {
        PayFault.DECLINED: say("The bank declined the card"),
        PayFault.CANCELLED: say("The card payment was stopped"),
        PayFault.TIMED_OUT: say("No card was held to the terminal"),
        PayFault.NOT_SENT: say("The terminal did not hear of it, nothing was charged"),
        PayFault.REFUND_REFUSED: say("The money could not go back, call the network"),
    }
    return words[PayFault(why)] if why in list(PayFault) else ""


def notes_for(left_minor: int, minor: int) -> tuple[int, ...]:
    """Return the round sums a customer may hand over for what is left, in minor units.

    Args:
        left_minor: what is left.
        minor: minor units in a whole one.
    """
    rounded = (-(-left_minor // (note * minor)) * note * minor for note in _NOTES)
    more = dict.fromkeys(amount for amount in rounded if amount > left_minor)
    return tuple(sorted(more)[:_MOST_NOTES])


class PaymentSheet:
    """Takes or gives back what a visit's bill says.

    Args:
        screen: over which the sheet lies.
        till: knows the bill, and the terminal.
        session: the visit.
        close: what closing the sheet does.
    """

    def __init__(self, screen: Screen, till: Till, session: str, close: Callable[[], Move]) -> None:
        self._screen, self._till, self._session, self._close = screen, till, session, close
        self.typing = Typing(_MOST_DIGITS)
        self.in_cash = False

    def sheet(self, account: Account) -> Widget:
        """Return the sheet as the bill stands."""
        say, owed = self._screen.phrases.text, account.bill
        if account.waits:
            return self._sheet(say("Hold the card to the terminal"), self._waiting(account))
        if owed.over_minor:
            return self._sheet(say("More was paid than is due"), self._over(account))
        if self.in_cash:
            return self._sheet(say("Cash"), self._cash(account))
        return self._sheet(say("How does the customer pay?"), self._ways(account))

    def ok(self) -> str | tuple[str, ...]:
        """Return what the OK card presses: of cash the exact sum, while none is typed."""
        if not self.in_cash:
            return ()
        return "cash.enter" if self.typing.text else "cash.note.1"

    def _sheet(self, title: str, body: list[Widget]) -> Widget:
        child = Stack(gap=self._screen.skin.layout.dense, children=body)
        return Sheet(id="pay", title=title, child=child, close=self._close, most=560)

    def _money(self, minor: int, account: Account) -> str:
        return self._screen.phrases.money(minor, account.bill.currency)

    def _sum(self, minor: int, account: Account) -> Widget:
        return Label(label=self._money(minor, account), style="kpi", align="centre")

    def _note(self, icon: str, words: str, tone: str) -> Widget:
        return Row(
            gap=16,
            children=[
                IconBox(icon=icon, tone=tone, edge_px=44),
                Label(label=words, lines=2, grow=1, least=120),
            ],
        )

    # -- the ways to pay ---------------------------------------------------------------------------

    def _ways(self, account: Account) -> list[Widget]:
        say, owed = self._screen.phrases.text, account.bill
        lines: list[Widget] = [self._sum(owed.left_minor, account)]
        if owed.paid_minor:
            paid = say("Paid already: {amount}", amount=self._money(owed.paid_minor, account))
            lines.append(Label(label=paid, colour="ink2", align="centre"))
        lines += self._trouble(account)
        buttons: list[Widget] = [
            Button(
                id="pay.cash",
                label=say("Cash"),
                icon="payments",
                rank="outline" if account.takes_cards else "primary",
                grow=1,
                do=self._begin_cash,
                enabled=account.pays_here,
                reason="" if account.pays_here else say("This network takes no payments here"),
            )
        ]
        if account.takes_cards:
            buttons.append(self._card_button(account))
        return [*lines, Row(children=buttons, gap=self._screen.skin.layout.dense, align="fill")]

    def _card_button(self, account: Account) -> Widget:
        say = self._screen.phrases.text
        why = ""
        if not account.pays_here:
            why = say("This network takes no payments here")
        elif not account.terminal_there:
            why = say("The card terminal does not answer")
        elif account.bill.asked:
            why = say("The terminal is asked about the last card")
        failed = any(one.state is PaymentState.FAILED for one in account.payments)
        return Button(
            id="pay.card",
            label=say("Card again") if failed else say("Card"),
            icon="id_card",
            rank="primary",
            grow=1,
            do=self._take_card,
            enabled=not why,
            reason=why,
        )

    def _trouble(self, account: Account) -> list[Widget]:
        say = self._screen.phrases.text
        if account.bill.asked:
            words = say("Nobody knows yet whether the card was charged. The terminal is asked.")
            stop = Button(id="pay.stop", label=say("Stop"), rank="outline", do=self._give_up)
            return [
                self._note("help", words, "warn"),
                # one that still waits for a card, after a restart say, is told once more
                *([Row(children=[Spacer(), stop, Spacer()])] if account.terminal_there else []),
            ]
        if not account.pays_here:
            return [self._note("info", say("Ask the customer to pay in the app"), "warn")]
        if account.is_last:
            words = say("The cards failed. Take cash, or let the customer pay in the app.")
            return [self._note("error", words, "bad")]
        last = account.payments[-1] if account.payments else None
        words = fault_words(last.reason, self._screen.phrases) if last else ""
        if words and last and last.state is PaymentState.FAILED:
            return [self._note("error", words, "bad")]
        if account.takes_cards and not account.terminal_there:
            return [self._note("info", say("Take cash, or check its cable and power"), "warn")]
        return []

    # -- cash --------------------------------------------------------------------------------------

    def _cash(self, account: Account) -> list[Widget]:
        say, left, lay = (
            self._screen.phrases.text,
            account.bill.left_minor,
            self._screen.skin.layout,
        )
        given = self._given(account)
        is_short = bool(given) and given < left
        words = say("Still missing") if is_short else say("Change")
        tone = "bad" if is_short else "ok"
        sums = [
            self._column(say("To be paid"), self._money(left, account)),
            self._column(say("Given"), self._money(given, account) if given else "-"),
            self._column(words, self._money(abs(given - left), account) if given else "-", tone),
        ]
        pad = PinPad(
            id="cash", typing=self.typing, enter=self._take, typed=self._typed,
            rank="key", enter_rank="second", grow=1, least=4 * 56 + 3 * 8,
        )  # fmt: skip
        offered = (left, *notes_for(left, self._minor(account)))
        notes = [
            Button(
                id=f"cash.note.{n}",
                label=self._money(amount, account),
                rank="outline",
                grow=1,
                do=partial(self._take_sum, amount),
            )
            for n, amount in enumerate(offered, start=1)
        ]
        return [
            Row(children=sums, gap=lay.dense, align="fill"),
            Row(children=notes, gap=8, align="fill"),
            pad,
        ]

    @staticmethod
    def _column(words: str, amount: str, tone: str = "ink") -> Widget:
        return Stack(
            grow=1,
            gap=4,
            children=[
                Label(label=words, style="caption", colour="ink2", align="centre"),
                Label(label=amount, style="section", colour=tone, align="centre"),
            ],
        )

    def _minor(self, account: Account) -> int:
        places: int = self._screen.phrases.places(account.bill.currency)
        return int(10**places)

    def _given(self, account: Account) -> int:
        return int(self.typing.text or "0") * self._minor(account)

    def _begin_cash(self) -> Move:
        self.in_cash = True
        self.typing.clear()
        return self._typed()

    def _typed(self) -> Move:
        self._screen.renew()
        return None

    def _take(self) -> Move:
        account = self._till.account(self._session)
        if isinstance(account, Refused):
            return self._screen.refused(account)
        return self._take_sum(self._given(account))

    def _take_sum(self, given_minor: int) -> Move:
        account = self._till.take_cash(self._session, given_minor)
        self._screen.renew()
        if isinstance(account, Refused):
            return self._screen.refused(account)
        self._close()
        say, back = self._screen.phrases.text, account.paid[-1].change_minor
        if not back:
            return Say(say("Paid"), "ok")
        return Say(say("Change: {amount}", amount=self._money(back, account)), "ok")

    # -- the card ----------------------------------------------------------------------------------

    def _take_card(self) -> Move:
        self.in_cash = False
        account = self._till.take_card(self._session)
        self._screen.renew()
        return self._screen.refused(account) if isinstance(account, Refused) else None

    def _waiting(self, account: Account) -> list[Widget]:
        say, asked = self._screen.phrases.text, account.bill.asked
        return [
            self._sum(asked.amount_minor if asked else 0, account),
            self._note("hourglass_bottom", say("The terminal waits for the customer"), "soft"),
            Row(
                children=[
                    Spacer(),
                    Button(id="pay.stop", label=say("Stop"), rank="outline", do=self._give_up),
                    Spacer(),
                ]
            ),
        ]

    def _give_up(self) -> Move:
        account = self._till.give_up(self._session)
        self._screen.renew()
        return self._screen.refused(account) if isinstance(account, Refused) else None

    # -- back --------------------------------------------------------------------------------------

    def _over(self, account: Account) -> list[Widget]:
        say = self._screen.phrases.text
        words = say("Give all of it back, then take what is due.")
        lines = [self._back_line(one, account) for one in account.paid]
        return [
            self._note("info", words, "warn"),
            *lines,
            Button(
                id="pay.back",
                label=say(
                    "Give back {amount}", amount=self._money(account.bill.paid_minor, account)
                ),
                icon="undo",
                rank="primary",
                do=self._give_back,
            ),
        ]

    def _back_line(self, one: Payment, account: Account) -> Widget:
        amount = self._money(one.amount_minor, account)
        return Label(label=f"{amount} · {method_word(one, self._screen.phrases)}", colour="ink2")

    def _give_back(self) -> Move:
        account = self._till.give_back(self._session)
        self._screen.renew()
        return self._screen.refused(account) if isinstance(account, Refused) else None


def method_word(payment: Payment, phrases: Phrases) -> str:
    """Return how a sum was paid, in a word or two."""
    say = phrases.text
    return {
        "card": say("by card"),
        "cash": say("in cash"),
        "link": say("by link"),
        "prepaid": say("before"),
    }[payment.method.value]


def paid_words(payments: Iterable[Payment], phrases: Phrases) -> Iterator[str]:
    """Yield how each sum was paid, in a line, with the change that went back."""
    for one in payments:
        amount = phrases.money(one.amount_minor, one.currency)
        words = f"{amount} · {method_word(one, phrases)}"
        if one.change_minor:
            back = phrases.money(one.change_minor, one.currency)
            words = f"{words} · {phrases.text('Change: {amount}', amount=back)}"
        yield words
