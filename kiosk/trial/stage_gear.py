"""The simulated devices of a stage, behind the counter's own ports."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kiosk.core.facts.fact import CellSpec
from kiosk.core.wifi import NetFault, Reach, Security
from kiosk.gear import Gear
from kiosk.hw.cellmap import Led
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.lights import Chain
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.printer_network import network_printer
from kiosk.hw.sim.buttons import SimButtons
from kiosk.hw.sim.camera import SimCamera, SimCameraSettings
from kiosk.hw.sim.lights import SimHc595
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.hw.sim.scanner import SimScanner
from kiosk.hw.sim.terminal import SimTerminal
from kiosk.trial.sections import sections

_CARD_S = 0.3  # a customer finds the card at once
_REACH_S = 0.5  # nobody here waits for a shop's Wi-Fi
_SLOW_S = 20.0  # a busy machine is slow, and its camera is not broken


HOME = "Point-7731"
AIR = {
    HOME: SimSpot(84, "shelves-41"),
    "Cafe": SimSpot(61, "shelves-42"),
    "Warehouse": SimSpot(18, "shelves-43", Security.SAE),
    "Hotel": SimSpot(44, "", Security.OPEN, Reach.PORTAL),
    "Bazaar": SimSpot(35, "shelves-44", fault=NetFault.NO_ADDRESS),
    "backroom": SimSpot(72, "shelves-45", hidden=True),
}


class StageGear:
    """What stands on a stage; it stays when the counter starts again.

    Args:
        cells: the shelf map, a lamp each.
        dark: cells whose lamp is dead.
    """

    def __init__(self, cells: Sequence[CellSpec], dark: Sequence[str]) -> None:
        self._dark = frozenset(dark)
        self.lamp_cells = {i: spec.cell for i, spec in enumerate(cells)}
        self.board = SimHc595(len(cells), time.monotonic, time.sleep)
        self.scanner = SimScanner("hand", time.monotonic)
        self.door = SimScanner("door", time.monotonic)
        self.terminal = SimTerminal(time.monotonic, think_s=_CARD_S)
        self.air = SimNetwork(AIR, HOME)
        self.sections = sections(cells)
        self.buttons = SimButtons(self.sections, time.monotonic)

    def gear(self, camera: Path, printer_port: int) -> Gear:
        """Return it as a counter takes it.

        Args:
            camera: the folder of what lies before the camera.
            printer_port: of the printer emulator, on loopback.
        """
        bus = self.board.bus
        return Gear(
            source=partial(SimCamera, SimCameraSettings(camera), time.monotonic, time.sleep),
            eye=EyeSettings(open_s=_SLOW_S, frame_s=_SLOW_S),
            stall_s=_SLOW_S,
            scanners=(self.scanner, self.door),
            at_door=frozenset({self.door.name}),
            printer=network_printer("127.0.0.1", printer_port, time.monotonic),
            chains={"wall": Chain(Hc595Chain("wall", len(self.lamp_cells), bus), max_lit=60)},
            leds={cell: Led("wall", i, 1) for i, cell in self.lamp_cells.items()},
            dark=self._dark,
            buttons=(self.buttons,),
            terminal=self.terminal,
            network=self.air,
            reach_s=_REACH_S,
            button_cells=self.sections,
        )
