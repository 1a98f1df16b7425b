"""How a box is: whether it is there, what it has not sent, which of its devices are ill."""

from msgspec import Struct

from kiosk.sync.protocol import DeviceWord, Health


class Presence(Struct, frozen=True):
    """Whether a box is there, and what it has not sent yet."""

    online: bool
    heard_at: int
    unsent: int


class Standing(Struct, frozen=True):
    """How a box is.

    Args:
        point, name: where it stands.
        device: the box.
        blocked: why it is turned away, empty if it is not.
        presence: whether it is there; None: it was never heard of.
        oldest_at: since when something is not acknowledged, ms UTC.
        health: what it said of itself last.
    """

    point: str
    name: str
    device: str
    blocked: str
    presence: Presence | None
    oldest_at: int | None
    health: Health | None

    @property
    def ill(self) -> dict[str, DeviceWord]:
        """Its devices that somebody should look at, by name."""
        devices = self.health.devices if self.health else {}
        return {name: word for name, word in devices.items() if word.is_ill}
