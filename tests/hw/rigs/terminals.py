"""Card terminals: so far the simulator, which is its own far side and its own bank."""

import itertools
import time
from pathlib import Path
from typing import ClassVar

from kiosk.core.paywords import TerminalWord as Word
from kiosk.hw.ports import Fault
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.terminal import SimTerminal
from kiosk.hw.terminal import Terminal
from tests.hw.rigs.rig import Rig


class SimTerminalRig(Rig):
    """One use is one card charged, paid back and asked about."""

    of, port, simulator = SimTerminal, Terminal, SimTerminal
    good, uses = (Word.APPROVED, Word.REFUNDED, Word.REFUNDED), 1
    faults: ClassVar = {
        "lost": (Planned(1, "open", "lost"), Fault.ABSENT),
        "decline": (Planned(1, "charge", "decline"), (Word.DECLINED,) * 3),
        "time_out": (Planned(1, "charge", "time_out"), (Word.TIMED_OUT,) * 3),
        "hold": (Planned(1, "charge", "hold"), (Word.WAITING,) * 2),
        "late": (Planned(1, "charge", "late"), (Word.WAITING,) * 2),
        "mute": (Planned(1, "charge", "mute"), (Word.REFUNDED,) * 2),
        "double": (Planned(1, "charge", "double"), (Word.APPROVED,) * 2 + (Word.REFUNDED,) * 2),
        "cut": (Planned(1, "charge", "cut"), Fault.LOST),
        "cut_before": (Planned(1, "charge", "cut_before"), Fault.LOST),
        "refuse": (
            Planned(1, "refund", "refuse"),
            (Word.APPROVED, Word.REFUND_REFUSED, Word.REFUND_REFUSED),
        ),
    }

    def __init__(self, folder: Path, plan: Planned | None = None) -> None:
        super().__init__(folder, plan)
        self.device = SimTerminal(time.monotonic, [plan] if plan else [])
        self._numbers = itertools.count(1)

    def use(self) -> object:
        payment = f"p{next(self._numbers)}"
        told: list[Word] = []
        self.device.charge(payment, 500, "RUB")
        told += [said.word for said in self.device.read(0.0)]
        self.device.refund(payment, 500, "RUB")
        told += [said.word for said in self.device.read(0.0)]
        self.device.ask(payment)
        return (*told, *(said.word for said in self.device.read(0.0)))

    def pull(self) -> None:
        self.device.wired = False

    def plug(self) -> None:
        self.device.wired = True
