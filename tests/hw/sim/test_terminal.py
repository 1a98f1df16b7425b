"""The simulated terminal, beyond the contract: what its bank holds, and what it says when."""

import pytest

from kiosk.core.paywords import TerminalWord as Word
from kiosk.hw.ports import DeviceFault
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.terminal import SimTerminal
from tests.hw.chains import Still


def made(*faults: Fault, think_s: float = 0.0) -> tuple[SimTerminal, Still]:
    clock = Still()
    terminal = SimTerminal(clock, faults, think_s)
    terminal.open()
    return terminal, clock


def said(terminal: SimTerminal) -> list[Word]:
    return [one.word for one in terminal.read(0.0)]


def test_an_id_is_charged_once_however_often_it_is_sent() -> None:
    terminal, _ = made()
    for _ in range(3):
        terminal.charge("p1", 500, "RUB")
    assert (terminal.charges, terminal.net()) == (["p1"], 500)
    assert said(terminal) == [Word.APPROVED] * 3


def test_a_refund_sent_twice_is_one() -> None:
    terminal, _ = made()
    terminal.charge("p1", 500, "RUB")
    terminal.refund("p1", 500, "RUB")
    terminal.refund("p1", 500, "RUB")
    assert terminal.net() == 0
    assert said(terminal) == [Word.REFUNDED] * 3


@pytest.mark.parametrize("told", [("p2", 500, "RUB"), ("p1", 400, "RUB"), ("p1", 500, "EUR")])
def test_only_what_was_charged_is_paid_back(told: tuple[str, int, str]) -> None:
    terminal, _ = made()
    terminal.charge("p1", 500, "RUB")
    terminal.refund(*told)
    assert terminal.net() == 500


def test_the_line_may_break_before_and_after_the_bank() -> None:
    terminal, _ = made(Fault(1, "charge", "cut"), Fault(2, "charge", "cut_before"))
    for payment in ("p1", "p2"):
        with pytest.raises(DeviceFault):
            terminal.charge(payment, 500, "RUB")
    terminal.close()
    terminal.open()
    for payment in ("p1", "p2"):
        terminal.ask(payment)
    assert said(terminal) == [Word.APPROVED, Word.NOT_SENT]
    assert terminal.net() == 500


def test_a_customer_needs_a_while_and_may_be_stopped_meanwhile() -> None:
    terminal, clock = made(think_s=2.0)
    terminal.charge("p1", 500, "RUB")
    terminal.ask("p1")
    assert said(terminal) == [Word.WAITING]
    terminal.cancel("p1")
    assert said(terminal) == [Word.CANCELLED]
    clock.at += 2.0
    assert Word.APPROVED not in said(terminal)
    assert terminal.net() == 0
    terminal.charge("p2", 300, "RUB")
    clock.at += 2.0
    assert said(terminal) == [Word.APPROVED]


def test_one_that_is_late_takes_no_cancel_and_tells_when_it_is_asked() -> None:
    terminal, _ = made(Fault(1, "charge", "late"))
    terminal.charge("p1", 500, "RUB")
    terminal.cancel("p1")
    assert said(terminal) == []
    terminal.ask("p1")
    assert said(terminal) == [Word.APPROVED]
    assert terminal.net() == 500


def test_one_that_practises_says_that_no_money_moves() -> None:
    terminal = SimTerminal(Still(), practice=True)
    assert terminal.open() == {"driver": "sim", "degraded": "simulated"}
