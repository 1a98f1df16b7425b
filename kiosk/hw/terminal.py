"""The card terminal: its port, and the thread's side of it that workflows speak to.

Every payment has an id before the terminal is asked. A terminal keeps by that id what became of
it, also over a cut line and a restart of either side; that is what makes it safe to ask again.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from kiosk.core.paywords import TerminalSaid, TerminalWord
from kiosk.hw.ports import Device, DeviceState, Inbox
from kiosk.hw.standing import Standing
from kiosk.hw.supervise import Supervisor


class Terminal(Device, Protocol):
    """A card terminal; every call returns at once, what it has to say comes by `read`."""

    def charge(self, payment: str, amount_minor: int, currency: str) -> None:
        """Ask the customer for a card; an id it knows already is never charged again."""

    def refund(self, payment: str, amount_minor: int, currency: str) -> None:
        """Pay the whole of a payment back to its card; twice is one refund."""

    def cancel(self, payment: str) -> None:
        """Stop waiting for the card, if that is not too late; the answer says which."""

    def ask(self, payment: str) -> None:
        """Ask what became of a payment: the answer is its last word, or WAITING, or NOT_SENT."""

    def read(self, timeout_s: float) -> tuple[TerminalSaid, ...]:
        """Return what it said within `timeout_s`; none is an empty tuple."""


class TerminalThread:
    """Speaks with the terminal on its own thread; each call returns at once.

    Args:
        supervisor: of the terminal.
        terminal: what it keeps alive.
        inbox: told of a charge that the terminal never heard of.
    """

    def __init__(self, supervisor: Supervisor, terminal: Terminal, inbox: Inbox) -> None:
        self._supervisor, self._terminal, self._inbox = supervisor, terminal, inbox

    def is_there(self) -> bool:
        """Whether it can be spoken to now."""
        return _works(self._supervisor.standing)

    def charge(self, payment: str, amount_minor: int, currency: str) -> bool:
        """Charge a card; False, at once, when the terminal cannot be asked and never will be."""
        told = partial(self._terminal.charge, payment, amount_minor, currency)
        return self._supervisor.offer(told, partial(self._unsent, payment), _works)

    def refund(self, payment: str, amount_minor: int, currency: str) -> bool:
        """Pay a payment back; False when the terminal cannot be asked now."""
        return self._offer(partial(self._terminal.refund, payment, amount_minor, currency))

    def cancel(self, payment: str) -> bool:
        """Stop waiting for a card; False when the terminal cannot be asked now."""
        return self._offer(partial(self._terminal.cancel, payment))

    def ask(self, payment: str) -> bool:
        """Ask what became of a payment; False when the terminal cannot be asked now."""
        return self._offer(partial(self._terminal.ask, payment))

    def _offer(self, told: Callable[[], None]) -> bool:
        return self._supervisor.offer(told, _forgotten, _works)

    def _unsent(self, payment: str) -> None:
        at = self._supervisor.now()
        self._inbox.put(TerminalSaid(payment, TerminalWord.NOT_SENT, "", at))


def _forgotten() -> None:
    """It is asked again: the till asks until it knows."""


def _works(standing: Standing) -> bool:
    return standing.state in {DeviceState.READY, DeviceState.DEGRADED}
