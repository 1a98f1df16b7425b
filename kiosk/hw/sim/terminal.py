"""A simulated card terminal with its bank: remembers every payment, whatever happens to the line.

No money moves. Effects of faults: `decline` (the bank says no), `time_out` (nobody holds a card to
it), `hold` (it waits for a card until somebody cancels), `late` (it says nothing, takes no cancel,
and turns out to have approved when it is asked after that), `cut` (the line breaks once the bank
has done it), `cut_before` (it breaks before the terminal has heard), `double` (it says it twice),
`refuse` (the bank pays nothing back), `mute` (it does it and says nothing), `lost` (no terminal).
"""

import threading
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.paywords import TerminalSaid
from kiosk.core.paywords import TerminalWord as Word
from kiosk.hw.ports import DeviceFault, Facts
from kiosk.hw.ports import Fault as What
from kiosk.hw.sim.faults import Fault, Faults


class Deal(Struct, frozen=True):
    """What the bank knows of a payment.

    Args:
        is_late: approved behind everybody's back; it says so when asked after a cancel.
        ready_at: monotonic seconds when its answer is out.
    """

    amount_minor: int
    currency: str
    word: Word
    receipt_no: str = ""
    is_late: bool = False
    ready_at: float = 0.0


class SimTerminal:
    """Implements Terminal.

    Args:
        now: monotonic seconds.
        faults: what goes wrong.
        think_s: how long a customer needs to find a card.
        practice: stands on a real counter, so that its health says that no money moves.
    """

    name = "terminal"

    def __init__(
        self,
        now: Callable[[], float],
        faults: Iterable[Fault] = (),
        think_s: float = 0.0,
        *,
        practice: bool = False,
    ) -> None:
        self._now, self._faults, self._think_s = now, Faults(faults), think_s
        self._practice = practice
        self._news = threading.Condition()
        self._said: list[tuple[str, float]] = []  # of which payment it speaks, and when
        self._is_open = False
        self.deals: dict[str, Deal] = {}
        self.charges: list[str] = []  # what the bank was told to take, in order
        self.wired = True

    def befall(self, faults: Iterable[Fault]) -> None:
        """Let other things go wrong from the next call on, counted anew."""
        self._faults = Faults(faults)

    def net(self) -> int:
        """Return what the bank holds: taken and not paid back, minor units."""
        taken = (d for d in self.deals.values() if d.word in {Word.APPROVED, Word.REFUND_REFUSED})
        late = (d for d in self.deals.values() if d.is_late)
        return sum(d.amount_minor for d in (*taken, *late))

    def open(self) -> Facts:
        """Find the terminal (see Device)."""
        if not self.wired or self._faults.next("open") == "lost":
            raise DeviceFault(self.name, What.ABSENT, "no terminal is connected")
        self._is_open = True
        return self.check()

    def check(self) -> Facts:
        """Tell that it is a simulator (see Device)."""
        self._on_line("check")
        return {"driver": "sim", **({"degraded": "simulated"} if self._practice else {})}

    def close(self) -> None:
        """Hang up; what it has not said yet is asked for later (see Device)."""
        self._is_open = False
        with self._news:
            self._said = []

    def charge(self, payment: str, amount_minor: int, currency: str) -> None:
        """Ask for a card (see Terminal)."""
        effect = self._on_line("charge")
        if payment not in self.deals:  # an id is charged once
            self.charges.append(payment)
            self.deals[payment] = self._deal(payment, amount_minor, currency, effect)
        self._answer(payment, effect, self.deals[payment].ready_at)

    def _deal(self, payment: str, amount_minor: int, currency: str, effect: str) -> Deal:
        words = {"decline": Word.DECLINED, "time_out": Word.TIMED_OUT}
        words |= {"hold": Word.WAITING, "late": Word.WAITING}
        word = words.get(effect, Word.APPROVED)
        receipt_no = f"S{len(self.charges):06d}" if word is Word.APPROVED else ""
        return Deal(
            amount_minor,
            currency,
            word,
            receipt_no,
            is_late=effect == "late",
            ready_at=self._now() + self._think_s,
        )

    def refund(self, payment: str, amount_minor: int, currency: str) -> None:
        """Pay it back (see Terminal)."""
        effect = self._on_line("refund")
        deal = self.deals.get(payment)
        told = (amount_minor, currency)
        if deal is None or (deal.amount_minor, deal.currency) != told:
            self._answer(payment, effect)
            return
        if deal.word in {Word.APPROVED, Word.REFUND_REFUSED}:
            word = Word.REFUND_REFUSED if effect == "refuse" else Word.REFUNDED
            self.deals[payment] = replace(deal, word=word, ready_at=0.0)
        self._answer(payment, effect)

    def cancel(self, payment: str) -> None:
        """Stop waiting (see Terminal)."""
        effect = self._on_line("cancel")
        deal = self.deals.get(payment)
        if deal is not None and self._is_pending(deal):
            if deal.is_late:  # too late: the bank has it
                done = replace(deal, word=Word.APPROVED, is_late=False, receipt_no="S-LATE")
                self.deals[payment] = done
                return
            self.deals[payment] = replace(deal, word=Word.CANCELLED, receipt_no="", ready_at=0.0)
        self._answer(payment, effect)

    def ask(self, payment: str) -> None:
        """Say what became of it (see Terminal)."""
        self._answer(payment, self._on_line("ask"))

    def read(self, timeout_s: float) -> tuple[TerminalSaid, ...]:
        """Return what it has said (see Terminal)."""
        self._on_line("read")
        with self._news:
            soonest = min((at for _, at in self._said), default=self._now() + timeout_s)
            pause_s = min(timeout_s, max(0.0, soonest - self._now()))
            self._news.wait_for(self._has_news, pause_s)
            now = self._now()
            ready = [payment for payment, at in self._said if at <= now]
            self._said = [(payment, at) for payment, at in self._said if at > now]
        return tuple(self._told(payment, now) for payment in ready)

    def _has_news(self) -> bool:
        return not self.wired or any(at <= self._now() for _, at in self._said)

    def _told(self, payment: str, now: float) -> TerminalSaid:
        deal = self.deals.get(payment)
        if deal is None:
            return TerminalSaid(payment, Word.NOT_SENT, "", now)
        if self._is_pending(deal):
            return TerminalSaid(payment, Word.WAITING, "", now)
        return TerminalSaid(payment, deal.word, deal.receipt_no, now)

    def _is_pending(self, deal: Deal) -> bool:
        return deal.word is Word.WAITING or deal.ready_at > self._now()

    def _on_line(self, method: str) -> str:
        """Count a call and return its effect; the line may be down, or break here."""
        if not self._is_open:
            raise DeviceFault(self.name, What.LOST, "closed")
        effect = self._faults.next(method) or ""
        if not self.wired or effect == "cut_before":
            raise DeviceFault(self.name, What.LOST, "the terminal does not answer")
        return effect

    def _answer(self, payment: str, effect: str, at: float = 0.0) -> None:
        if effect == "cut":
            raise DeviceFault(self.name, What.LOST, "the line broke in the middle")
        if effect in {"mute", "hold", "late"}:
            return
        with self._news:
            self._said += [(payment, at)] * (2 if effect == "double" else 1)
            self._news.notify()
