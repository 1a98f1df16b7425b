"""A card terminal on a wire without a thread: what it says is heard when the test lets it."""

from collections.abc import Callable, Iterable

from kiosk.core.paywords import TerminalSaid
from kiosk.hw.ports import DeviceFault
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.terminal import SimTerminal


class CardLine:
    """Implements the till's TerminalLine over the simulator.

    Args:
        faults: of the simulator.
    """

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.sim = SimTerminal(lambda: 0.0, faults)
        self.up = False
        self.mend()

    def plan(self, method: str, effect: str) -> None:
        """Let the next call of a method go wrong in a way; none for all well from now on."""
        self.sim.befall([Fault(1, method, effect)] if effect else [])

    def mend(self) -> None:
        self.sim.close()
        self.sim.open()
        self.up = True

    def cut(self) -> None:
        self.sim.close()
        self.up = False

    def said(self) -> tuple[TerminalSaid, ...]:
        try:
            return self.sim.read(0.0) if self.up else ()
        except DeviceFault:
            self.cut()
            return ()

    def is_there(self) -> bool:
        return self.up

    def charge(self, payment: str, amount_minor: int, currency: str) -> bool:
        return self._told(lambda: self.sim.charge(payment, amount_minor, currency))

    def refund(self, payment: str, amount_minor: int, currency: str) -> bool:
        return self._told(lambda: self.sim.refund(payment, amount_minor, currency))

    def cancel(self, payment: str) -> bool:
        return self._told(lambda: self.sim.cancel(payment))

    def ask(self, payment: str) -> bool:
        return self._told(lambda: self.sim.ask(payment))

    def _told(self, call: Callable[[], None]) -> bool:
        if not self.up:
            return False
        try:
            call()
        except DeviceFault:
            self.cut()  # it was begun: nobody knows how far it came
        return True
