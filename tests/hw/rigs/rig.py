"""What the contract needs of a device and its far side."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from kiosk.hw.ports import Fault


class Rig:
    """One device and its far side; the class holds what the contract expects of it.

    Args:
        folder: empty, for its files.
        plan: the fault to plant, None for none; a value of `faults`.
    """

    of: ClassVar[type]
    port: ClassVar[type]
    simulator: ClassVar[type | None] = None
    good: ClassVar[object]  # what `use` gives when all is well
    gone: ClassVar[object] = Fault.LOST  # what `use` ends in when the far side goes while open
    # what `touch` ends in before open and after close
    closed: ClassVar[tuple[object, object]] = (Fault.LOST, Fault.LOST)
    silence: ClassVar[object] = ()  # what `listen` ends in when nothing comes
    uses: ClassVar[int] = 2  # how often it is used until a planted fault has befallen it
    often: ClassVar[int] = 100  # how often it is opened to see that nothing is left behind
    faults: ClassVar[Mapping[str, tuple[Any, object]]] = {}  # name: plan, what it ends in
    lasting: ClassVar[frozenset[str]] = frozenset()  # faults that `heal` cannot take back

    device: Any

    def __init__(self, folder: Path, plan: object = None) -> None:
        self.folder, self.plan = folder, plan

    def pull(self) -> None:
        """Take the far side away."""

    def plug(self) -> None:
        """Bring it back."""

    def heal(self) -> None:
        """Take the planted fault back; one that befalls one call is over by itself."""

    def use(self) -> object:
        """Use the device once."""
        raise NotImplementedError

    def touch(self) -> object:
        """Use it while it is not open, leaving nothing behind for later."""
        return self.use()

    def listen(self) -> object:
        """Ask for what comes by itself when nothing comes."""
        return self.device.read(0.01)

    def end(self) -> None:
        """Take the far side down for good."""
