"""The table of the contract: every device of kiosk.hw, by id, with its rig.

A rig is one device and what stands behind it: a folder, a pty, the printer on loopback, a board of
mock pins. It can take the far side away, bring it back, use the device once as its user would, and
plant a fault. A new driver or simulator gets a rig here, or test_contract.py fails.
"""

from collections.abc import Mapping

from tests.hw.rigs.buttons import (
    GpioButtonsRig,
    GpioBuzzerRig,
    Hc165Rig,
    SimButtonsRig,
    SimBuzzerRig,
)
from tests.hw.rigs.eye import EyeRig
from tests.hw.rigs.frames import FolderRig, PatternRig, Picamera2Rig, SimCameraRig
from tests.hw.rigs.lights import (
    ChainRig,
    EngineRig,
    LitChainRig,
    PinsRig,
    StripRig,
    WledRig,
)
from tests.hw.rigs.printers import FileRig, NetworkRig, SerialPrinterRig, UsbRig
from tests.hw.rigs.rig import Rig
from tests.hw.rigs.scanners import EvdevRig, SerialRig, SimScannerRig
from tests.hw.rigs.shelf import FarShelfRig, WireRig
from tests.hw.rigs.terminals import SimTerminalRig
from tests.hw.rigs.voices import EspeakRig, SimVoiceRig

RIGS: Mapping[str, type[Rig]] = {
    "folder": FolderRig,
    "pattern": PatternRig,
    "picamera2": Picamera2Rig,
    "sim camera": SimCameraRig,
    "eye": EyeRig,
    "serial": SerialRig,
    "evdev": EvdevRig,
    "sim scanner": SimScannerRig,
    "network": NetworkRig,
    "usb printer": UsbRig,
    "serial printer": SerialPrinterRig,
    "file": FileRig,
    "hc595": ChainRig,
    "apa102": StripRig,
    "gpio lamps": PinsRig,
    "wled": WledRig,
    "lit chain": LitChainRig,
    "engine": EngineRig,
    "gpio buttons": GpioButtonsRig,
    "hc165": Hc165Rig,
    "sim buttons": SimButtonsRig,
    "gpio buzzer": GpioBuzzerRig,
    "sim buzzer": SimBuzzerRig,
    "espeak": EspeakRig,
    "sim voice": SimVoiceRig,
    "sim terminal": SimTerminalRig,
    "shelf node": FarShelfRig,
    "shelf wire": WireRig,
}
NO_FAR_SIDE = {"pattern", "espeak", "sim voice"}
