"""What a visit owes, on the customer's screen: one line of it, the button, the sheet."""

from kiosk.core.payments import Payment
from kiosk.core.paywords import PaymentState, PayMethod, TerminalSaid, TerminalWord
from kiosk.core.refusals import Refused
from kiosk.hw.ports import Signal
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Home, Move, Say, Widget
from kiosk.ui.kit.words import Chip
from kiosk.ui.screens.customer_rows import CustomerRows
from kiosk.ui.screens.payment_sheet import PaymentSheet, fault_words
from kiosk.workflows.till import Account

_NO = {TerminalWord.DECLINED, TerminalWord.TIMED_OUT, TerminalWord.NOT_SENT}


class CustomerMoney(CustomerRows):
    """The money of a visit; a visit that owes nothing shows none of it."""

    pay: PaymentSheet | None = None

    def account(self) -> Account | None:
        """Return how the visit's money stands, None where there is none to speak of."""
        found = self.desk.till.account(self.session) if self.session else None
        if found is None or isinstance(found, Refused):
            return None
        return found if found.bill.due_minor or found.payments else None

    def open_pay(self) -> Move:
        """Open the sheet that takes the money."""
        self.begin_pay()
        self.renew()
        return None

    def begin_pay(self, cash: str | None = None) -> None:
        """Let the sheet that takes the money lie over the visit.

        Args:
            cash: what was typed already of the cash, None for nobody chose cash yet.
        """
        self.pay = PaymentSheet(self, self.desk.till, self.session or "", self._close)
        if cash is not None:
            self.pay.in_cash = True
            self.pay.typing.add(cash)
        self.sheet = "pay"

    def pay_sheet(self) -> Widget | None:
        """Return the sheet while there is something to take or to give back."""
        account = self.account()
        if account is None or self.pay is None:
            return None
        owed = account.bill
        wanted = owed.left_minor or owed.over_minor or account.waits
        return self.pay.sheet(account) if wanted else None

    def pay_button(self) -> Widget | None:
        """Return the button that takes or gives back money, None when the visit is settled."""
        account, say = self.account(), self.phrases.text
        if account is None:
            return None
        owed = account.bill
        if not (owed.left_minor or owed.over_minor):
            return None
        amount = self.phrases.money(owed.left_minor or owed.over_minor, owed.currency)
        words = say("Take {amount}", amount=amount)
        if owed.over_minor:
            words = say("Paid too much: {amount}", amount=amount)
        return Button(
            id="customer.pay", label=words, icon="payments", rank="primary", do=self.open_pay
        )

    def money_chips(self) -> list[Widget]:
        """Return what was paid and what goes back, as chips."""
        account = self.account()
        if account is None:
            return []
        told = [
            one for one in account.payments if not (account.waits and one == account.bill.asked)
        ]
        chips = [self._chip(one) for one in told[-2:]]
        return [chip for chip in chips if chip is not None]

    def _chip(self, one: Payment) -> Widget | None:
        say, amount = self.phrases.text, self.phrases.money(one.amount_minor, one.currency)
        match one.state:
            case PaymentState.PAID:
                return Chip(label=say("Paid: {amount}", amount=amount), icon="check", tone="ok")
            case PaymentState.ASKED:
                words = say("Asking about {amount}", amount=amount)
                return Chip(label=words, icon="help", tone="warn")
            case PaymentState.REFUNDING:
                words = say("{amount} goes back to the card", amount=amount)
                return Chip(label=words, icon="undo", tone="warn")
            case PaymentState.REVERSED if one.method is PayMethod.CASH:
                words = say("Give back {amount} in cash", amount=amount)
                return Chip(label=words, icon="undo", tone="warn")
            case _:
                return None

    def after_cancel(self, account: Account | None) -> Move:
        """Go home; where the terminal waits for a card still, tell what becomes of it.

        Args:
            account: of the visit before it was cancelled.
        """
        if account is None or account.bill.asked is None:
            return Home()
        self.desk.till.tick()  # it stops at once
        words = self.phrases.text("The terminal stops waiting for the card")
        step = self.phrases.text("Charged after all? The money goes back by itself.")
        return Say(words, "attention", Home(), step)

    def on(self, signal: Signal) -> Move:
        """Say aloud what the terminal says of this visit's card."""
        if isinstance(signal, TerminalSaid):
            self.renew()
            return self._terminal_said(signal)
        return super().on(signal)

    def _terminal_said(self, said: TerminalSaid) -> Move:
        account = self.account()
        mine = {one.payment: one for one in account.payments} if account else {}
        one = mine.get(said.payment)
        if account is None or one is None:
            return None
        amount = self.phrases.money(one.amount_minor, one.currency)
        if said.word is TerminalWord.APPROVED and one.state is PaymentState.PAID:
            return Say(self.phrases.text("Paid by card: {amount}", amount=amount), "ok")
        if said.word in _NO and one.state is PaymentState.FAILED:
            step = self.phrases.text("Try again, or take cash")
            return Say(fault_words(one.reason, self.phrases), "no", step=step)
        return None

    # -- what it does: see customer.py -------------------------------------------------------------

    def _close(self) -> Move:
        raise NotImplementedError
