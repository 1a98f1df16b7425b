"""Customers of the simulated day who pay at the counter: in cash, by card, by the second card."""

from kiosk.hw.sim.faults import Fault
from kiosk.trial.stage import Stage

CASH, CARD, SECOND_CARD = range(3)


def way_of(due_minor: int) -> int:
    """Return how whoever owes a sum pays it: the same sum the same way, all of them in turn."""
    return due_minor // 100 % 3


def take_money(stage: Stage) -> None:
    """Take what the visit on the screen owes, if it owes anything.

    Args:
        stage: with a customer's screen in front and everything picked.
    """
    account = stage.app.loop.screen.account()  # type: ignore[attr-defined]
    if account is None or not account.bill.left_minor:
        return
    way = way_of(account.bill.left_minor)
    stage.tap("customer.pay")
    if way == CASH:
        stage.tap("pay.cash")
        stage.tap("cash.note.1")
        return
    if way == SECOND_CARD:
        stage.terminal.befall([Fault(1, "charge", "decline")])
        stage.tap("pay.card")
        stage.until(lambda: stage.app.loop.screen.find("pay.card"), "the card is declined")
    stage.tap("pay.card")
    stage.until(lambda: stage.app.loop.screen.find("issue.confirm"), "the card is charged")
