"""The network of the counter: for those who may change its devices; each change is journalled."""

from kiosk.hw.ports import Scan
from kiosk.ui.kit.widget import Move
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.network_part import NetworkPart
from kiosk.ui.screens.office import Office


class NetworkScreen(NetworkPart, Framed):
    """The networks in reach, and how the box is connected.

    Args:
        office: the counter.
    """

    section = "menu"

    def __init__(self, office: Office) -> None:
        Framed.__init__(self, office)
        NetworkPart.__init__(self, office.desk.networks)

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Network")

    def leave(self) -> Move:
        """Go back; from a sheet or the keyboard to the list."""
        return self.close() if self.is_asking else super().leave()

    def scanned(self, scan: Scan) -> Move:
        """Join the network of a Wi-Fi code; any other code means what it means everywhere."""
        move = self.scanned_code(scan.text)
        return super().scanned(scan) if isinstance(move, bool) else move
