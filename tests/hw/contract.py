"""The table of the contract: every device of kiosk.hw, by id, with its rig.

A rig is one device and what stands behind it: a folder, a pty, the printer on loopback, a board of
mock pins. It can take the far side away, bring it back, use the device once as its user would, and
plant a fault. A new driver or simulator gets a rig here, or test_contract.py fails.
"""

from collections.abc import Mapping

from tests.hw.rigs.eye import EyeRig
from tests.hw.rigs.frames import FolderRig, PatternRig, SimCameraRig
from tests.hw.rigs.lights import ChainRig, EngineRig
from tests.hw.rigs.printers import FileRig, NetworkRig
from tests.hw.rigs.rig import Rig
from tests.hw.rigs.scanners import SerialRig, SimScannerRig

RIGS: Mapping[str, type[Rig]] = {
    "folder": FolderRig,
    "pattern": PatternRig,
    "sim camera": SimCameraRig,
    "eye": EyeRig,
    "serial": SerialRig,
    "sim scanner": SimScannerRig,
    "network": NetworkRig,
    "file": FileRig,
    "hc595": ChainRig,
    "engine": EngineRig,
}
NO_FAR_SIDE = {"pattern"}
